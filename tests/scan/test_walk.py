"""One pass over trees that are large, linked, hostile or changing under it."""

import hashlib
import json
import os
import socket  # noqa: TID251 - one that lies in the tree; nothing is sent
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from toolkit.media.folder import FolderSource
from toolkit.media.place import HOLE, Opened
from toolkit.media.stream import stream
from toolkit.records import DamageVerdict, Entry, EntryKind, Seen, Times, Unread, Volume, plain
from toolkit.scan import walk
from toolkit.scan.content import Content
from toolkit.scan.known import Known, load
from toolkit.scan.manifest import Hashed, lines
from toolkit.scan.pace import Pace
from toolkit.scan.walk import look, see

ALONE = Pace(workers=0)


@pytest.fixture(scope="module")
def known() -> Known:
    return load()


def seen(path: Path, known: Known, pace: Pace = ALONE) -> list[Seen]:
    return [one for one in look(FolderSource("x", path), known, pace=pace) if isinstance(one, Seen)]


class Tree:
    """A source of streams made on demand, which counts what is opened."""

    label, kind, size, warnings = "tree", "image", 0, ()

    def __init__(self, files: dict[str, "BinaryIO | bytes"], **common: object) -> None:
        self.files = files
        self.common = common
        self.opened: list[str] = []

    def volumes(self) -> tuple[Volume, ...]:
        return (Volume("1", "ntfs"),)

    def walk(self) -> Iterator[Entry | Unread]:
        for path, held in self.files.items():
            size = len(held) if isinstance(held, bytes) else 10
            yield Entry("1", path, EntryKind.FILE, size, **self.common)  # type: ignore[arg-type]

    def open(self, entry: Entry) -> BinaryIO:
        self.opened.append(entry.path)
        held = self.files[entry.path]
        if not isinstance(held, bytes):
            return held
        return stream(lambda at, length: held[at : at + length], len(held))


def test_lines_are_the_same_with_and_without_workers_and_in_walk_order(tmp_path: Path, known: Known) -> None:
    for number in range(150):
        folder = tmp_path / str(number % 7)
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.txt").write_bytes(b"bonjour %d\n" % number * (number % 5))
    (tmp_path / "link").symlink_to("3")
    listed = [
        one.path
        for one in FolderSource("x", tmp_path).walk()
        if isinstance(one, Entry) and one.kind is not EntryKind.DIRECTORY
    ]
    told = [list(look(FolderSource("x", tmp_path), known, pace=Pace(workers=count))) for count in (0, 1, 2)]
    assert [one.path for one in told[0]] == listed
    assert plain(told[0]) == plain(told[1]) == plain(told[2])


def test_one_file_by_itself_is_the_file_of_a_walk(tmp_path: Path, known: Known) -> None:
    (tmp_path / "lettre.txt").write_bytes(b"Bonjour,\n" * 200)
    source = FolderSource("x", tmp_path)
    entry = source.find("lettre.txt")
    assert entry is not None
    assert [see(source, entry, known)] == seen(tmp_path, known)


def test_a_second_name_of_the_same_kind_is_not_read_again(known: Known) -> None:
    common = {"ident": "7-1", "links": 2, "times": Times(modified=5)}
    body = b"texte ordinaire\n" * 50
    tree = Tree({"a/x.txt": body, "b/x.txt": body, "c/x.pdf": body}, **common)
    first, again, other = look(tree, known, pace=ALONE)  # type: ignore[arg-type]
    assert tree.opened == ["a/x.txt", "c/x.pdf"]
    assert isinstance(first, Seen)
    assert isinstance(again, Seen)
    assert isinstance(other, Seen)
    assert (again.path, again.sha256, again.damage) == ("b/x.txt", first.sha256, first.damage)
    assert other.damage != first.damage


def test_a_file_written_between_two_of_its_names_is_read_again(known: Known) -> None:
    class Changing(Tree):
        def walk(self) -> Iterator[Entry | Unread]:
            for when, path in enumerate(self.files):
                times = Times(modified=when)
                yield Entry("1", path, EntryKind.FILE, 4, times, ident="7-1", links=2)

    tree = Changing({"a/x.txt": b"avant", "b/x.txt": b"apres"})
    first, again = look(tree, known, pace=ALONE)  # type: ignore[arg-type]
    assert tree.opened == ["a/x.txt", "b/x.txt"]
    assert isinstance(first, Seen)
    assert isinstance(again, Seen)
    assert first.sha256 != again.sha256


