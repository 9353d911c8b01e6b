"""The volumes of a running Windows: from answers laid out by hand, and from Windows where there is one."""

import struct
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import SourceRefusal
from toolkit.media.inclusion import choose, wanted
from toolkit.media.windows.drives import device_number
from toolkit.media.windows.volumes import (
    LiveVolume,
    bitlocker,
    extents,
    from_shell,
    holding,
    named,
    volumes,
    why_no_filesystem,
)

NTFS = (b"\xeb\x52\x90NTFS    " + bytes(499)) + b"\x55\xaa"
LOCKED = (b"\xeb\x58\x90-FVE-FS-" + bytes(499)) + b"\x55\xaa"


def volume(name: str, **facts: object) -> LiveVolume:
    usual = {"mounts": (f"{name}:\\",), "kind": "fixed", "filesystem": "ntfs", "disks": (1,)}
    given_facts: dict = {**usual, **facts}
    return LiveVolume(name, f"\\\\?\\Volume{{{name}}}\\", **given_facts)


SYSTEM = volume("C", holds_windows=True, disks=(0,))


def test_a_drive_that_stands_on_no_disk_is_a_programs_and_waits_to_be_named() -> None:
    cloud = volume("G", disks=())
    assert [one.why for one in choose([SYSTEM, cloud])] == ["", "no_disk"]
    assert [one.included for one in choose([SYSTEM, cloud], ["G"])] == [False, True]


def test_a_disk_is_numbered() -> None:
    assert device_number(struct.pack("<III", 7, 3, 1)) == 3
    assert device_number(struct.pack("<III", 2, 0, 0)) is None  # an optical drive counts apart
    assert device_number(struct.pack("<III", 7, 0xFFFFFFFF, 0)) is None
    assert device_number(b"\x07\0\0\0") is None


def test_extents_of_one_disk_of_two_and_lying_counts() -> None:
    row = struct.Struct("<I4xqq")
    one, two = row.pack(0, 1 << 20, 5), row.pack(4, 1 << 30, 6)
    assert extents(struct.pack("<I4x", 1) + one) == [(0, 1 << 20)]
    assert extents(struct.pack("<I4x", 2) + one + two) == [(0, 1 << 20), (4, 1 << 30)]
    assert extents(struct.pack("<I4x", 0xFFFFFFFF) + one) == [(0, 1 << 20)]
    assert extents(b"") == extents(bytes(7)) == extents(bytes(40)) == []


@given(st.binary(max_size=4096))
def test_any_answer_is_survived(answer: bytes) -> None:
    assert len(extents(answer)) <= 64
    assert device_number(answer) != 0xFFFFFFFF
    assert bitlocker(answer, "ntfs") in {"on", "off", "unknown"}


def test_bitlocker_is_told_by_what_the_disk_holds() -> None:
    assert bitlocker(LOCKED, "ntfs") == "on"
    assert bitlocker(LOCKED, None) == "locked"
    assert bitlocker(NTFS, "ntfs") == "off"
    for nothing in (b"", bytes(512), b"?" * 512, LOCKED[:100]):
        assert bitlocker(nothing, "ntfs") == "unknown"
    assert [from_shell(value) for value in (1, 2, 6, 99, None, "1", True)] == [
        "on", "off", "locked", "unknown", "unknown", "unknown", "unknown",
    ]  # fmt: skip


def test_why_there_is_no_file_system() -> None:
    assert why_no_filesystem(21) == "no_medium"
    assert why_no_filesystem(-2144272384) == why_no_filesystem(0x80310000) == "locked_bitlocker"
    assert why_no_filesystem(1005) == "no_filesystem"
    assert why_no_filesystem(5) == "denied"
    assert why_no_filesystem(87) == "not_offered"


