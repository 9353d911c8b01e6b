"""The chained log names the line where it was touched, and no other."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody.log import (
    FIRST,
    LINE_LIMIT,
    Act,
    Break,
    as_typed,
    cleaned,
    follow,
    json_line,
    line_of,
    lines,
    system_clock,
)

from .builder import SteppingClock


def chain(length: int) -> list[bytes]:
    clock, written, before = SteppingClock(), [], FIRST
    for number in range(1, length + 1):
        line = line_of(number, clock(), "É. Martin", act="step", facts={"count": number}, prev=before)
        written.append(line)
        act = next(iter(follow([line])))
        before = act.digest if isinstance(act, Act) else next(follow_all([line])).digest
    return written


def follow_all(written: list[bytes]) -> Iterator[Act]:
    return (each for each in follow(written) if isinstance(each, Act))


def breaks(written: list[bytes]) -> list[Break]:
    return [each for each in follow(written) if isinstance(each, Break)]


def test_a_line_reads_back() -> None:
    (line,) = chain(1)
    act = next(follow_all([line]))
    assert (act.n, act.who, act.act, act.facts, act.prev) == (1, "É. Martin", "step", {"count": 1}, FIRST)
    assert act.at == "2026-09-02T12:03:22.133456Z"
    assert act.local == "2026-09-02T14:03:22.133456+02:00"
    assert line.isascii()


def test_a_line_removed_moved_or_doubled() -> None:
    whole = chain(5)
    assert breaks(whole) == []
    assert breaks(whole[:2] + whole[3:]) == [Break("log_number", 4), Break("log_chain", 4)]
    assert breaks(whole[1:])[0] == Break("log_number", 2)
    assert Break("log_chain", 2) in breaks([whole[0], whole[2], whole[1], *whole[3:]])
    assert breaks([whole[0], *whole])[0] == Break("log_number", 1)


@given(st.integers(0, 4), st.data())
def test_any_changed_byte_breaks_the_chain(which: int, data: st.DataObject) -> None:
    whole = chain(5)
    at = data.draw(st.integers(0, len(whole[which]) - 1))
    changed = bytearray(whole[which])
    changed[at] ^= data.draw(st.integers(1, 255))
    whole[which] = bytes(changed)
    found = breaks(whole)
    # The last line has no line after it to vouch for it: bag-info.txt holds its hash.
    assert found or which == 4


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_crash(content: bytes) -> None:
    found = list(follow(lines(BytesIO(content + b"\n"))))
    assert all(isinstance(each, Break) for each in found)


def test_lies_in_a_line() -> None:
    (line,) = chain(1)
    for old, new in (
        (b'"n":1', b'"n":true'),
        (b'"n":1', b'"n":1.0'),
        (b'"n":1', b'"n":"1"'),
        (b'"facts":{"count":1}', b'"facts":[]'),
        (b'"act":"step"', b'"act":null'),
        (b'"who":', b'"who":1,"who":'),
        (b'"n":1,', b'"n":1, '),
        (b'{"n"', b'{"m":NaN,"n"'),
    ):
        assert old in line
        assert breaks([line.replace(old, new, 1)]) == [Break("log_line", 1)], new


def test_a_line_over_the_limit_is_one_line_that_cannot_be_read() -> None:
    (line,) = chain(1)
    long = b"x" * (LINE_LIMIT * 2 + 10)
    assert list(lines(BytesIO(line + b"\n" + long + b"\n" + line + b"\n"))) == [line, b"", line]
    assert breaks([line, b""]) == [Break("log_line", 2)]


def test_a_line_without_end_was_never_whole() -> None:
    for torn in (b"x", b"x" * LINE_LIMIT, b"x" * (LINE_LIMIT + 1), bytes(3 * LINE_LIMIT)):
        assert list(lines(BytesIO(b"{}\n" + torn))) == [b"{}"]


def test_the_system_clock_knows_its_offset() -> None:
    assert system_clock().utcoffset() is not None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Brigadier O’Brien", "Brigadier O’Brien"),
        ("D. Le Goff-Müller", "D. Le Goff-Müller"),
        ("Brigade / Service", "Brigade, Service"),
        ("E\u0301cole", "École"),
        ("C:\\Patients\\x", "C:, Patients, x"),
        ("n° 12 & 13\u00a0; 2–3", "n° 12 & 13 ; 2-3"),
        ("  a\n b\t", "a b"),
        ("", None),
        (" / ", None),
        ("<b>", None),
        ("\u202egpj", None),
        ("\x1b[31m", None),
        ("\udc80", None),
        ("x" * 201, None),
    ],
)
def test_what_a_person_types_fits_the_log_or_is_refused(typed: str, kept: str | None) -> None:
    assert cleaned(typed) == kept


@given(st.text(max_size=60))
def test_no_separator_passes(typed: str) -> None:
    kept = cleaned(typed) or ""
    assert not set(kept) & set("/\\\n\r\t\x1b")
    assert kept == "" or cleaned(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Brigade / Service", "Brigade / Service"),
        ("a\\b", "a\\b"),
        ("[tél.] 1/2", "[tél.] 1/2"),
        ("<b>", None),
    ],
)
def test_a_handover_keeps_its_slashes(typed: str, kept: str | None) -> None:
    assert as_typed(typed) == kept


def test_a_lone_surrogate_is_an_escape() -> None:
    assert json_line({"name": "\udc80é"}) == b'{"name":"\\udc80\\u00e9"}'
