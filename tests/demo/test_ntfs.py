"""The NTFS writer, read back by two libraries that owe it nothing: The Sleuth Kit and libfsntfs."""

import io
import itertools
import struct
from collections.abc import Iterator
from hashlib import sha256, shake_128

import pyfsntfs
import pytest
import pytsk3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.builder import ntfs
from demo.builder.tree import Node, complete
from toolkit.records import Times

MIB = 1024 * 1024
SECOND = 10**9
EPOCH = 11_644_473_600 * SECOND
NOON = 1_700_000_000 * SECOND
WHEN = Times(NOON + 100, NOON + SECOND + 200, NOON + 2 * SECOND + 300, NOON + 3 * SECOND + 999_999_900)
NAMED = Times(NOON - 400, NOON - SECOND, NOON - 2 * SECOND, NOON - 3 * SECOND)
DEEP = "/".join(letter * 120 for letter in "ABCD") + "/fond.txt"


def noise(size: int, seed: object = "") -> bytes:
    return shake_128(str(seed).encode()).digest(size)


TREE = [
    Node("vide.txt", times=WHEN),
    Node("petit.txt", b"bonjour", times=WHEN, name_times=NAMED),
    Node("Grand.bin", noise(100_001), times=WHEN),
    Node("morceaux.bin", noise(200_000, 2), times=WHEN),
    Node(
        "flux.txt", b"corps", times=WHEN, streams={"Zone.Identifier": b"ZoneId=3", "gros": noise(50_000, 3)}
    ),
    Node("Users/Zoé/Documents/facture.pdf", noise(700, 4), times=WHEN),
    Node("dossier", directory=True, times=WHEN, streams={"note": b"sur un dossier"}),
    Node("Documents and Settings", junction="C:\\Users", times=WHEN, attributes=6),
    Node("loin", junction="D:\\" + "x" * 400, times=WHEN),
    Node("autre nom.txt", hard_link_of="petit.txt"),
    Node("Users/ailleurs.txt", hard_link_of="petit.txt", name_times=WHEN),
    Node("seul\ud800suite.txt", b"demi-paire", times=WHEN),
    Node("esc\x1b[31mrouge.txt", b"escape", times=WHEN),
    Node("droite\u202egpj.exe", b"direction", times=WHEN),
    Node("visage \U0001f600.txt", b"paire", times=WHEN),
    Node("ÉTÉ.txt", b"majuscule", times=WHEN),
    Node("N" * 251 + ".txt", b"long", times=WHEN),
    Node(DEEP, b"profond", times=WHEN),
    Node("maint.txt", noise(600, 5), times=WHEN, streams={f"s{n}": noise(30, n) for n in range(60)}),
    *(Node(f"liens/{'n' * 200}{n}", hard_link_of="petit.txt") for n in range(9)),
    *(Node(f"foule/F{n:05d} {'x' * (n % 50)}.txt", noise(n % 1500, n), times=WHEN) for n in range(2500)),
]
BY_PATH = {node.path: node for node in complete(TREE)}


@pytest.fixture(scope="module")
def volume() -> bytes:
    return ntfs.volume(
        TREE, size=64 * MIB, label="DÉMO", serial=0xCAFE_0000_1234_5678, fragment={"morceaux.bin": 7}
    )


class Memory(pytsk3.Img_Info):
    def __init__(self, content: bytes) -> None:
        self.content = content
        super().__init__(url="")

    def read(self, offset: int, size: int) -> bytes:
        return self.content[offset : offset + size]

    def get_size(self) -> int:
        return len(self.content)


def fsntfs_entries(volume: bytes) -> Iterator[tuple[str, pyfsntfs.file_entry]]:
    reader = pyfsntfs.volume()
    reader.open_file_object(io.BytesIO(volume))
    stack = [("", reader.get_root_directory())]
    while stack:
        folder, entry = stack.pop()
        for child in entry.sub_file_entries:
            # Its strings with lone surrogates are not made as Python's are, and equal none of them.
            name = child.get_name().encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")
            if folder or not name.startswith("$"):
                path = f"{folder}/{name}".lstrip("/")
                yield path, child
                stack.append((path, child))


