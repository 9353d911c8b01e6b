"""AES Crypt: a file that pyAesCrypt made, whole and damaged."""

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import Unreadable
from toolkit.media.repositories.aes_crypt import opened

WORD = ("motdépasse",)
TEXT = b"Bonjour, votre rendez-vous"
MADE = base64.b64decode(
    b"QUVTAgAAG0NSRUFURURfQlkAcHlBZXNDcnlwdCA2LjEuMQCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAALq5IMSjrh2N1di6ixCw6cVvU5agTLmqxbByJnUIvbgK/hW4/v88FTpfAOBuWtZVWMhd"
    b"hhisUfjCGLgLiApsSYfrKShOvXpE4pV2j3FWS+uwEvXPBL9XLXXCBsaIy7uiFaOW6P86DzhMbirNx8MY3fotiXISC8RmiGR/"
    b"Du5aLFdCCsDOwpq30bjj3MNhscA/7l+np2c+467K8dbmY88uElFm"
)


def test_a_file_of_another_program_is_read_from_anywhere() -> None:
    stream = opened(io.BytesIO(MADE), ("autre", *WORD))
    assert stream.read() == TEXT
    for at in (0, 1, 15, 16, 17, 25):
        stream.seek(at)
        assert stream.read(9) == TEXT[at : at + 9]


@pytest.mark.parametrize(
    ("made", "words", "why"),
    [
        (MADE, (), "password"),
        (MADE, ("faux",), "password"),
        (MADE[:3] + b"\x03" + MADE[4:], WORD, "unknown_method"),
        (MADE[:-1], WORD, "damaged"),
        (MADE[:90], WORD, "damaged"),
        (b"", WORD, "damaged"),
        (b"AES\x02\x00" + b"\x00\x01x" * 5000, WORD, "damaged"),
        (b"PK" * 100, WORD, "damaged"),
    ],
)
def test_what_cannot_be_opened_says_why(made: bytes, words: tuple[str, ...], why: str) -> None:
    with pytest.raises(Unreadable) as told:
        opened(io.BytesIO(made), words)
    assert told.value.why == why


@given(st.binary(max_size=300))
def test_any_bytes_are_opened_or_refused(made: bytes) -> None:
    for content in (made, MADE[:50] + made):
        try:
            opened(io.BytesIO(content), WORD).read()
        except Unreadable:
            continue
