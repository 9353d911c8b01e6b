"""Strips of TIFF files that lie outside the file, or no longer decode, in every layout."""

import struct
import zlib
from itertools import accumulate

import pytest

from tests.scan.damage.conftest import keystream
from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine, structure

PIXELS = bytes((n * 7 + n // 200) % 256 for n in range(40_000))
SPOILED = (DamageVerdict.DAMAGED, DamageVerdict.ENCRYPTED)
LAYOUTS = [(order, big, packing) for order in "<>" for big in (False, True) for packing in (1, 8)]


def lzw(count: int) -> bytes:
    """The codes of `count` bytes that never repeat, cleared often enough that each takes nine bits."""
    codes = [code for n in range(count) for code in ([256] if n % 250 == 0 else []) + [n * 31 % 256]]
    bits = "".join(f"{code:09b}" for code in [*codes, 257])
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


def tiff(strips: list[bytes], packing: int = 1, order: str = "<", *, big: bool = False) -> bytes:
    """The directory first, then the places and lengths of the strips, then the strips."""
    number, wide, count = ("Q", 20, "Q") if big else ("I", 12, "H")
    mark = (b"II+\0" if order == "<" else b"MM\0+") if big else (b"II*\0" if order == "<" else b"MM\0*")
    head = mark + struct.pack(order + ("HHQ" if big else "I"), *((8, 0, 16) if big else (8,)))
    places = len(head) + struct.calcsize("<" + count) + 9 * wide + struct.calcsize(number)
    lengths = places + len(strips) * struct.calcsize(number)
    first = lengths + len(strips) * struct.calcsize(number)
    offsets = list(accumulate(map(len, strips[:-1]), initial=first))
    kind, many = (16 if big else 4), len(strips)
    entries = [(256, 4, 1, 200), (257, 4, 1, 200), (258, 4, 1, 8), (259, 4, 1, packing), (262, 4, 1, 1)]
    entries += [(273, kind, many, places if many > 1 else offsets[0]), (277, 4, 1, 1)]
    entries += [(278, 4, 1, 200 // many), (279, kind, many, lengths if many > 1 else len(strips[0]))]
    table = b"".join(
        struct.pack(order + "HH" + number, tag, type_, amount)
        + struct.pack(order + (number if type_ == kind else "I"), value).ljust(8 if big else 4, b"\0")
        for tag, type_, amount, value in entries
    )
    numbers = struct.pack(f"{order}{2 * many}{number}", *offsets, *map(len, strips))
    directory = struct.pack(order + count, len(entries)) + table + bytes(struct.calcsize(number))
    return head + directory + numbers + b"".join(strips)


def made(order: str, packing: int, *, big: bool) -> bytes:
    strips = [PIXELS[at : at + 4000] for at in range(0, 40_000, 4000)]
    return tiff([zlib.compress(one) if packing == 8 else one for one in strips], packing, order, big=big)


def verdict(data: bytes) -> DamageVerdict:
    return examine("panoramique.tif", Content.of(data)).verdict


@pytest.mark.parametrize(("order", "big", "packing"), LAYOUTS)
def test_a_cut_file_is_damaged_and_a_whole_one_is_not(order: str, packing: int, *, big: bool) -> None:
    data = made(order, packing, big=big)
    assert verdict(data) not in SPOILED
    for share in (0.3, 0.5, 0.95):
        assert verdict(data[: int(len(data) * share)]) == DamageVerdict.DAMAGED


def test_one_strip_is_measured_by_its_pixels_where_its_length_lies() -> None:
    data = tiff([PIXELS])
    lying = data.replace(struct.pack("<HHII", 279, 4, 1, 40_000), struct.pack("<HHII", 279, 4, 1, 90_000))
    assert lying != data
    assert verdict(lying) == verdict(data)
    assert verdict(data) not in SPOILED
    assert verdict(lying[:30_000]) == DamageVerdict.DAMAGED


@pytest.mark.parametrize("packing", [5, 8])
@pytest.mark.parametrize("many", [1, 10])
def test_packed_strips_that_no_longer_decode_are_seen(packing: int, many: int) -> None:
    strip = lzw(20_000) if packing == 5 else zlib.compress(keystream(20_000))
    data = tiff([strip] * many, packing)
    half = len(data) // 2
    assert structure("tiff", Content.of(data)).verdict == "valid"
    for rest in (bytes(len(data) - half), keystream(len(data) - half, "other")):
        assert verdict(data[:half] + rest) in SPOILED


def test_lying_counts_and_places_end() -> None:
    for number in (0, 1, 0x7FFFFFFF, 0xFFFFFFFF):
        data = bytearray(made("<", 1, big=False))
        for at in range(14, 118, 4):
            spoiled = bytes(data[:at]) + struct.pack("<I", number) + bytes(data[at + 4 :])
            assert verdict(spoiled) in DamageVerdict
