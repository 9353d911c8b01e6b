"""One flipped bit, one place written over, several: what each is called in packed documents."""

import io
import random
import zipfile
from collections.abc import Callable

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

WORDS = ("patient", "molaire", "ordonnance", "radio", "couronne", "devis", "bilan", "séance")


def document() -> bytes:
    chance = random.Random(11)  # noqa: S311 - the same bytes at every run
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, size in (
            ("word/document.xml", 12_000),
            ("word/styles.xml", 12_000),
            ("word/notes.xml", 12_000),
        ):
            archive.writestr(name, " ".join(f"<w:t>{chance.choice(WORDS)}</w:t>" for _ in range(size)))
    return out.getvalue()


def test_a_flipped_bit_is_never_an_attack() -> None:
    whole, chance = document(), random.Random(5)  # noqa: S311 - the same bytes at every run
    called = set()
    for _ in range(60):
        spoiled = bytearray(whole)
        spoiled[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        called.add(examine("lettre.docx", Content.of(bytes(spoiled))).verdict)
    assert DamageVerdict.ENCRYPTED not in called
    assert DamageVerdict.DAMAGED in called


def test_several_places_or_a_lost_end_are(cipher: Callable[..., bytes]) -> None:
    whole = document()
    assert len(whole) > 25_000
    places = bytearray(whole)
    for at in range(8192, len(whole) - 4096, 16384):
        places[at : at + 4096] = cipher(4096, str(at))
    for spoiled in (bytes(places), whole[:4096] + cipher(len(whole) - 4096)):
        assert examine("lettre.docx", Content.of(spoiled)).verdict == DamageVerdict.ENCRYPTED


def test_an_archive_inside_does_not_stand_for_the_one_around_it(cipher: Callable[..., bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 900)
        archive.writestr("ppt/embeddings/tableau.xlsx", document())
    whole = out.getvalue()
    spoiled = cipher(4096) + whole[4096:-4096] + cipher(4096, "end")
    assert examine("cours.pptx", Content.of(spoiled)).verdict == DamageVerdict.ENCRYPTED
