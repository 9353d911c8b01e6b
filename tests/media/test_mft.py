"""The table of an NTFS volume: every name, live or deleted, as the walk and outside tools see it."""

import lzma
import struct
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder import ntfs
from demo.builder.tree import Node
from evaluation.targets import mft as target
from toolkit.errors import Unreadable
from toolkit.media import mft, open_source
from toolkit.media.mft import TableRow
from toolkit.media.source import Source
from toolkit.records import Entry, Times, Unread

MIB = 1024 * 1024
DEMO = Path(__file__).parents[2] / "demo" / "cabinet.img.xz"
NOON = 1_700_000_000_000_000_000
WHEN = Times(NOON + 100, NOON + 200, NOON + 300, NOON + 400)
LATER = Times(*[NOON + 86_400 * 10**9 + 700] * 4)
EPOCH = 11_644_473_600 * 10**9


def named(found: Iterable[TableRow | Unread]) -> dict[str, TableRow]:
    """Return the rows of what is not the volume's own, by path."""
    kept = [row for row in found if isinstance(row, TableRow) and row.number > 23]
    rows = {row.path: row for row in kept if not row.path.startswith("$Extend/")}
    assert len(rows) == len([row for row in kept if not row.path.startswith("$Extend/")])
    return rows


def failures(found: Iterable[TableRow | Unread]) -> list[tuple[str, str]]:
    return [(each.why, each.detail) for each in found if isinstance(each, Unread)]


def agrees(source: Source, volume: str) -> int:
    """Assert that rows and walk say the same of everything that is there; return how many that is."""
    live = {path: row for path, row in named(mft.rows(source, volume)).items() if not row.deleted}
    walked = {each.path: each for each in source.walk() if isinstance(each, Entry) and each.volume == volume}
    assert live.keys() == walked.keys()
    for path, entry in walked.items():
        row = live[path]
        whole = f"{row.number}-{row.sequence}" + (f":{row.stream}" if row.stream else "")
        told = (row.size, row.times, row.name_times, whole, row.recoverable)
        assert told == (entry.size, entry.times, entry.name_times, entry.ident, None)
    return len(live)


def volume(*nodes: Node, size: int = 8 * MIB) -> bytearray:
    return bytearray(ntfs.volume(nodes, size=size, label="X", serial=1))


def record_of(image: bytes, name: str) -> int:
    """Return where the record that bears a name begins, an index that holds it left aside."""
    wanted = name.encode("utf-16-le")
    table = struct.unpack_from("<Q", image, 48)[0] * 4096
    for at in range(table + 24 * 1024, len(image), 1024):
        held = bytes(image[at : at + 1024])
        if held[:4] == b"FILE" and wanted in held and b"$\0I\0" not in held[: held.index(wanted)]:
            return at
    raise LookupError(name)


def attribute(image: bytes, record: int, kind: int) -> int:
    (at,) = struct.unpack_from("<H", image, record + 20)
    while (found := struct.unpack_from("<I", image, record + at)[0]) != kind:
        assert found != 0xFFFFFFFF
        at += struct.unpack_from("<I", image, record + at + 4)[0]
    return record + at


def put(image: bytearray, at: int, number: int) -> None:
    struct.pack_into("<H", image, at, number)


def parent_of(image: bytes, record: int) -> int:
    """Return where the record of a file's folder begins."""
    (reference,) = struct.unpack_from("<Q", image, attribute(image, record, 0x30) + 24)
    return int(struct.unpack_from("<Q", image, 48)[0] * 4096 + (reference & 0xFFFFFFFF) * 1024)


def test_the_demonstration_disk_gives_the_same_as_its_walk(opened: Callable) -> None:
    source = opened(lzma.decompress(DEMO.read_bytes()))
    assert agrees(source, "1") > 500


