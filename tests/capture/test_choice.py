"""Notes are all taken; samples never come from where patients' files lie."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from toolkit.capture.choice import SAMPLE_BYTES, SAMPLES, choose
from toolkit.records import Damage, DamageVerdict, Note, NoteVerdict, Seen, plain

ROOTS = ("Wlogos2/Patients",)


def line(
    path: str, number: int, verdict: str = "encrypted", *, note: bool = False, size: int = 100
) -> dict[str, Any]:
    seen = Seen(
        volume="1", path=path, size=size, sha256=f"{number:064x}", type=None,
        damage=Damage(DamageVerdict(verdict)), note=Note(NoteVerdict.NOTE) if note else None, rules=(),
        errors=(),
    )  # fmt: skip
    return plain(seen)  # type: ignore[no-any-return]


def test_each_distinct_note_once_from_the_least_private_place() -> None:
    lines = [
        line("Wlogos2/Patients/DUPONT/LISEZ.txt", 1, "intact", note=True),
        line("Users/Public/Desktop/LISEZ.txt", 1, "intact", note=True),
        line("Wlogos2/Patients/DUPONT/AUTRE.txt", 2, "intact", note=True),
        line("Wlogos2/Patients/DUPONT/radio.jpg.akira", 9),
        line("Wlogos2/Patients/MARTIN/lettre.txt", 3, "intact", note=True),
    ]
    chosen = choose(lines, ROOTS)
    assert [(one.line["path"], one.reason, one.copies) for one in chosen] == [
        ("Users/Public/Desktop/LISEZ.txt", "note", 2),
        ("Wlogos2/Patients/DUPONT/AUTRE.txt", "note", 1),
    ]


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
    assert [(one.line["path"], one.reason) for one in choose(lines, ROOTS)] == [
        ("Windows/System32/drivers/x.sys.akira", "sample_windows_file"),
        ("Program Files/LOGOSw/logos.dll.akira", "sample_program_file"),
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
    chosen = [one.line["path"] for one in choose(lines, ())]
    assert chosen == sorted(chosen)
    assert len(chosen) == SAMPLES
