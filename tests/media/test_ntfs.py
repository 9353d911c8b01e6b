"""NTFS volumes through the public door, against what was written and against libfsntfs."""

import struct
from collections.abc import Callable, Iterator
from hashlib import sha256, shake_128
from pathlib import Path

import pyfsntfs
import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Times

MIB = 1024 * 1024
NOON = 1_700_000_000_000_000_000
WHEN = Times(NOON + 100, NOON + 200, NOON + 300, NOON + 999_999_900)
NAMED = Times(NOON - 100, NOON - 200, NOON - 300, NOON - 400)
DEEP = "/".join(f"{level:03d}" + "p" * 97 for level in range(12)) + "/fond.txt"


def noise(size: int, seed: object) -> bytes:
    return shake_128(str(seed).encode()).digest(size)


TREE = [
    Node("petit.txt", b"bonjour", times=WHEN, name_times=NAMED),
    Node("vide.txt", times=WHEN),
    Node("Users/Public/grand.bin", noise(300_001, 1), times=WHEN, streams={"Zone.Identifier": b"ZoneId=3"}),
    Node("morceaux.bin", noise(200_000, 2), times=WHEN, streams={"gros": noise(50_000, 3)}),
    Node("dossier", directory=True, times=WHEN, streams={"note": b"sur un dossier"}),
    Node("Users/All Users", junction="C:\\Users", times=WHEN),
    Node("autre.txt", hard_link_of="petit.txt"),
    Node("Users/ailleurs.txt", hard_link_of="petit.txt"),
    Node("seul\ud800.txt", b"un", times=WHEN),
    Node("seul\ud801.txt", b"deux", times=WHEN),
    Node("esc\x1b[31m.txt", b"trois", times=WHEN),
    Node("esc\x02[31m.txt", b"quatre", times=WHEN),
    Node("ÉTÉ 2026.txt", b"accents", times=WHEN),
    Node("visage \U0001f600.txt", b"paire", times=WHEN),
    Node("\uff21.txt", b"apres la paire", times=WHEN),
    Node(DEEP, b"profond", times=WHEN),
    *(Node(f"foule/nom assez long {n:05d}.txt", noise(n % 900, n), times=WHEN) for n in range(3000)),
]


@pytest.fixture(scope="module")
def image() -> bytes:
    return ntfs.volume(TREE, size=24 * MIB, label="CABINET", serial=7, fragment={"morceaux.bin": 7})


@pytest.fixture
def source(image: bytes, opened: Callable[[bytes], Source]) -> Source:
    return opened(image)


def entries(source: Source) -> dict[str, Entry]:
    return {found.path: found for found in source.walk() if isinstance(found, Entry)}


def test_every_byte_written_is_read(source: Source, read_all: Callable) -> None:
    hashes, reasons = read_all(source)
    data = {node.path: node.data for node in TREE if not node.directory and node.junction is None}
    data |= {node.path: data[node.hard_link_of] for node in TREE if node.hard_link_of}
    data |= {f"{node.path}:{name}": content for node in TREE for name, content in node.streams.items()}
    assert reasons == {}
    assert hashes == {path: sha256(content).hexdigest() for path, content in data.items()}


def test_libfsntfs_reads_the_same(image: bytes, source: Source, read_all: Callable, tmp_path: Path) -> None:
    path = tmp_path / "referee.img"
    path.write_bytes(image)
    volume = pyfsntfs.volume()
    volume.open(str(path))
    theirs = dict(referee(volume.get_root_directory(), ""))
    hashes, _ = read_all(source)
    assert len(theirs) > 3000
    assert {name.encode("utf-16-le", "surrogatepass"): content for name, content in theirs.items()} == {
        name.encode("utf-16-le", "surrogatepass"): content for name, content in hashes.items()
    }


def referee(folder: pyfsntfs.file_entry, path: str) -> Iterator[tuple[str, str]]:
    for number in range(folder.number_of_sub_file_entries):
        file = folder.get_sub_file_entry(number)
        if not path and file.file_reference & 0xFFFFFFFFFFFF < 12:
            continue
        place = f"{path}/{file.name}" if path else file.name
        if file.has_default_data_stream():
            yield place, sha256(file.read_buffer(file.size) if file.size else b"").hexdigest()
        for index in range(file.number_of_alternate_data_streams):
            stream = file.get_alternate_data_stream(index)
            yield f"{place}:{stream.name}", sha256(stream.read_buffer(stream.size)).hexdigest()
        if file.has_directory_entries_index() and not file.symbolic_link_target:
            yield from referee(file, place)


def test_names_two_tools_would_confuse_stay_apart(source: Source) -> None:
    found = entries(source)
    for path, content in (("seul\ud800.txt", b"un"), ("seul\ud801.txt", b"deux")):
        assert source.open(found[path]).read() == content
    assert source.open(found["esc\x1b[31m.txt"]).read() == b"trois"
    assert source.open(found["esc\x02[31m.txt"]).read() == b"quatre"


