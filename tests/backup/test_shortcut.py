"""Shortcuts: what they run, and what damaged ones may not do."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from toolkit.backup.shortcut import Shortcut, shortcut


def link(*, target: str = "", arguments: str = "", environment: str = "") -> bytes:
    """Write a shortcut that names a target relatively and by an environment block, with arguments."""
    flags = 0x80 | (8 if target else 0) | (32 if arguments else 0)
    made = b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" + struct.pack("<I", flags) + bytes(52)
    for text in (target, arguments):
        if text:
            made += struct.pack("<H", len(text)) + text.encode("utf-16-le")
    if environment:
        block = environment.encode().ljust(260, b"\0") + environment.encode("utf-16-le").ljust(520, b"\0")
        made += struct.pack("<II", 8 + len(block), 0xA0000001) + block
    return made + bytes(4)


def test_the_target_and_the_arguments_are_read() -> None:
    assert shortcut(link(target="..\\cmd.exe", arguments="/c start x")) == Shortcut(
        ("..\\cmd.exe",), "/c start x"
    )


def test_a_target_written_with_variables() -> None:
    read = shortcut(link(arguments="/c x", environment="%ComSpec%"))
    assert read is not None
    assert "%ComSpec%" in read.targets


def test_what_is_cut_is_not_read() -> None:
    whole = link(target="..\\cmd.exe", arguments="/c start x")
    assert [shortcut(whole[:length]) for length in (0, 60, 77, 90)] == [None] * 4


@given(st.binary(max_size=400), st.integers(0, 600))
def test_no_bytes_make_it_fail(tail: bytes, at: int) -> None:
    whole = link(target="a.exe", arguments="b", environment="%ComSpec%")
    for data in (tail, whole[:76] + tail, whole[:at] + tail + whole[at:]):
        found = shortcut(data)
        assert found is None or isinstance(found, Shortcut)
