"""Damaged and lying NTFS volumes: what is bad is said, what is good is still read."""

import struct
import sys
from collections.abc import Callable
from hashlib import sha256, shake_128

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from toolkit.records import EntryKind, Times, Unread

MIB = 1024 * 1024
NOON = 1_700_000_000_000_000_000
WHEN = Times(NOON, NOON, NOON, NOON)


def noise(size: int, seed: object) -> bytes:
    return shake_128(str(seed).encode()).digest(size)


def attribute(image: bytearray, record: int, kind: int) -> int:
    (at,) = struct.unpack_from("<H", image, record + 20)
    while struct.unpack_from("<I", image, record + at)[0] != kind:
        at += struct.unpack_from("<I", image, record + at + 4)[0]
    return record + at


SMALL = [
    Node("avant.txt", b"avant"),
    Node("cible.bin", noise(20_000, 1), times=WHEN),
    Node("jonction", junction="D:\\ailleurs"),
    Node("zone.txt", b"apres"),
]


@pytest.fixture(scope="module")
def small() -> bytes:
    return ntfs.volume(SMALL, size=4 * MIB, label="X", serial=1)


def record_of(image: bytes, name: str) -> int:
    wanted = name.encode("utf-16-le")
    table = struct.unpack_from("<Q", image, 48)[0] * 4096
    for at in range(table + 24 * 1024, len(image), 1024):
        if image[at : at + 4] == b"FILE" and wanted in image[at : at + 1024]:
            return at
    raise LookupError(name)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda image, at: image.__setitem__(at, 0), "damaged"),
        (lambda image, at: struct.pack_into("<H", image, at + 16, 99), "damaged"),
        (lambda image, at: image.__setitem__(at + 510, image[at + 510] ^ 1), "damaged"),
        (lambda image, at: struct.pack_into("<Q", image, attribute(image, at, 0x80) + 48, 1 << 50),
         "implausible_size"),
        (lambda image, at: struct.pack_into("<H", image, attribute(image, at, 0x80) + 12, 0x4000), "efs"),
        (lambda image, at: struct.pack_into("<I", image, at + 44, 9999), "damaged"),
        (lambda image, at: struct.pack_into("<I", image, attribute(image, at, 0x80) + 4, 0), "damaged"),
    ],
)  # fmt: skip
def test_one_bad_file_is_recorded_and_the_others_are_read(
    small: bytes, change: Callable, why: str, opened: Callable, read_all: Callable
) -> None:
    image = bytearray(small)
    change(image, record_of(small, "cible.bin"))
    hashes, reasons = read_all(opened(bytes(image)))
    assert reasons == {"cible.bin": why}
    assert hashes.keys() == {"avant.txt", "zone.txt"}


def test_the_offline_bit_alone_hides_nothing(small: bytes, opened: Callable, read_all: Callable) -> None:
    image = bytearray(small)
    struct.pack_into("<I", image, attribute(image, record_of(small, "cible.bin"), 0x10) + 56, 0x401000)
    hashes, reasons = read_all(opened(bytes(image)))
    assert reasons == {}
    assert hashes["cible.bin"] == sha256(noise(20_000, 1)).hexdigest()


def rewritten(image: bytearray, record: int, change: Callable[[bytearray], None]) -> None:
    """Change a record as it is without its update sequence, and guard it again."""
    raw = image[record : record + 1024]
    (marks,) = struct.unpack_from("<H", raw, 4)
    for sector in (1, 2):
        raw[sector * 512 - 2 : sector * 512] = raw[marks + 2 * sector : marks + 2 * sector + 2]
    change(raw)
    for sector in (1, 2):
        raw[marks + 2 * sector : marks + 2 * sector + 2] = raw[sector * 512 - 2 : sector * 512]
        raw[sector * 512 - 2 : sector * 512] = raw[marks : marks + 2]
    image[record : record + 1024] = raw


def inserted(raw: bytearray, at: int, attribute_bytes: bytes) -> None:
    (used,) = struct.unpack_from("<I", raw, 24)
    raw[at : used + len(attribute_bytes)] = attribute_bytes + raw[at:used]
    struct.pack_into("<I", raw, 24, used + len(attribute_bytes))


def tagged(tag: int) -> bytes:
    """Make a resident $REPARSE_POINT attribute."""
    value = struct.pack("<IHH", tag, 0, 0)
    return struct.pack("<IIBBHHHIHH", 0xC0, 32, 0, 0, 24, 0, 77, len(value), 24, 0) + value


