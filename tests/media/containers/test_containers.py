"""A disk reads the same in every container as raw, and no container changes by being read."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from toolkit.media import containers, open_source

from .build import MIB, by_hand, disk, needs, run, with_ewfacquire, with_qemu


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "raw.img"
    path.write_bytes(disk())
    return path


def fingerprints(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def same(path: Path, raw: Path, read_all: Callable) -> None:
    """Compare every byte, then every file with its size and hash, with the raw image."""
    opened = containers.open_disk(path)
    assert opened is not None, path.name
    # A hash that is stated is compared by the commands, not by opening.
    expected = ("container_hash_not_compared",) if containers.stored_hashes(opened.about) else ()
    assert opened.warnings == expected, path.name
    whole = disk()
    # VHD counts in cylinders: what makes it may fill the last one up with zeros.
    assert opened.size == len(whole) or path.suffix == ".vhd"
    assert opened.read(0, opened.size).rstrip(b"\0") == whole.rstrip(b"\0"), path.name
    for start, length in ((0, 1), (511, 2), (4095, 70_000), (len(whole) - 3, 100), (len(whole) + MIB, 4)):
        padded = whole.ljust(opened.size, b"\0")
        assert opened.read(start, length) == padded[start : start + length], path.name
    opened.close()
    source, plain = open_source(path), open_source(raw)
    assert read_all(source) == read_all(plain), path.name
    assert [entry.size for entry in source.walk()] == [entry.size for entry in plain.walk()]
    assert (source.kind, source.warnings) == ("image", expected)
    source.close()
    plain.close()


def test_what_is_built_by_hand(tmp_path: Path, raw: Path, read_all: Callable) -> None:
    places = by_hand(tmp_path)
    before = fingerprints(tmp_path / "main")
    assert len(places) == 16
    for path in places.values():
        same(path, raw, read_all)
    assert fingerprints(tmp_path / "main") == before


@needs("qemu-img")
def test_what_qemu_writes(tmp_path: Path, raw: Path, read_all: Callable) -> None:
    places = with_qemu(tmp_path, raw)
    before = fingerprints(tmp_path)
    for path in places.values():
        same(path, raw, read_all)
    assert fingerprints(tmp_path) == before


@needs("ewfacquire")
def test_what_ewfacquire_writes(tmp_path: Path, raw: Path, read_all: Callable) -> None:
    places = with_ewfacquire(tmp_path, raw)
    before = fingerprints(tmp_path)
    for name, path in places.items():
        same(path, raw, read_all)
        opened = containers.open_disk(path)
        assert opened.about["made"]["case"] == "CAS-9", name
        assert containers.agrees(opened), name
        assert "md5" in containers.stored_hashes(opened.about), name
        opened.close()
    assert (tmp_path / "encase5-none.E03").exists()
    assert fingerprints(tmp_path) == before


@needs("qemu-img")
def test_chains_that_qemu_writes(tmp_path: Path, raw: Path, read_all: Callable) -> None:
    run("qemu-img", "convert", "-O", "qcow2", str(raw), str(tmp_path / "base.qcow2"))
    run("qemu-img", "convert", "-O", "vmdk", str(raw), str(tmp_path / "base.vmdk"))
    for kind in ("qcow2", "vmdk"):
        base, top = tmp_path / f"base.{kind}", tmp_path / f"top.{kind}"
        run("qemu-img", "create", "-f", kind, "-b", str(base), "-F", kind, str(top))
        same(top, raw, read_all)
    run("qemu-img", "create", "-f", "qcow2", "-b", str(raw), "-F", "raw", str(tmp_path / "on_raw.qcow2"))
    same(tmp_path / "on_raw.qcow2", raw, read_all)


@needs("qemu-img")
def test_qemu_reads_what_is_built_by_hand_as_it_is_read_here(tmp_path: Path) -> None:
    places = by_hand(tmp_path)
    kinds = {"fixe.vhd": "vpc", "croit.vhd": "vpc", "croit.vhdx": "vhdx", "seul.vmdk": "vmdk"}
    for name, kind in {**kinds, "serre.vmdk": "vmdk"}.items():
        out = tmp_path / "out.raw"
        run("qemu-img", "convert", "-f", kind, "-O", "raw", str(places[name]), str(out))
        opened = containers.open_disk(places[name])
        assert opened.read(0, opened.size) == out.read_bytes(), name
        opened.close()


def test_only_descriptors_for_reading_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places, flags, plain = by_hand(tmp_path), list[int](), os.open

    def noted(path: str, how: int, *rest: int) -> int:
        flags.append(how)
        return plain(path, how, *rest)

    monkeypatch.setattr(os, "open", noted)
    for path in places.values():
        opened = containers.open_disk(path)
        opened.read(0, 4096)
        opened.close()
    assert len(flags) >= len(places)
    assert not [how for how in flags if how & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)]
