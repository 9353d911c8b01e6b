"""Whole media, good and bad, through the one door: two axes and five answers."""

import ast
import json
import os
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.builder.documents import dated, paper
from demo.builder.documents_keystream import keystream
from demo.builder.documents_locked import aes_zip
from demo.builder.documents_program import harmless
from demo.builder.tree import Node
from toolkit import backup
from toolkit.backup.inventory import Inventory
from toolkit.errors import Unreadable
from toolkit.media import open_source
from toolkit.records import Connect, Rely, Verdict
from toolkit.texts import LANGUAGES, Speech

from .builder import (
    LAST_DAY,
    NOTE,
    PATIENTS,
    answers,
    codes,
    judged,
    machine,
    made,
    medium,
    practice,
    zipped,
)

ALL_YES = {"clean": "yes", "not_encrypted": "yes", "complete": "yes", "recent": "yes", "restorable": "yes"}


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return machine(tmp_path_factory.mktemp("machine"))


def both(verdict: Verdict) -> tuple[Connect, Rely]:
    return verdict.connect, verdict.rely


def test_the_machine_is_known_by_the_names_it_had(inventory: Inventory) -> None:
    assert inventory.files == len(practice())
    assert inventory.appended == {"akira"}
    assert inventory.unnamed == 0
    assert {"agenda.ics"} == set(inventory.folders["/users/claire/documents"])


def test_a_good_copy_is_clean_and_good(tmp_path: Path, inventory: Inventory) -> None:
    verdict = judged(medium(tmp_path, practice()), inventory)
    assert answers(verdict) == ALL_YES
    assert both(verdict) == (Connect.CLEAN, Rely.GOOD)
    assert verdict.newest_data["path"] == "Sauvegarde/Wlogos2/patients.db"
    assert verdict.coverage["files_seen"] == len(practice())


def test_a_good_zip_is_clean_and_good(tmp_path: Path, inventory: Inventory) -> None:
    verdict = judged(zipped(tmp_path / "a.zip", practice()), inventory)
    assert both(verdict) == (Connect.CLEAN, Rely.GOOD)


def test_a_zip_lying_on_a_medium_is_opened(tmp_path: Path, inventory: Inventory) -> None:
    zipped(tmp_path / "2026-10-10.zip", practice())
    verdict = judged(tmp_path, inventory)
    assert both(verdict) == (Connect.CLEAN, Rely.GOOD)
    assert verdict.newest_data["path"] == "2026-10-10.zip/Wlogos2/patients.db"


def test_without_anything_to_compare_with_it_is_never_good(tmp_path: Path) -> None:
    verdict = judged(medium(tmp_path, practice()))
    assert both(verdict) == (Connect.CLEAN, Rely.UNKNOWN)
    assert answers(verdict) == {**ALL_YES, "complete": "unknown"}
    assert codes(verdict, "complete") == ["completeness_unknown"]


@pytest.mark.parametrize("below", ["", "PC/2026-10-10/C", "Réseau/SERVEUR"])
def test_where_the_copy_stands_does_not_matter(tmp_path: Path, inventory: Inventory, below: str) -> None:
    nodes = practice()
    if below:
        nodes = tuple(replace(node, path=f"{below}/{node.path}") for node in nodes)
    verdict = judged(medium(tmp_path, nodes, "x"), inventory)
    assert both(verdict) == (Connect.CLEAN, Rely.GOOD)


def test_an_old_copy_with_a_fresh_journal_is_stale(tmp_path: Path, inventory: Inventory) -> None:
    old = practice(LAST_DAY - timedelta(days=240))
    fresh = [
        dated("derniere_sauvegarde.txt", LAST_DAY, b"2026-10-10 21:00 succes\r\n"),
        dated("Journal/sauvegarde_2026-10-10.log", LAST_DAY, b"Sauvegarde terminee : succes\r\n" * 20),
        dated("rapport.pdf", LAST_DAY, paper("a.pdf", LAST_DAY).data),
    ]
    place = medium(tmp_path, [*old, *fresh])
    for folder in (place, place / "Sauvegarde", place / "Sauvegarde" / "Wlogos2"):
        os.utime(folder)
    verdict = judged(place, inventory)
    assert both(verdict) == (Connect.CLEAN, Rely.STALE)
    assert codes(verdict, "recent") == ["old_data"]
    assert verdict.answers["recent"].why[0]["days"] == 240
    assert judged(place).rely == Rely.STALE


