"""The files of a practice by folder, packed and found again."""

from toolkit.backup.content.kept import Kept, KeptFolders


def _kept(number: int) -> Kept:
    return Kept("1", f"d/Fichier \udce9 {number}", "documents", number, None if number % 2 else number)


def test_files_are_found_again_in_whatever_order_they_came() -> None:
    folders = KeptFolders()
    for number in range(10_000):
        folders.add("d", f"n{number}", _kept(number))
    folders.add("e", "n1", _kept(1))
    folders.add("d", "late", _kept(7))
    assert set(folders) == {"d", "e"}
    assert "f" not in folders
    assert len(folders["d"]) == 10_001
    assert folders["d"]["n9999"] == _kept(9999)
    assert folders["d"]["late"] == _kept(7)
    assert "n10000" not in folders["d"]
    assert dict(folders["e"].items()) == {"n1": _kept(1)}


def test_of_two_with_one_name_the_last_stands() -> None:
    folders = KeptFolders()
    folders.add("d", "n", _kept(1))
    folders.add("e", "n", _kept(2))
    folders.add("d", "n", _kept(3))
    assert list(folders["d"].values()) == [_kept(3)]