@pytest.mark.skipif(sys.platform == "win32", reason="links by os.link on POSIX")
def test_links_of_a_folder_are_counted_and_read_once(tmp_path: Path, known: Known) -> None:
    for folder in "ab":
        (tmp_path / folder).mkdir()
    (tmp_path / "a/x.txt").write_text("une fois")
    os.link(tmp_path / "a/x.txt", tmp_path / "b/x.txt")
    listed = [one for one in FolderSource("x", tmp_path).walk() if isinstance(one, Entry)]
    assert [one.links for one in listed if one.kind is EntryKind.FILE] == [2, 2]
    heard: list[int] = []
    told = list(look(FolderSource("x", tmp_path), known, heard=heard.append, pace=ALONE))
    assert [one.path for one in told] == ["a/x.txt", "b/x.txt"]
    assert sum(heard) == 8


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX names and special files")
def test_pipes_sockets_and_devices_are_listed_and_never_opened(
    known: Known, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as held:
        monkeypatch.chdir(tmp_path)
        held.bind("socket")
        told = list(look(FolderSource("x", tmp_path), known, pace=ALONE))
    kinds = {one.path: one.kind for one in told}
    assert kinds == {"pipe": EntryKind.SPECIAL, "socket": EntryKind.SPECIAL, "zero": EntryKind.LINK}
    assert all(isinstance(one, Entry) for one in told)


class Changing(FolderSource):
    """A folder in which something happens to each file after it was listed and before it is opened."""

    def __init__(self, path: Path, act: object) -> None:
        super().__init__("x", path)
        self.act = act

    def opened(self, path: str, ident: str) -> Opened:
        self.act(path)  # type: ignore[operator]
        return super().opened(path, ident)


def test_a_file_that_grows_is_hashed_as_it_was_opened(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"a" * 100)

    def grow(_: str) -> None:
        path.write_bytes(b"a" * 5000)

    (one,) = look(Changing(tmp_path, grow), known, pace=ALONE)
    assert isinstance(one, Seen)
    assert (one.size, one.sha256) == (5000, hashlib.sha256(b"a" * 5000).hexdigest())


def test_a_file_that_never_stops_growing_ends_where_it_was_when_opened(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"a" * 100)

    def grow(_: int) -> None:
        with path.open("ab") as more:
            more.write(b"b" * 100)

    (one,) = look(FolderSource("x", tmp_path), known, heard=grow, pace=ALONE)
    assert isinstance(one, Seen)
    assert one.size == 100


def test_a_file_that_shrinks_is_hashed_as_far_as_it_goes(tmp_path: Path, known: Known) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"a" * 50_000)

    def cut(_: str) -> None:
        os.truncate(path, 10)

    (one,) = look(Changing(tmp_path, cut), known, pace=ALONE)
    assert isinstance(one, Seen)
    assert (one.size, one.sha256) == (10, hashlib.sha256(b"a" * 10).hexdigest())


@pytest.mark.skipif(sys.platform == "win32", reason="removes a file below the walk")
def test_a_file_deleted_since_it_was_listed_is_a_line_without_a_hash(tmp_path: Path, known: Known) -> None:
    (tmp_path / "a.txt").write_text("parti")
    (tmp_path / "b.txt").write_text("reste")

    def remove(path: str) -> None:
        if path == "a.txt":
            (tmp_path / "a.txt").unlink()

    gone, left = look(Changing(tmp_path, remove), known, pace=ALONE)
    assert isinstance(gone, Seen)
    assert isinstance(left, Seen)
    assert (gone.sha256, gone.errors) == (None, ("vanished",))
    assert left.sha256 is not None


