import random

from hypothesis import given
from hypothesis import strategies as st

from toolkit.capture.legible import decoded, readings, says, words

NOISE = random.Random(5).randbytes(5000)  # noqa: S311 - the same bytes each time
SAID = "dernier=Maïwenn Tarvellec;12/05/1984"


def test_text_between_other_bytes_is_read_however_it_is_encoded() -> None:
    for encoding in ("utf-8", "cp1252", "cp850", "utf-16-le", "utf-16-be"):
        content = NOISE + b"\0\0" + SAID.encode(encoding) + b"\0\0" + NOISE
        assert any(SAID in text for text in readings(content)), encoding


def test_names_in_fields_are_read_and_what_is_no_text_says_nothing() -> None:
    assert "TARVELLEC" in words(b"\1\0\0TARVELLEC\0\0\0\2")
    assert not says(NOISE)
    assert not says(NOISE + b"QUJDREVGR0hJSktMTU5PUFFSU1RVVg==" * 9)
    assert says(NOISE + b"dernier patient = quelqu'un de connu" + NOISE)


def test_entities_escapes_and_tags_are_undone() -> None:
    text = 'Ma&iuml;wenn C%3A/Tarvellec%20Ma%C3%AFwenn "Tarv\\u0065llec" <b>Tarv</b>ellec'
    whole = "\n".join(decoded(text))
    assert whole.count("Tarvellec") >= 2
    assert "Tarvellec Maïwenn" in whole


@given(st.binary(max_size=300))
def test_any_bytes_are_gone_through(content: bytes) -> None:
    assert all(isinstance(one, str) for text in readings(content) for one in (text, *decoded(text)))
