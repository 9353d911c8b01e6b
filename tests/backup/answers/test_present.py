"""Present and dated: only what was read, holds something, and is whole."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from demo.builder.documents import dated, nanoseconds, paper
from demo.builder.tree import Node
from tests.backup.builder import LAST_DAY, answers, codes, judged, machine, medium, practice
from toolkit.backup.inventory import Inventory
from toolkit.media.source import Source
from toolkit.records import Entry, Facts, Rely, Unread, Verdict

BASE = "Wlogos2/patients.db"
OLD = LAST_DAY - timedelta(days=60)


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return machine(tmp_path_factory.mktemp("machine"))


def reason(verdict: Verdict, question: str, code: str) -> Facts:
    return next(one for one in verdict.answers[question].why if one["code"] == code)


def with_base(**changes: object) -> list[Node]:
    return [replace(node, **changes) if node.path == BASE else node for node in practice()]  # type: ignore[arg-type]


def whole_base() -> bytes:
    return next(node.data for node in practice() if node.path == BASE)


def test_old_databases_beside_new_files_are_told_as_what_decides(
    tmp_path: Path, inventory: Inventory
) -> None:
    nodes = [node for node in practice() if node.path != BASE]
    verdict = judged(medium(tmp_path, [*nodes, dated(BASE, OLD, whole_base())]), inventory)
    assert (answers(verdict)["recent"], verdict.rely) == ("no", Rely.STALE)
    assert verdict.newest_data["decisive_class"] == "database"
    assert verdict.newest_data["decisive_ns"] == nanoseconds(OLD) < verdict.newest_data["modified_ns"]


def test_nothing_decides_where_all_is_of_one_age(tmp_path: Path, inventory: Inventory) -> None:
    assert "decisive_ns" not in judged(medium(tmp_path, practice()), inventory).newest_data


def test_an_empty_or_cut_database_is_neither_present_nor_dated(tmp_path: Path, inventory: Inventory) -> None:
    for name, data in (("empty", b""), ("cut", whole_base()[:-5000])):
        verdict = judged(medium(tmp_path / name, with_base(data=data)), inventory)
        assert answers(verdict)["complete"] == "no"
        assert "present_database" not in codes(verdict, "complete")
        assert "database" not in verdict.newest_data["by_class"]


def test_a_broken_picture_gives_no_date(tmp_path: Path, inventory: Inventory) -> None:
    broken = paper("Wlogos2/Patients/DUPONT Anne/Images/1.jpg", LAST_DAY + timedelta(hours=9))
    nodes = [node for node in practice() if node.path != broken.path]
    verdict = judged(medium(tmp_path, [*nodes, replace(broken, data=broken.data[:-300])]), inventory)
    assert verdict.rely == Rely.DAMAGED
    assert verdict.newest_data["modified_ns"] == nanoseconds(LAST_DAY)


def test_a_folder_that_was_not_listed_hides_what_is_not_met(tmp_path: Path, inventory: Inventory) -> None:
    nodes = [node for node in practice() if "/Images/" not in node.path]

    def closed(source: Source) -> None:
        walk = source.walk
        gone = Unread("", "Sauvegarde/Wlogos2/Patients", "denied", "", 0)
        source.walk = lambda: iter([*walk(), gone])  # type: ignore[method-assign]

    verdict = judged(medium(tmp_path, nodes), inventory, change=closed)
    assert answers(verdict)["complete"] == "unknown"
    why = reason(verdict, "complete", "content_unread")
    assert (why["files"], why["path"]) == (6, "Sauvegarde/Wlogos2/Patients")
    assert not any(code.startswith("missing_") for code in codes(verdict, "complete"))


def test_an_unread_database_is_neither_present_nor_missing_nor_recent(
    tmp_path: Path, inventory: Inventory
) -> None:
    def denied(source: Source) -> None:
        walk = source.walk

        def lines() -> list[Entry | Unread]:
            return [
                Unread("", one.path, "denied", "", 9) if one.path.endswith(BASE) else one for one in walk()
            ]

        source.walk = lambda: iter(lines())  # type: ignore[method-assign]

    verdict = judged(medium(tmp_path, practice()), inventory, change=denied)
    assert (answers(verdict)["complete"], answers(verdict)["recent"]) == ("unknown", "unknown")
    assert not {"present_database", "missing_database"} & set(codes(verdict, "complete"))
    assert reason(verdict, "complete", "content_unread")["files"] == 1
    assert "practice_unread" in codes(verdict, "recent")


def of_another(number: int) -> Node:
    return paper(f"Courriers/autre{number}.pdf", LAST_DAY - timedelta(days=number))


def test_the_database_of_another_practice_does_not_make_it_this_one(tmp_path: Path) -> None:
    base = [node for node in practice() if node.path == BASE]
    letters = [paper(f"Courriers/lettre{number}.pdf", LAST_DAY) for number in range(30)]
    here = machine(tmp_path / "pc", [*base, *letters])
    verdict = judged(medium(tmp_path / "other", [*base, *map(of_another, range(30))]), here)
    assert reason(verdict, "complete", "nothing_in_common")["total"] == 30
    alone = judged(medium(tmp_path / "alone", base), here)
    assert "nothing_in_common" not in codes(alone, "complete")


def test_an_old_file_laid_on_the_machine_anew_is_missing(tmp_path: Path) -> None:
    letter = paper("Courriers/lettre.pdf", OLD)
    line = {
        "kind": "file", "type": "pdf", "sha256": "0" * 64, "note": None, "volume": "", "path": letter.path,
        "size": len(letter.data), "damage": {"verdict": "intact"},
        "times": {"modified": nanoseconds(OLD), "created": nanoseconds(LAST_DAY + timedelta(hours=8))},
    }  # fmt: skip
    verdict = judged(medium(tmp_path, practice()), Inventory.of([line], {"burst": None}))
    assert reason(verdict, "complete", "missing_documents")["files"] == 1
    assert "since_documents" not in codes(verdict, "complete")


def test_a_medium_of_zeros_holds_nothing_unknown(tmp_path: Path, inventory: Inventory) -> None:
    image = tmp_path / "disk.img"
    image.write_bytes(bytes(4 << 20))
    verdict = judged(image, inventory)
    told = {one["code"] for one in verdict.reasons}
    assert "blank_medium" in told
    assert not told & {"unrecognised", "content_unread"}
    assert (answers(verdict)["clean"], answers(verdict)["complete"]) == ("unknown", "no")
