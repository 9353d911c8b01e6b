"""A tree laid as a plain folder, for whatever examines folders."""

from pathlib import Path

import pytest

from demo.builder import folder
from demo.builder.tree import Node
from toolkit.records import Times

WHEN = Times(1, 1_700_000_000_000_000_100, None, 1_700_000_001_000_000_000)


def test_files_folders_links_and_times_are_laid(tmp_path: Path) -> None:
    nodes = [
        Node("autre.txt", hard_link_of="Users/Zoé/a.txt"),
        Node("Users/Zoé/a.txt", b"corps", times=WHEN),
        Node("Documents and Settings", junction="C:\\Users", times=WHEN),
        Node("vide", directory=True, times=WHEN),
    ]
    assert folder.lay(nodes, tmp_path) == []
    laid = tmp_path / "Users" / "Zoé" / "a.txt"
    assert laid.read_bytes() == b"corps"
    assert laid.stat().st_mtime_ns == WHEN.modified
    assert laid.samefile(tmp_path / "autre.txt")
    assert (tmp_path / "Users").stat().st_mtime_ns == 1
    assert (tmp_path / "Documents and Settings").readlink() == Path("C:\\Users")
    assert (tmp_path / "Documents and Settings").lstat().st_mtime_ns == WHEN.modified
    assert (tmp_path / "vide").stat().st_mtime_ns == WHEN.modified


def test_what_cannot_stand_there_is_given_back(tmp_path: Path) -> None:
    nodes = [
        Node("flux.txt", b"corps", streams={"s": b"x"}),
        Node("\ud800", b"x"),
        Node("\udcff brut", b"octet"),
        Node("é" * 200, b"x"),
        Node("\ud800d/a", b"x"),
        Node("lien", hard_link_of="\ud800"),
        Node("j", junction="\ud800"),
        Node("/".join(["d" * 200] * 25), b"x"),
        Node("esc\x1b[31m", b"x"),
    ]
    left = {node.path for node in folder.lay(nodes, tmp_path)}
    assert {"flux.txt", "\ud800", "é" * 200, "\ud800d", "\ud800d/a", "lien", "j", nodes[7].path} <= left
    assert left.isdisjoint({"\udcff brut", "esc\x1b[31m", "d" * 200})
    assert (tmp_path / "flux.txt").read_bytes() == b"corps"
    assert (tmp_path / "\udcff brut").read_bytes() == b"octet"
    assert (tmp_path / "esc\x1b[31m").read_bytes() == b"x"


@pytest.mark.parametrize("path", ["../a", "/a", "d/../../a"])
def test_a_path_that_escapes_is_refused(path: str, tmp_path: Path) -> None:
    inside = tmp_path / "dossier"
    inside.mkdir()
    with pytest.raises(ValueError, match="inside"):
        folder.lay([Node(path, b"x")], inside)
    assert list(tmp_path.rglob("*")) == [inside]


def test_only_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "lien").symlink_to(tmp_path)
    for place in (tmp_path, tmp_path / "a", tmp_path / "lien", tmp_path / "absent"):
        with pytest.raises(ValueError, match="empty folder"):
            folder.lay([Node("b")], place)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "lien"]


def test_a_deleted_file_is_given_back(tmp_path: Path) -> None:
    nodes = [Node("a.txt", b"x", times=WHEN), Node("b.txt", b"y", times=WHEN, deleted=True)]
    assert folder.lay(nodes, tmp_path) == nodes[1:]
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
