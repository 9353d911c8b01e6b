"""A manifest is the hash of every file, what could not be read, and no word on what files are."""

import hashlib
import json
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from toolkit.media.folder import FolderSource
from toolkit.scan import hashers
from toolkit.scan.manifest import Hashed, lines

posix = pytest.mark.skipif(sys.platform == "win32", reason="processes that share the walk are POSIX only")


def manifest(path: Path, processes: int = 0) -> tuple[dict[str, dict[str, object]], dict[str, object], int]:
    source, tally, heard = FolderSource("x", path), Hashed(), [0]

    def hear(count: int) -> None:
        heard[0] += count

    each = map(json.loads, lines(source, tally, hear, processes))
    found = {str(line["path"]): line for line in each}
    return found, tally.coverage(source), heard[0]


@pytest.mark.parametrize("processes", [0, 2])
def test_every_file_has_its_hash_and_nothing_is_called_examined(tmp_path: Path, processes: int) -> None:
    bodies = {"a.txt": b"", "b.bin": bytes(range(256)) * 40, "c.iso": b"c" * 5_000_000}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    found, coverage, heard = manifest(tmp_path, processes)
    assert {name: line["sha256"] for name, line in found.items()} == {
        name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()
    }
    assert {name: line["size"] for name, line in found.items()} == {
        name: len(body) for name, body in bodies.items()
    }
    assert heard == coverage["bytes_hashed"] == sum(map(len, bodies.values()))
    assert (coverage["examined"], coverage["files_hashed"], coverage["files_not_read"]) == (False, 3, 0)
    assert not {"damage", "note", "rules", "verdict"} & found["a.txt"].keys()


@pytest.mark.skipif(sys.platform == "win32", reason="removes a file below the walk")
def test_what_cannot_be_read_has_no_hash_and_says_why(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "lien").symlink_to("a.txt")
    source, tally = FolderSource("x", tmp_path), Hashed()
    walked = lines(source, tally, lambda _: None)
    next(walked)
    (tmp_path / "b.txt").unlink()
    (gone,) = map(json.loads, walked)
    assert (gone["path"], gone["sha256"], gone["errors"]) == ("b.txt", None, ["vanished"])
    coverage = tally.coverage(source)
    assert (coverage["files_not_read"], coverage["why"], coverage["links_not_followed"]) == (
        1,
        {"vanished": 1},
        1,
    )


@posix
def test_a_pipe_is_no_link(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube")
    (tmp_path / "lien").symlink_to("tube")
    source, tally = FolderSource("x", tmp_path), Hashed()
    assert list(lines(source, tally, lambda _: None)) == []
    coverage = tally.coverage(source)
    assert (coverage["links_not_followed"], coverage["special_not_opened"]) == (1, 1)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number in range(300):
        folder = tmp_path / f"d{number % 7}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number:03}.bin").write_bytes(bytes([number % 256]) * number * 37)
    return tmp_path


def whole(tree: Path, processes: int) -> list[str]:
    return list(lines(FolderSource("x", tree), Hashed(), lambda _: None, processes))


def test_processes_change_no_line(tree: Path) -> None:
    alone = whole(tree, 0)
    assert len(alone) == 300
    assert whole(tree, 1) == alone
    assert whole(tree, 3) == alone


@posix
def test_names_that_are_not_unicode_and_files_denied_pass_through_processes(tree: Path) -> None:
    with open(os.fsencode(tree / "d0") + b"/\xff\xfe\n.txt", "wb") as file:
        file.write(b"un nom")
    found, _, _ = manifest(tree, 2)
    assert found["d0/\udcff\udcfe\n.txt"]["sha256"] == hashlib.sha256(b"un nom").hexdigest()
    assert whole(tree, 2) == whole(tree, 0)


@posix
def test_what_a_lost_process_had_is_hashed_here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = whole(tree, 0)
    monkeypatch.setattr(hashers, "_serve", lambda *_: os._exit(3))
    assert whole(tree, 2) == alone


@posix
def test_a_process_killed_on_the_way_costs_nothing(tree: Path) -> None:
    alone = whole(tree, 0)
    crew: list[int] = []
    real = os.fork

    def counted() -> int:
        pid = real()
        crew.append(pid)
        return pid

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fork", counted)
        found = lines(FolderSource("x", tree), Hashed(), lambda _: None, 2)
        told = [next(found)]
        os.kill(crew[0], signal.SIGKILL)
        told += found
    assert told == alone
    assert len(crew) == 2


@posix
def test_where_no_process_can_be_started_everything_is_hashed_here(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> int:
        raise PermissionError("a policy of this machine")

    alone = whole(tree, 0)
    monkeypatch.setattr(os, "fork", refused)
    assert whole(tree, 2) == alone


@posix
def test_a_walk_given_up_leaves_no_process(tree: Path) -> None:
    before = {one.pid for one in psutil.Process().children()}
    found = lines(FolderSource("x", tree), Hashed(), lambda _: None, 2)
    next(found)
    assert len({one.pid for one in psutil.Process().children()} - before) == 2
    found.close()  # type: ignore[attr-defined]
    assert {one.pid for one in psutil.Process().children()} == before


@posix
def test_a_hole_of_five_gigabytes_is_hashed_without_being_read(tmp_path: Path) -> None:
    size, said = 5 * 1024**3, b"la fin"
    with (tmp_path / "a.img").open("wb") as file:
        file.write(b"le debut")
        file.truncate(size)
        file.seek(0, os.SEEK_END)
        file.write(said)
    expected = hashlib.sha256(b"le debut")
    zeros = bytes(1024 * 1024)
    left = size - 8
    while left:
        expected.update(zeros[: min(left, len(zeros))])
        left -= min(left, len(zeros))
    expected.update(said)
    found, _, heard = manifest(tmp_path, 1)
    assert found["a.img"]["sha256"] == expected.hexdigest()
    assert found["a.img"]["size"] == heard == size + len(said)