def test_a_dead_database_job_is_stale_while_pictures_go_on(tmp_path: Path, inventory: Inventory) -> None:
    nodes = [
        dated(node.path, LAST_DAY - timedelta(days=90), node.data) if node.path.endswith(".db") else node
        for node in practice()
    ]
    verdict = judged(medium(tmp_path, nodes), inventory)
    assert verdict.rely == Rely.STALE
    assert codes(verdict, "recent") == ["old_database"]


def test_copied_over_by_encrypted_files(tmp_path: Path, inventory: Inventory) -> None:
    nodes = [
        replace(node, path=node.path + ".akira", data=keystream(node.path, len(node.data)))
        if node.path.endswith((".jpg", ".docx"))
        else node
        for node in practice()
    ]
    verdict = judged(medium(tmp_path, nodes), inventory)
    assert both(verdict) == (Connect.UNKNOWN, Rely.ENCRYPTED)
    assert "encrypted_present" in codes(verdict, "clean")
    assert verdict.answers["not_encrypted"].why[0]["files"] == 9
    assert answers(verdict)["complete"] == "no"  # of what is encrypted only the names are there
    assert "no_sign" not in codes(verdict, "clean")
    assert "encrypted_lost" in codes(verdict, "restorable")
    assert not str(verdict.newest_data["path"]).endswith(".akira")


def test_a_note_is_an_infection_wherever_it_lies(tmp_path: Path, inventory: Inventory) -> None:
    left = dated("Wlogos2/README_RESTORE.txt", LAST_DAY, NOTE.encode())
    folder = judged(medium(tmp_path / "folder", [*practice(), left]), inventory)
    (tmp_path / "held").mkdir()
    zipped(tmp_path / "held" / "a.zip", [*practice(), left])
    held = judged(tmp_path / "held", inventory)
    assert [folder.connect, held.connect] == [Connect.INFECTED] * 2
    assert "notes_found" in codes(held, "clean")
    assert folder.rely != Rely.GOOD


def test_a_program_named_like_a_document_is_an_infection(tmp_path: Path) -> None:
    lure = dated("facture.pdf.exe", LAST_DAY, harmless())
    verdict = judged(medium(tmp_path, [*practice(), lure]))
    assert verdict.connect == Connect.INFECTED
    assert "disguised_programs" in codes(verdict, "clean")


def test_a_missing_picture_folder_is_incomplete(tmp_path: Path, inventory: Inventory) -> None:
    kept = [node for node in practice() if f"{PATIENTS[1]}/Images" not in node.path]
    verdict = judged(medium(tmp_path, kept), inventory)
    assert both(verdict) == (Connect.CLEAN, Rely.INCOMPLETE)
    why = verdict.answers["complete"].why[0]
    assert (why["code"], why["files"], why["total"]) == ("missing_imaging", 2, 9)
    assert why["path"].endswith("martin luc/images/1.jpg")


def test_a_missing_database_is_incomplete(tmp_path: Path, inventory: Inventory) -> None:
    kept = [node for node in practice() if not node.path.endswith(".db")]
    verdict = judged(medium(tmp_path, kept), inventory)
    assert verdict.rely == Rely.INCOMPLETE
    assert verdict.answers["complete"].why[0]["code"] == "missing_database"


def test_a_backup_of_another_machine_has_nothing_in_common(tmp_path: Path, inventory: Inventory) -> None:
    verdict = judged(medium(tmp_path, [paper("Divers/photo.jpg", LAST_DAY)]), inventory)
    assert verdict.rely == Rely.INCOMPLETE
    assert "nothing_in_common" in codes(verdict, "complete")


