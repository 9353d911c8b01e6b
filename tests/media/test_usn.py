"""The change journal: what it tells, where each file stood, and what garbage in it costs."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
import pytsk3
from hypothesis import given
from hypothesis import strategies as st

from demo.builder import ntfs
from demo.builder.ntfs_journal import Change as Written
from demo.builder.tree import Node
from evaluation.targets.usn import version_3, version_4
from toolkit.errors import Unreadable
from toolkit.media import descend, open_source, usn
from toolkit.media.medium import Medium, TskImage, open_medium
from toolkit.media.ntfs import NtfsVolume
from toolkit.media.ntfs.runs import runs
from toolkit.media.usn import Change
from toolkit.media.usn.paths import placed
from toolkit.records import Entry, Unread

MIB = 1024 * 1024
START = 1_790_000_000_000_000_000
FILETIME = 134_000_000_000_000_000
CREATED, DELETED, OLD, NEW, CLOSED = 0x100, 0x200, 0x1000, 0x2000, 0x80000000


def record(
    at: int, name: str, reasons: int, *, who: int = 40, parent: int = 5 | 5 << 48, bits: int = 32
) -> bytes:
    text = name.encode("utf-16-le", "surrogatepass")
    length = -(-(60 + len(text)) // 8) * 8
    head = struct.pack("<IHHQQqQ", length, 2, 0, who | 1 << 48, parent, at, FILETIME + at)
    body = head + struct.pack("<IIIIHH", reasons, 0, 0, bits, len(text), 60) + text
    return body + bytes(length - len(body))


def laid(*parts: tuple[str, int, int, int, int]) -> bytes:
    """Lay records one after the other: name, reasons, who, parent, attribute bits."""
    out = b""
    for name, reasons, who, parent, bits in parts:
        out += record(len(out), name, reasons, who=who, parent=parent, bits=bits)
    return out


@pytest.fixture
def collected(tmp_path: Path) -> Callable:
    """Give a function that puts bytes where collections of artefacts put their copy of a journal."""

    def source_of(journal: bytes) -> object:
        (tmp_path / "$Extend").mkdir(exist_ok=True)
        (tmp_path / "$Extend" / "$J").write_bytes(journal)
        return open_source(tmp_path)

    return source_of


def test_a_volume_tells_its_journal_in_order(opened: Callable) -> None:
    nodes = [Node("dossier/devis.docx", b"x"), Node("LISEZ.txt", b"y")]
    changes = [
        Written(START, "dossier/devis.docx", 1),
        Written(START + 700, "dossier/devis.docx", 1 | CLOSED),
    ]
    changes += [
        Written(START + 900, "LISEZ.txt", CREATED),
        Written(START + 1000, "dossier/devis.docx", OLD, "vieux"),
    ]
    source = opened(ntfs.volume(nodes, size=40 * MIB, label="X", serial=1, changes=changes))
    found = list(usn.changes(source, "1"))
    assert [(each.name, each.at_ns, each.reasons) for each in found] == [
        ("devis.docx", START, 1),
        ("devis.docx", START + 700, 1 | CLOSED),
        ("LISEZ.txt", START + 900, CREATED),
        ("vieux", START + 1000, OLD),
    ]
    whole = [each for each in placed(source, "1") if not isinstance(each, Unread)]
    assert [path for _, path, _ in whole] == ["dossier/devis.docx"] * 2 + ["LISEZ.txt", "dossier/vieux"]
    assert all(known for _, _, known in whole)
    entry = source.find("dossier/devis.docx")
    assert entry is not None
    assert entry.ident == f"{found[0].number}-{found[0].sequence}"


def test_the_hole_at_its_beginning_is_not_read(opened: Callable) -> None:
    nodes = [Node("a.txt", b"x")]
    source = opened(
        ntfs.volume(nodes, size=40 * MIB, label="X", serial=1, changes=[Written(START, "a.txt", 1)])
    )
    entry = usn.find(source)
    assert entry is not None
    assert usn.extents(source, entry) == [(32 * MIB, entry.size)]


def test_no_journal_is_said(opened: Callable) -> None:
    source = opened(ntfs.volume([Node("a.txt", b"x")], size=4 * MIB, label="X", serial=1))
    with pytest.raises(Unreadable) as refusal:
        usn.changes(source)
    assert refusal.value.why == "usn_absent"


def test_newer_versions_are_read_and_ranges_are_passed(collected: Callable) -> None:
    journal = version_3(0, "demi \udc41.txt", CREATED) + version_4(88) + record(168, "après.txt", DELETED)
    assert [(each.name, each.number, each.sequence) for each in usn.changes(collected(journal))] == [
        ("demi \udc41.txt", 40, 1),
        ("après.txt", 40, 1),
    ]


def test_zeros_before_and_between_pages_are_no_failure(collected: Callable) -> None:
    journal = bytes(3 * MIB) + record(0, "un", 1) + bytes(4096 - 64) + record(0, "deux", 1) + bytes(8192)
    assert [each.name for each in usn.changes(collected(journal))] == ["un", "deux"]


@pytest.mark.parametrize(
    "garbage",
    [
        b"\xff" * 64,
        struct.pack("<IHH", 0xFFFFFFF8, 2, 0) + b"\1" * 56,
        struct.pack("<IHH", 64, 2, 0) + b"\xff" * 56,
        record(0, "menteur", 1)[:58] + struct.pack("<HH", 4000, 60) + b"x" * 10,
        record(0, "sans date", 1)[:32] + bytes(8) + record(0, "sans date", 1)[40:],
    ],
)  # fmt: skip
def test_garbage_between_records_is_said_once_and_passed(garbage: bytes, collected: Callable) -> None:
    garbage += b"\1" * (-len(garbage) % 8)
    found = list(usn.changes(collected(record(0, "avant", 1) + garbage + record(0, "après", 1))))
    assert [each.name for each in found if isinstance(each, Change)] == ["avant", "après"]
    assert [(each.why, each.path) for each in found if isinstance(each, Unread)] == [
        ("damaged", "$Extend/$J")
    ]


def test_a_journal_of_garbage_gives_a_bounded_list(collected: Callable) -> None:
    stretch = b"\xff" * 8 + bytes(72)
    found = list(usn.changes(collected(stretch * 20_000)))
    assert len(found) == 501
    assert found[-1].detail == "19500 more"


def test_folders_that_are_gone_still_give_the_path(collected: Callable) -> None:
    folder, root = 70 | 1 << 48, 5 | 5 << 48
    journal = laid(
        ("a.txt", CREATED, 80, folder, 32),
        ("Patients", OLD, 70, root, 16),
        ("Patients.old", NEW | CLOSED, 70, root, 16),
        ("b.txt", CREATED, 81, folder, 32),
        ("Patients.old", DELETED | CLOSED, 70, root, 16),
        ("c.txt", CREATED, 82, 90 | 1 << 48, 32),
    )
    whole = [each for each in placed(collected(journal)) if not isinstance(each, Unread)]
    assert [(path, known) for change, path, known in whole if not change.attributes & 16] == [
        ("Patients/a.txt", True),
        ("Patients.old/b.txt", True),
        ("$Orphan/c.txt", False),
    ]


def test_folders_that_hold_each_other_end(collected: Callable) -> None:
    journal = laid(
        ("un", CREATED, 70, 71 | 1 << 48, 16),
        ("deux", CREATED, 71, 70 | 1 << 48, 16),
        ("x", 1, 9, 70 | 1 << 48, 32),
    )
    last = list(placed(collected(journal)))[-1]
    assert not isinstance(last, Unread)
    assert (last[1].startswith("$Orphan/"), last[2]) == (True, False)


class One:
    """One NTFS volume as a source."""

    def __init__(self, medium: Medium) -> None:
        system = pytsk3.FS_Info(TskImage(medium))
        self.volume = NtfsVolume("1", system, medium.read(0, 512), medium.size, medium.read)

    def find(self, path: str, _: str | None = None) -> Entry | None:
        return descend.find(self.volume.root, path, self.volume.child)

    def open(self, entry: Entry) -> BinaryIO:
        return self.volume.open(entry)


def lengthened(image: bytearray, hole: int) -> None:
    """Make the hole at the beginning of the journal one of so many clusters."""
    record = struct.unpack_from("<Q", image, 48)[0] * 4096 + 27 * 1024
    raw = image[record : record + 1024]
    at = next(
        at
        for at in range(56, 900, 8)
        if raw[at] == 0x80 and raw[at + 9] == 2 and b"$\0J\0" in raw[at : at + 80]
    )
    (length,) = struct.unpack_from("<I", raw, at + 4)
    (pairs,) = struct.unpack_from("<H", raw, at + 32)
    real = next(run for run in runs(bytes(raw[at + pairs : at + length])) if run.lcn is not None)
    assert real.lcn is not None
    # Packed so that it fills the room of the shorter hole, which leaves none for the closing zero.
    packed = b"\3" + hole.to_bytes(3, "little") + bytes([0x21, real.length]) + real.lcn.to_bytes(2, "little")
    assert at + length < 510
    image[record + at + pairs : record + at + length] = packed.ljust(length - pairs, b"\0")
    clusters = hole + real.length
    struct.pack_into("<Q", image, record + at + 24, clusters - 1)
    struct.pack_into("<QQQ", image, record + at + 40, *[clusters * 4096] * 3)


def test_a_journal_larger_than_its_volume_is_read(tmp_path: Path) -> None:
    tree, changes = [Node("a.txt", b"x")], [Written(START, "a.txt", 1)]
    image = bytearray(ntfs.volume(tree, size=40 * MIB, label="X", serial=1, changes=changes))
    lengthened(image, 20 << 18)
    path = tmp_path / "volume.img"
    path.write_bytes(image)
    source = One(open_medium(path))
    entry = usn.find(source)
    assert entry is not None
    assert entry.size == (20 << 30) + 4096
    assert usn.extents(source, entry) == [(20 << 30, entry.size)]
    assert [change.name for change in usn.changes(source)] == ["a.txt"]


def test_reasons_have_their_codes() -> None:
    assert usn.codes(CREATED | CLOSED) == ["created", "closed"]


@given(st.binary(max_size=300), st.integers(0, 250))
def test_no_bytes_make_it_fail(noise: bytes, at: int) -> None:
    from evaluation.targets.usn import read

    whole = record(0, "avant", 1) + record(64, "un nom plus long", CREATED) + record(160, "après", 1)
    assert read(whole[:at] + noise + whole[at:]) in {"ok", "damaged", "usn_absent"}
