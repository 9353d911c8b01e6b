"""Whether bytes are text, at every length and where they are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.scan import wording

PIECE = 256 * 1024  # decoded at a time


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("letter", ["é", "€", "𝄞"])
def test_a_long_text_decodes_wherever_its_pieces_are_cut(before: int, letter: str) -> None:
    text = b"a" * before + (letter * PIECE).encode()
    assert wording.decodes(text, "utf-8")
    assert wording.decodes(text[:-1], "utf-8")
    assert wording.decodes(text + b"a", "utf-8")
    assert not wording.decodes(text[:-1] + b"a", "utf-8")


@pytest.mark.parametrize("at", [0, PIECE - 2, PIECE - 1, PIECE, 2 * PIECE + 5, 3 * PIECE - 9])
@pytest.mark.parametrize("wrong", [b"\xff", b"\xed\xa9", b"\xc0\x80"])
def test_a_fault_anywhere_in_a_long_text_is_seen(at: int, wrong: bytes) -> None:
    text = "é".encode() * (3 * PIECE // 2)
    assert not wording.decodes(text[: at & ~1] + wrong + text[at & ~1 :], "utf-8")


def fault_of(data: bytes) -> str | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return fault.reason
    return None


@given(st.text(max_size=80), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]), st.binary(max_size=3))
def test_what_python_decodes_is_told_to(text: str, encoding: str, behind: bytes) -> None:
    data = text.encode(encoding, "ignore") + behind
    assert wording.decodes(data, "utf-8") == (fault_of(data) in {None, "unexpected end of data"})


@pytest.mark.parametrize("size", [16, 300, 20_000])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_its_mark_is_told_up_to_its_first_control(size: int, encoding: str) -> None:
    text = ("Compte rendu. " * size)[:size]
    assert wording.encoding_of(text.encode(encoding)) == encoding
    assert wording.encoding_of((text[: size // 2] + "\x01" + text[size // 2 :]).encode(encoding)) is None


def test_the_same_answer_for_the_same_bytes_asked_in_turn() -> None:
    plain, binary = b"Ordonnance\n" * 50, bytes(range(256)) * 4
    assert [wording.encoding_of(one) for one in (plain, binary, plain, binary)] == ["utf-8", None] * 2
