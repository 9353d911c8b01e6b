"""A file with holes is given byte for byte; holes too large to read are told, not read."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.media import folder as folder_source
from toolkit.media import sparse
from toolkit.media.folder import FolderSource
from toolkit.media.place import HOLE
from toolkit.records import Entry, Unread

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="reads by lseek, which tells holes on POSIX")
_BLOCK = 4096


def written(path: Path, blocks: list[bool], tail: int) -> bytes:
    """Write blocks of data and of nothing, and return what a reader must be given."""
    whole = b"".join(
        bytes([1 + at % 255]) * _BLOCK if held else bytes(_BLOCK) for at, held in enumerate(blocks)
    )
    with path.open("wb") as file:
        for at, held in enumerate(blocks):
            if held:
                file.seek(at * _BLOCK)
                file.write(whole[at * _BLOCK : (at + 1) * _BLOCK])
        file.truncate(len(whole) + tail)
    return whole + bytes(tail)


@settings(max_examples=60, deadline=None)
@given(
    blocks=st.lists(st.booleans(), max_size=40),
    tail=st.integers(0, 9000),
    asked=st.integers(1, 30_000),
)
def test_every_byte_is_given_in_its_place(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[bool], tail: int, asked: int
) -> None:
    path = tmp_path_factory.mktemp("holes") / "f"
    whole = written(path, blocks, tail)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        read_at = sparse.reading(descriptor)
        given_, at = b"", 0
        while at < len(whole):
            part = read_at(at, min(asked, len(whole) - at))
            assert 0 < len(part) <= asked
            given_ += part
            at += len(part)
        assert given_ == whole
        for back in (len(whole) // 2, 0):  # a reader goes back, too
            part = read_at(back, asked)
            assert part == whole[back : back + len(part)]
    finally:
        os.close(descriptor)


def test_a_file_cut_short_while_read_ends(tmp_path: Path) -> None:
    path = tmp_path / "f"
    written(path, [False] * 1000, 0)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        read_at = sparse.reading(descriptor)
        assert read_at(0, 100) == bytes(100)
        os.truncate(path, 50)
        assert read_at(100, 100) == b""
    finally:
        os.close(descriptor)


def empty(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def test_a_hundred_gigabytes_of_nothing_are_listed_to_be_read(tmp_path: Path) -> None:
    empty(tmp_path / "a.vhd", 100 * 1024**3)
    (found,) = FolderSource("x", tmp_path).walk()
    assert isinstance(found, Entry)
    with FolderSource("x", tmp_path).open(found) as stream:
        stream.seek(99 * 1024**3)
        assert stream.read(10) == bytes(10)


def test_holes_beyond_what_one_walk_reads_are_told(tmp_path: Path) -> None:
    empty(tmp_path / "a", HOLE + 1)
    empty(tmp_path / "b", HOLE - 1024)
    empty(tmp_path / "c", 64 * 1024 * 1024)
    (tmp_path / "d").write_bytes(b"du texte")
    source = FolderSource("x", tmp_path)
    for _ in range(2):  # each walk says the same
        walked = list(source.walk())
        why = {one.path: one.why for one in walked if isinstance(one, Unread)}
        assert why == {"a": "implausible_size", "c": "sparse_holes"}
        assert [one.path for one in walked] == ["a", "b", "c", "d"]


def test_what_a_walk_lists_and_a_listing_lists_differ_in_nothing_else(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode())
    source = FolderSource("x", tmp_path)
    root = folder_source.Entry("", "", folder_source.EntryKind.DIRECTORY, ident=source._root.ident)
    assert list(source.walk()) == list(source.listing(root))
