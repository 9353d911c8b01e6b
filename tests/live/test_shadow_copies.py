"""Shadow copies read from a raw volume made by hand, and from volumes that lie."""

import struct
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import live
from toolkit.errors import Unreadable
from toolkit.live import shadow_copies
from toolkit.records import Outcome

IDENTIFIER = bytes.fromhex("6b87083876c1484eb7ae04046e6cc752")
STORE = bytes(range(16))
CATALOGUE, BLOCK = 0x8000, 0x4000
HEADER, BLOCKS, RANGES, BITMAP = 0x10000, 0x14000, 0x18000, 0x1C000
SIZE = 0x40000
CREATED = 133_500_000_000_000_000


def block(kind: int, at: int, following: int = 0) -> bytes:
    return struct.pack("<16sIIQQQ", IDENTIFIER, 1, kind, 0, at, following).ljust(128, b"\0")


def volume(catalogue: int = CATALOGUE, following: int = 0) -> bytearray:
    """Return an NTFS volume that holds one shadow copy."""
    data = bytearray(SIZE)
    data[3:11] = b"NTFS    "
    struct.pack_into("<HB", data, 11, 512, 8)  # bytes per sector, sectors per cluster
    struct.pack_into("<QQQbxxxb", data, 40, SIZE // 512, 4, 8, -10, 1)
    data[510:512] = b"\x55\xaa"
    data[0x1E00:0x1E80] = struct.pack(
        "<16sIIQQQQQ", IDENTIFIER, 1, 1, 0x1E00, 0x1E00, 0, catalogue, SIZE
    ).ljust(128, b"\0")
    told = struct.pack("<QQ16sQQQ", 2, SIZE, STORE, 1, 0x40, CREATED).ljust(128, b"\0")
    placed = struct.pack("<QQ16sQQQQQQ", 3, BLOCKS, STORE, HEADER, RANGES, BITMAP, 0, 0x4000, 0).ljust(
        128, b"\0"
    )
    whole = block(2, CATALOGUE, following) + told + placed
    data[CATALOGUE : CATALOGUE + len(whole)] = whole
    for kind, at in ((4, HEADER), (3, BLOCKS), (5, RANGES), (6, BITMAP)):
        data[at : at + 128] = block(kind, at)
    return data


def read(data: bytes) -> list[dict[str, object]]:
    return shadow_copies.copies(lambda offset, length: bytes(data[offset : offset + length]), len(data))


def test_one_copy_is_found_with_its_date() -> None:
    (found,) = read(volume())
    assert found["created_ns"] == (CREATED - 116_444_736_000_000_000) * 100
    assert found["volume_size"] == SIZE
    assert found["ident"] == "03020100-0504-0706-0809-0a0b0c0d0e0f"


def test_a_volume_without_header_or_catalogue_holds_none() -> None:
    bare = volume()
    bare[0x1E00:0x1E80] = bytes(128)
    assert read(bare) == []
    assert read(volume(catalogue=0)) == []


@pytest.mark.parametrize(
    ("at", "bytes_", "why"),
    [
        (3, b"-FVE-FS-", "not_ntfs"),
        (0x1E00, b"\xff" * 16, "vss_damaged"),
        (CATALOGUE, b"\xff" * 16, "vss_damaged"),
    ],
)
def test_what_is_not_understood_is_no_answer(at: int, bytes_: bytes, why: str) -> None:
    data = volume()
    data[at : at + len(bytes_)] = bytes_
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.why == why


def test_a_catalogue_that_leads_round_in_circles_ends() -> None:
    check(bytes(volume(following=CATALOGUE)))


@given(st.lists(st.tuples(st.integers(0, SIZE - 1), st.binary(min_size=1, max_size=24)), max_size=12))
@settings(max_examples=150, deadline=None)
def test_lying_volumes_are_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    data = volume()
    for at, part in changes:
        # Half of the changes fall where the structures are.
        place = (0x1E00, CATALOGUE, HEADER, BLOCKS)[at % 4] + at % 384 if at % 2 else at
        data[place : place + len(part)] = part
    check(bytes(data[:SIZE]))


@pytest.mark.parametrize("length", [0, 511, 512, 0x1E00, 0x1E40, CATALOGUE])
def test_a_cut_volume_is_never_one_without_copies(length: int) -> None:
    with pytest.raises(Unreadable):
        read(bytes(volume()[:length]))


@given(st.integers(0, SIZE))
@settings(max_examples=60, deadline=None)
def test_cut_volumes_are_read_or_refused(length: int) -> None:
    check(bytes(volume()[:length]))


def check(data: bytes) -> None:
    try:
        assert all(row["what"] == "copy" for row in read(data))
    except Unreadable as refused:
        assert refused.why in {"not_ntfs", "vss_damaged"}  # noqa: PT017 - either answer is right


def test_devices_that_are_copies_are_told_from_others() -> None:
    names = ["HarddiskVolumeShadowCopy12", "HarddiskVolume3", "harddiskvolumeshadowcopy2", "C:"]
    assert shadow_copies.listed([*names, "HarddiskVolumeShadowCopy", "HarddiskVolumeShadowCopy²"]) == [2, 12]


@pytest.mark.skipif(sys.platform == "win32", reason="another system than Windows")
def test_elsewhere_it_is_not_offered() -> None:
    (found,) = live.take([shadow_copies])
    assert (found.outcome, found.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_no_copy_is_claimed_only_of_a_volume_that_was_read() -> None:
    (found,) = live.take([shadow_copies])
    read_volumes = {row["volume"] for row in found.rows if row["what"] == "volume"}
    missed = {row["path"] for row in found.unread if row.get("path")}
    assert not read_volumes & missed
    assert read_volumes | missed
