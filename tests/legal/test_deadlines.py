"""The clocks: plain hours through nights, months and clock changes; times as people type them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.legal import deadlines
from toolkit.legal.numbers import Unfit

NOW = datetime(2026, 10, 27, 9, 0, tzinfo=UTC)
SUMMER, WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))


def end_in_paris(typed: str) -> str:
    complaint, cnil = deadlines.clocks(deadlines.read(typed, NOW))
    assert complaint.end == cnil.end
    return complaint.end.astimezone(deadlines.PARIS).isoformat()


@pytest.mark.parametrize(
    ("typed", "end"),
    [
        ("2026-10-12 08:10", "2026-10-15T08:10:00+02:00"),
        ("2026-10-16 18:00", "2026-10-19T18:00:00+02:00"),  # Friday to Monday
        ("2026-10-24 10:00", "2026-10-27T09:00:00+01:00"),  # the clocks go back in between
        ("2026-03-28 10:00", "2026-03-31T11:00:00+02:00"),  # the clocks go forward in between
        ("2026-12-30 23:59", "2027-01-02T23:59:00+01:00"),
        ("2028-02-27 12:00", "2028-03-01T12:00:00+01:00"),  # a leap year
        ("2026-10-22 02:30", "2026-10-25T02:30:00+02:00"),  # ends in the hour that comes twice
        ("2026-03-26 02:30", "2026-03-29T03:30:00+02:00"),  # ends in the hour that is skipped
    ],
)
def test_hours_are_plain_elapsed_hours(typed: str, end: str) -> None:
    assert end_in_paris(typed) == end


@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(deadlines.PARIS)))
def test_every_clock_lasts_its_hours(t0: datetime) -> None:
    for one in deadlines.clocks(t0):
        assert one.end - one.start == timedelta(hours=72)
        assert one.left(one.start) == timedelta(hours=72)
        assert not one.past(one.end)
        assert one.past(one.end + timedelta(seconds=1))


def test_a_clock_tells_what_is_left_and_what_sets_it() -> None:
    complaint, cnil = deadlines.clocks(datetime(2026, 10, 25, 9, tzinfo=UTC))
    assert (complaint.code, cnil.code) == ("complaint", "cnil")
    assert (complaint.text, cnil.text) == ("complaint_article", "gdpr_notify_article")
    assert complaint.left(NOW) == timedelta(hours=24)
    assert cnil.left(NOW + timedelta(hours=25)) == -timedelta(hours=1)
    with pytest.raises(ValueError, match="zone"):
        deadlines.clocks(datetime(2026, 10, 25, 9))


@pytest.mark.parametrize(
    "typed",
    [
        "12/10/2026 8h10", "12/10/2026 08:10", "2026-10-12 8h10", "2026-10-12T08:10", "2026-10-12T08:10:00",
        " 12/10/2026  à 8H10 ", "12/10/2026 8h10 été", "12/10/2026 8:10 summer", "2026-10-12T06:10Z",
        "2026-10-12 06:10 UTC", "2026-10-12 08:10+02:00", "2026-10-12 10:10 +0400", "12/10/2026, 8h10",
    ],
)  # fmt: skip
def test_a_time_is_understood(typed: str) -> None:
    assert deadlines.read(typed, NOW) == datetime(2026, 10, 12, 6, 10, tzinfo=UTC)


def test_days_near_are_those_of_paris() -> None:
    late = datetime(2026, 10, 26, 23, 30, tzinfo=UTC)  # the 27th in Paris already
    assert deadlines.read("aujourd’hui 0h10", late).isoformat() == "2026-10-27T00:10:00+01:00"
    assert deadlines.read("hier à 18h30", late).isoformat() == "2026-10-26T18:30:00+01:00"
    assert deadlines.read("yesterday 18:30", late) == deadlines.read("hier 18h30", late)
    assert deadlines.read("Today at 8h", late).isoformat() == "2026-10-27T08:00:00+01:00"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-10-25 02:30", "time_twice"), ("25/10/2026 2h00", "time_twice"),
        ("2026-03-29 02:30", "time_never"), ("2026-03-29 02:30 été", "time_never"),
        ("2026-12-01 10:00 été", "time_season"), ("2026-07-01 10:00 hiver", "time_season"),
        ("2026-02-30 10:00", "time_calendar"), ("31/11/2026 8h", "time_calendar"),
        ("12/10/2026 24h00", "time_calendar"),
        ("12/10/2026 8h60", "time_calendar"), ("12/10/0026 8h10", "time_calendar"),
        ("9999-12-31 23:59", "time_calendar"),
        ("2026-10-12 08:10+99:00", "time_calendar"), ("2026-10-12 08:10+01:99", "time_calendar"),
        ("12/10/2026", "time_shape"), ("8h10", "time_shape"), ("", "time_shape"),
        ("avant-hier 8h", "time_shape"),
        ("demain 8h", "time_shape"), ("12/10/26 8h10", "time_shape"), ("1" * 5000, "time_shape"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_named(typed: str, code: str) -> None:
    with pytest.raises(Unfit) as caught:
        deadlines.read(typed, NOW)
    assert caught.value.code == code


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    first, second = (deadlines.read(f"25/10/2026 2h30 {word}", NOW) for word in ("été", "hiver"))
    assert (first.utcoffset(), second.utcoffset()) == (timedelta(hours=2), timedelta(hours=1))
    assert second - first == timedelta(hours=1)
    assert deadlines.read("2026-10-25 02:30+01:00", NOW) == second
    for edge in ("2026-10-25 01:59", "2026-10-25 03:00", "2026-03-29 01:59", "2026-03-29 03:00"):
        assert deadlines.read(edge, NOW)


def test_an_odd_time_is_told() -> None:
    assert deadlines.oddity(NOW + timedelta(minutes=1), NOW) == "future"
    assert deadlines.oddity(NOW - timedelta(days=366), NOW) == "old"
    assert deadlines.oddity(NOW - timedelta(days=300), NOW) is None


@given(
    st.text(max_size=80)
    | st.from_regex(r"\A\d{1,2}/\d{1,2}/\d{4} \d{1,2}h\d{2}( été| hiver|[+]\d\d:\d\d)?\Z")
)
def test_whatever_is_typed_gives_a_time_or_a_reason(typed: str) -> None:
    try:
        when = deadlines.read(typed, NOW)
    except Unfit:
        return
    assert deadlines.clocks(when)
    assert deadlines.of_answer(when.isoformat()) == when


@given(st.none() | st.text(max_size=40))
def test_a_recorded_answer_that_is_no_time_starts_nothing(value: str | None) -> None:
    when = deadlines.of_answer(value)
    assert when is None or deadlines.clocks(when)


def test_recorded_times_keep_their_offset() -> None:
    assert deadlines.of_answer("2026-10-25T02:30:00+01:00") == datetime(2026, 10, 25, 2, 30, tzinfo=WINTER)
    assert deadlines.of_answer("2026-10-25T02:30:00+02:00") == datetime(2026, 10, 25, 2, 30, tzinfo=SUMMER)
    for hostile in (
        "2026-10-25T02:30:00",
        "9999-12-31T23:59:00+00:00",
        "0001-01-01T00:00:00+14:00",
        "demain",
    ):
        assert deadlines.of_answer(hostile) is None
