"""Shadow copies listed and read as sources of their own, and volumes that lie about them."""

import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder import ntfs, partition
from demo.builder.tree import Node
from tests.media import bitlocker_builder as locked
from tests.media import shadow_builder as made
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media import open_source, shadows
from toolkit.media.asked import Asked
from toolkit.media.image import ImageSource
from toolkit.records import EntryKind, Unread

MIB = 1024 * 1024
SIZE = 2 * MIB
START = SIZE - made.CATALOGUE
STATES = (
    {"patients.txt": b"lundi " * 300, "radio.bin": bytes(range(256)) * 200},
    {"patients.txt": b"mardi " * 300, "radio.bin": bytes(range(256)) * 100, "note/a.txt": b"bonjour"},
    {"patients.txt.locked": bytes(reversed(range(256))) * 8},
)
FIRST_NS, SECOND_NS = 1_705_612_800_000_000_000, 1_705_699_200_000_000_000  # 2024-01-18 and 19, 21:20 UTC


@pytest.fixture(scope="module")
def states() -> list[bytes]:
    return [
        ntfs.volume([Node(path, data) for path, data in files.items()], size=SIZE, label="C", serial=3)
        for files in STATES
    ]


@pytest.fixture(scope="module")
def volume(states: list[bytes]) -> bytes:
    return bytes(made.with_copies(states))


@pytest.fixture
def image(tmp_path: Path) -> Callable[..., ImageSource]:
    def open_bytes(content: bytes, shadow_copy: str | None = None, **keys: object) -> ImageSource:
        path = tmp_path / "disque.img"
        path.write_bytes(content)
        source = open_source(path, Asked(shadow_copy=shadow_copy, **keys))  # type: ignore[arg-type]
        assert isinstance(source, ImageSource)
        return source

    return open_bytes


def contents(source: ImageSource) -> dict[str, bytes]:
    return {
        entry.path: source.open(entry).read()
        for entry in source.walk()
        if not isinstance(entry, Unread) and entry.kind is EntryKind.FILE
    }


def listed(data: bytes) -> list[shadows.Copy]:
    return shadows.copies(reader(data), len(data))


def reader(data: bytes) -> Callable[[int, int], bytes]:
    return lambda offset, length: bytes(data[offset : offset + length])


def test_copies_are_listed_oldest_first_with_their_dates(volume: bytes, image: Callable) -> None:
    source = image(volume)
    ((told, copies),) = source.shadow_copies()
    assert told.name == "1"
    assert copies == [
        shadows.Copy(1, "01010101-0101-0101-0101-010101010101", FIRST_NS, SIZE),
        shadows.Copy(2, "02020202-0202-0202-0202-020202020202", SECOND_NS, SIZE),
    ]
    assert contents(source) == STATES[2]
    source.close()


@pytest.mark.parametrize(
    ("wanted", "state", "label"),
    [
        ("1", 0, "[1:1 2024-01-18T21:20:00Z]"),
        ("2", 1, "[1:2 2024-01-19T21:20:00Z]"),
        ("1:2", 1, "[1:2 2024-01-19T21:20:00Z]"),
    ],
)
def test_a_copy_is_a_source_of_its_own(
    volume: bytes, image: Callable, wanted: str, state: int, label: str
) -> None:
    source = image(volume, wanted)
    assert contents(source) == STATES[state]
    assert source.kind == "shadow_copy"
    assert source.label.endswith(f"disque.img {label}")
    assert source.shadow_copy == label[1:4]
    assert [(one.name, one.filesystem, one.size, one.read) for one in source.volumes()] == [
        ("1", "ntfs", SIZE, True)
    ]
    source.close()


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("3", "shadow_copy_missing"),
        ("0", "shadow_copy_missing"),
        ("4:1", "shadow_copy_missing"),
        ("deux", "shadow_copy_unclear"),
        ("1:", "shadow_copy_unclear"),
        ("1:٢", "shadow_copy_unclear"),
    ],
)
def test_a_copy_that_is_not_there_is_refused(volume: bytes, image: Callable, wanted: str, code: str) -> None:
    with pytest.raises(SourceRefusal) as refusal:
        image(volume, wanted)
    assert refusal.value.code == code


def test_among_several_volumes_the_one_with_copies_is_meant(
    volume: bytes, states: list[bytes], image: Callable
) -> None:
    source = image(partition.mbr([(7, states[0]), (7, volume)], disk_id=1), "1")
    assert contents(source) == STATES[0]
    assert [one.name for one in source.volumes()] == ["2"]
    source.close()
    with pytest.raises(SourceRefusal) as refusal:
        image(partition.mbr([(7, volume), (7, volume)], disk_id=1), "1")
    assert (refusal.value.code, refusal.value.facts["volumes"]) == ("shadow_copy_which", "1, 2")
    with pytest.raises(SourceRefusal, match="shadow_copy_missing"):
        image(states[0], "1")


