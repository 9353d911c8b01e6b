"""The change journal and the deleted files of the writer, read by libfsntfs and The Sleuth Kit."""

import io
import struct
from collections.abc import Iterator
from typing import Any

import pyfsntfs
import pytest
import pytsk3
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder import ntfs
from demo.builder.ntfs_journal import CLOSE, CREATE, DELETE, FIRST_USN, NEW_NAME, OLD_NAME, Change, placed
from demo.builder.tree import Node
from tests.demo.test_ntfs import MIB, Memory, noise
from toolkit.records import Times

NOON = 1_700_000_000 * 10**9
EPOCH = 11_644_473_600 * 10**9
TIMES = Times(NOON, NOON, NOON, NOON)
TREE = [
    Node("Users/Zoé/carte.pdf.chiffré", noise(9000), times=TIMES),
    Node("racine.txt", b"court", times=TIMES),
    Node("Users/Zoé/parti.jpg", noise(20_000, 2), times=TIMES, deleted=True),
    Node("parti.txt", b"dans son enregistrement", times=TIMES, deleted=True),
]
CHANGES = [
    Change(NOON, "racine.txt", CREATE),
    Change(NOON + 100, "Users/Zoé/carte.pdf.chiffré", OLD_NAME, "carte.pdf"),
    Change(NOON + 100, "Users/Zoé/carte.pdf.chiffré", NEW_NAME | CLOSE),
    *(Change(NOON + 1000 * number, "racine.txt", 1) for number in range(1, 300)),
    Change(NOON + 10**9, "parti.txt", DELETE | CLOSE),
    Change(NOON + 10**9, "Users/Zoé", 0x8000),
]
Told = tuple[int, int, int, int, int, int, str]  # USN, time, file, parent, reasons, attributes, name


def made(nodes: list[Node] = TREE, changes: list[Change] = CHANGES) -> bytes:
    return ntfs.volume(nodes, size=4 * MIB, label="A", serial=1, changes=changes)


def records(volume: bytes) -> Iterator[Told]:
    reader = pyfsntfs.volume()
    reader.open_file_object(io.BytesIO(volume))
    journal = reader.get_usn_change_journal()
    while raw := journal.read_usn_record():
        size, major, _, who, parent, usn, when = struct.unpack_from("<IHHQQQQ", raw)
        reasons, _, _, bits, length, start = struct.unpack_from("<IIIIHH", raw, 40)
        assert (major, size % 8, start) == (2, 0, 60)
        name = raw[start : start + length].decode("utf-16-le")
        yield usn, when * 100 - EPOCH, who, parent, reasons, bits, name


def number(volume: bytes, path: str) -> int:
    reader = pyfsntfs.volume()
    reader.open_file_object(io.BytesIO(volume))
    found: Any = reader.get_file_entry_by_path("\\" + path.replace("/", "\\"))
    return int(found.file_reference)


def test_libfsntfs_reads_every_change_in_its_place() -> None:
    volume = made()
    told = list(records(volume))
    expected = [
        (usn, one.at, one.reasons, one.name or one.path.split("/")[-1]) for usn, one in placed(CHANGES)
    ]
    assert [(usn, when, reasons, name) for usn, when, _, _, reasons, _, name in told] == expected
    assert (told[0][0], told[0][3] & 0xFFFF_FFFF) == (FIRST_USN, 5)
    assert told[1][2:4] == (number(volume, TREE[0].path), number(volume, "Users/Zoé"))
    assert told[-1][5] == 0x10


def test_no_record_crosses_a_page() -> None:
    told = [(usn, 60 + 2 * len(name)) for usn, *_, name in records(made())]
    assert all(usn // 4096 == (usn + size - 1) // 4096 for usn, size in told)
    assert told[-1][0] - FIRST_USN > 4096


def test_sleuth_kit_reads_the_stream_its_hole_and_its_limits() -> None:
    volume = made()
    system = pytsk3.FS_Info(Memory(volume))
    file = system.open("/$Extend/$UsnJrnl")
    parts = {part.info.name: part for part in file if part.info.type == pytsk3.TSK_FS_ATTR_TYPE_NTFS_DATA}
    assert set(parts) == {b"$J", b"$Max"}
    stream = parts[b"$J"].info
    assert stream.flags & pytsk3.TSK_FS_ATTR_SPARSE
    assert file.read_random(FIRST_USN - 4096, 4096, stream.type, stream.id) == bytes(4096)
    first = file.read_random(FIRST_USN, 64, stream.type, stream.id)
    assert struct.unpack_from("<IHH", first) == (80, 2, 0)
    limits = file.read_random(0, 32, stream.type, parts[b"$Max"].info.id)
    assert struct.unpack("<4Q", limits)[3] == 0


def test_a_file_names_its_last_change() -> None:
    system = pytsk3.FS_Info(Memory(made()))
    file = system.open("/racine.txt")
    (basic,) = (part.info for part in file if part.info.type == pytsk3.TSK_FS_ATTR_TYPE_NTFS_SI)
    (usn,) = struct.unpack_from("<Q", file.read_random(0, 72, basic.type, basic.id), 64)
    assert usn == max(usn for usn, one in placed(CHANGES) if one.path == "racine.txt")


def test_without_changes_there_is_no_journal() -> None:
    system = pytsk3.FS_Info(Memory(made(changes=[])))
    assert {child.info.name.name for child in system.open_dir("/$Extend")} == {
        b".", b"..", b"$ObjId", b"$Reparse"
    }  # fmt: skip


def test_a_deleted_file_is_out_of_its_folder_and_can_be_recovered() -> None:
    system = pytsk3.FS_Info(Memory(made()))
    listed = {child.info.name.name: child.info.name.flags for child in system.open_dir("/Users/Zoé")}
    assert listed[b"parti.jpg"] == pytsk3.TSK_FS_NAME_FLAG_UNALLOC
    bitmap = system.open_meta(6).read_random(0, 4096)
    gone = {}
    for record in range(64, system.info.last_inum):
        file = system.open_meta(record)
        if not file.info.meta.flags & pytsk3.TSK_FS_META_FLAG_UNALLOC or not file.info.meta.size:
            continue
        gone[file.read_random(0, file.info.meta.size)] = file.info.meta.seq
        runs = [run for part in file if part.info.type == 0x80 for run in part]
        clusters = [cluster for run in runs for cluster in range(run.addr, run.addr + run.len)]
        assert not any(bitmap[cluster // 8] >> cluster % 8 & 1 for cluster in clusters)
    assert gone == {TREE[2].data: 2, TREE[3].data: 2}


@pytest.mark.parametrize(
    "changes",
    [
        [Change(NOON, "absent.txt", 1)],
        [Change(NOON + 1, "racine.txt", 1), Change(NOON, "racine.txt", 1)],
        [Change(NOON, "racine.txt", 1, "n" * 256)],
    ],
)
def test_changes_that_cannot_be_are_refused(changes: list[Change]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        made(changes=changes)


NAMES = st.text(st.characters(codec="utf-16", exclude_characters="/\0"), min_size=1, max_size=100)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(1, 2**31), NAMES), min_size=1, max_size=80))
def test_any_changes_come_back(drawn: list[tuple[int, int, str]]) -> None:
    changes = [Change(NOON + at * 100, "racine.txt", reasons, name) for at, reasons, name in sorted(drawn)]
    told = [(when, reasons, name) for _, when, _, _, reasons, _, name in records(made(changes=changes))]
    assert told == [(one.at, one.reasons, one.name) for one in changes]
