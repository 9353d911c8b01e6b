from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from toolkit.errors import Unreadable
from toolkit.media import open_source
from toolkit.media.part_of import PartOf
from toolkit.records import Entry, EntryKind, Unread


def _laid(root: Path) -> Path:
    for path, held in {"a/b/c.txt": b"c", "a/d.txt": b"d", "e.txt": b"e"}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(held)
    return root


def test_a_folder_is_shown_as_a_source_of_its_own(tmp_path: Path) -> None:
    part = PartOf(open_source(_laid(tmp_path)), "", "a")
    assert [one.path for one in part.walk()] == ["b", "b/c.txt", "d.txt"]
    found = part.find("B/C.TXT")
    assert found is not None
    with part.open(found) as stream:
        assert stream.read() == b"c"
    assert part.find("e.txt") is None
    assert part.find("b", "2") is None


def test_names_are_those_that_were_picked(tmp_path: Path) -> None:
    def picked(held: Sequence[Entry | Unread]) -> Iterator[tuple[Entry | Unread, str]]:
        for one in held:
            name = one.path.rpartition("/")[2]
            yield one, f"z{name}" if name.endswith(".txt") else name

    part = PartOf(open_source(_laid(tmp_path)), "", "", picked)
    assert [one.path for one in part.walk()] == ["a", "a/b", "a/b/zc.txt", "a/zd.txt", "ze.txt"]
    found = part.find("ze.txt")
    assert found is not None
    with part.open(found) as stream:
        assert stream.read() == b"e"


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    source = open_source(_laid(tmp_path))
    assert list(PartOf(source, "", "absent").walk()) == []
    assert list(PartOf(source, "", "e.txt/x").walk()) == []
    with pytest.raises(Unreadable):
        PartOf(source, "", "a").open(Entry("", "d.txt", EntryKind.FILE))
