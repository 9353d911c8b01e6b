"""The running machine as a source: images and folders stand for its volumes."""

import struct
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from tests.media.test_ntfs_table import attribute, record_of
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media import open_live, open_source
from toolkit.media.live import LiveSource, Part
from toolkit.media.without import Without
from toolkit.records import Entry, EntryKind, Unread, Volume

MIB = 1024 * 1024
EFS = b"en clair pour son proprietaire"


def sealed_by_efs(image: bytes, name: str) -> bytes:
    changed = bytearray(image)
    at = attribute(changed, record_of(image, name), 0x80)
    struct.pack_into("<H", changed, at + 12, 0x4000)
    return bytes(changed)


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """What the system shows of volume C, through its own calls."""
    root = tmp_path / "C"
    (root / "Users").mkdir(parents=True)
    (root / "cible.bin").write_bytes(EFS)
    (root / "avant.txt").write_bytes(b"autre chose")
    return root


@pytest.fixture
def machine(opened: Callable, system: Path, tmp_path: Path) -> LiveSource:
    """C is read raw, D through the system, E is left out, F is read raw without the system beside it."""
    nodes = [Node("avant.txt", b"avant"), Node("cible.bin", bytes(range(256)) * 80)]
    nodes += [Node("Users/NTUSER.DAT", b"regf", streams={"flux": b"cache"})]
    image = sealed_by_efs(ntfs.volume(nodes, size=4 * MIB, label="SYS", serial=1), "cible.bin")
    data = tmp_path / "D"
    data.mkdir()
    (data / "patient.txt").write_bytes(b"d")
    parts = [
        Part(Volume("C", "ntfs"), opened(image), open_source(system), "raw", facts={"disks": (0,)}),
        Part(Volume("D", "refs"), open_source(data), None, "api", "refs", {"disks": [1]}, ("D:\\",)),
        Part(Volume("E", "fat32", read=False, why="removable"), facts={"disks": (2,)}),
        Part(Volume("F", "ntfs"), opened(image), None, "raw", facts={"disks": (1,)}),
    ]  # fmt: skip
    return LiveSource(parts, running="C")


def test_each_volume_is_read_its_own_way(machine: LiveSource) -> None:
    found = {(one.volume, one.path): one for one in machine.walk()}
    assert {(volume, path) for volume, path in found if volume == "C"} == {
        ("C", "avant.txt"), ("C", "Users"), ("C", "cible.bin"), ("C", "Users/NTUSER.DAT"),
        ("C", "Users/NTUSER.DAT:flux"),
    }  # fmt: skip
    assert ("D", "patient.txt") in found
    assert not [volume for volume, _ in found if volume == "E"]
    # Raw comes first: what the system shows under the same name is not what is read.
    assert machine.open(found["C", "avant.txt"]).read() == b"avant"
    assert machine.open(found["C", "Users/NTUSER.DAT:flux"]).read() == b"cache"
    assert machine.open(found["D", "patient.txt"]).read() == b"d"


def test_what_the_raw_reading_gives_up_is_asked_of_the_system(machine: LiveSource) -> None:
    found = {(one.volume, one.path): one for one in machine.walk()}
    asked = found["C", "cible.bin"]
    assert isinstance(asked, Entry)
    assert machine.open(asked).read() == EFS
    alone = found["F", "cible.bin"]
    assert isinstance(alone, Unread)
    assert alone.why == "efs"
    ways = {way["volume"]: way for way in machine.ways()}
    assert {name: (way["way"], way["way_why"], way["by_api"]) for name, way in ways.items()} == {
        "C": ("raw", "", 1), "D": ("api", "refs", 0), "E": ("none", "", 0), "F": ("raw", "", 0),
    }  # fmt: skip


def test_a_file_the_system_refuses_after_all_keeps_the_first_reason(
    machine: LiveSource, system: Path
) -> None:
    (asked,) = [one for one in machine.walk() if (one.volume, one.path) == ("C", "cible.bin")]
    (system / "cible.bin").unlink()
    with pytest.raises(Unreadable, match="efs"):
        machine.open(asked)


def test_find_prefers_the_first_volume_and_the_raw_reading(machine: LiveSource) -> None:
    assert machine.find("AVANT.TXT").volume == "C"
    assert machine.find("patient.txt").volume == "D"
    assert machine.find("patient.txt", "C") is None
    assert machine.find("avant.txt", "F").volume == "F"
    assert machine.find("rien", "E") is None
    asked = machine.find("CIBLE.bin", "C")
    assert machine.open(asked).read() == EFS
    folder = machine.find("Users", "C")
    assert [one.path for one in machine.listing(folder)] == [
        "Users/NTUSER.DAT", "Users/NTUSER.DAT:flux",
    ]  # fmt: skip
    with pytest.raises(Unreadable):
        machine.open(Entry("E", "x", EntryKind.FILE, ident="1-1"))


