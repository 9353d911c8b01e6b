"""Firebird databases are dated by their rows, and tell where pages or rows contradict each other."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder.documents import dated
from demo.builder.tree import Node
from tests.backup.builder import LAST_DAY, NOW, answers, codes, judged, medium, practice
from tests.backup.data import laid
from toolkit.backup.data import How
from toolkit.records import Rely

_PAGE = 4096
_ACTS = 128
_DAY = 86_400 * 10**9
_BOTH = pytest.mark.parametrize("engine", ["firebird3", "firebird5"])
_LATE = datetime(2026, 10, 12, 9, tzinfo=UTC)


def _lines(content: bytes, relation: int = _ACTS) -> Iterator[int]:
    """Yield where the lines of one table lie in the file."""
    for at in range(0, len(content), _PAGE):
        if content[at] == 5 and struct.unpack_from("<H", content, at + 20)[0] >= relation:
            for line in range(struct.unpack_from("<H", content, at + 22)[0]):
                start, length = struct.unpack_from("<HH", content, at + 24 + line * 4)
                if length:
                    yield at + start


def _changed(content: bytes, places: dict[int, int]) -> bytes:
    out = bytearray(content)
    for at, byte in places.items():
        out[at] = byte
    return bytes(out)


def _pages(content: bytes, kind: int) -> list[int]:
    return [
        at
        for at in range(0, len(content), _PAGE)
        if content[at] == kind and content[at + (20 if kind == 5 else 26)] >= _ACTS
    ]


@_BOTH
def test_rows_date_a_database_not_births_appointments_or_deleted_rows(engine: str) -> None:
    found = laid.told("cabinet.fdb", laid.unpacked(engine), written=laid.NOW)
    assert found is not None
    assert (found.kind, found.how, found.rows, found.whole, found.faults) == (
        "firebird", How.DATA, 121, True, (),
    )  # fmt: skip
    assert found.newest_ns == laid.ns(datetime(2026, 10, 9, 17, tzinfo=UTC))
    assert found.tables == ("actes", "rdv", "anciens")


@_BOTH
def test_texts_and_numbers_date_rows_where_no_date_does(engine: str) -> None:
    content = laid.unpacked(engine)
    # Every row of acts and appointments deleted: what is left is a year and a half older.
    gone = {at + 10: content[at + 10] | 1 for at in _lines(content) if not content[at + 10] & 22}
    old = {at + 10: content[at + 10] for at in _lines(content, _ACTS + 2)}
    found = laid.told("cabinet.fdb", _changed(content, gone | old))
    assert found is not None
    assert (found.rows, found.faults) == (40, ())
    assert found.newest_ns == pytest.approx(laid.ns(datetime(2025, 5, 27, 17, tzinfo=UTC)), abs=10**9)


@_BOTH
def test_a_database_whose_rows_are_all_deleted_is_empty(engine: str) -> None:
    content = laid.unpacked(engine)
    gone = {at + 10: content[at + 10] | 1 for at in _lines(content) if not content[at + 10] & 22}
    found = laid.told("cabinet.fdb", _changed(content, gone))
    assert found is not None
    assert (found.rows, found.newest_ns, found.faults) == (0, None, ("database_empty",))


@_BOTH
def test_a_page_or_a_row_that_contradicts_another_is_a_fault(engine: str) -> None:
    content = laid.unpacked(engine)
    page, pointers = _pages(content, 5)[0], _pages(content, 4)[0]
    row = next(at for at in _lines(content) if not content[at + 10] & 22)
    for at in (
        page,
        page + 12,
        page + 20,
        page + 23,
        pointers,
        pointers + 12,
        pointers + 16,
        pointers + 26,
        row + 13,
    ):
        found = laid.told("cabinet.fdb", _changed(content, {at: content[at] ^ 0x40}))
        assert found is not None
        assert (found.faults, found.whole) == (("database_damaged",), False), at


@_BOTH
def test_a_database_cut_among_its_pages_is_a_fault(engine: str) -> None:
    content = laid.unpacked(engine)
    found = laid.told("cabinet.fdb", content[: 250 * _PAGE])
    assert found is not None
    assert found.faults == ("database_cut",)


@_BOTH
def test_pages_of_pointers_in_a_ring_come_to_an_end(engine: str) -> None:
    content = laid.unpacked(engine)
    places = {}
    for at in _pages(content, 4):
        places |= dict(enumerate(struct.pack("<I", at // _PAGE), at + 20))
    found = laid.told("cabinet.fdb", _changed(content, places))
    assert found is not None
    assert found.rows == 121


@_BOTH
def test_pages_the_server_encrypted_are_unknown_not_damaged(engine: str) -> None:
    content = laid.unpacked(engine)
    marked = {at + 1: content[at + 1] | 0x80 for at in _pages(content, 5)}
    found = laid.told("cabinet.fdb", _changed(content, marked))
    assert found is not None
    assert (found.newest_ns, found.whole, found.faults) == (None, False, ())


def test_another_layout_is_unknown() -> None:
    content = laid.unpacked("firebird3")
    for version in (0x000C, 0x800E):
        found = laid.told("base.fdb", content[:18] + struct.pack("<H", version) + content[20:])
        assert found is not None
        assert (found.newest_ns, found.whole, found.faults) == (None, False, ())
    assert laid.told("base.fdb", b"texte " * 900) is None


def test_a_database_left_as_it_was_under_a_new_date_is_stale(tmp_path: Path) -> None:
    nodes = [dated("Wlogos2/cabinet.fdb", LAST_DAY, laid.unpacked("firebird3")), *practice()[1:]]
    assert answers(judged(medium(tmp_path / "new", nodes)))["recent"] == "yes"
    copied = [_later(node) for node in nodes]
    verdict = judged(medium(tmp_path / "old", copied), now=NOW + 200 * _DAY)
    assert answers(verdict)["recent"] == "no"
    assert {"old_database", "dated_by_rows"} <= set(codes(verdict, "recent"))
    assert verdict.rely == Rely.STALE


def _later(node: Node) -> Node:
    """Return a file as a copy of 200 days later leaves it."""
    moment = (node.times.modified or 0) + 200 * _DAY
    return replace(node, times=replace(node.times, modified=moment, changed=moment))


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(["firebird3", "firebird5"]),
    st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 7)), min_size=1, max_size=4),
    st.booleans(),
    st.integers(1, 100),
)
def test_flipped_bits_never_give_a_date_to_come(
    engine: str, flips: list[tuple[int, int]], in_rows: bool, percent: int
) -> None:
    content = bytearray(laid.unpacked(engine))
    pages = _pages(bytes(content), 5) + _pages(bytes(content), 4)
    for at, bit in flips:
        place = pages[at % len(pages)] + at // len(pages) % _PAGE if in_rows else at % len(content)
        content[place] ^= 1 << bit
    whole = bytes(content[: len(content) * (100 if in_rows else percent) // 100])
    found = laid.told("cabinet.fdb", whole, now=_LATE)
    assert found is None or found.newest_ns is None or found.newest_ns <= laid.ns(_LATE + timedelta(days=1))
