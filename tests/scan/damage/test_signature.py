"""A signature gone is seen in few bytes; a text, a header or a flipped bit is none."""

from collections.abc import Callable

import pytest

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine, signature

ENCRYPTED = DamageVerdict.ENCRYPTED
HEADERS = (
    b"PK\x03\x04\x14\0\0\0\x08\0\x21\x5a\x9c\x57",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    b"BM\x36\x04\0\0\0\0\0\0\x36\x04\0\0",
    b"\xdb\xa5\x2d\0\0\0\x09\x04\0\0\0\0",
    "Cabinet dentaire, été".encode(),
    bytes(16),
)


@pytest.mark.parametrize("head", HEADERS)
def test_what_programs_and_people_write_is_not_scrambled(head: bytes) -> None:
    assert not signature.scrambled(head)


def test_most_ciphertexts_are(cipher: Callable[..., bytes]) -> None:
    for size, least in ((8, 0.7), (16, 0.85), (32, 0.85), (64, 0.85)):
        seen = sum(signature.scrambled(cipher(size, str(number))) for number in range(400))
        assert seen >= least * 400, size


@pytest.mark.parametrize("name", ["photo.png", "devis.docx", "archive.7z", "facture.pdf", "carte.gif"])
def test_a_small_file_of_a_known_type_is_judged_by_its_head(name: str, cipher: Callable[..., bytes]) -> None:
    called = [examine(name, Content.of(cipher(90, str(number)))).verdict for number in range(20)]
    assert called.count(ENCRYPTED) >= 18
    assert examine(name, Content.of(bytes(90))).verdict != ENCRYPTED


def test_an_image_of_a_backup_program_may_be_random(cipher: Callable[..., bytes]) -> None:
    for name in ("PC1.vbk", "poste.tib", "D.mrimg"):
        assert examine(name, Content.of(bytes(range(256)) * 400)).verdict == DamageVerdict.UNKNOWN
        assert examine(name, Content.of(cipher(90_000))).verdict != ENCRYPTED


def test_a_drawn_extension_is_one_and_a_version_is_none(cipher: Callable[..., bytes]) -> None:
    secret = Content.of(cipher(9000))
    assert examine("export.grf.k3yh0ld", secret).verdict == ENCRYPTED
    for name in ("coffre.v12", "coffre.2024b", "coffre.3f2a1bc", "coffre"):
        assert examine(name, secret).verdict == DamageVerdict.RANDOM
