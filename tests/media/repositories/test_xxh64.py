"""XXH64 beside the values that its specification and others print."""

import pytest

from toolkit.media.repositories.xxh64 import xxh64


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", 0xEF46DB3751D8E999),
        (b"abc", 0x44BC2CF5AD770999),
        (b"Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1),
    ],
)
def test_known_values(data: bytes, found: int) -> None:
    assert xxh64(data) == found


def test_every_byte_counts() -> None:
    data = bytes(range(100))
    assert len({xxh64(data[:length]) for length in range(101)}) == 101
