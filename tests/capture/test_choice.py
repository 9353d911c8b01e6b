"""Notes are all taken; samples never come from where patients' files lie."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.capture.lines import line
from toolkit.capture.choice import NAMED, NOTES, SAMPLE_BYTES, SAMPLES, Chosen, Left, choose, every_note
from toolkit.records import Note, NoteVerdict, plain
from toolkit.texts import LANGUAGES, Speech

ROOTS = ("Wlogos2/Patients",)


def taken(lines: list[dict[str, Any]], roots: tuple[str, ...] = (), *, every: bool = False) -> list[Chosen]:
    return [one for one in choose(lines, roots, every=every) if isinstance(one, Chosen)]


def left(lines: list[dict[str, Any]], roots: tuple[str, ...] = (), *, every: bool = False) -> list[Left]:
    return [one for one in choose(lines, roots, every=every) if isinstance(one, Left)]


def test_each_distinct_note_once_from_the_least_private_place() -> None:
    lines = [
        line("Wlogos2/Patients/DUPONT/LISEZ.txt", 1, "intact", note=True),
        line("Users/Public/Desktop/LISEZ.txt", 1, "intact", note=True),
        line("Wlogos2/Patients/DUPONT/AUTRE.txt", 2, "intact", note=True),
        line("Wlogos2/Patients/DUPONT/radio.jpg.akira", 9),
        line("Wlogos2/Patients/MARTIN/lettre.txt", 3, "intact", note=True),
    ]
    chosen = taken(lines, ROOTS)
    assert [(one.line["path"], one.reason, one.copies) for one in chosen] == [
        ("Users/Public/Desktop/LISEZ.txt", "note", 2),
        ("Wlogos2/Patients/DUPONT/AUTRE.txt", "note", 1),
    ]
    alone = left(lines, ROOTS)
    assert [(one.line["path"], one.why, one.texts) for one in alone] == [
        ("Wlogos2/Patients/MARTIN/lettre.txt", "note_lone", 1)
    ]


def test_the_only_note_of_an_attacked_medium_is_taken_wherever_it_stands() -> None:
    lines = [
        line("Users/Accueil/Desktop/LISEZ_MOI.txt", 1, "intact", note=True),
        line("LIRE.txt", 2, "intact", note=True),
        line("Users/Accueil/Documents/lettre.docx.qx", 3),
    ]
    assert taken(lines, ROOTS) == []
    assert [one.line["path"] for one in taken(lines, ROOTS, every=True)] == [
        "LIRE.txt",
        "Users/Accueil/Desktop/LISEZ_MOI.txt",
    ]
    assert left(lines, ROOTS, every=True) == []


@pytest.mark.parametrize(
    ("state", "damage", "answer"),
    [
        ("attacked", [], True),
        ("attacked", ["intact"], True),
        ("doubtful", ["intact", "encrypted"], True),
        ("doubtful", ["intact", "random"], True),
        ("doubtful", ["intact", "protected"], True),
        ("doubtful", ["intact", "damaged", "unknown"], False),
        ("nothing", ["intact", "protected", "random"], False),
    ],
)
def test_whether_a_medium_has_every_note_taken(state: str, damage: list[str], answer: bool) -> None:
    survey = {"state": state, "damage": {verdict: {"files": 1} for verdict in damage}}
    assert every_note(survey) is answer
    assert every_note(None) is False


def test_every_note_left_has_its_reason() -> None:
    archive = line("Sauvegarde/mai.zip", 1, "intact")
    archive["inside"] = [
        {
            "path": "LIRE.txt",
            "size": 9,
            "sha256": f"{7:064x}",
            "rules": (),
            "note": plain(Note(NoteVerdict.NOTE)),
        }
    ]
    lines = [archive, line("Windows/LIRE.txt", 2, "intact", note=True, size=5 * 1024 * 1024)]
    found = {one.why: one for one in left(lines, every=True)}
    assert found.keys() == {"note_inside", "note_large"}
    assert taken(lines, every=True) == []
    assert found["note_inside"].line["path"] == "Sauvegarde/mai.zip"


def test_many_notes_left_are_counted() -> None:
    lone = [line(f"Users/u/{number:03}.txt", number, "intact", note=True) for number in range(NAMED + 5)]
    found = left(lone)
    assert len(found) == NAMED + 1
    assert (found[-1].why, found[-1].texts) == ("notes_more", 5)
    many = [line(f"Users/u/{number:03}.txt", number, "intact", note=True) for number in range(NOTES + 7)]
    assert len(taken(many, every=True)) == NOTES
    assert [(one.why, one.texts) for one in left([*many, *many], every=True)] == [("notes_many", 7)]


def test_every_reason_has_its_words() -> None:
    for language in LANGUAGES:
        for why in ("note_lone", "notes_more", "note_inside", "note_large", "notes_many"):
            assert Speech(language).knows(f"coverage.{why}")


def test_a_text_that_only_looks_like_a_note_is_left() -> None:
    suspect = line("Windows/lettre.txt", 1, "intact", note=True)
    suspect["note"]["verdict"] = "suspect"
    assert choose([suspect, {**suspect, "path": "Windows/autre.txt"}], ROOTS) == []


def test_files_of_windows_then_of_makers_and_never_patients() -> None:
    lines = [
        line("Wlogos2/Patients/DUPONT/radio.jpg.akira", 1),
        line("Users/claire/Documents/lettre.docx.akira", 2),
        line("Program Files/LOGOSw/modele.dot.akira", 3),
        line("Program Files/LOGOSw/logos.dll.akira", 4),
        line("Windows/System32/drivers/x.sys.akira", 5),
        line("Windows/Temp/DUPONT.ini.akira", 6),
        line("Program Files/DentoSoft/Data/Patients/DUPONT.ini.akira", 7),
        line("Program Files/KineLog/Paul.xml.akira", 8),
    ]
    assert [(one.line["path"], one.reason) for one in taken(lines, ROOTS)] == [
        ("Windows/System32/drivers/x.sys.akira", "sample_windows_file"),
        ("Program Files/LOGOSw/logos.dll.akira", "sample_program_file"),
        ("Program Files/LOGOSw/modele.dot.akira", "sample_program_file"),
    ]


def test_a_data_root_inside_program_files_is_still_private() -> None:
    lines = [line("Program Files (x86)/VATECH/Common/FM/FMdata/1.dcm.akira", 1)]
    assert choose(lines, ("Program Files (x86)/VATECH/Common/FM/FMdata",)) == []


def test_large_unread_and_intact_files_are_left() -> None:
    lines = [
        line("Windows/a.dll.akira", 1, size=SAMPLE_BYTES + 1),
        line("Windows/b.dll", 2, "intact"),
        {**line("Windows/c.dll.akira", 3), "sha256": None},
    ]
    assert choose(lines, ()) == []


@given(st.permutations(range(12)))
def test_the_choice_does_not_depend_on_the_order_of_lines(order: list[int]) -> None:
    lines = [line(f"Windows/{number}.dll.akira", number) for number in order]
    chosen = [one.line["path"] for one in taken(lines)]
    assert chosen == sorted(chosen)
    assert len(chosen) == SAMPLES


@pytest.mark.parametrize("member", [{"rules": ["Kills"]}, {"rules": [], "note": None}, {}])
def test_a_member_that_says_nothing_of_a_note_is_none(member: dict[str, Any]) -> None:
    archive = line(
        "Users/u/outil.zip", 1, "intact", inside=[{"path": "x.exe", "size": 1, "sha256": None, **member}]
    )
    assert choose([archive], ()) == []
    assert choose([line("Users/u/outil.zip", 1, "intact", inside=None)], ()) == []