def test_names_links_and_streams_are_rows(opened: Callable) -> None:
    link = Node("b/lien.txt", hard_link_of="a/demi \udc41.txt", times=WHEN)
    stream = {"Zone.Identifier": b"[ZoneTransfer]", "grand": b"z" * 5000}
    source = opened(volume(Node("a/demi \udc41.txt", b"bonjour", times=WHEN, streams=stream), link))
    assert agrees(source, "1") == 8
    rows = named(mft.rows(source))
    assert rows["a/demi \udc41.txt"].links == 2
    assert rows["b/lien.txt"].number == rows["a/demi \udc41.txt"].number
    assert (rows["b/lien.txt:grand"].stream, rows["b/lien.txt:grand"].size) == ("grand", 5000)
    assert (rows["a"].directory, rows["b/lien.txt"].parent) == (True, rows["b"].number)


def test_the_volumes_own_files_are_rows_and_its_root_is_not(opened: Callable) -> None:
    paths = {row.path for row in mft.rows(opened(volume(Node("a", b"x")))) if isinstance(row, TableRow)}
    assert {"$MFT", "$Bitmap", "$Extend", "a"} <= paths
    assert not paths & {"", "."}


def test_files_of_several_records_are_whole_or_said(opened: Callable) -> None:
    first = Node("dossier/premier.bin", b"l" * 9000, times=WHEN)
    names = [f"dossier/un nom assez long pour remplir {n:03d}.bin" for n in range(60)]
    image = volume(first, *[Node(name, hard_link_of=first.path, times=WHEN) for name in names])
    assert agrees(opened(bytes(image)), "1") == 62
    extension = record_of(image, "remplir 040.bin")
    assert struct.unpack_from("<Q", image, extension + 32)[0]
    image[extension] = 0
    found = list(mft.rows(opened(bytes(image))))
    number = struct.unpack_from("<I", image, record_of(image, "premier.bin") + 44)[0]
    assert ("damaged", f"record {number}: extension record") in failures(found)
    assert names[0] in named(found)
    assert names[40] not in named(found)


DELETED = [
    Node("dossier/reste.txt", b"r", times=WHEN),
    Node("dossier/petit.txt", b"petit", times=WHEN, deleted=True),
    Node("dossier/gros.bin", b"gros" * 5000, times=WHEN, deleted=True),
    Node("dossier/vide.bin", b"", times=WHEN, deleted=True),
]


def test_deleted_files_are_rows_and_say_what_can_be_read_back(opened: Callable) -> None:
    rows = named(mft.rows(opened(volume(*DELETED))))
    told = {path: (row.recoverable, row.size, row.times) for path, row in rows.items() if row.deleted}
    assert told == {
        "dossier/petit.txt": (True, 5, WHEN),
        "dossier/gros.bin": (True, 20_000, WHEN),
        "dossier/vide.bin": (False, 0, WHEN),
    }
    assert rows["dossier/reste.txt"].recoverable is None


