"""Ransom notes as a person can read them, whatever their encoding, with nothing that is a patient's."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.report import joined
from tests.report.drafts.builder import machine, practice
from toolkit import procedure, report
from toolkit.custody.case import Case
from toolkit.report import note_texts
from toolkit.report.practice import Practice
from toolkit.texts import Speech

FRENCH = Speech("fr")


def line(number: int, reason: str = "note", prefix: str = "P") -> dict[str, object]:
    name = f"{prefix}{number:04d}"
    return {"number": name, "reason": reason, "sha256": f"{number:064x}", "stored_as": f"exhibits/{name}.txt"}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(
        tmp_path / "c", source={"label": "d", "kind": "folder", "size": 0}, language="fr"
    ) as opened:
        yield opened


def read(case: Case, *contents: bytes) -> tuple[Practice, dict[str, str]]:
    for number, content in enumerate(contents, start=1):
        case.keep(f"P{number:04d}", BytesIO(content), ".txt")
    held = practice(machine(capture=tuple(line(at) for at in range(1, len(contents) + 1))))
    return held, note_texts.texts(case, held)


@pytest.mark.parametrize(
    "content",
    [
        "Vos fichiers sont chiffrés.".encode("utf-16"),
        "Vos fichiers sont chiffrés.".encode("cp1252"),
        b"<html><head><style>p{color:red}</style></head><p>Vos fichiers sont chiffr&eacute;s.</p></html>",
        rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Vos fichiers sont chiffr\'e9s.}",
    ],
    ids=["utf16", "cp1252", "html", "rtf"],
)
def test_every_form_is_plain_text(content: bytes, case: Case) -> None:
    held, texts = read(case, content)
    (text,) = texts.values()
    assert "Vos fichiers sont chiffrés." in text
    assert not {"<p>", "color", "fonttbl"} & set(text.split())
    shown = note_texts.files(held, texts, FRENCH)["notes/P0001.txt"]
    assert shown.startswith(b"\xef\xbb\xbf")
    assert shown.endswith(b"\r\n")


def test_identifiers_are_masked_and_the_attackers_stay(case: Case) -> None:
    survey = {
        "contacts": {"email": ["bad@evil.example"], "tox": ["1840575123456"], "threat": ["dr@cabinet.fr"]}
    }
    text = "NIR 2 84 05 75 123 456 78, dr@cabinet.fr. Write to Bad@evil.example, id 1840575123456."
    case.keep("P0001", BytesIO(text.encode()), ".txt")
    held = practice(machine(survey=survey, capture=(line(1),)))
    (shown,) = note_texts.texts(case, held).values()
    assert "Bad@evil.example" in shown
    assert "1840575123456" in shown
    assert "75 123 456" not in shown
    assert "dr@cabinet.fr" not in shown


def test_what_moves_or_hides_text_is_shown(case: Case) -> None:
    _, texts = read(case, "your files \x1b[31m are \u202eencrypted\u202c now\x07, pay us quickly".encode())
    (shown,) = texts.values()
    assert not {"\x1b", "\u202e", "\x07"} & set(shown)
    assert "\\u202e" in shown or "\\x1b" in shown


def test_what_cannot_be_read_is_left_out_and_said(case: Case) -> None:
    held, texts = read(case, b"All your files are encrypted.", bytes(range(256)) * 40, b"gone")
    (case.folder / "exhibits" / "P0003.txt").unlink()
    again = note_texts.texts(case, held)
    assert len(texts) == 2
    files = note_texts.files(held, again, FRENCH)
    assert sorted(files) == ["notes/00_LISEZ-MOI.txt", "notes/P0001.txt"]
    assert "P0002, P0003" in files["notes/00_LISEZ-MOI.txt"].decode("utf-8-sig")
    assert note_texts.files(practice(machine(capture=())), {}, FRENCH) == {}


def test_only_notes_that_were_copied_are_told(case: Case) -> None:
    lines = (line(2, reason="program"), {**line(3), "failed": "locked"})
    held = practice(machine(capture=lines))
    assert note_texts.texts(case, held) == {}
    assert note_texts.files(held, {}, FRENCH) == {}


def test_a_note_of_the_annex_is_told_without_people(case: Case) -> None:
    case.keep("A0001", BytesIO(b"All your files. Mme Vrondel, NIR 2 84 05 75 123 456 78"), ".txt")
    held = practice(machine(capture=(line(1, prefix="A"),)))
    files = note_texts.files(held, note_texts.texts(case, held), FRENCH)
    shown = files["notes/A0001.txt"].decode("utf-8-sig")
    assert "All your files. Mme [nom], NIR [n°]" in shown
    assert "A0001" in files["notes/00_LISEZ-MOI.txt"].decode("utf-8-sig")


def test_a_number_that_would_lead_elsewhere_is_refused() -> None:
    held = practice(machine(capture=({**line(1), "number": "../P0001"},)))
    with pytest.raises(ValueError, match="number"):
        note_texts.files(held, {}, FRENCH)


def test_notes_of_several_machines_bear_the_number_of_their_archive(tmp_path: Path) -> None:
    with joined.practice_case(tmp_path / "p", [joined.sealed(0), joined.sealed(1)]) as case:
        held = report.documents(case, procedure.pseudonyms(case), "en")
    notes = sorted(name for name in held if name.startswith("notes/"))
    assert notes == ["notes/00_LISEZ-MOI.txt", "notes/M0001_A0001.txt", "notes/M0002_A0001.txt"]
    for number, name in enumerate(notes[1:], start=1):
        text = held[name].decode("utf-8-sig")
        assert f"ID-{number}" in text
        assert "restore@proton.example" in text
        assert joined.NIR not in text
