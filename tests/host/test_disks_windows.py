"""The disks a folder stands on, from answers laid out by hand, and from Windows where there is one."""

import struct
import sys
from pathlib import Path

import pytest

from toolkit.host.places import lies_on, may_be_insisted, on_disks, within
from toolkit.host.windows.disks import Standing, numbers, shares, standing

NONE: frozenset[int] = frozenset()


def test_disks_are_those_of_either_answer() -> None:
    number, row = struct.pack("<III", 7, 2, 1), struct.Struct("<I4xqq")
    spread = struct.pack("<I4x", 2) + row.pack(0, 1, 2) + row.pack(5, 1, 2)
    assert numbers(number, b"") == {2}
    assert numbers(number, spread) == {0, 2, 5}
    assert numbers(struct.pack("<III", 2, 0, 0), struct.pack("<I4x", 0xFFFF) + row.pack(3, 1, 2)) == {3}
    for cut in range(8):
        assert numbers(number[:cut], spread[:cut]) == NONE


@pytest.mark.parametrize(
    ("target", "disks", "answer"),
    [
        (Standing("D:\\", frozenset({1})), {0}, False),
        (Standing("D:\\", frozenset({0})), {0}, True),  # another partition of the same disk
        (Standing("D:\\", frozenset({1, 0})), {0}, True),
        (Standing("C:\\", frozenset({9})), {0}, True),  # the volume itself, whatever is told of disks
        (Standing("D:\\"), {0}, True),  # not told is "may"
        (Standing("D:\\", frozenset({1})), set(), True),
        (Standing("\\\\serveur\\partage\\", elsewhere=True), {0}, False),
    ],
)
def test_not_told_is_never_a_leave_to_write(target: Standing, disks: set[int], answer: bool) -> None:
    assert shares(target, frozenset(disks), frozenset({"C:\\"})) is answer


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_tells_where_a_folder_stands() -> None:
    place = standing(str(Path("C:/windows").absolute()))
    assert place.mount == "C:\\"
    assert place.disks
    assert not place.elsewhere
    assert lies_on(Path("C:/cas"), Path("C:/"))
    assert on_disks(Path("C:/pas/encore/là"), place.disks, NONE)
    assert on_disks(Path("C:/cas"), NONE, frozenset({"C:\\"}))
    assert lies_on(Path("C:/cas"), Path("C:/users"))
    assert within(Path("C:/cas"), Path("C:/users")) is None
    assert may_be_insisted(Path("C:/cas"), Path("C:/users"))
    assert not may_be_insisted(Path("C:/users"), Path("C:/users"))
    assert lies_on(Path("C:/cas"), Path("\\\\.\\PhysicalDrive0")) == (0 in place.disks)
    assert lies_on(Path("C:/cas"), Path("\\\\?\\GLOBALROOT\\Device\\HarddiskVolume99"))  # not told is "may"
    assert lies_on(Path("Q:/cas"), Path("C:/users"))  # no such drive
    assert not lies_on(Path("\\\\un-autre-serveur\\p\\cas"), Path("C:/users"))
    assert lies_on(Path("\\\\localhost\\C$\\cas"), Path("C:/users"))
    assert within(Path("\\\\localhost\\C$\\cas"), Path("C:/users")) is None
    assert not lies_on(Path("C:/cas"), Path("\\\\un-autre-serveur\\p"))
    assert not lies_on(Path("Q:/cas"), Path("C:/windows/explorer.exe"))  # a file, as an image is
    for device in ("\\\\.\\PhysicalDrive7", "\\\\?\\PhysicalDrive7", "\\\\.\\PhysicalDrive0"):
        assert lies_on(Path("C:/cas"), Path(device))
        assert may_be_insisted(Path("C:/cas"), Path(device))
        assert within(Path("C:/cas"), Path(device)) == "cas"


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_a_server_is_elsewhere_unless_it_may_be_this_machine() -> None:
    from win32api import GetComputerName

    there = standing("\\\\serveur\\partage\\cas")
    assert (there.elsewhere, there.server) == (True, "serveur")
    for name in (GetComputerName(), "localhost", "127.0.0.1"):
        place = standing(f"\\\\{name}\\C$\\cas")
        assert not place.elsewhere
        assert shares(place, frozenset({99}), NONE)