@pytest.mark.parametrize(
    ("tag", "flags", "size", "kind", "why"),
    [
        (0x12345678, 0, 20_000, EntryKind.FILE, None),
        (0x12345678, 0x8000, 20_000, None, "reparse_data"),
        (0xA000000C, 0, 20_000, EntryKind.FILE, None),  # no system leaves data under a symbolic link
        (0x80000017, 0, 20_000, None, "reparse_data"),
        (0x12345678, 0, 0, EntryKind.LINK, None),
        (0xA000000C, 0, 0, EntryKind.LINK, None),
        (0x80000023, 0, 0, EntryKind.SPECIAL, None),
    ],
)
def test_a_tag_hides_no_data(
    tag: int, flags: int, size: int, kind: EntryKind | None, why: str | None, opened: Callable
) -> None:
    content = noise(20_000, 1)[:size]
    image = bytearray(ntfs.volume([Node("cible.bin", content)], size=4 * MIB, label="X", serial=1))
    record = record_of(bytes(image), "cible.bin")

    def change(raw: bytearray) -> None:
        at = attribute(raw, 0, 0x80)
        (length,) = struct.unpack_from("<I", raw, at + 4)
        struct.pack_into("<H", raw, at + 12, flags)
        inserted(raw, at + length, tagged(tag))

    rewritten(image, record, change)
    source = opened(bytes(image))
    (found,) = source.walk()
    assert (getattr(found, "kind", None), getattr(found, "why", None)) == (kind, why)
    if kind is EntryKind.FILE:
        assert source.open(found).read() == content


@pytest.mark.parametrize("tag", [0x12345678, 0xA0000003])
def test_a_tag_hides_no_folder(tag: int, opened: Callable, read_all: Callable) -> None:
    image = bytearray(ntfs.volume([Node("dossier/dedans.txt", b"x")], size=4 * MIB, label="X", serial=1))
    record = record_of(bytes(image), "dossier")
    (used,) = struct.unpack_from("<I", image, record + 24)
    rewritten(image, record, lambda raw: inserted(raw, used - 8, tagged(tag)))
    hashes, reasons = read_all(opened(bytes(image)))
    assert (hashes.keys(), reasons) == ({"dossier/dedans.txt"}, {})


def test_a_folder_not_marked_as_one_is_still_entered(opened: Callable, read_all: Callable) -> None:
    image = bytearray(ntfs.volume([Node("dossier/dedans.txt", b"x")], size=4 * MIB, label="X", serial=1))
    image[record_of(bytes(image), "dossier") + 22] &= ~2
    hashes, reasons = read_all(opened(bytes(image)))
    assert (hashes.keys(), reasons) == ({"dossier/dedans.txt"}, {})


def test_a_name_that_leads_to_another_file_is_said_and_its_own_is_read(
    opened: Callable, read_all: Callable
) -> None:
    tree = [Node("dossier/un.txt", b"un"), Node("dossier/vu.txt", b"vu")]
    image = bytearray(ntfs.volume(tree, size=4 * MIB, label="X", serial=1))
    root = attribute(image, record_of(bytes(image), "dossier"), 0x90) + 32
    first, length = root + 32, struct.unpack_from("<H", image, root + 40)[0]
    image[first + length : first + length + 8] = image[first : first + 8]  # "vu.txt" leads to "un.txt"
    source = opened(bytes(image))
    found = [(item.path, getattr(item, "why", "")) for item in source.walk()]
    assert ("dossier/vu.txt", "damaged") in found
    hashes, _ = read_all(source)
    assert hashes == {f"dossier/{name}.txt": sha256(name.encode()).hexdigest() for name in ("un", "vu")}


@pytest.mark.parametrize(
    ("tag", "kind", "why"),
    [
        (0x80000017, None, "reparse_data"),
        (0x80000013, None, "reparse_data"),
        (0x12345678, EntryKind.LINK, None),
        (0x9000601A, EntryKind.DIRECTORY, None),
        (0x80000023, EntryKind.SPECIAL, None),
    ],
)
def test_reparse_tags(
    small: bytes, tag: int, kind: EntryKind | None, why: str | None, opened: Callable
) -> None:
    image = bytearray(small)
    at = attribute(image, record_of(small, "jonction"), 0xC0)
    struct.pack_into("<I", image, at + struct.unpack_from("<H", image, at + 20)[0], tag)
    (found,) = [found for found in opened(bytes(image)).walk() if found.path == "jonction"]
    assert (getattr(found, "kind", None), getattr(found, "why", None)) == (kind, why)


def test_each_link_of_a_file_costs_no_more_than_another(opened: Callable) -> None:
    def calls(links: int) -> int:
        first = Node("d/premier.bin", b"l" * 9000)
        others = [Node(f"d/un nom assez long {n}.bin", hard_link_of=first.path) for n in range(links - 1)]
        source, count = opened(ntfs.volume([first, *others], size=8 << 20, label="X", serial=1)), 0

        def counted(_: object, event: str, __: object) -> None:
            nonlocal count
            count += event == "call"

        before = sys.getprofile()
        sys.setprofile(counted)
        try:
            found = list(source.walk())
        finally:
            sys.setprofile(before)
        assert [entry.path for entry in found if isinstance(entry, Unread)] == []
        assert len(found) == 1 + links
        return count

    assert calls(300) < 4 * calls(100)


