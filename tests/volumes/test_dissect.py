"""Names, sizes, times and contents agree with dissect, a reader that shares nothing with ours."""

from collections.abc import Callable

import pytest

from tests.volumes import referees
from tests.volumes.build import VOLUMES
from tests.volumes.outside import Absent
from tests.volumes.plan import Built
from tests.volumes.reading import Reading
from toolkit.records import EntryKind

Read, Make = Callable[[str], Reading], Callable[[str], Built]
# dissect 3.25 calls itself without end on files kept in their inode, and nothing here reads bigalloc.
COMPARED = [name for name in VOLUMES if name not in {"ext4_bigalloc", "ext4_inline"}]


def _theirs(built: Built) -> dict[str, dict[str, object]]:
    try:
        found = referees.dissect(built.image)
    except Absent as reason:
        pytest.skip(str(reason))
    return {str(one["path"]): one for one in found}


def _key(name: str, path: str) -> str:
    """Dissect ignores the bits of FAT that put a short name in small letters."""
    return path.casefold() if name.startswith("fat") else path


@pytest.mark.parametrize("name", COMPARED)
def test_dissect_sees_the_same(name: str, reading: Read, volume: Make) -> None:
    theirs = {_key(name, path): one for path, one in _theirs(volume(name)).items()}
    if name.startswith("fat"):
        assert theirs.pop("cle usb")["size"] == 0  # the label, which dissect lists as a file
    found = reading(name)
    ours = {_key(name, path): one for path, one in found.entries.items() if one.kind is EntryKind.FILE}
    locked = {path for path, one in found.unread.items() if one.why == "efs"}
    assert set(theirs) == set(ours) | locked
    for path, one in ours.items():
        other = theirs[path]
        assert (other["size"], other["modified"]) == (one.size, one.times.modified), path
        if one.times.created is not None:  # The Sleuth Kit reads it of ext4 only, not of ext2 and ext3
            # Of FAT and exFAT, dissect gives the creation as stat of Windows does, as the time of change.
            made = other["created"] if other["created"] is not None else other["changed"]
            assert made == one.times.created, path
        # Of exFAT, dissect gives other bytes than were written, than icat and than we do.
        if name != "exfat":
            assert other["sha256"] == found.hashes[one.path], path
