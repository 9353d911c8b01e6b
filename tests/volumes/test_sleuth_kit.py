"""Names, kinds, sizes, times and contents agree with fls and icat of The Sleuth Kit; differences are told."""

from collections.abc import Callable

import pytest

from tests.volumes import referees
from tests.volumes.build import VOLUMES
from tests.volumes.outside import Absent
from tests.volumes.plan import Built
from tests.volumes.reading import Reading
from tests.volumes.referees import Line
from toolkit.records import Entry, EntryKind, Times

Read, Make = Callable[[str], Reading], Callable[[str], Built]
READ = [name for name in VOLUMES if name != "ext4_bigalloc"]
_KINDS = {"r": EntryKind.FILE, "d": EntryKind.DIRECTORY, "l": EntryKind.LINK, "p": EntryKind.SPECIAL}
_PER_CLASS = 2  # files of each class whose content icat reads
_CUT = 195  # characters of a FAT name beyond which The Sleuth Kit loses its end


@pytest.fixture
def listed(volume: Make) -> Callable[[str], list[Line]]:
    def lines(name: str) -> list[Line]:
        try:
            found = referees.fls(volume(name).image)
        except Absent as reason:
            pytest.skip(str(reason))
        return [line for line in found if not _invented(line)]

    return lines


def _invented(line: Line) -> bool:
    """Tell what fls lists and no folder holds: a label as a file, a folder's stream again inside of it."""
    own = line.path.split("/")[0].split(":")[0]
    label, again = (
        line.path.endswith("(Volume Label Entry)"),
        "/.:" in line.path or line.path.startswith(".:"),
    )
    return label or again or (own.startswith("$") and len(own) > 1)


def _seconds(times: Times) -> tuple[int, int, int, int]:
    found = (times.accessed, times.modified, times.changed, times.created)
    accessed, modified, changed, created = (0 if one is None else one // 10**9 for one in found)
    return accessed, modified, changed, created


def _times(line: Line) -> tuple[int, int, int, int]:
    return line.accessed, line.modified, line.changed, line.created


def _unnamed(reading: Reading) -> set[str]:
    """Return the empty streams, which fls lists without their name."""
    return {path for path, one in reading.entries.items() if one.kind is EntryKind.STREAM and not one.size}


@pytest.mark.parametrize("name", READ)
def test_the_names_and_sizes_are_the_same(name: str, reading: Read, listed: Callable) -> None:
    ours = {path: one.size for path, one in reading(name).entries.items()}
    ours |= {path: one.size for path, one in reading(name).unread.items()}  # EFS: named, and not read
    ours = {path: size for path, size in ours.items() if path not in _unnamed(reading(name))}
    empty = {(one, 0) for path in _unnamed(reading(name)) for one in (path, path.split(":")[0])}
    if name.startswith("fat"):
        ours = {_cut(path): size for path, size in ours.items()}
    theirs = {(line.path, 0 if line.mode[2] in "dlp" and ":" not in line.path else line.size)
              for line in listed(name) if not line.of_name}  # fmt: skip
    assert theirs - empty == set(ours.items()) - empty
    assert ours


def _cut(path: str) -> str:
    last = path.rsplit("/", 1)[-1]
    return path if len(last) <= _CUT else path[: len(path) - len(last) + (len(last) - 1) // 13 * 13]


@pytest.mark.parametrize("name", READ)
def test_the_kinds_are_the_same(name: str, reading: Read, listed: Callable) -> None:
    entries = reading(name).entries
    for line in listed(name):
        one = entries.get(line.path)
        if one is not None and not line.of_name and one.kind is not EntryKind.STREAM:
            assert _KINDS[line.mode[2]] is one.kind, line.path


@pytest.mark.parametrize("name", READ)
def test_the_times_are_the_same(name: str, reading: Read, listed: Callable) -> None:
    entries, compared = reading(name).entries, 0
    for line in listed(name):
        one = entries.get(line.path)
        if one is not None and not line.of_name:
            compared += 1
            assert _near(name, one, line), line.path
    assert compared


def _near(name: str, one: Entry, line: Line) -> bool:
    if name != "exfat":
        return _seconds(one.times) == _times(line)
    # The Sleuth Kit 4.11 leaves out the odd second that exFAT keeps in its hundredths.
    pairs = zip(_seconds(one.times), _times(line), strict=True)
    return all(ours == theirs or (ours - theirs == 1 and theirs % 2 == 0) for ours, theirs in pairs)


@pytest.mark.parametrize("name", [name for name in READ if name.startswith("ntfs")])
def test_the_times_of_the_names_are_the_same(
    name: str, reading: Read, volume: Make, listed: Callable
) -> None:
    theirs: dict[str, set[tuple[int, int, int, int]]] = {}
    for line in listed(name):
        if line.of_name:
            theirs.setdefault(line.path, set()).add(_times(line))
    entries = reading(name).entries
    # Of a file of several names, fls gives all of them the times of one, where each has its own.
    several = set(volume(name).kinds.get("hard links", []))
    compared = [(path, entries[path].name_times) for path in theirs if path in entries.keys() - several]
    assert len(compared) >= (1 if name == "ntfs_efs" else 350)
    for path, times in compared:
        assert times is not None
        assert _seconds(times) in theirs[path], path


@pytest.mark.parametrize("name", READ)
def test_the_contents_are_the_same(name: str, reading: Read, volume: Make, listed: Callable) -> None:
    addresses = {line.path: line.address for line in listed(name) if not line.of_name}
    hashes, built = reading(name).hashes, volume(name)
    chosen = [path for paths in built.kinds.values() for path in paths[-_PER_CLASS:]]
    chosen += [f"Tailles/{size}.bin" for size in (1, 4097, 200_001)]
    for path in chosen:
        if path in hashes and path in addresses and hashes[path] != _EMPTY:
            assert referees.icat(built.image, addresses[path]) == hashes[path], path


_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
