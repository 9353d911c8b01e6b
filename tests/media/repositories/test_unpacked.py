"""Pieces unpacked in memory: what they hold, what is cut or wrong, and what would fill the memory."""

import lzma
import zlib
from collections.abc import Callable

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import Unreadable
from toolkit.media.repositories.unpacked import lz4_unpacked, lzma_unpacked, zlib_unpacked, zstd_unpacked

TEXT = b"Bonjour, votre rendez-vous est confirme. " * 50
# "abcd", then 8 bytes from 4 back, which reach into themselves, then "!": as the block format describes it.
OVERLAPPING = b"\x44abcd\x04\x00\x10!"

WAYS = [
    (zlib_unpacked, zlib.compress),
    (lzma_unpacked, lzma.compress),
    (zstd_unpacked, zstd.compress),
]


@pytest.mark.parametrize(("unpacked", "packed"), WAYS)
def test_what_is_packed_comes_back_whole_or_not_at_all(
    unpacked: Callable[[bytes, int], bytes], packed: Callable[[bytes], bytes]
) -> None:
    assert unpacked(packed(TEXT), len(TEXT)) == TEXT
    for wrong, why in ((packed(TEXT)[:-5], "damaged"), (b"x" * 40, "damaged"), (b"", "damaged")):
        with pytest.raises(Unreadable) as told:
            unpacked(wrong, len(TEXT))
        assert told.value.why == why
    with pytest.raises(Unreadable) as told:
        unpacked(packed(bytes(10_000_000)), len(TEXT))
    assert told.value.why == "bomb"


def test_a_block_of_lz4_is_undone() -> None:
    assert lz4_unpacked(OVERLAPPING, 100) == b"abcdabcdabcd!"
    assert lz4_unpacked(b"\xf0\x05" + b"0123456789" * 2, 100) == b"0123456789" * 2
    assert lz4_unpacked(b"\x1fa\x01\x00\x05\x10!", 100) == b"a" * 25 + b"!"


@pytest.mark.parametrize(
    ("block", "why"),
    [
        (b"", "damaged"),
        (OVERLAPPING[:-1], "damaged"),  # literals cut short
        (b"\x44abcd\x05\x00\x10!", "damaged"),  # from before the first byte
        (b"\x44abcd\x00\x00\x10!", "damaged"),  # from nowhere
        (b"\x1fa\x01\x00" + b"\xff" * 4000 + b"\x00\x10!", "bomb"),
    ],
)
def test_a_block_that_lies_is_refused(block: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as told:
        lz4_unpacked(block, 1000)
    assert told.value.why == why


@given(st.binary(max_size=200))
def test_any_bytes_unpack_within_the_limit_or_are_refused(block: bytes) -> None:
    try:
        plain = lz4_unpacked(block, 500)
    except Unreadable:
        return
    assert len(plain) <= 500
