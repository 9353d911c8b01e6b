"""A manifest is the hash of every file, what could not be read, and no word on what files are."""

import hashlib
import sys
from pathlib import Path

import pytest

from toolkit.media.folder import FolderSource
from toolkit.scan.manifest import Hashed, lines


def manifest(path: Path) -> tuple[dict[str, dict[str, object]], dict[str, object], int]:
    source, tally, heard = FolderSource("x", path), Hashed(), [0]

    def hear(count: int) -> None:
        heard[0] += count

    found = {str(line["path"]): line for line in lines(source, tally, hear)}
    return found, tally.coverage(source), heard[0]


def test_every_file_has_its_hash_and_nothing_is_called_examined(tmp_path: Path) -> None:
    bodies = {"a.txt": b"", "b.bin": bytes(range(256)) * 40, "c.iso": b"c" * 5_000_000}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    found, coverage, heard = manifest(tmp_path)
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
    (gone,) = walked
    assert (gone["path"], gone["sha256"], gone["errors"]) == ("b.txt", None, ["vanished"])
    coverage = tally.coverage(source)
    assert (coverage["files_not_read"], coverage["why"], coverage["links_not_followed"]) == (
        1,
        {"vanished": 1},
        1,
    )
