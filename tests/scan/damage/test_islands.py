"""A few hundred random bytes among plain ones are found; what fades or fills the whole is not."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from toolkit.scan.damage import islands, text

PLAIN = b"".join(b"%06d;radio;%d\r\n" % (n, n % 9) for n in range(2000))


def test_a_small_block_is_found_where_it_stands(cipher: Callable[..., bytes]) -> None:
    for size in (512, 4096):
        spoiled = PLAIN[:8192] + cipher(size) + PLAIN[8192:]
        found = islands.first(spoiled)
        assert found is not None
        assert 8192 - 256 <= found <= 8192 + size


def test_plain_data_and_whole_randomness_have_none(cipher: Callable[..., bytes]) -> None:
    assert islands.first(PLAIN) is None
    assert islands.first(cipher(32_768)) is None
    assert islands.first(PLAIN[:9000] + cipher(40_000) + PLAIN[9000:]) is None


def test_a_tail_counts_only_where_asked(cipher: Callable[..., bytes]) -> None:
    spoiled = PLAIN + cipher(20_000)
    assert islands.first(spoiled) is None
    assert islands.first(spoiled, tail=True) is not None


@given(st.binary(max_size=3000))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    found = islands.first(data, tail=True)
    assert found is None or 0 <= found < len(data)
    assert text.spots(data) >= 0


def test_letters_beyond_ascii_are_no_spots() -> None:
    spoken = "Prothèse céramique, été : dépassé. ".encode("cp1252") * 20
    assert text.spots(spoken) == 0
    assert text.spots(spoken[:300] + b"\x15\x01 " + spoken[300:]) == 0
    assert text.spots(spoken[:300] + b"\xe3\x01\x9c\xf0\x93\x11\xd1" * 3 + spoken[300:]) >= 3