def test_an_unreadable_sector_is_a_file_not_read_to_its_end(known: Known) -> None:
    def read_at(offset: int, length: int) -> bytes:
        if offset + length > 70_000:
            raise OSError(5, "Input/output error")
        return b"t" * length

    tree = Tree({"a.txt": b"avant", "bad.txt": stream(read_at, 200_000), "c.txt": b"apres"})
    lines = [one for one in look(tree, known, pace=ALONE) if isinstance(one, Seen)]  # type: ignore[arg-type]
    assert [one.sha256 is None for one in lines] == [False, True, False]
    assert lines[1].errors == ("io_error",)
    assert lines[1].damage.verdict is DamageVerdict.UNKNOWN


@pytest.mark.skipif(sys.platform != "linux", reason="a sparse file")
def test_a_hole_larger_than_what_is_read_is_said_and_not_read(tmp_path: Path, known: Known) -> None:
    with (tmp_path / "vide.img").open("wb") as file:
        file.truncate(HOLE + 1)
    heard: list[int] = []
    (one,) = look(FolderSource("x", tmp_path), known, heard=heard.append, pace=ALONE)
    assert isinstance(one, Seen)
    assert (one.sha256, one.errors, heard) == (None, ("implausible_size",), [])


@pytest.mark.skipif(sys.platform != "linux", reason="a sparse file and bytes as names")
def test_a_hole_that_can_be_read_has_the_hash_of_its_zeros(tmp_path: Path, known: Known) -> None:
    size = 80 * 1024 * 1024
    with (tmp_path / "vide.img").open("wb") as file:
        file.truncate(size)
    (one,) = seen(tmp_path, known)
    assert one.sha256 == hashlib.sha256(bytes(size)).hexdigest()
    assert "rules_windowed" in one.errors


@pytest.mark.skipif(sys.platform != "linux", reason="bytes as names")
def test_names_that_are_no_unicode_and_folders_a_thousand_deep(tmp_path: Path, known: Known) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("un")
    held = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1000):
        os.mkdir("d", dir_fd=held)
        below = os.open("d", os.O_RDONLY, dir_fd=held)
        os.close(held)
        held = below
    os.close(os.open("fond.txt", os.O_WRONLY | os.O_CREAT, dir_fd=held))
    os.close(held)
    try:
        told = {one.path.rpartition("/")[2]: one for one in seen(tmp_path, known)}
    finally:
        # What cleans up after tests does not go down so far.
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)
    assert told["caf\udce9.txt"].sha256 is not None
    assert "undecodable" in told["caf\udce9.txt"].marks
    # Either its bottom was reached or the walk said where it stopped.
    assert "fond.txt" in told or any(one.errors == ("too_deep",) for one in told.values())


def test_what_is_too_large_is_examined_from_its_stream(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.scan.content.WHOLE_LIMIT", 1000)
    body = b"un texte ordinaire\n" * 100
    (one,) = look(Tree({"grand.txt": body}), known, pace=ALONE)  # type: ignore[arg-type]
    assert isinstance(one, Seen)
    assert (one.size, one.sha256) == (1900, hashlib.sha256(body).hexdigest())


def test_content_is_read_once(tmp_path: Path) -> None:
    asked: list[tuple[int, int]] = []
    body = bytes(range(256)) * 40

    def read_at(offset: int, length: int) -> bytes:
        asked.append((offset, length))
        return body[offset : offset + length]

    content = Content(stream(read_at, len(body)), len(body))
    assert content.digest() == hashlib.sha256(body).hexdigest()
    ends = [offset + length for offset, length in asked]
    assert [offset for offset, _ in asked] == [0, *ends[:-1]]


def test_a_forgotten_link_is_read_again(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "_LINKS", 0)
    tree = Tree({"a/x.txt": b"un", "b/x.txt": b"un"}, ident="7-1", links=2)
    assert len(list(look(tree, known, pace=ALONE))) == 2  # type: ignore[arg-type]
    assert tree.opened == ["a/x.txt", "b/x.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="thousands of files are slow to make there")
def test_a_folder_of_many_thousand_files_is_one_walk(tmp_path: Path) -> None:
    for number in range(20_000):
        os.close(os.open(tmp_path / f"{number:05}", os.O_CREAT | os.O_WRONLY))
    told = lines(FolderSource("x", tmp_path), Hashed(), lambda _: None, 1)
    assert [json.loads(line)["path"] for line in told] == [f"{number:05}" for number in range(20_000)]