def test_copies_of_an_encrypted_volume_are_read_once_it_is_unlocked(
    states: list[bytes], image: Callable
) -> None:
    nodes = [[Node(path, data) for path, data in files.items()] for files in STATES]
    grown = [ntfs.volume(tree, size=4 * MIB, label="C", serial=3) for tree in nodes]
    whole = made.with_copies(grown, end=6 * locked.BLOCK)
    disk = locked.sealed(bytes(whole), [locked.startup()])
    key = (locked.startup_file(locked.startup()),)
    source = image(disk, "1", startup_keys=key)
    assert contents(source) == STATES[0]
    assert source.unlocked["1"]["protector"] == "startup_key"
    source.close()


def test_a_volume_without_header_or_catalogue_holds_none(volume: bytes, states: list[bytes]) -> None:
    assert listed(states[0]) == []
    empty = bytearray(volume)
    empty[0x1E00 + 48 : 0x1E00 + 56] = bytes(8)
    assert listed(bytes(empty)) == []


@pytest.mark.parametrize(
    ("at", "bytes_", "why"),
    [
        (3, b"-FVE-FS-", "not_ntfs"),
        (0x1E00, b"\xff" * 16, "vss_damaged"),
        (START, b"\xff" * 16, "vss_damaged"),
        (START + 40, struct.pack("<Q", START), "vss_damaged"),  # the catalogue follows itself
        (START + 3 * made.BLOCK - made.BLOCK + 40, struct.pack("<Q", 1), "vss_damaged"),
    ],
)
def test_what_is_not_understood_is_no_answer(volume: bytes, at: int, bytes_: bytes, why: str) -> None:
    data = bytearray(volume)
    data[at : at + len(bytes_)] = bytes_
    with pytest.raises(Unreadable) as refused:
        listed(bytes(data))
    assert refused.value.why == why


def test_a_list_of_blocks_that_follows_itself_is_damaged(volume: bytes, image: Callable) -> None:
    data = bytearray(volume)
    listing = START + 2 * made.BLOCK
    assert struct.unpack_from("<I", data, listing + 20) == (3,)
    struct.pack_into("<Q", data, listing + 40, listing)
    with pytest.raises(SourceRefusal) as refusal:
        image(bytes(data), "1")
    assert refusal.value.code == "shadow_copies_damaged"
    source = image(bytes(data))
    ((_, why),) = source.shadow_copies()
    assert (why.why, contents(source)) == ("vss_damaged", STATES[2])
    source.close()


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 511), st.binary(min_size=1, max_size=16)), max_size=8
    ),
    st.one_of(st.just(SIZE), st.integers(0, SIZE)),
)
@settings(max_examples=120, deadline=None)
def test_lying_and_cut_volumes_are_read_or_refused(
    volume: bytes, changes: list[tuple[int, int, bytes]], kept: int
) -> None:
    data = bytearray(volume)
    places = (0, 0x1E00, *(START + number * made.BLOCK for number in range(8)))
    for number, at, part in changes:
        data[places[number] + at : places[number] + at + len(part)] = part
    cut = bytes(data[:kept])
    try:
        found = listed(cut)
        for one in found[:4]:
            disk = shadows.copy(reader(cut), len(cut), one.number)
            assert len(disk.read(0, SIZE)) <= SIZE
    except (Unreadable, OSError) as refused:
        codes = {"not_ntfs", "vss_damaged", "no_such_copy"}
        assert isinstance(refused, OSError) or refused.why in codes  # noqa: PT017 - either answer is right


@pytest.mark.parametrize("length", [0, 511, 512, 0x1E00, 0x1E40, START])
def test_a_cut_volume_is_never_one_without_copies(volume: bytes, length: int) -> None:
    with pytest.raises(Unreadable):
        listed(volume[:length])


def test_vshadowinfo_lists_the_copies_we_build(volume: bytes, tmp_path: Path) -> None:
    if shutil.which("vshadowinfo") is None:
        pytest.skip("vshadowinfo is not installed")
    (tmp_path / "disque.img").write_bytes(volume)
    command = ["vshadowinfo", tmp_path / "disque.img"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Number of stores:\t2" in told
    assert "Jan 19, 2024 21:20:00" in told