def test_a_loop_of_directories_is_entered_once(opened: Callable) -> None:
    tree = [Node("boucle/dedans/fichier.txt", b"x"), Node("zone.txt", b"y")]
    image = bytearray(ntfs.volume(tree, size=4 * MIB, label="X", serial=1))
    outer = record_of(bytes(image), "dedans")  # the first to hold that name: the index of "boucle"
    table = struct.unpack_from("<Q", image, 48)[0] * 4096
    reference = (outer - table) // 1024 | struct.unpack_from("<H", image, outer + 16)[0] << 48

    def change(raw: bytearray) -> None:
        # Its only key now points to itself, and it bears that name too.
        struct.pack_into("<Q", raw, attribute(raw, 0, 0x90) + 32 + 32, reference)
        at = attribute(raw, 0, 0x30)
        name = bytearray(raw[at : at + struct.unpack_from("<I", raw, at + 4)[0]])
        struct.pack_into("<Q", name, 24, reference)
        name[24 + 66 : 24 + 78] = "dedans".encode("utf-16-le")
        inserted(raw, at, bytes(name))

    rewritten(image, outer, change)
    found = list(opened(bytes(image)).walk())
    assert [(item.path, item.why) for item in found if isinstance(item, Unread)] == [
        ("boucle/dedans", "loop")
    ]
    assert found[-1].path == "zone.txt"


def test_a_damaged_index_is_said_and_its_files_are_salvaged(opened: Callable, read_all: Callable) -> None:
    tree = [Node(f"foule/nom assez long {n:05d}.txt", b"%d" % n) for n in range(400)]
    image = bytearray(ntfs.volume(tree, size=8 * MIB, label="X", serial=1))
    blocks = [at for at in range(0, len(image), 4096) if image[at : at + 4] == b"INDX"]
    image[blocks[-2]] = 0
    hashes, reasons = read_all(opened(bytes(image)))
    assert "damaged_directory" in reasons.values()
    assert len(hashes) == 400


def test_a_cut_image_gives_what_is_left_and_never_zeros(opened: Callable, read_all: Callable) -> None:
    tree = [Node("petit.txt", b"bonjour"), Node("grand.bin", noise(300_001, 1))]
    tree += [Node(f"foule/nom assez long {n:05d}.txt", noise(n % 900, n)) for n in range(3000)]
    image = ntfs.volume(tree, size=24 * MIB, label="X", serial=1)
    table = struct.unpack_from("<Q", image, 48)[0] * 4096
    short = opened(image[: table + 1500 * 1024])  # the root's own index lies beyond
    assert short.warnings == ("truncated",)
    hashes, reasons = read_all(short)
    assert reasons[""] == "damaged_directory"
    assert hashes["petit.txt"] == sha256(b"bonjour").hexdigest()
    assert len(hashes) > 1000
    assert set(hashes.values()) <= {sha256(node.data).hexdigest() for node in tree}


def test_bytes_past_the_end_are_an_error_never_zeros(opened: Callable, read_all: Callable) -> None:
    whole = noise(300_001, 1)
    tree = [Node("grand.bin", whole), Node("petit.txt", b"bonjour")]
    image = bytearray(ntfs.volume(tree, size=4 * MIB, label="X", serial=1))
    place = image.index(whole[:4096])
    moved = 900 * 4096
    # The file's clusters are said to lie near the end, which is then cut off.
    run = attribute(image, record_of(bytes(image), "grand.bin"), 0x80) + 64
    header = image[run]
    struct.pack_into("<I", lcn := bytearray(4), 0, moved // 4096)
    image[run + 1 + (header & 15) : run + 1 + (header & 15) + (header >> 4)] = lcn[: header >> 4]
    assert place != moved
    hashes, reasons = read_all(opened(bytes(image[:moved])))
    assert reasons == {"grand.bin": "io_error"}
    assert hashes == {"petit.txt": sha256(b"bonjour").hexdigest()}


def test_a_lost_root_record_loses_no_file(small: bytes, opened: Callable, read_all: Callable) -> None:
    image = bytearray(small)
    image[struct.unpack_from("<Q", image, 48)[0] * 4096 + 5 * 1024] = 0
    hashes, reasons = read_all(opened(bytes(image)))
    assert reasons == {"": "damaged_directory"}
    assert hashes.keys() == {"avant.txt", "cible.bin", "zone.txt"}