def test_one_cluster_in_use_again_loses_the_file(opened: Callable) -> None:
    image = volume(*DELETED)
    pairs = attribute(image, record_of(image, "gros.bin"), 0x80) + 64
    wide = image[pairs] & 15
    lcn = int.from_bytes(image[pairs + 1 + wide : pairs + 1 + wide + (image[pairs] >> 4)], "little")
    source = opened(bytes(image))
    entry = source.find("$Bitmap")
    assert entry is not None
    content = source.open(entry).read()
    at = bytes(image).index(content)
    image[at + (lcn + 4) // 8] |= 1 << (lcn + 4) % 8
    rows = named(mft.rows(opened(bytes(image))))
    assert (rows["dossier/gros.bin"].recoverable, rows["dossier/petit.txt"].recoverable) == (False, True)


@pytest.mark.parametrize("later", [0, -1, 1], ids=["as late", "earlier", "later"])
def test_of_two_deleted_files_in_one_place_the_last_changed_alone_may_have_it(
    later: int, opened: Callable
) -> None:
    times = Times(WHEN.created, WHEN.modified, NOON + 300 + later * 1000, WHEN.accessed)
    image = volume(*DELETED, Node("dossier/autre.bin", b"autre" * 4000, times=times, deleted=True))
    mine, theirs = (attribute(image, record_of(image, name), 0x80) + 64 for name in ("autre.bin", "gros.bin"))
    image[mine : mine + 8] = image[theirs : theirs + 8]
    rows = named(mft.rows(opened(bytes(image))))
    unknown = (False, ("recoverable_unknown",))
    told = [
        (rows[f"dossier/{name}.bin"].recoverable, rows[f"dossier/{name}.bin"].flags)
        for name in ("autre", "gros")
    ]
    assert told == [(True, ()) if later > 0 else unknown, (True, ()) if later < 0 else unknown]
    assert rows["dossier/petit.txt"].recoverable


def test_a_folder_that_another_took_the_place_of_is_not_named(opened: Callable) -> None:
    image = volume(*DELETED)
    record = record_of(image, "petit.txt")
    (parent,) = struct.unpack_from("<Q", image, attribute(image, record, 0x30) + 24)
    struct.pack_into("<Q", image, attribute(image, record, 0x30) + 24, parent + (7 << 48))
    row = named(mft.rows(opened(bytes(image))))["$Orphan/petit.txt"]
    assert (row.flags, row.deleted, row.recoverable) == (("parent_unknown",), True, True)


def test_what_was_in_a_deleted_folder_keeps_its_path(opened: Callable) -> None:
    image = volume(Node("haut/bas/perdu.txt", b"p" * 3000, times=WHEN))
    file = record_of(image, "perdu.txt")
    for record in (file, parent_of(image, file)):
        (sequence,) = struct.unpack_from("<H", image, record + 16)
        struct.pack_into("<H", image, record + 16, sequence + 1)
        image[record + 22] &= ~1
    rows = named(mft.rows(opened(bytes(image))))
    assert (rows["haut/bas"].deleted, rows["haut/bas"].recoverable, rows["haut"].deleted) == (
        True,
        False,
        False,
    )
    assert (rows["haut/bas/perdu.txt"].deleted, rows["haut/bas/perdu.txt"].flags) == (True, ())


def test_folders_that_hold_each_other_end(opened: Callable) -> None:
    image = volume(Node("un/deux/fichier.txt", b"x"))
    file = record_of(image, "fichier.txt")
    own = image[attribute(image, file, 0x30) + 24 :][:8]
    at = attribute(image, parent_of(image, file), 0x30) + 24
    image[at : at + 8] = own
    row = named(mft.rows(opened(bytes(image))))["$Orphan/deux/fichier.txt"]
    assert row.flags == ("parent_unknown",)


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (lambda image, at: image.__setitem__(at + 510, image[at + 510] ^ 1), "torn write"),
        (lambda image, at: image.__setitem__(at, 0x58), "signature"),
        (lambda image, at: struct.pack_into("<H", image, at + 6, 900), "update sequence"),
        (lambda image, at: struct.pack_into("<I", image, at + 24, 5000), "record length"),
        (lambda image, at: struct.pack_into("<I", image, at + 44, 9999), "record number"),
        (lambda image, at: struct.pack_into("<I", image, attribute(image, at, 0x80) + 4, 0), "attributes"),
        (lambda image, at: put(image, attribute(image, at, 0x10) + 16, 999), "attribute value"),
        (lambda image, at: put(image, attribute(image, at, 0x80) + 10, 999), "attribute name"),
        (lambda image, at: image.__setitem__(attribute(image, at, 0x30) + 24 + 64, 255), "file name"),
    ],
)  # fmt: skip
def test_one_bad_record_is_said_and_the_others_are_read(
    change: Callable, detail: str, opened: Callable
) -> None:
    image = volume(Node("avant.txt", b"a"), Node("cible.txt", b"b"), Node("zone.txt", b"c"))
    at = record_of(image, "cible.txt")
    (number,) = struct.unpack_from("<I", image, at + 44)
    change(image, at)
    found = list(mft.rows(opened(bytes(image))))
    assert failures(found) == [("damaged", f"record {number}: {detail}")]
    assert named(found).keys() == {"avant.txt", "zone.txt"}


@pytest.mark.parametrize(
    "filetime",
    [0, 1, 24_299_999_999_999_999, 207_999_999_999_999_999, 208_000_000_000_000_001, (1 << 64) - 1],
)
def test_times_are_exact_however_far(filetime: int, opened: Callable) -> None:
    image = volume(Node("a.txt", b"x", times=WHEN))
    record = record_of(image, "a.txt")
    struct.pack_into("<Q", image, attribute(image, record, 0x10) + 24, filetime)
    row = named(mft.rows(opened(bytes(image))))["a.txt"]
    assert row.times.created == (filetime * 100 - EPOCH if filetime else None)
    assert row.times.modified == WHEN.modified


