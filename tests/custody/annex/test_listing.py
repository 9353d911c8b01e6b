"""0000.txt says what each file is, and is read back whoever wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody.annex import listing
from toolkit.custody.annex.content import Packed


def test_what_is_written_is_read_back() -> None:
    packed = [
        Packed("0001.csv", "noms.csv", "names", 3, "ab" * 32),
        Packed("0002.bin", "A0001.evtx", "exhibit", 9, "cd" * 32),
    ]
    written = listing.text(packed, "K7Q2-M9XD")
    assert b"\r" not in written
    assert [(line.name, line.told, line.sha256) for line in listing.parse(written)] == [
        ("0001.csv", "noms.csv", "ab" * 32),
        ("0002.bin", "A0001.evtx", "cd" * 32),
    ]


@pytest.mark.parametrize(
    "told", ["../../etc/passwd", "..", "C:\\x.exe", "a/b.csv", "/x", "con .txt", ".ssh", "é.csv", "x" * 200]
)
def test_a_name_that_leads_elsewhere_is_not_taken(told: str) -> None:
    content = f"0001.csv  {told}  rien\n{'a' * 64}  0001.csv\n".encode()
    assert [line.told for line in listing.parse(content)] == ["0001.csv"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"rien\n",
        b"\xff\xfe",
        f"{'a' * 64}  0001.csv\n{'b' * 64}  0001.csv\n".encode(),
        f"{'a' * 64}  0000.txt\n".encode(),
        f"{'a' * 64}  ../1.csv\n".encode(),
    ],
)
def test_a_listing_that_says_nothing_sound_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        listing.parse(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_listing_or_refused(content: bytes) -> None:
    try:
        found = listing.parse(content)
    except ValueError:
        return
    assert all(listing.MEMBER.fullmatch(line.name) for line in found)
