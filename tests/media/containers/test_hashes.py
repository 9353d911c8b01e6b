"""The hashes an E01 states: compared with all of the disk, and never taken for compared."""

import zlib
from pathlib import Path

import pytest

from demo.builder.container_e01 import segments
from toolkit.media import containers, open_source

from .build import RADIO, disk


def tampered() -> bytes:
    """Return an image of which a file was changed after it was made, its checksum made right again."""
    whole = bytearray(segments(disk(), packed=False)[0])
    chunk = disk().index(RADIO[100_000:100_064]) // 4096 * 4096
    place = whole.index(disk()[chunk : chunk + 4096])
    whole[place + 100 : place + 104] = b"AUTR"
    whole[place + 4096 : place + 4100] = zlib.adler32(whole[place : place + 4096]).to_bytes(4, "little")
    return bytes(whole)


def restated(kind: bytes) -> bytes:
    """Return an image of which one of the two sections with hashes states another MD5."""
    whole, size = bytearray(segments(disk())[0]), {b"hash": 32, b"digest": 76}[kind]
    place = whole.index(kind + bytes(16 - len(kind))) + 76
    whole[place] ^= 0xFF
    whole[place + size : place + size + 4] = zlib.adler32(whole[place : place + size]).to_bytes(4, "little")
    return bytes(whole)


def compared(path: Path, content: bytes) -> bool:
    path.write_bytes(content)
    disk_of = containers.open_disk(path)
    assert disk_of is not None
    assert disk_of.warnings == ("container_hash_not_compared",)
    heard: list[int] = []
    try:
        return containers.agrees(disk_of, heard.append)
    finally:
        assert sum(heard) == disk_of.size
        disk_of.close()


def test_what_was_changed_differs(tmp_path: Path) -> None:
    assert compared(tmp_path / "a.E01", segments(disk())[0])
    assert not compared(tmp_path / "a.E01", tampered())
    assert not compared(tmp_path / "a.E01", restated(b"hash"))
    assert not compared(tmp_path / "a.E01", restated(b"digest"))


def test_hashes_that_disagree_are_both_kept(tmp_path: Path) -> None:
    (tmp_path / "a.E01").write_bytes(restated(b"hash"))
    stored = containers.stored_hashes(open_source(tmp_path / "a.E01").container)
    assert stored.keys() == {"md5", "md5_other", "sha1"}
    assert stored["md5"] != stored["md5_other"]


def test_a_torn_hash_is_not_a_hash_that_was_never_stated(tmp_path: Path) -> None:
    whole = bytearray(segments(disk())[0])
    for kind in (b"hash", b"digest"):
        whole[whole.index(kind + bytes(16 - len(kind))) + 80] ^= 1
    (tmp_path / "a.E01").write_bytes(whole)
    source = open_source(tmp_path / "a.E01")
    assert containers.stored_hashes(source.container) == {}
    assert source.warnings == ("container_hash_not_compared",)


def test_a_torn_chunk_leaves_it_unknown(tmp_path: Path) -> None:
    whole = bytearray(tampered())
    whole[whole.index(b"AUTR")] ^= 1
    (tmp_path / "a.E01").write_bytes(whole)
    held = containers.open_disk(tmp_path / "a.E01")
    assert held is not None
    with pytest.raises(OSError, match="container_damaged_chunk"):
        containers.agrees(held)
    held.close()
