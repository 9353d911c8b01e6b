"""Complete: the names are there, and so is what they stood for."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from demo.builder.documents import dated
from demo.builder.documents_table import sqlite
from demo.builder.tree import Node
from tests.backup.builder import LAST_DAY, answers, codes, judged, machine, medium, practice
from toolkit.backup.inventory import Inventory
from toolkit.errors import Unreadable
from toolkit.records import Rely


def base(rows: int) -> bytes:
    lines = [(number, f"patient {number} et sa famille", "soin") for number in range(rows)]
    return sqlite([("actes", ("id", "nom", "acte"), lines)])


WHOLE = base(900)


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return machine(tmp_path_factory.mktemp("machine"), with_database(WHOLE))


def with_database(data: bytes) -> list[Node]:
    return [replace(node, data=data) if node.path.endswith(".db") else node for node in practice()]


def test_a_database_of_less_than_half_its_size_is_not_the_same(tmp_path: Path, inventory: Inventory) -> None:
    made = sqlite3.connect(":memory:")
    made.execute("create table actes (id integer)")
    for name, data in (("fresh", bytes(made.serialize())), ("empty", b"")):
        verdict = judged(medium(tmp_path / name, with_database(data)), inventory)
        assert (answers(verdict)["complete"], verdict.rely) == ("no", Rely.INCOMPLETE)
        why = verdict.answers["complete"].why[0]
        assert (why["code"], why["files"], why["size"]) == ("shrunk_database", 1, len(data))
        assert why["machine_size"] == len(WHOLE) >= 16 * 1024
        assert why["path"] == "Sauvegarde/Wlogos2/patients.db"
    made.close()


def test_a_database_that_grew_since_is_the_same(tmp_path: Path, inventory: Inventory) -> None:
    verdict = judged(medium(tmp_path, with_database(base(600))), inventory)
    assert "shrunk_database" not in codes(verdict, "complete")
    assert verdict.rely == Rely.GOOD


def test_a_wiped_database_on_the_machine_still_says_how_large_it_was(tmp_path: Path) -> None:
    wiped = machine(tmp_path / "pc", with_database(bytes(len(WHOLE))))
    verdict = judged(medium(tmp_path / "stick", with_database(b"")), wiped)
    assert "shrunk_database" in codes(verdict, "complete")


@pytest.mark.parametrize("turn", [1, -1])
def test_the_larger_of_two_under_one_name_counts(turn: int) -> None:
    """A wave that encrypts beside the original, then empties it, leaves both."""
    line = {
        "volume": "1",
        "kind": "file",
        "type": None,
        "sha256": None,
        "note": None,
        "damage": {"verdict": "unknown"},
        "times": {"modified": None, "created": None},
    }
    both = [{**line, "path": "a/patients.db", "size": 0}, {**line, "path": "a/patients.db.akira", "size": 9}]
    inventory = Inventory.of(both[::turn], {"extensions": {".akira": {}}, "burst": None})
    assert inventory.folders["1/a"]["patients.db"].size == 9


def test_empty_copies_are_not_copies(tmp_path: Path, inventory: Inventory) -> None:
    nodes = [replace(node, data=b"") if node.path.endswith(".jpg") else node for node in with_database(WHOLE)]
    verdict = judged(medium(tmp_path, nodes), inventory)
    assert (answers(verdict)["complete"], verdict.rely) == ("no", Rely.INCOMPLETE)
    assert next(one["files"] for one in verdict.answers["complete"].why if one["code"] == "emptied") == 6


def fails(ending: str) -> object:
    def change(source: object) -> None:
        real = source.opened

        def opened(path: str, ident: str) -> object:
            if path.endswith(ending):
                raise Unreadable("io_error")
            return real(path, ident)

        source.opened = opened

    return change


def test_names_without_their_content_are_not_complete(tmp_path: Path, inventory: Inventory) -> None:
    place = medium(tmp_path, with_database(WHOLE))
    verdict = judged(place, inventory, change=fails("courrier.docx"))
    assert answers(verdict)["complete"] == "unknown"
    why = verdict.answers["complete"].why[0]
    assert (why["code"], why["files"], why["total"]) == ("practice_unread", 3, len(practice()))


def test_one_unreadable_file_in_hundreds_leaves_it_complete(tmp_path: Path, inventory: Inventory) -> None:
    more = [dated(f"Notes/{number}.txt", LAST_DAY, b"Rappeler le laboratoire. " * 9) for number in range(110)]
    place = medium(tmp_path, [*with_database(WHOLE), *more])
    verdict = judged(place, inventory, change=fails("Notes/7.txt"))
    assert answers(verdict)["complete"] == "yes"
    assert answers(verdict)["clean"] == "unknown"
