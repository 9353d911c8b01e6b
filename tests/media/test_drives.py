"""Which of the drives is offered as the backup, and which one an answer means."""

import pytest

from toolkit.media.drives import Drive, offered, picked

FIRST = Drive("/dev/sdb", "Disque", "WD-1", 1000, "usb", removable=False)
SECOND = Drive("/dev/sdc", "Disque", "WD-2", 1000, "usb", removable=True)


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("1", FIRST),
        ("2", SECOND),
        ("wd-2", SECOND),
        ("0", None),
        ("3", None),
        ("", None),
        ("WD", None),
        ("/dev/sdb", None),
        ("²", None),
    ],
)
def test_an_answer_means_one_drive(answer: str, meant: Drive | None) -> None:
    assert picked([FIRST, SECOND], answer) == meant


def test_two_drives_of_one_serial_number_are_told_apart_by_their_place() -> None:
    twin = Drive("/dev/sdd", "Disque", "WD-1")
    assert picked([FIRST, twin], "WD-1") is None
    assert picked([FIRST, twin], "2") == twin


def test_our_own_stick_and_inner_disks_are_not_offered() -> None:
    own = Drive("/dev/sdd", serial="X", bus="usb", removable=True, holds_program=True)
    inner = Drive("/dev/sda", serial="Y", bus="ata", removable=False)
    assert [offered(each) for each in (FIRST, SECOND, own, inner)] == [True, True, False, False]
