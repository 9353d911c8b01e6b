"""Backups that are a folder and whose files are not read here: Hyper Backup, sparse bundles, Clonezilla.

Sources: Hyper Backup: two public readers of .hbk folders. Sparse bundles: Apple's CopyHFSMeta, SparseBundle.c
and libmodi's description: bands are named by their number in hexadecimal, and one that is missing is one that
was never written. Clonezilla: its ocs-functions as documented: partitions as partclone images in parts named
.aa, .ab and on, sums in MD5SUMS, SHA1SUMS or SHA256SUMS.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from toolkit.backup.forms.closed import dated
from toolkit.backup.forms.form import Found, Place, State, Words, fault
from toolkit.backup.forms.repository import files, relative, some, whole
from toolkit.errors import Unreadable
from toolkit.records import DamageVerdict, Entry, Facts, Seen

SIGN = re.compile(
    r"^(?:(?P<root>.*)/)?(?:synobkpinfo\.db|synologyhyperbackup\.bkpi|bands|clonezilla-img|blkdev\.list)$",
    re.DOTALL,
)  # in folded paths
_SUMS = {"SHA256SUMS": 64}  # the sums that a file is hashed to anyway
_LINE = re.compile(r"([0-9a-f]{64})[ *]+(?:\./)?(\S.*)")
_SMALL = 4 * 1024 * 1024  # bytes of a list
_PART = re.compile(r"(.+-ptcl-img(?:\.[a-z0-9]+)*)\.([a-z]{2,3})")
_OF_HYPER_BACKUP = re.compile(
    r"(?:Config|Control|Guard|Pool)/.+|[^/]+\.db(?:\.[^/]*)?|SynologyHyperBackup\.bkpi|_Syno_.+", re.DOTALL
)
_OF_CLONEZILLA = re.compile(
    r"[^/]+-ptcl-img(?:\.(?:gz|zst|xz|lz4|lzma|bz2|lzo|lrz|lz|uncomp))?(?:\.[a-z]{2,3})?"
    r"|parts|disk|clonezilla-img|(?:blkdev|dev-fs)\.list|[A-Z0-9]+SUMS"
)


class _Shape(NamedTuple):
    """What a folder of a kind must hold, and which of its files are its own."""

    form: str
    needs: frozenset[str]
    own: re.Pattern[str]
    check: Callable[[Place, frozenset[str]], list[Facts]]


def read(place: Place, _words: Words) -> Found | None:
    """Return the backup in a folder, None where there is none."""
    names = place.names()
    shape = next((one for one in _SHAPES if one.needs <= names), None)
    if shape is None:
        return None
    held = [one for one in place.listing() if isinstance(one, Entry)]
    about: dict[str, object] = {"by": "content", "parts": len(held)}
    made = dated(place.name)
    if made is not None:
        about |= {"made_ns": made, "dated": "name"}
    sums = _sums(place)

    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and shape.own.fullmatch(inner) is not None

    def part(seen: Seen) -> Facts | None:
        inner = relative(place, seen.path) or ""
        struck = seen.damage.verdict is DamageVerdict.ENCRYPTED
        other = inner in sums and seen.sha256 not in {None, sums[inner]}
        if not struck and not other:
            return None
        return fault("part_changed", Place(place.source, seen.volume, seen.path))

    faults = tuple(shape.check(place, names))
    return Found(shape.form, place.volume, place.path, State.OPAQUE, (), faults, own, part, about)


def _sums(place: Place) -> dict[str, str]:
    """Return the SHA-256 of each file that the folder's own list names."""
    found: dict[str, str] = {}
    for name in _SUMS:
        try:
            lines = whole(place.below(name), _SMALL).decode("utf-8", "replace").splitlines()
        except Unreadable:
            continue
        found |= {line[2]: line[1] for text in lines if (line := _LINE.fullmatch(text.strip()))}
    return found


def _hyper_backup(place: Place, names: frozenset[str]) -> list[Facts]:
    missing = [name for name in ("Config", "Pool", "synobkpinfo.db") if name not in names]
    faults = some("part_missing", [place.below(name) for name in missing])
    if not missing and not any(True for _ in place.below("Pool").listing()):
        faults.append(fault("part_missing", place.below("Pool"), files=1))
    return faults


def _sparse_bundle(place: Place, _: frozenset[str]) -> list[Facts]:
    bands = place.below("bands")
    empty = [Place(place.source, place.volume, one.path) for one in files(bands) if not one.size]
    faults = some("part_empty", empty)
    if not any(True for _ in files(bands)):
        faults.append(fault("part_missing", bands, files=1))
    try:
        described = b"band-size" in whole(place.below("Info.plist"), _SMALL)
    except Unreadable:
        described = False
    if not described:
        faults.append(fault("part_unread", place.below("Info.plist")))
    return faults


def _clonezilla(place: Place, names: frozenset[str]) -> list[Facts]:
    """Tell gaps in the parts of an image, files of the sums that are not there, and empty parts."""
    rows: dict[str, set[str]] = {}
    for name in names:
        if found := _PART.fullmatch(name):
            rows.setdefault(found[1], set()).add(found[2])
    lost = [f"{stem}.{one}" for stem, ends in sorted(rows.items()) for one in _gaps(ends)]
    lost += sorted(name for name in _sums(place) if place.below(name).entry() is None and name not in lost)
    faults = some("part_missing", [place.below(name) for name in lost])
    images = [one for one in files(place) if "-ptcl-img" in one.name]
    faults += some(
        "part_empty", [Place(place.source, place.volume, one.path) for one in images if not one.size]
    )
    if not images:
        faults.append(fault("part_missing", place, files=1))
    return faults


def _gaps(ends: set[str]) -> list[str]:
    """Return the endings that lack between "aa" and the last one, the first few of them."""
    last = max(ends, key=lambda end: (len(end), end))
    end, lost = "a" * len(last), list[str]()
    while end < last and len(lost) < 5:
        if end not in ends:
            lost.append(end)
        end = _after(end)
    return lost


def _after(end: str) -> str:
    kept = end.rstrip("z")
    return kept[:-1] + chr(ord(kept[-1]) + 1) + "a" * (len(end) - len(kept)) if kept else end + "a"


_SHAPES: tuple[_Shape, ...] = (
    _Shape(
        "hyper_backup",
        frozenset({"synobkpinfo.db", "Pool"}),
        _OF_HYPER_BACKUP,
        _hyper_backup,
    ),
    _Shape(
        "hyper_backup",
        frozenset({"Config", "SynologyHyperBackup.bkpi"}),
        _OF_HYPER_BACKUP,
        _hyper_backup,
    ),
    _Shape(
        "time_machine",
        frozenset({"bands", "Info.plist"}),
        re.compile(r"bands/[0-9a-f]+|Info\.(?:plist|bckup)|token|com\.apple\.TimeMachine\.[^/]+"),
        _sparse_bundle,
    ),
    _Shape(
        "clonezilla",
        frozenset({"parts", "clonezilla-img"}),
        _OF_CLONEZILLA,
        _clonezilla,
    ),
)  # fmt: skip