def test_streams_two_tools_would_confuse_stay_apart(opened: Callable[[bytes], Source]) -> None:
    # libfsntfs cannot open such a file at all, so it stands apart from the tree the referee reads.
    contents = (b"a", b"b", noise(9000, 1), noise(9000, 2))
    streams = dict(zip(("s\ud800", "s\ud801", "g\ud800", "g\ud801"), contents, strict=True))
    volume = opened(ntfs.volume([Node("f", streams=streams)], size=4 * MIB, label="", serial=1))
    found = entries(volume)
    for name, content in streams.items():
        assert volume.open(found[f"f:{name}"]).read() == content


def test_the_walk_is_depth_first_in_order_of_code_units(source: Source) -> None:
    paths = [found.path for found in source.walk()]
    top = [path for path in paths if "/" not in path and ":" not in path]
    assert top == sorted(top, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    assert top.index("visage \U0001f600.txt") < top.index("\uff21.txt")
    assert paths.index("Users") < paths.index("Users/All Users") < paths.index("Users/Public")
    assert paths.index("morceaux.bin:gros") == paths.index("morceaux.bin") + 1
    assert len(paths) == len(set(paths))
    assert paths == [found.path for found in source.walk()]
    assert not [path for path in paths if path.startswith("$")]


def test_both_sets_of_times_to_the_hundred_nanoseconds(source: Source) -> None:
    found = entries(source)["petit.txt"]
    assert (found.times, found.name_times) == (WHEN, NAMED)


def test_hard_links_have_one_ident_and_streams_their_own(source: Source) -> None:
    found = entries(source)
    assert found["petit.txt"].ident == found["autre.txt"].ident == found["Users/ailleurs.txt"].ident
    grand, zone = found["Users/Public/grand.bin"], found["Users/Public/grand.bin:Zone.Identifier"]
    assert grand.ident != zone.ident
    assert (zone.kind, zone.size) == (EntryKind.STREAM, 8)
    assert found["dossier:note"].kind is EntryKind.STREAM


def test_a_junction_is_a_link_and_is_not_followed(source: Source) -> None:
    found = entries(source)
    assert (found["Users/All Users"].kind, found["Users/All Users"].target) == (EntryKind.LINK, "C:\\Users")
    assert not [path for path in found if path.startswith("Users/All Users/")]


def test_find_ignores_case_and_reaches_streams_and_the_volumes_own_files(source: Source) -> None:
    path = source.find("users/PUBLIC/Grand.BIN")
    assert path is not None
    assert path.path == "Users/Public/grand.bin"
    assert source.find("été 2026.TXT") == source.find("ÉTÉ 2026.txt") != None  # noqa: E711
    stream = source.find("Users/Public/grand.bin:zone.identifier")
    assert stream is not None
    assert source.open(stream).read() == b"ZoneId=3"
    table = source.find("$MFT")
    assert table is not None
    assert source.open(table).read(4) == b"FILE"
    assert source.find("Users/absent.txt") is None
    assert source.find("petit.txt/plus loin") is None
    assert source.find("petit.txt", "2") is None


def test_streams_seek_and_end_where_the_file_ends(source: Source) -> None:
    entry = entries(source)["morceaux.bin"]
    with source.open(entry) as stream:
        whole = noise(200_000, 2)
        assert stream.seek(-10, 2) == 199_990
        assert stream.read(100) == whole[-10:]
        stream.seek(70_000)
        assert stream.read(9000) == whole[70_000:79_000]
        assert stream.seek(300_000) == 300_000
        assert stream.read() == b""


def test_listing_gives_one_level(source: Source) -> None:
    users = entries(source)["Users"]
    assert [found.path for found in source.listing(users)] == [
        "Users/All Users",
        "Users/Public",
        "Users/ailleurs.txt",
    ]


def test_volume_and_warnings(source: Source, image: bytes) -> None:
    (volume,) = source.volumes()
    assert (volume.name, volume.filesystem, volume.label, volume.read) == ("1", "ntfs", "CABINET", True)
    assert (source.kind, source.size, source.warnings) == ("image", len(image), ())


def test_a_dirty_and_hibernated_volume_says_so(opened: Callable[[bytes], Source]) -> None:
    tree = [Node("hiberfil.sys", b"HIBR" + noise(5000, 1))]
    image = bytearray(ntfs.volume(tree, size=4 * MIB, label="X", serial=1))
    record = 3 * 1024 + struct.unpack_from("<Q", image, 48)[0] * 4096
    at = image.index(b"\x03\x01", image.index(struct.pack("<I", 0x70), record))
    image[at + 2] |= 1
    assert opened(bytes(image)).warnings == ("dirty_volume", "hibernated")
    awake = ntfs.volume([Node("hiberfil.sys", b"WAKE" + noise(5000, 1))], size=4 * MIB, label="X", serial=1)
    assert opened(awake).warnings == ()


def test_opening_what_is_not_there_any_more_is_a_fact(source: Source) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        source.open(Entry("1", "petit.txt", EntryKind.FILE, ident="9999999-1"))
    with pytest.raises(Unreadable):
        source.open(Entry("8", "petit.txt", EntryKind.FILE, ident="30-1"))
