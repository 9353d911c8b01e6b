"""A machine known by the names of its files, against which a backup is judged."""

from pathlib import Path

from tests.backup.builder import answers, codes, judged, medium, practice
from toolkit.backup.by_names import by_names, without
from toolkit.media.folder import FolderSource
from toolkit.records import Entry, EntryKind, Times


def names(*paths: str) -> list[Entry]:
    return [Entry("", path, EntryKind.FILE, 900, Times(None, 9, None, None)) for path in paths]


def test_practice_files_are_those_of_a_scan_without_any_content() -> None:
    held = by_names(names("Wlogos2/actes.db", "Agenda/agenda.ics", "a.exe", "Windows/System32/x.txt"))
    assert held.files == 2
    renamed = by_names(names("Documents/facture.pdf.lokk3d"))
    assert [*renamed.folders["/documents"]] == ["facture.pdf"]


def test_notes_are_no_part_of_a_practice() -> None:
    held = by_names(names("a/LISEZ.txt", "b/LISEZ.txt", "a/lettre.txt"))
    without(held, {"lisez.txt"})
    assert held.files == 1


def test_a_backup_held_against_names_lacks_what_it_lacks(tmp_path: Path) -> None:
    place = medium(tmp_path / "poste", practice(), below="C")
    held = by_names(one for one in FolderSource("poste", place).walk() if isinstance(one, Entry))
    assert held.files == len(practice())
    whole = judged(medium(tmp_path / "whole", practice()), held)
    assert answers(whole)["complete"] == "yes"
    part = judged(medium(tmp_path / "part", practice()[1:]), held)
    assert answers(part)["complete"] == "no"
    assert "missing_database" in codes(part, "complete")
