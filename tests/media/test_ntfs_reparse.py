"""Reparse points from their bytes, as [MS-FSCC] lays them out."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.media.ntfs.reparse import Stance, read


def link(tag: int, target: str, *, flags: bytes = b"") -> bytes:
    name = target.encode("utf-16-le", "surrogatepass")
    body = struct.pack("<4H", 0, len(name), len(name), 0) + flags + name
    return struct.pack("<IHH", tag, len(body), 0) + body


@pytest.mark.parametrize(
    ("content", "target"),
    [
        (link(0xA0000003, "\\??\\C:\\Users"), "C:\\Users"),
        (link(0xA0000003, "\\??\\Volume{1}\\"), "Volume{1}\\"),
        (link(0xA000000C, "..\\autre\ud800", flags=bytes(4)), "..\\autre\ud800"),
        (struct.pack("<IHHI", 0xA000001D, 9, 0, 2) + b"/home", "/home"),
        (struct.pack("<IHHI", 0x8000001B, 9, 0, 3) + "p\0n\0C:\\a.exe\0".encode("utf-16-le"), "C:\\a.exe"),
        (struct.pack("<IHH", 0x32345678, 0, 0), "tag 0x32345678"),
        (struct.pack("<IHH", 0xA0000003, 0, 0), "tag 0xa0000003"),
    ],
)
def test_links_tell_their_target(content: bytes, target: str) -> None:
    found = read(content, 0x400)
    assert (found.stance, found.target) == (Stance.LINK, target)


@pytest.mark.parametrize(
    ("tag", "attributes", "stance"),
    [
        (0x80000017, 0, Stance.PACKED),
        (0x9000001A, 0, Stance.PLAIN),
        (0x9000701A, 0x400000, Stance.CLOUD),
        (0x9000701A, 0x1000, Stance.CLOUD),
        (0x80000023, 0, Stance.SPECIAL),
        (0x12345678, 0x1000, Stance.OTHER),
    ],
)
def test_tags_that_are_no_links(tag: int, attributes: int, stance: Stance) -> None:
    assert read(struct.pack("<IHH", tag, 0, 0), attributes).stance is stance


@given(st.binary(max_size=64), st.integers(0, 0xFFFFFFFF))
def test_any_bytes_give_an_answer(content: bytes, attributes: int) -> None:
    assert read(content, attributes).stance in Stance
