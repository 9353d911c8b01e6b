"""trousse capture, as a technician types it: a file of the practice needs a name and the very words."""

import io
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from demo.builder import notes
from demo.builder.documents_program import harmless
from tests.spaces import typed
from toolkit.custody.captures import captured
from toolkit.custody.case import Case

INVOICE, BASE = "Users/claire/Documents/Compta/facture.pdf.akira", "Wlogos2/base.mdb.akira"
LETTER = "Wlogos2/Patients/DUPONT/lettre.docx.akira"
DOCUMENT = "Ce document ne concerne AUCUN patient."
ANY = "je remets ce fichier chiffré même s’il concerne un patient"
WHO = ("--agreed-by", "Dr Roux")


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", *words]
    wide = {**os.environ, "COLUMNS": "1000"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=wide)


def zipped(name: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, content)
    return held.getvalue()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("asked")
    chance = random.Random(3)  # noqa: S311 - no secret
    struck = (INVOICE, BASE, LETTER, "Windows/System32/a.dll.akira", "Windows/b.ini.akira")
    files = {path: chance.randbytes(6000) for path in struck}
    files |= {f"{path.rpartition('/')[0]}/{notes.NAME}": notes.variants()[0].data for path in struck}
    files["Users/Public/svc_maj.exe"] = harmless()
    files["Users/claire/Downloads/outil.zip"] = zipped("outil/x.exe", harmless())
    for path, content in files.items():
        (place / "disk" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "disk" / path).write_bytes(content)
    done = run("fr", "examine", str(place / "disk"), "--case", str(place / "case"), "--no-seal")
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "case"


def test_an_archive_with_a_program_that_a_rule_matches_is_passed(case: Path) -> None:
    examined = Case.read(case)
    (archive,) = (one for one in examined.recorded("scan") if one["path"].endswith("outil.zip"))
    assert archive["inside"][0]["rules"]
    assert "note" not in archive["inside"][0]
    assert examined.done("capture")


def asked(case: Path, *words: str, language: str = "fr") -> tuple[int, str]:
    done = run(language, "capture", "--case", str(case), *words)
    return done.returncode, done.stdout + done.stderr


def taken(case: Path) -> list[tuple[str, str]]:
    return [
        (one["number"][0], one["path"])
        for one in captured(Case.read(case))
        if one.get("reason") in {"program", "sample_document", "sample_encrypted"}
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--sample", INVOICE), "--agreement"),
        (("--sample", INVOICE, "--agreement", "oui", *WHO), "--agreement"),
        (("--sample", INVOICE, "--agreement", DOCUMENT), "--agreed-by"),
        (("--sample", INVOICE, "--agreement", DOCUMENT, "--agreed-by", " "), "--agreed-by"),
        (("--sample", INVOICE, "--agreement", DOCUMENT, "--agreed-by", "\x1b\u202e "), "--agreed-by"),
        (("--sample", BASE, "--agreement", ANY, *WHO), "base de données"),
        (("--sample", BASE, "--agreement", ANY, *WHO), "Son extension le dit : « .mdb »"),
        (("--sample", LETTER, "--agreement", DOCUMENT, *WHO), "de ses dossiers le dit : « lettre »"),
        (("--sample", "Windows/rien.txt", "--agreement", ANY, *WHO), "Windows/rien.txt"),
        (("--agreement", ANY, *WHO), "--sample"),
    ],
)
def test_what_is_refused_copies_nothing(case: Path, words: tuple[str, ...], told: str) -> None:
    before = taken(case)
    status, said = asked(case, *words)
    assert status == 2
    assert told in typed(said)
    assert taken(case) == before


def test_what_is_agreed_is_copied_for_the_annex_and_noted(case: Path) -> None:
    windows = INVOICE.replace("/", "\\")
    status, said = asked(case, "--sample", windows, "--agreement", DOCUMENT, *WHO)
    assert (status, "annexe confidentielle" in said) == (0, True), said
    words = "i hand over this encrypted file even if it concerns a patient"
    assert asked(case, "--sample", LETTER, "--agreement", words, *WHO, language="en")[0] == 0
    assert taken(case) == [("A", INVOICE), ("A", LETTER)]
    agreed = Case.read(case).marks["sample.agreed"]
    assert (agreed["words"], agreed["files"], agreed["stage"]) == ("encrypted", 1, "capture_3")
    assert "Roux" not in (case / "custody.jsonl").read_text(encoding="utf-8")


def test_programs_are_copied_when_asked_for(case: Path) -> None:
    status, said = asked(case, "--programs")
    assert (status, "infected" in said) == (0, True), said
    assert ("P", "Users/Public/svc_maj.exe") in taken(case)
    assert harmless() not in b"".join(path.read_bytes() for path in (case / "exhibits").iterdir())
    before = taken(case)
    assert asked(case)[0] == 0
    assert taken(case) == before
