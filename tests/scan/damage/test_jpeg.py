"""Zeros inside a JPEG: wiped where its codes cannot mean them, a blank picture where they can."""

import pytest

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

INTACT, DAMAGED = DamageVerdict.INTACT, DamageVerdict.DAMAGED
# What zeros mean for AC coefficients: 0x01 by the tables of T.81 annex K, 0x00 by optimised ones.
USUAL, OPTIMISED = 0x01, 0x00


def picture(
    symbol: int, scan: bytes, frame: int = 0xC0, header: bytes = b"\0\x3f\0", side: int = 4096
) -> bytes:
    out = b"\xff\xd8\xff\xdb\0\x43\0" + bytes(range(1, 65))
    out += b"\xff" + bytes([frame]) + b"\0\x0b\x08" + side.to_bytes(2, "big") * 2 + b"\1\1\x11\0"
    for table, first in ((0x00, 0), (0x10, symbol)):
        counts = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1] + [0] * 7)
        out += b"\xff\xc4\0\x1f" + bytes([table]) + counts + bytes([first]) + bytes(range(0x11, 0x1C))
    return out + b"\xff\xda\0\x08\1\1\0" + header + scan + b"\xff\xd9"


def judged(data: bytes) -> tuple[DamageVerdict, tuple[str, ...]]:
    called = examine("photo.jpg", Content.of(data))
    return called.verdict, called.reasons


@pytest.fixture
def codes(cipher: object) -> bytes:
    return bytes(byte % 250 for byte in cipher(20_000))


def test_wiped_codes_are_damage(codes: bytes) -> None:
    assert judged(picture(USUAL, codes)) == (INTACT, ())
    for size in (300, 4096, 15_000):
        spoiled = codes[:3001] + bytes(size) + codes[3001 + size :]
        assert judged(picture(USUAL, spoiled)) == (DAMAGED, ("zeroed",))


def test_a_blank_part_of_an_optimised_picture_is_not_damage(codes: bytes) -> None:
    assert judged(picture(OPTIMISED, codes[:3001] + bytes(9000) + codes[3001:])) == (INTACT, ())


def test_more_blank_than_the_picture_is_large_is_damage(codes: bytes) -> None:
    spoiled = codes[:3001] + bytes(9000) + codes[3001:]
    assert judged(picture(OPTIMISED, spoiled, side=64)) == (DAMAGED, ("zeroed",))


def test_wiped_sectors_are_damage_whatever_the_codes(codes: bytes) -> None:
    data = picture(OPTIMISED, codes)
    spoiled = data[:4096] + bytes(2048) + data[6144:]
    assert judged(spoiled) == (DAMAGED, ("zeroed",))


def test_a_pass_that_refines_may_be_zeros_all_along(codes: bytes) -> None:
    blank = codes[:3001] + bytes(9000) + codes[3001:]
    assert judged(picture(USUAL, blank, 0xC2, b"\0\0\x10")) == (INTACT, ())
    assert judged(picture(USUAL, blank, 0xC2, b"\x01\x3f\x00")) == (DAMAGED, ("zeroed",))
