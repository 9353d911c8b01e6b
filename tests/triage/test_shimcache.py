"""The ShimCache in each of its layouts."""

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder.hive import Key, binary, filetime, key, sz
from toolkit.errors import Unreadable
from toolkit.triage import shimcache
from toolkit.triage.shimcache import entries

WHEN = 1_790_000_000_000_000_000
PATHS = (r"C:\Users\Public\svc_maj.exe", r"C:\Windows\notepad.exe")
PLACE = r"ControlSet001\Control\Session Manager\AppCompatCache"


def text(path: str) -> bytes:
    raw = path.encode("utf-16-le")
    return struct.pack("<H", len(raw)) + raw


def seven(*, wide: bool) -> bytes:
    """The flags say that the first program was started, the second not."""
    layout = struct.Struct("<HH4xQQI20x" if wide else "<HHIQI12x")
    texts = [("\\??\\" + path).encode("utf-16-le") for path in PATHS]
    at, rows = 0x80 + 2 * layout.size, b""
    for raw, flags in zip(texts, (2, 0x10001), strict=True):
        rows += layout.pack(len(raw), len(raw) + 2, at, filetime(WHEN), flags)
        at += len(raw)
    return struct.pack("<II", 0xBADC0FEE, 2).ljust(0x80, b"\0") + rows + b"".join(texts)


def later(mark: bytes, head: int, *bodies: bytes) -> bytes:
    parts = [mark + bytes(4) + struct.pack("<I", len(body)) + body for body in bodies]
    return struct.pack("<I", head).ljust(head, b"\0") + b"".join(parts)


def body(path: str, flags: int, between: bytes = b"") -> bytes:
    return text(path) + between + struct.pack("<IIQI", flags, 0, filetime(WHEN), 0)


def ten(head: int) -> bytes:
    return later(b"10ts", head, *(text(path) + struct.pack("<QI", filetime(WHEN), 0) for path in PATHS))


TEN = ten(0x34)
STARTED = [(PATHS[0], WHEN, True), (PATHS[1], WHEN, False)]
UNKNOWN = [(path, WHEN, None) for path in PATHS]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (seven(wide=True), STARTED),
        (seven(wide=False), STARTED),
        (later(b"00ts", 0x80, body(PATHS[0], 2), body(PATHS[1], 0)), STARTED),
        (later(b"10ts", 0x80, body(PATHS[0], 2, bytes(2)), body(PATHS[1], 0, bytes(2))), STARTED),
        (ten(0x30), UNKNOWN),
        (TEN, UNKNOWN),
        (TEN + bytes(64), UNKNOWN),
        (bytes(16), []),
        (struct.pack("<II", 0xBADC0FEE, 0).ljust(0x80, b"\0"), []),
    ],
)
def test_each_layout_is_read(data: bytes, expected: list[Any]) -> None:
    assert list(entries(data)) == expected


def test_what_is_damaged_keeps_what_came_before() -> None:
    for data in (TEN[:-1], TEN + b"xxxx", TEN + b"10ts" + bytes(4) + b"\x01\0\0\0\0"):
        found = []
        with pytest.raises(Unreadable, match="shimcache_damaged"):  # noqa: PT012 - what came before is kept
            for one in entries(data):
                found.append(one)  # noqa: PERF402 - extend would lose it
        assert found[0][0] == PATHS[0]
    with pytest.raises(Unreadable, match="shimcache_damaged"):
        list(entries(seven(wide=True)[:-60]))
    with pytest.raises(Unreadable, match="shimcache_version"):
        list(entries(b"\xef\xbe\xad\xde" + bytes(400)))


def test_more_entries_than_windows_keeps_is_said() -> None:
    whole = later(b"10ts", 0x30, *(text("a") + struct.pack("<QI", 0, 0) for _ in range(5000)))
    with pytest.raises(Unreadable, match="registry_limit"):
        list(entries(whole))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([TEN, seven(wide=True), seven(wide=False)]), st.integers(0, 400),
    st.binary(min_size=1, max_size=8), st.integers(0, 400),
)  # fmt: skip
def test_changed_bytes_never_break(data: bytes, place: int, new: bytes, size: int) -> None:
    changed = (data[:place] + new + data[place + len(new) :])[:size]
    code = ""
    try:
        assert len(list(entries(changed))) <= 4096
    except Unreadable as error:
        code = error.why
    assert code in {"", "shimcache_damaged", "shimcache_version"}


def test_rows_carry_their_order_and_place(make: Any) -> None:
    system = key(PLACE, Key({"AppCompatCache": binary(TEN)}))
    rows = list(shimcache.collect(make(SYSTEM=system)))
    assert rows[0] == {
        "image": PATHS[0], "modified_ns": WHEN, "order": 0, "executed": None, "flags": ["in_public_folder"]
    }  # fmt: skip
    assert [row["order"] for row in rows] == [0, 1]


def test_a_damaged_value_is_said(make: Any) -> None:
    machine = make(SYSTEM=key(PLACE, Key({"AppCompatCache": binary(TEN[:-1])})))
    assert len(list(shimcache.collect(machine))) == 1
    assert machine.unread[-1].why == "shimcache_damaged"
    assert machine.unread[-1].path.endswith(r"SYSTEM\ControlSet001\Control\Session Manager\AppCompatCache")
    assert list(shimcache.collect(make(SYSTEM=key(PLACE, Key({"AppCompatCache": sz("x")}))))) == []
