"""The densest run of changes is the attack; stray dates do not move it."""

from toolkit.scan.survey.burst import Burst

MINUTE = 60 * 1_000_000_000
ATTACK = 1_760_141_647_000_000_000


def test_without_times_there_is_no_span() -> None:
    burst = Burst()
    burst.add(None)
    assert burst.span() is None


def test_stray_dates_stay_outside() -> None:
    burst = Burst()
    for step in range(40):
        burst.add(ATTACK + step * 1_000_000_000)
    burst.add(0)
    burst.add(ATTACK - 90 * MINUTE)
    burst.add(ATTACK + 500 * MINUTE)
    assert burst.span() == {
        "first": ATTACK,
        "last": ATTACK + 39_000_000_000,
        "files": 40,
        "outside": 3,
    }


def test_a_pause_within_the_hour_is_one_run() -> None:
    burst = Burst()
    for when in (ATTACK, ATTACK + 45 * MINUTE, ATTACK + 100 * MINUTE):
        burst.add(when)
    span = burst.span()
    assert span is not None
    assert (span["first"], span["last"]) == (ATTACK, ATTACK + 100 * MINUTE)


def test_times_before_1970_are_counted() -> None:
    burst = Burst()
    burst.add(-5 * MINUTE)
    assert burst.span() == {"first": -5 * MINUTE, "last": -5 * MINUTE, "files": 1, "outside": 0}