def at(created: float, modified: float, changed: float, accessed: float = 0) -> Times:
    return Times(*(NOON + int(each * 10**9) for each in (created, modified, changed, accessed)))


@pytest.mark.parametrize(
    ("times", "name_times", "marked"),
    [
        (
            at(-900_000, -900_000, 5.1),
            at(0.3, 0.3, 0.3),
            True,
        ),  # set back to whole seconds after it was named
        (at(0.3, -900_000.7, 0.4), at(0.3, 0.3, 0.3), False),  # copied: written before it was created
        (at(0.3, -900_000, 0.4), at(0.3, 0.3, 0.3), False),  # unpacked by a tool that keeps the last write
        (at(-900_000.5, -900_000.7, 5.1), at(0.3, 0.3, 0.3), False),  # restored from a backup, times whole
        (at(-900_000, -900_000, -900_000), at(0.3, 0.3, 0.3), False),  # laid down by an installation image
        (Times(), at(0, 0, 0), False),
    ],
)
def test_forged_dates_are_told_from_copies(
    times: Times, name_times: Times, marked: bool, opened: Callable
) -> None:
    streams = {"s": b"x"}  # the same by the fast way and the careful one
    nodes = [Node("a", b"", times=times, name_times=name_times)]
    nodes += [Node("b", b"", times=times, name_times=name_times, streams=streams)]
    rows = named(mft.rows(opened(volume(*nodes))))
    assert {path: row.flags == ("times_forged",) for path, row in rows.items()} == dict.fromkeys(
        ["a", "b", "b:s"], marked
    )


def test_a_collected_copy_tells_all_but_the_clusters(opened: Callable, tmp_path: Path) -> None:
    source = opened(volume(*DELETED))
    entry = source.find("$MFT")
    folder = tmp_path / "C"
    folder.mkdir()
    (folder / "$MFT").write_bytes(source.open(entry).read())
    whole, copied = named(mft.rows(source)), named(mft.rows(open_source(folder)))
    assert whole.keys() == copied.keys()
    gros, petit = copied["dossier/gros.bin"], copied["dossier/petit.txt"]
    assert (gros.recoverable, gros.flags, petit.recoverable) == (False, ("recoverable_unknown",), True)


def test_no_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        mft.rows(open_source(tmp_path))
    assert refusal.value.why == "mft_absent"
    (tmp_path / "$MFT").write_bytes(b"\0" * 4096)
    with pytest.raises(Unreadable) as refusal:
        mft.rows(open_source(tmp_path))
    assert refusal.value.why == "mft_damaged"


def test_a_cut_image_gives_the_rows_that_are_left(opened: Callable) -> None:
    crowd = [Node(f"foule/fichier {n:04d}.txt", b"x", times=WHEN) for n in range(3000)]
    image = volume(Node("gros.bin", bytes(3 * MIB)), *crowd, size=16 * MIB)
    table = struct.unpack_from("<Q", image, 48)[0] * 4096
    found = list(mft.rows(opened(bytes(image[: table + 1500 * 1024]))))
    assert "foule/fichier 1400.txt" in named(found)
    assert {why for why, _ in failures(found)} == {"io_error"}


def test_directories_tell_where_each_stands(opened: Callable) -> None:
    source = opened(volume(Node("haut/bas/f.txt", b"x")))
    row = named(mft.rows(source))["haut/bas"]
    found = mft.directories(source)
    assert found.path(row.number | row.sequence << 48) == ("haut/bas", True)
    assert found.path(row.number | 9 << 48) == ("$Orphan", False)


@pytest.fixture(scope="module")
def table() -> bytes:
    return target.taken("$MFT")


@settings(max_examples=60)
@given(st.data())
def test_no_bytes_make_it_fail(table: bytes, data: st.DataObject) -> None:
    raw = bytearray(table)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 8))
        raw[at : at + 8] = data.draw(st.binary(min_size=8, max_size=8))
    assert target.read(bytes(raw)) in {"ok", "damaged", "mft_damaged"}
