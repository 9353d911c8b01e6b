"""Registry hives: typed values, hostile bytes, and hives that were not closed."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder.hive import Key, Value, binary, dword, expand, hive, multi, qword, sz
from toolkit.errors import Unreadable
from toolkit.media.folder import FolderSource
from toolkit.media.registry import Absent, Hive, decode, filetime, open_hive
from toolkit.records import Unread

WHEN = 1_700_000_000_123_456_700
TREE = Key(
    {"": sz("défaut"), "n": dword(7)},
    {"Un": Key({"x": sz("é")}, {"Deux": Key({"y": qword(1 << 40)}, written=WHEN - 100)}), "Trois": Key()},
)


def laid(folder: Path, data: bytes, **logs: bytes) -> tuple[Hive, list[Unread]]:
    (folder / "SYSTEM").write_bytes(data)
    for name, log in logs.items():
        (folder / f"SYSTEM.{name}").write_bytes(log)
    failures: list[Unread] = []
    return open_hive(FolderSource("x", folder), "system", failures=failures), failures


def whole(opened: Hive) -> dict[str, dict[str, object]]:
    return {key.path: dict(key.values()) for key in opened.root.walk()}


def test_values_come_typed_and_names_are_found_in_any_case(tmp_path: Path) -> None:
    values: dict[str, Value] = {
        "sz": sz("é\U0001f9b7"), "expand": expand("%x%"), "multi": multi("un", "deux"),
        "dword": dword(0xFFFFFFFF), "qword": qword(1 << 63), "bytes": binary(b"abcdef"),
        "big": (5, b"\0\0\1\0"), "lone": (1, b"\x3d\xd8\0\0"), "odd": (1, b"a\0b"), "short": (4, b"\5"),
        "empty": (4, b""), "two": binary(b"\1\2"), "three": (1, b"a\0\xff"),
        "unended": (1, "fin".encode("utf-16-le")),
    }  # fmt: skip
    opened, failures = laid(tmp_path, hive(Key(values), name="S", written=WHEN))
    assert dict(opened.root.values()) == {
        "sz": "é\U0001f9b7", "expand": "%x%", "multi": ("un", "deux"), "dword": 0xFFFFFFFF, "qword": 1 << 63,
        "bytes": b"abcdef", "big": 256, "lone": "\ud83d", "odd": "a", "short": 5, "empty": 0, "two": b"\1\2",
        "three": "a", "unended": "fin",
    }  # fmt: skip
    assert (opened.root.get("SHORT"), opened.root.text("Expand"), opened.root.number("sz")) == (
        5,
        "%x%",
        None,
    )
    assert (opened.root.get("nothing"), failures) == (None, [])


def test_keys_are_found_by_path_with_their_dates(tmp_path: Path) -> None:
    opened, failures = laid(tmp_path, hive(TREE, name="S", written=WHEN))
    found = opened.key(r"un\DEUX")
    assert found is not None
    assert (found.get("y"), found.written_ns, opened.written_ns) == (1 << 40, WHEN - 100, WHEN)
    assert opened.key(r"Un\Quatre") is None
    assert opened.root.key("Un") is not None
    assert whole(opened) == {
        "": {"": "défaut", "n": 7}, "Un": {"x": "é"}, r"Un\Deux": {"y": 1 << 40}, "Trois": {}
    }  # fmt: skip
    assert failures == []


def test_no_hive_is_absent_and_a_folder_is_no_hive(tmp_path: Path) -> None:
    source = FolderSource("x", tmp_path)
    with pytest.raises(Absent, match="hive_absent"):
        open_hive(source, "SAM")
    (tmp_path / "SAM").mkdir()
    with pytest.raises(Unreadable, match="not_a_file"):
        open_hive(source, "SAM")


@pytest.mark.parametrize("data", [b"", b"regf", b"x" * 8192, b"regf" + bytes(508), b"regf" + bytes(8188)])
def test_what_is_no_hive_is_damaged(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Unreadable, match="registry_damaged"):
        laid(tmp_path, data)


def test_an_unclosed_hive_says_whether_a_log_was_left(tmp_path: Path) -> None:
    data = hive(TREE, name="S", written=WHEN, sequences=(5, 4))
    opened, failures = laid(tmp_path, data, LOG1=b"")
    assert [one.why for one in failures] == ["registry_log_absent"]
    opened, failures = laid(tmp_path, data, LOG1=b"", LOG2=b"regf")
    assert [one.why for one in failures] == [one.why for one in opened.standing] == ["registry_log_damaged"]
    assert opened.root.number("n") == 7


def test_a_closed_hive_with_an_old_log_is_whole(tmp_path: Path) -> None:
    assert laid(tmp_path, hive(TREE, name="S", written=WHEN), LOG1=b"regf")[1] == []


def _cell(data: bytes, start: bytes, skip: int = 0) -> int:
    place = data.index(start)
    for _ in range(skip):
        place = data.index(start, place + 1)
    return place


def test_a_damaged_key_keeps_the_others(tmp_path: Path) -> None:
    data = bytearray(hive(TREE, name="S", written=WHEN))
    at = _cell(bytes(data), b"Trois") - 76
    assert data[at : at + 2] == b"nk"
    data[at : at + 2] = b"??"
    opened, failures = laid(tmp_path, bytes(data))
    assert r"Un\Deux" in whole(opened)
    assert "registry_key_damaged" in {one.why for one in failures}


def test_a_value_that_lies_about_its_size_keeps_the_others(tmp_path: Path) -> None:
    data = bytearray(hive(Key({"a": binary(bytes(64)), "b": dword(3)}), name="S", written=WHEN))
    struct.pack_into("<I", data, _cell(bytes(data), b"vk") + 4, 0x7FFF_0000)
    opened, failures = laid(tmp_path, bytes(data))
    assert opened.root.get("b") == 3
    assert opened.root.get("a") is None
    assert {one.why for one in failures} <= {"registry_value_too_large", "registry_value_damaged"}
    assert failures


def test_a_hive_that_loops_is_read_once(tmp_path: Path) -> None:
    data = bytearray(hive(TREE, name="S", written=WHEN))
    root = struct.unpack_from("<I", data, 36)[0]
    for place in range(4096, len(data), 4):  # every list of subkeys now names the root
        if data[place : place + 2] == b"lh":
            struct.pack_into("<I", data, place + 4, root)
    opened, failures = laid(tmp_path, bytes(data))
    assert len(whole(opened)) < 10
    assert "registry_loop" in {one.why for one in failures}


def test_a_cut_hive_never_breaks(tmp_path: Path) -> None:
    data = hive(Key(keys={f"k{n}": Key({"v": sz("x" * n)}) for n in range(200)}), name="S", written=WHEN)
    outcomes = set()
    for size in range(0, len(data), 997):
        try:
            opened, failures = laid(tmp_path, data[:size])
            outcomes.add(len(whole(opened)) == 201 and not failures)
        except Unreadable as error:
            outcomes.add(error.why)
    assert outcomes <= {False, "registry_damaged"}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12_287), st.binary(min_size=1, max_size=6)), min_size=1, max_size=12)
)
def test_changed_bytes_never_break(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, bytes]]
) -> None:
    data = bytearray(HOSTILE)
    for place, new in changes:
        data[place : place + len(new)] = new
    with suppress_damaged():
        opened, failures = laid(tmp_path_factory.mktemp("hive"), bytes(data))
        assert len(whole(opened)) < 1000
        assert all(one.why.startswith("registry_") for one in failures)


@contextmanager
def suppress_damaged() -> Iterator[None]:
    """Let pass the one refusal a changed hive may meet, and no other."""
    try:
        yield
    except Unreadable as error:
        if error.why != "registry_damaged":
            raise


HOSTILE = hive(
    Key(keys={f"k{n}": Key({"v": sz("x" * n), "n": dword(n)}) for n in range(40)}), name="S", written=WHEN
)


@given(st.integers(-1, 20), st.binary(max_size=40))
def test_any_bytes_decode(kind: int, data: bytes) -> None:
    assert isinstance(decode(kind, data), str | int | bytes | tuple)


def test_dates_out_of_range_are_unknown() -> None:
    assert [filetime(units) for units in (0, 1, 0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF)] == [None] * 4
    assert filetime(132_944_736_000_000_001) == 1_650_000_000_000_000_100