def test_it_is_never_a_plain_green_and_names_every_volume(machine: LiveSource) -> None:
    assert "live_volume" in machine.warnings
    assert machine.kind == "live"
    assert (machine.label, machine.running) == ("live", "C")
    assert [(one.name, one.read, one.why) for one in machine.volumes()] == [
        ("C", True, ""), ("D", True, ""), ("E", False, "removable"), ("F", True, ""),
    ]  # fmt: skip
    assert machine.included == ("C", "D", "F")
    assert machine.suspect_disks == {0, 1}
    assert machine.suspect_mounts == {"D:\\"}


def test_one_volume_that_does_not_tell_its_disk_leaves_all_untold(tmp_path: Path) -> None:
    told = Part(Volume("C", "ntfs"), open_source(tmp_path), None, "api", facts={"disks": (0,)})
    silent = Part(Volume("G", "fat32"), open_source(tmp_path), None, "api", facts={"kind": "fixed"})
    away = Part(Volume("N", "ntfs"), open_source(tmp_path), None, "api", facts={"kind": "network"})
    left_out = Part(Volume("H", "ntfs", read=False, why="removable"), facts={"kind": "removable"})
    assert LiveSource([told, silent], running="C").suspect_disks == frozenset()
    assert LiveSource([told, away, left_out], running="C").suspect_disks == {0}


def test_lack_of_rights_is_a_warning_of_the_whole(tmp_path: Path) -> None:
    part = Part(Volume("C", "ntfs"), open_source(tmp_path), None, "api", "needs_elevation")
    assert "needs_elevation" in LiveSource([part]).warnings
    with pytest.raises(SourceRefusal) as refusal:
        LiveSource([Part(Volume("C", "ntfs", read=False, why="needs_elevation"))])
    assert refusal.value.code == "live_nothing_read"


def test_the_walk_is_the_same_twice(machine: LiveSource) -> None:
    assert list(machine.walk()) == list(machine.walk())


@pytest.mark.parametrize("written", ["D/cas", "d/CAS"])
def test_the_case_itself_is_left_out_and_said(tmp_path: Path, written: str) -> None:
    for name in ("D/cas/records", "D/cas2", "E/D/cas"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "x.txt").write_bytes(b"x")
    part = Part(Volume("D", "ntfs"), open_source(tmp_path), None, "api")
    sources = LiveSource([part], own_case=("D", written)), Without(open_source(tmp_path), written)
    for source in sources:
        found = {one.path: one for one in source.walk()}
        own = found.pop("D/cas")
        assert (own.why, own.path) == ("own_case", "D/cas")
        assert found.keys() == {
            "D", "D/cas2", "D/cas2/x.txt", "E", "E/D", "E/D/cas", "E/D/cas/x.txt",
        }  # fmt: skip
    other = LiveSource([part], own_case=("C", written))
    assert "D/cas/records/x.txt" in {one.path for one in other.walk()}


def test_without_passes_everything_else_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a")
    inner = open_source(tmp_path)
    source = Without(inner, "cas")
    assert list(source.walk()) == list(inner.walk())
    assert sha256(source.open(source.find("a.txt")).read()).digest() == sha256(b"a").digest()
    assert (source.label, source.kind, source.volumes()) == (inner.label, inner.kind, inner.volumes())


def test_no_machine_to_examine_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.media.windows.volumes.volumes", list)
    with pytest.raises(SourceRefusal) as refusal:
        open_live()
    assert refusal.value.code == "live_not_windows"


def test_what_was_deleted_meanwhile_is_gone_and_not_damaged(tmp_path: Path) -> None:
    class Raw:
        """A raw reading that still lists a file whose record was taken by another."""

        kind, size, label, warnings = "device", 0, "raw", ()

        def volumes(self) -> list[Volume]:
            return [Volume("1", "ntfs")]

        def walk(self) -> Iterator[Entry | Unread]:
            yield Unread("1", "gone.docx", "damaged")
            yield Unread("1", "there.docx", "damaged")

        def open(self, _: Entry) -> BinaryIO:
            raise Unreadable("damaged")

    (tmp_path / "there.docx").mkdir()
    machine = LiveSource([Part(Volume("C", "ntfs"), Raw(), open_source(tmp_path), "raw")], running="C")
    told = {found.path: found.why for found in machine.walk() if isinstance(found, Unread)}
    assert told == {"gone.docx": "vanished", "there.docx": "damaged"}
    with pytest.raises(Unreadable) as refused:
        machine.open(Entry("C", "gone.docx", EntryKind.FILE, ident="5"))
    assert refused.value.why == "vanished"