def test_what_was_made_after_the_backup_is_lost_and_not_missing(tmp_path: Path) -> None:
    evening = dated("Wlogos2/Patients/PETIT Zoé/Images/3.jpg", LAST_DAY + timedelta(hours=9), b"")
    evening = replace(evening, data=paper("3.jpg", LAST_DAY).data)
    later = Inventory.of(_lines(machine_nodes := [*practice(), evening]), {"extensions": {}, "burst": None})
    assert later.files == len(machine_nodes)
    verdict = judged(medium(tmp_path, practice()), later)
    assert both(verdict) == (Connect.CLEAN, Rely.GOOD)
    assert "since_imaging" in codes(verdict, "complete")


def _lines(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    return [
        {
            "volume": "1",
            "path": node.path,
            "kind": "file",
            "size": len(node.data),
            "type": None,
            "sha256": "0" * 64,
            "note": None,
            "damage": {"verdict": "intact"},
            "times": {"modified": node.times.modified, "created": node.times.created},
        }
        for node in nodes
    ]


def test_names_the_attack_took_away_leave_completeness_unknown(tmp_path: Path) -> None:
    lines = _lines(practice())
    lost = [
        {**line, "path": f"Wlogos2/x{number}.HLJkNskOq", "damage": {"verdict": "encrypted"}}
        for number, line in enumerate(lines)
    ]
    inventory = Inventory.of([*lines, *lost], {"extensions": {}, "burst": None})
    verdict = judged(medium(tmp_path, practice()), inventory)
    assert codes(verdict, "complete")[0] == "machine_names_lost"
    assert verdict.rely == Rely.UNKNOWN


def test_a_flipped_bit_in_a_zip_is_damage(tmp_path: Path, inventory: Inventory) -> None:
    (tmp_path / "held").mkdir()
    path = zipped(tmp_path / "held" / "a.zip", practice())
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    for where in (tmp_path / "held", path):
        verdict = judged(where, inventory)
        assert verdict.rely == Rely.DAMAGED
        assert "damaged" in codes(verdict, "restorable")


def test_a_zip_cut_short_on_a_medium_is_damage(tmp_path: Path, inventory: Inventory) -> None:
    path = zipped(tmp_path / "a.zip", practice())
    path.write_bytes(path.read_bytes()[:-5000])
    verdict = judged(tmp_path, inventory)
    assert verdict.rely == Rely.DAMAGED


def test_what_was_damaged_on_the_machine_is_not_the_backups_fault(tmp_path: Path) -> None:
    cut = paper("Users/claire/Documents/scan.pdf", LAST_DAY)
    cut = replace(cut, data=cut.data[: len(cut.data) // 2])
    nodes = [*practice(), cut]
    copy = medium(tmp_path / "copy", nodes)
    assert judged(copy).rely == Rely.DAMAGED
    known = Inventory.of(_lines(nodes), {"extensions": {}, "burst": None})
    damaged = judged(copy, known)
    assert damaged.rely == Rely.DAMAGED
    known.damaged.add(sha256(cut.data).hexdigest())
    faithful = judged(copy, known)
    assert faithful.rely == Rely.GOOD
    assert "damaged_before" in codes(faithful, "restorable")


def test_a_zip_with_a_password_is_opaque(tmp_path: Path, inventory: Inventory) -> None:
    locked = aes_zip("patients.db", practice()[0].data)
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "a.zip").write_bytes(locked)
    for where in (tmp_path / "held", tmp_path / "held" / "a.zip"):
        verdict = judged(where, inventory)
        assert both(verdict) == (Connect.UNKNOWN, Rely.OPAQUE)
        assert answers(verdict)["complete"] == "unknown"


def test_one_small_locked_file_does_not_spoil_a_good_medium(tmp_path: Path, inventory: Inventory) -> None:
    payslip = dated("Users/claire/Documents/paie.zip", LAST_DAY, aes_zip("paie.txt", b"bulletin"))
    verdict = judged(medium(tmp_path, [*practice(), payslip]), inventory)
    assert both(verdict) == (Connect.CLEAN, Rely.GOOD)
    assert "opaque" in codes(verdict, "clean")


def test_an_archive_inside_an_archive_is_searched_and_one_too_deep_is_not(
    tmp_path: Path, inventory: Inventory
) -> None:
    held = zipped(tmp_path / "0.zip", practice())
    found = []
    for depth in range(1, 5):
        held = zipped(tmp_path / f"{depth}.zip", [dated(held.name, LAST_DAY, held.read_bytes())])
        found.append(both(judged(held, inventory)))
    assert found[0] == (Connect.CLEAN, Rely.GOOD)
    assert found[-1] == (Connect.UNKNOWN, Rely.OPAQUE)


def test_a_disk_image_of_another_program_is_opaque(tmp_path: Path, inventory: Inventory) -> None:
    (tmp_path / "PC1.vbk").write_bytes(bytes(range(256)) * 4000)
    verdict = judged(tmp_path, inventory)
    assert both(verdict) == (Connect.UNKNOWN, Rely.OPAQUE)


def test_an_empty_medium_is_incomplete_and_unknown(tmp_path: Path, inventory: Inventory) -> None:
    (tmp_path / "Sauvegarde").mkdir()
    with zipfile.ZipFile(tmp_path.parent / "empty.zip", "w"):
        pass
    for where in (tmp_path, tmp_path.parent / "empty.zip"):
        for one in (None, inventory):
            verdict = judged(where, one)
            assert both(verdict) == (Connect.UNKNOWN, Rely.INCOMPLETE)
            assert "yes" not in answers(verdict).values()


def test_a_file_that_cannot_be_read_is_never_clean(tmp_path: Path, inventory: Inventory) -> None:
    place = medium(tmp_path, practice())

    def fails(source: object) -> None:
        real = source.opened

        def opened(path: str, ident: str) -> object:
            if path.endswith("courrier.docx"):
                raise Unreadable("io_error")
            return real(path, ident)

        source.opened = opened

    verdict = judged(place, inventory, change=fails)
    assert both(verdict) == (Connect.UNKNOWN, Rely.UNKNOWN)
    assert (verdict.coverage["files_not_seen"], verdict.coverage["complete"]) == (3, False)
    assert "unread" in codes(verdict, "clean")


def test_an_archive_made_to_swell_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", [dated(f"{number}.txt", LAST_DAY, b"text") for number in range(30)])
    raw = path.read_bytes()
    for at in (here for here in range(len(raw)) if raw.startswith(b"PK\x01\x02", here)):
        raw = raw[: at + 24] + (60 * 1024 * 1024).to_bytes(4, "little") + raw[at + 28 :]
    path.write_bytes(raw)
    verdict = judged(tmp_path)
    assert verdict.connect == Connect.UNKNOWN
    assert verdict.coverage["files_seen"] == 1
    assert judged(tmp_path / "bomb.zip").connect == Connect.UNKNOWN


def test_dates_that_are_all_of_one_day_prove_no_age(tmp_path: Path) -> None:
    nodes = [paper(f"Photos/{number}.jpg", LAST_DAY) for number in range(25)]
    verdict = judged(medium(tmp_path, nodes))
    assert answers(verdict)["recent"] == "unknown"


def test_dates_of_the_future_are_not_believed(tmp_path: Path) -> None:
    nodes = [paper("a.jpg", LAST_DAY + timedelta(days=4000)), paper("b.jpg", LAST_DAY)]
    verdict = judged(medium(tmp_path, nodes))
    assert verdict.newest_data["path"] == "Sauvegarde/b.jpg"
    assert "future_dates" in codes(verdict, "recent")


def test_the_verdict_is_plain_json_and_every_reason_can_be_said(tmp_path: Path, inventory: Inventory) -> None:
    left = dated("README_RESTORE.txt", LAST_DAY, NOTE.encode())
    verdicts = [
        judged(medium(tmp_path / "bad", [*practice(LAST_DAY - timedelta(days=99))[3:], left]), inventory),
        judged(medium(tmp_path / "good", practice()), inventory),
        judged(medium(tmp_path / "alone", practice())),
    ]
    for verdict in verdicts:
        shape = backup.as_json(verdict)
        assert json.loads(json.dumps(shape)) == shape
        assert list(shape) == [
            "connect", "rely", "answers", "newest_data", "coverage", "reasons", "backups", "points",
            "last_clean",
        ]  # fmt: skip
        assert all(set(one) == {"answer", "why"} for one in shape["answers"].values())
        for speech in map(Speech, LANGUAGES):
            speech.say(f"backup.connect_{verdict.connect}")
            speech.say(f"backup.rely_{verdict.rely}")
            for reason in verdict.reasons:
                facts = {key: value for key, value in reason.items() if key != "code"}
                assert speech.say(f"backup.{reason['code']}", **facts)


def test_a_refusal_has_the_same_shape(tmp_path: Path) -> None:
    good = backup.as_json(judged(medium(tmp_path, practice())))
    refused = backup.refused("signatures_damaged", {"file": "rules/x.yar", "why": "missing"})
    assert refused.keys() == good.keys()
    assert refused["answers"].keys() == good["answers"].keys()
    assert (refused["connect"], refused["rely"]) == ("unknown", "unknown")
    assert {one["answer"] for one in refused["answers"].values()} == {"unknown"}


def test_no_path_stands_outside_a_place_where_it_is_found(tmp_path: Path, inventory: Inventory) -> None:
    """A patient's name in a path must stand under "path", where whoever pseudonymises looks for it."""
    nodes = practice(LAST_DAY - timedelta(days=99))
    shape = backup.as_json(judged(medium(tmp_path, nodes[:-1]), inventory))

    def strings(facts: object, name: str = "") -> list[tuple[str, str]]:
        if isinstance(facts, dict):
            return [found for key, value in facts.items() for found in strings(value, key)]
        if isinstance(facts, list):
            return [found for value in facts for found in strings(value, name)]
        return [(name, facts)] if isinstance(facts, str) else []

    named = [key for key, text in strings(shape) if "DUPONT" in text.upper() or "PETIT" in text.upper()]
    assert named
    assert set(named) == {"path"}


def test_reading_a_backup_changes_nothing(tmp_path: Path, inventory: Inventory) -> None:
    place = medium(tmp_path, practice())
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in place.rglob("*") if path.is_file()
    }
    judged(place, inventory)
    assert before == {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in place.rglob("*") if path.is_file()
    }
    assert open_source(place).kind == "folder"


def test_every_code_written_in_the_package_has_its_sentence() -> None:
    found = set()
    for path in Path(backup.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                found |= {
                    _text(value)
                    for key, value in zip(node.keys, node.values, strict=True)
                    if _text(key) == "code"
                }
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {
                "listed",
                "reason",
                "tally",
            }:
                found.add(_text(node.args[0]))
    found -= {"", "vouched"}
    assert len(found) > 35
    assert [code for code in found if not Speech("fr").knows(f"backup.{code}")] == []


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.binary(max_size=40), st.booleans())
def test_no_archive_breaks_the_check(tmp_path: Path, at: int, noise: bytes, cut: bool) -> None:
    good = zipped(tmp_path / "good.zip", practice()[:3]).read_bytes()
    at %= len(good)
    place = made(tmp_path / "stick")
    (place / "a.zip").write_bytes(good[:at] + noise + (b"" if cut else good[at + len(noise) :]))
    verdict = judged(place)
    assert verdict.rely != Rely.GOOD
    assert verdict.coverage["files_seen"] >= 1


def test_a_large_file_matched_by_pieces_stays_clean_and_says_so(tmp_path: Path) -> None:
    place = medium(tmp_path, practice())
    with (place / "film.mp4").open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    verdict = judged(place)
    assert verdict.connect == Connect.CLEAN
    assert "rules_by_pieces" in codes(verdict, "clean")
