"""What one pass adds up to: notes are no data, scripts in the root are named, old damage is damage."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from demo.builder.documents import dated
from demo.builder.documents_keystream import keystream
from tests.backup.builder import ATTACK, LAST_DAY, NOTE, answers, codes, judged, machine, medium, practice
from toolkit.backup.inventory import Inventory
from toolkit.records import Connect, Rely


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return machine(tmp_path_factory.mktemp("machine"))


def test_a_note_is_no_data_of_the_practice(tmp_path: Path) -> None:
    left = dated("Wlogos2/README_RESTORE.txt", ATTACK, NOTE.encode())
    verdict = judged(medium(tmp_path / "both", [*practice(), left]))
    assert verdict.newest_data["path"] == "Sauvegarde/Wlogos2/patients.db"
    checked = next(one for one in verdict.answers["restorable"].why if one["code"] == "content_checked")
    assert checked["total"] == len(practice())
    alone = judged(medium(tmp_path / "alone", [left]))
    assert alone.newest_data["modified_ns"] is None
    assert "nothing_recognised" in codes(alone, "restorable")


@pytest.mark.parametrize("name", ["x.vbs", "Photos.lnk", "LISEZ.PIF", "sauver.cmd", "a.hta ", "doc.js"])
def test_a_script_in_the_root_must_be_looked_at(tmp_path: Path, inventory: Inventory, name: str) -> None:
    place = medium(tmp_path, practice())
    (place / name).write_bytes(b"' rien de connu\r\n" * 4)
    verdict = judged(place, inventory)
    assert (answers(verdict)["clean"], verdict.connect) == ("unknown", Connect.UNKNOWN)
    why = next(one for one in verdict.answers["clean"].why if one["code"] == "script_in_root")
    assert (why["files"], why["path"]) == (1, name)


def test_a_script_below_the_root_is_counted_only(tmp_path: Path, inventory: Inventory) -> None:
    tools = [dated("Outils/a.vbs", LAST_DAY, b"' rien\r\n"), dated("Outils/b.bat", LAST_DAY, b"rem rien\r\n")]
    verdict = judged(medium(tmp_path, [*practice(), *tools]), inventory)
    assert (verdict.connect, verdict.rely) == (Connect.CLEAN, Rely.GOOD)
    held = next(one for one in verdict.answers["clean"].why if one["code"] == "programs_held")
    assert held["files"] == 2


def test_what_a_trick_names_is_not_named_twice(tmp_path: Path) -> None:
    place = medium(tmp_path, practice())
    (place / "Sauvegarde.lnk").write_bytes(b"L\0\0\0")
    verdict = judged(place)
    assert "shortcut_trick" in codes(verdict, "clean")
    assert "script_in_root" not in codes(verdict, "clean")


@pytest.mark.parametrize("path", ["Wlogos2/patients.db", "Users/claire/Documents/agenda.db"])
def test_a_database_copied_damaged_is_never_restorable(tmp_path: Path, path: str) -> None:
    wiped = replace(practice()[0], path=path, data=practice()[0].data[:4096] + bytes(40_960))
    nodes = [*practice()[1:], wiped]
    copy = medium(tmp_path / "copy", nodes)
    known = machine(tmp_path / "pc", nodes)
    assert sha256(wiped.data).hexdigest() in known.damaged
    verdict = judged(copy, known)
    assert answers(verdict)["restorable"] == "unknown"
    assert "lasting_damaged_before" in codes(verdict, "restorable")
    assert verdict.rely == Rely.UNKNOWN


def test_what_only_its_name_says_is_counted_as_encrypted(tmp_path: Path, inventory: Inventory) -> None:
    nodes = [dated(f"Photos/{n}.jpg.akira", LAST_DAY, keystream(str(n), 9000)) for n in range(6)]
    small = [dated(f"Photos/petit{n}.txt.akira", LAST_DAY, keystream(f"p{n}", 20)) for n in range(3)]
    verdict = judged(medium(tmp_path, [*practice(), *nodes, *small]), inventory)
    assert verdict.answers["not_encrypted"].why[0]["files"] == 9