def test_names_are_letters_or_parts_of_a_guid_and_never_twice_the_same() -> None:
    guid = "\\\\?\\Volume{e2464851-0000-0000-0000-%s}\\"
    found = named([
        LiveVolume("", guid % "100000000000"), LiveVolume("", guid % "200000000000"),
        LiveVolume("", guid % "300000000000", ("D:\\", "C:\\Montage\\")),
        LiveVolume("", guid % "400000000000", ("C:\\Montage\\", "C:\\"), holds_windows=True),
    ])  # fmt: skip
    assert [one.name for one in found] == [
        "C", "D", "volume-e2464851", "volume-e2464851-0000-0000-0000-200000000000",
    ]  # fmt: skip
    assert not [one.name for one in found if set(one.name) & set(":/\\")]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (volume("D"), ""),
        (volume("D", bus="usb"), ""),
        (volume("D", kind="ram"), ""),
        (volume("D", kind="unknown"), ""),
        (volume("D", kind="removable"), "removable"),
        (volume("D", kind="optical", filesystem="udf"), "optical"),
        (volume("D", kind="network", why="network", filesystem=None), "network"),
        (volume("D", kind="alias", why="alias", filesystem=None), "alias"),
        (volume("D", bus="usb", holds_program=True), "own_stick"),
        (volume("D", kind="removable", holds_program=True), "own_stick"),
        (volume("D", bus="sata", holds_program=True), ""),
        (volume("D", bitlocker="locked", filesystem=None, why="locked_bitlocker"), "locked_bitlocker"),
        (volume("D", filesystem=None, why="no_filesystem"), "no_filesystem"),
        (volume("D", kind="removable", filesystem=None, why="no_medium"), "no_medium"),
    ],
)
def test_local_volumes_are_taken_and_others_say_why_not(other: LiveVolume, why: str) -> None:
    taken, left = choose([SYSTEM, other])
    assert taken.included
    assert (left.included, left.why) == (not why, why)


def test_the_evidence_disk_is_left_out_only_when_it_was_plugged_in() -> None:
    usb, internal = volume("D", bus="usb"), volume("D", bus="nvme")
    assert choose([SYSTEM, usb], holds_case=usb)[1].why == "holds_case"
    assert choose([SYSTEM, internal], holds_case=internal)[1].included
    assert choose([SYSTEM], holds_case=SYSTEM)[0].included
    windows_to_go = replace(SYSTEM, bus="usb", holds_program=True)
    assert choose([windows_to_go], holds_case=windows_to_go)[0].included


def test_a_volume_asked_for_is_taken_whatever_its_kind() -> None:
    stick, share = volume("E", kind="removable"), volume("F", kind="network", why="network", filesystem=None)
    found = {one.volume.name: one for one in choose([SYSTEM, stick, share], ["e:\\", "F"])}
    assert found["E"].included
    assert found["F"].included
    assert (found["C"].included, found["C"].why) == (False, "not_asked")
    locked = volume("G", bitlocker="locked", filesystem=None, why="locked_bitlocker")
    assert choose([locked], ["G:"])[0].why == "locked_bitlocker"
    with pytest.raises(SourceRefusal, match="volume_missing"):
        choose([SYSTEM], ["X:"])
    assert [wanted(text) for text in ("c", "C:", " c:\\ ", "volume-1a", "C:\\x")] == [
        "C", "C", "C", "volume-1a", "C:\\x",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="says what another system answers")
def test_elsewhere_there_are_none() -> None:
    assert volumes() == []
    assert holding(Path("/"), []) == (None, "/")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_tells_its_volumes() -> None:
    found = volumes()
    (system,) = [one for one in found if one.holds_windows]
    assert (system, system.filesystem) == (found[0], "ntfs")
    assert system.guid.startswith("\\\\?\\Volume{")
    assert system.kind == "fixed"
    assert system.disks
    assert len({one.name for one in found}) == len(found)
    assert [one.name for one in found if one.holds_program] == [Path(__file__).drive[0]]
    place, inside = holding(Path(f"{system.mounts[0]}Windows/pas là/cas"), found)
    assert (place, inside.casefold()) == (system, "windows/pas là/cas")
    assert volumes() == found