def tsk_entries(volume: bytes) -> Iterator[tuple[bytes, pytsk3.File]]:
    system = pytsk3.FS_Info(Memory(volume))
    stack = [(b"", system.open_dir("/"))]
    while stack:
        folder, directory = stack.pop()
        for child in directory:
            name = child.info.name.name
            if name in (b".", b"..") or (not folder and name.startswith(b"$")):
                continue
            path = (folder + b"/" + name).lstrip(b"/")
            yield path, child
            if child.info.meta.type == pytsk3.TSK_FS_META_TYPE_DIR:
                stack.append((path, child.as_directory()))


def value(file: pytsk3.File, kind: int, name: bytes | None = None) -> bytes:
    (part,) = (part for part in file if part.info.type == kind and name in (None, part.info.name))
    return file.read_random(0, part.info.size, kind, part.info.id)


def outside(part: pytsk3.Attribute) -> list[range]:
    sparse = pytsk3.TSK_FS_ATTR_RUN_FLAG_SPARSE
    return [range(run.addr, run.addr + run.len) for run in part if not run.flags & sparse]


def origin(path: str) -> Node:
    return BY_PATH[BY_PATH[path].hard_link_of or path]


def filetimes(times: Times) -> list[int]:
    return [
        ((time + EPOCH) // 100) for time in (times.created, times.modified, times.changed, times.accessed)
    ]


def four(thing: object) -> list[int]:
    names = ("creation", "modification", "entry_modification", "access")
    return [getattr(thing, f"get_{name}_time_as_integer")() for name in names]


def test_libfsntfs_reads_every_name_byte_and_time(volume: bytes) -> None:
    found = dict(fsntfs_entries(volume))
    assert set(found) == set(BY_PATH)
    for path, entry in found.items():
        node = origin(path)
        assert four(entry) == filetimes(node.times), path
        if not node.directory and node.junction is None:
            assert entry.read(len(node.data) + 1) == node.data, path
        streams = {stream.name: stream.read(1 << 20) for stream in entry.alternate_data_streams}
        assert streams == node.streams, path


def test_libfsntfs_reads_the_times_of_names(volume: bytes) -> None:
    entries = dict(fsntfs_entries(volume))
    held = {part.name: part for part in entries["petit.txt"].attributes if part.attribute_type == 0x30}
    assert len(held) == 12
    assert four(held["petit.txt"]) == filetimes(NAMED)
    assert four(held["ailleurs.txt"]) == filetimes(WHEN)
    assert [entries["petit.txt"].get_i30_creation_time_as_integer()] == filetimes(WHEN)[:1]


def test_sleuth_kit_reads_every_name_byte_and_time(volume: bytes) -> None:
    known = {path.encode("utf-8", "replace"): path for path in BY_PATH if "\ud800" not in path}
    found = dict(tsk_entries(volume))
    # It writes the half of a pair in its own way, so that one name is looked at alone.
    odd = set(found) - set(known)
    assert set(known) == set(found) - odd
    assert len(odd) == 1
    for path, file in found.items():
        node = origin(known.get(path, "seul\ud800suite.txt"))
        meta = file.info.meta
        seen = [(meta.crtime, meta.crtime_nano), (meta.mtime, meta.mtime_nano), (meta.ctime, meta.ctime_nano)]
        want = [
            divmod(time, SECOND) for time in (node.times.created, node.times.modified, node.times.changed)
        ]
        assert seen == want, path
        if not node.directory and node.junction is None and node.data:
            assert file.read_random(0, len(node.data) + 1) == node.data, path


def test_sleuth_kit_reads_streams_and_junctions(volume: bytes) -> None:
    system = pytsk3.FS_Info(Memory(volume))
    flux = system.open("/flux.txt")
    assert value(flux, pytsk3.TSK_FS_ATTR_TYPE_NTFS_DATA, b"gros") == noise(50_000, 3)
    point = value(system.open("/Documents and Settings"), pytsk3.TSK_FS_ATTR_TYPE_NTFS_REPARSE)
    tag, _, _, start, length, shown, shown_length = struct.unpack_from("<IHHHHHH", point)
    assert tag == 0xA000_0003
    assert point[16 + start : 16 + start + length].decode("utf-16-le") == "\\??\\C:\\Users"
    assert point[16 + shown : 16 + shown + shown_length].decode("utf-16-le") == "C:\\Users"


def test_contents_lie_where_they_should(volume: bytes) -> None:
    system = pytsk3.FS_Info(Memory(volume))

    def runs(path: str) -> list[range]:
        (part,) = (part for part in system.open(path) if part.info.type == pytsk3.TSK_FS_ATTR_TYPE_NTFS_DATA)
        return outside(part)

    assert runs("/Users/Zoé/Documents/facture.pdf") == []
    assert len(runs("/Grand.bin")) == 1
    pieces = runs("/morceaux.bin")
    assert len(pieces) == 7
    assert all(before.stop != after.start for before, after in itertools.pairwise(pieces))


def test_taken_clusters_are_those_of_the_files(volume: bytes) -> None:
    system = pytsk3.FS_Info(Memory(volume))
    taken: set[int] = set()
    table = system.open_meta(0).read_random(0, 16 * MIB)
    for number in range(len(table) // 1024):
        if table[number * 1024 + 32 : number * 1024 + 40] != bytes(8):
            continue  # the rest of another record, which has counted it
        for part in system.open_meta(number):
            for clusters in outside(part):
                assert taken.isdisjoint(clusters)
                taken.update(clusters)
    bitmap = system.open_meta(6).read_random(0, 1 << 20)
    total = 64 * MIB // 4096 - 1
    assert {cluster for cluster in range(total) if bitmap[cluster // 8] >> cluster % 8 & 1} == taken


def test_volume_is_whole_and_names_itself(volume: bytes) -> None:
    assert len(volume) == 64 * MIB
    assert volume[:512] == volume[-512:]
    reader = pyfsntfs.volume()
    reader.open_file_object(io.BytesIO(volume))
    assert (reader.name, reader.serial_number) == ("DÉMO", 0xCAFE_0000_1234_5678)
    assert (reader.cluster_block_size, reader.mft_entry_size, reader.index_entry_size) == (4096, 1024, 4096)
    system = pytsk3.FS_Info(Memory(volume))
    mft = system.open_meta(0).read_random(0, 4096)
    assert mft == system.open_meta(1).read_random(0, 8192)
    assert len(system.open_meta(10).read_random(0, 1 << 20)) == 128 * 1024


def test_same_tree_gives_the_same_bytes() -> None:
    few = [node for node in TREE if not node.path.startswith("foule/")]
    one, two = (
        ntfs.volume(few, size=8 * MIB, label="A", serial=1, fragment={"Grand.bin": 3}) for _ in range(2)
    )
    assert sha256(one).digest() == sha256(two).digest()


def test_an_empty_tree_is_a_volume_too() -> None:
    assert dict(fsntfs_entries(ntfs.volume([], size=2 * MIB, label="", serial=0))) == {}


@pytest.mark.parametrize(
    "nodes",
    [
        [Node("a", noise(2 * MIB))],
        [Node("a/../b")],
        [Node("\ud83d\ude00"), Node("\U0001f600")],
        [Node("n" * 256)],
        [Node("$MFT")],
        [Node("a", times=Times(created=-12_000_000_000 * SECOND))],
        [Node("j", junction="C:\\" + "x" * 9000)],
    ],
)
def test_a_tree_that_cannot_be_written_is_refused(nodes: list[Node]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        ntfs.volume(nodes, size=2 * MIB, label="A", serial=1)


@pytest.mark.parametrize("size", [0, 4096, 2 * MIB + 1])
def test_a_size_that_is_no_volume_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=r"sectors|fit"):
        ntfs.volume([], size=size, label="A", serial=1)


def test_fragmenting_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="fragment"):
        ntfs.volume([Node("a")], size=2 * MIB, label="A", serial=1, fragment={"b": 2})


NAMES = st.text(
    st.characters(exclude_characters="/\0", min_codepoint=1, max_codepoint=0x1F6FF), min_size=1, max_size=100
).filter(lambda name: name not in (".", ".."))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(NAMES, st.tuples(st.integers(0, 20_000), st.integers(1, 9)), max_size=60))
def test_any_names_and_sizes_come_back(files: dict[str, tuple[int, int]]) -> None:
    nodes = [
        Node(f"d/{name}", noise(size, name.encode("utf-8", "replace"))) for name, (size, _) in files.items()
    ]
    cut = {f"d/{name}": pieces for name, (_, pieces) in files.items() if pieces > 1}
    volume = ntfs.volume(nodes, size=4 * MIB, label="A", serial=1, fragment=cut)
    back = {path: entry.read(1 << 20) for path, entry in fsntfs_entries(volume) if path != "d"}
    assert back == {node.path: node.data for node in nodes}
