from pathlib import Path

from demo.builder.documents_keystream import keystream
from demo.builder.folder import lay
from demo.builder.tree import Node
from tests.backup.builder import answers, judged, made, practice
from tests.backup.forms import laid
from toolkit.backup.forms import file_history
from toolkit.backup.forms.form import Found

_OLD, _NEW = "(2026_10_03 18_00_00 UTC)", "(2026_10_10 18_00_00 UTC)"
_FILES = {
    "Configuration/Config1.xml": b"<DataProtectionUserConfig/>",
    "Configuration/Catalog1.edb": b"base",
    f"Data/C/Users/claire/a {_OLD}.docx": b"ancien",
    f"Data/C/Users/claire/a {_NEW}.docx": b"recent",
    f"Data/C/Users/claire/b {_OLD}.docx": b"seul",
    f"Data/C/Users/claire/sans {_OLD}": b"sans extension",
    "Data/C/Users/claire/etranger.txt": b"sans date",
}


def _read(files: laid.Files) -> Found | None:
    return file_history.read(laid.place(files), ())


def test_the_newest_version_of_each_file_bears_its_plain_name() -> None:
    found = _read(_FILES)
    assert found is not None
    older, newest = laid.points(found)
    home = "C/Users/claire"
    assert newest == {
        f"{home}/a.docx": b"recent", f"{home}/b.docx": b"seul", f"{home}/sans": b"sans extension",
        f"{home}/etranger.txt": b"sans date",
    }  # fmt: skip
    assert older == {f"{home}/a {_OLD}.docx": b"ancien"}
    assert found.about == {"versions": 1, "catalogue": True, "settings": True}
    assert found.points[0].at_ns is not None
    assert found.points[1].at_ns is not None
    assert found.points[0].at_ns < found.points[1].at_ns


def test_every_file_of_the_data_is_shown_once() -> None:
    files = {**_FILES, f"Data/C/Users/claire/a {_NEW}.docx.akira": b"x", "Data/C/Users/claire/b.docx": b"y"}
    found = _read(files)
    assert found is not None
    shown = [held for point in laid.points(found) for held in point.values()]
    owned = [held for path, held in files.items() if found.own(f"{laid.PLACE}/{path}")]
    assert sorted(map(str, shown)) == sorted(map(str, owned))
    assert not found.own(f"{laid.PLACE}/Configuration/Config1.xml")


def test_a_folder_called_data_is_no_history() -> None:
    assert _read({"Data/a.txt": b"a"}) is None
    assert _read({f"Data/a {_OLD}.txt": b"a"}) is None
    assert _read({"Configuration/Config1.xml": b"a"}) is None


def test_a_history_on_a_medium_answers_by_its_newest_versions(tmp_path: Path) -> None:
    root = tmp_path / "support" / "FileHistory" / "claire" / "ACCUEIL"

    def dated(node: Node, stamp: str, data: bytes) -> Node:
        stem, dot, ending = node.path.rpartition(".")
        return Node(f"Data/C/{stem} {stamp}{dot}{ending}", data, times=node.times)

    lay([dated(one, _NEW, one.data) for one in practice()], made(root))
    verdict = judged(tmp_path / "support")
    assert [(one["worth"], one["practice_files"]) for one in verdict.points] == [("clean", len(practice()))]
    assert answers(verdict)["restorable"] == "yes"

    later = "(2026_10_11 02_00_00 UTC)"
    struck = [dated(one, later, keystream(one.path, 9000)) for one in practice()]
    root = tmp_path / "frappe" / "FileHistory" / "claire" / "ACCUEIL"
    lay([*struck, *(dated(one, _NEW, one.data) for one in practice())], made(root))
    verdict = judged(tmp_path / "frappe")
    assert answers(verdict)["not_encrypted"] != "yes"
    assert [one["current"] for one in verdict.points] == [True, False]
