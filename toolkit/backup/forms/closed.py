"""Backups of makers who publish no format: recognised, dated, looked at for cuts and missing files only.

Sources: Macrium Reflect 6 to 8: the mark at the end, as three public readers look for it (one of them
measured it on 28 whole files and three cut ones). Acronis: testdisk's file_tib.c, two public readers of
.tib and of .tibx; the names of .tib files: Acronis's documentation. AOMEI, EaseUS, Paragon, Ghost: the
marks that public readers of others look for. Proxmox: vma_spec.txt of its QEMU. partclone: its
IMAGE_FORMATS.md. Apple: a .dmg ends with 512 bytes that begin with "koly". Nero, QNAP: the name only. Not
tried on files of those programs.
"""

import io
import re
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from toolkit.backup.forms.form import Found, Place, State, Words, fault
from toolkit.errors import Unreadable
from toolkit.records import Facts

_TAIL = 64 * 1024  # bytes looked at on either side
_DATE = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)"
    r"(?:[T_ -]+([0-2]\d)[-_.h:]?([0-5]\d)(?:[-_.m:]?([0-5]\d))?)?(?!\d)"
)
_TIB = re.compile(r"(.+)_(full|inc|diff)_b(\d{1,5})_s(\d{1,5})_v(\d{1,5})\.tib", re.IGNORECASE)
_MRIMG = re.compile(r"(.*[0-9A-F]{16})-(\d\d)-(\d\d)\.(mrimg|mrbak)", re.IGNORECASE)
_SPAN = re.compile(r".+\.ghs", re.IGNORECASE)
_SHARED = frozenset({"dmg", "img"})  # endings of other formats too
_NEIGHBOURS = 10_000
_POINTER = 1024 * 1024  # bytes; a .tibx below it only points to its slices


class _Kind(NamedTuple):
    """One maker's files: what their names end with, what they begin with, what their last bytes hold."""

    form: str
    endings: frozenset[str]
    heads: tuple[bytes, ...] = ()
    end: bytes = b""
    within: int = 0  # last bytes in which the end mark stands


def _kind(form: str, endings: str, heads: tuple[bytes, ...] = (), end: bytes = b"", within: int = 0) -> _Kind:
    return _Kind(form, frozenset(endings.split()), heads, end, within)


_KINDS: tuple[_Kind, ...] = (
    _kind("macrium", "mrimg mrbak", end=b"__79241006_2651_11D4_", within=64),
    _kind("acronis", "tib", (b"\xb4\x6e\x68\x44", b"\xce\x24\xb9\xa2")),
    _kind("acronis", "tibx", (b"ARCH",)),
    _kind("aomei", "adi afi", (b"BIFH\x5c\x06\0\0",), end=b"BIFT", within=0x674),
    _kind("easeus", "pbd", (b"IMGF", b"FIMG")),
    _kind("paragon", "pbf", (b"PImg",)),
    _kind("paragon", "pfi pvhd"),
    _kind("ghost", "gho ghs", (b"\xfe\xef",)),
    _kind("ghost", "v2i iv2i sv2i"),
    _kind("proxmox", "vma", (b"VMA\0",)),
    _kind("clonezilla", "img", (b"partclone-image",)),
    _kind("apple", "dmg", end=b"koly", within=512),
    _kind("nero", "nbk nba nbd"),
    _kind("qnap", "qdff"),
)  # fmt: skip
ENDINGS = frozenset(ending for kind in _KINDS for ending in kind.endings)


class _Bytes(NamedTuple):
    """The two ends of a file."""

    size: int
    head: bytes
    tail: bytes


def read(place: Place, _words: Words) -> Found | None:
    """Return the backup a file is, by its first or last bytes; None where they say nothing."""
    kind, seen = _named(place), _ends(place)
    if kind is None or seen is None:
        return None
    sure = seen.head.startswith(kind.heads) if kind.heads else bool(kind.end) and _has_end(kind, seen)
    return _found(place, kind, seen, "content") if sure else None


def named(place: Place, _words: Words) -> Found | None:
    """Return the backup a file is by the ending of its name, where nothing better is public or it is empty.

    To be asked only of files whose content is not like something encrypted: a name proves nothing.
    """
    kind, seen = _named(place), _ends(place)
    if kind is None or seen is None:
        return None
    blank = not seen.head.strip(b"\0")
    # What begins by a mark that is gone, or has another format's ending in common with it, is not this.
    if (kind.heads and not blank) or kind.endings & _SHARED:
        return None
    return _found(place, kind, seen, "name")


def marked(ending: str) -> str | None:
    """Return the form whose files end so, where they bear marks and no other format's do."""
    kind = _of(ending)
    return kind.form if kind is not None and (kind.heads or kind.end) and ending not in _SHARED else None


def bears_marks(place: Place, ending: str) -> bool | None:
    """Tell whether a file bears the marks of what ends so; None where it cannot be read."""
    kind, seen = _of(ending), _ends(place)
    if kind is None or seen is None:
        return None
    return seen.head.startswith(kind.heads) if kind.heads else _has_end(kind, seen)


def _named(place: Place) -> _Kind | None:
    return _of(place.name.rpartition(".")[2].lower())


def _of(ending: str) -> _Kind | None:
    return next((kind for kind in _KINDS if ending in kind.endings), None)


def _ends(place: Place) -> _Bytes | None:
    try:
        with place.open() as stream:
            head = stream.read(_TAIL)
            size = stream.seek(0, io.SEEK_END)
            stream.seek(max(0, size - _TAIL))
            return _Bytes(size, head, stream.read(_TAIL))
    except Unreadable:
        return None


def _has_end(kind: _Kind, seen: _Bytes) -> bool:
    last = seen.tail[-kind.within :]
    # A trailer of a stated size begins with its mark; that of Macrium stands somewhere in its last bytes.
    return kind.end in last if kind.form == "macrium" else last.startswith(kind.end)


def _found(place: Place, kind: _Kind, seen: _Bytes, by: str) -> Found:
    about: dict[str, object] = {"by": by, "bytes": seen.size}
    made = dated(place.name)
    if made is not None:
        about |= {"made_ns": made, "dated": "name"}
    faults = cuts(place, seen.size, seen.head, seen.tail)
    if not faults and kind.end and not _has_end(kind, seen):
        faults.append(fault("cut", place))
    broken = not seen.size or not seen.head.strip(b"\0")
    faults += [fault("link_missing", place, name=name) for name in _missing(place, seen)]
    return Found(
        kind.form,
        place.volume,
        place.path,
        State.BROKEN if broken else State.OPAQUE,
        (),
        tuple(faults),
        about=about,
    )


def cuts(place: Place, size: int, head: bytes, tail: bytes) -> list[Facts]:
    """Return what is wrong with a file that is empty, or of whose first or last 64 KB nothing was written."""
    if not size:
        return [fault("cut", place)]
    if not head.strip(b"\0") or (size >= _TAIL and not tail.strip(b"\0")):
        return [fault("zeros", place)]
    return []


def dated(name: str) -> int | None:
    """Return the date that a name tells, as if it were UTC, in ns; None where it tells none."""
    found = _DATE.search(name)
    if found is None:
        return None
    try:
        when = datetime(*(int(part or 0) for part in found.groups()), tzinfo=UTC)  # type: ignore[misc,arg-type] # six parts
    except ValueError:
        return None
    return int(when.timestamp()) * 10**9


def _missing(place: Place, seen: _Bytes) -> list[str]:
    """Return the names of files of the same backup without which this one cannot be restored."""
    name = place.name
    if found := _TIB.fullmatch(name):
        return _missing_tib(place, found)
    if found := _MRIMG.fullmatch(name):
        first = f"{found[1]}-00-00.{found[4]}"
        return _lost(place, [first])
    if _SPAN.fullmatch(name) and not any(one.endswith(".gho") for one in _neighbours(place)):
        return [f"{name[:-4]}.gho"]
    stem = name[:-5].casefold()
    if name.lower().endswith(".tibx") and seen.size < _POINTER and not re.search(r"-\d{4}$", stem):
        slices = re.compile(re.escape(stem) + r"-\d{4}\.tibx")
        # Older slices are deleted as the backup ages: only that none is left is a fault.
        if not any(slices.fullmatch(one) for one in _neighbours(place)):
            return [f"{name[:-5]}-0001.tibx"]
    return []


def _missing_tib(place: Place, found: re.Match[str]) -> list[str]:
    stem, how, chain = found[1], found[2].lower(), found[3]
    number, volume = int(found[4]), int(found[5])
    if volume > 1:
        return _lost(place, [f"{stem}_{how}_b{chain}_s{number}_v{volume - 1}.tib"])
    # A difference is to the full backup, an increment to the one before it.
    before = {"inc": number - 1, "diff": 1}.get(how, 0)
    if not 0 < before < number:
        return []
    hows = ("full",) if before == 1 else ("inc", "diff", "full")
    return _lost(place, [f"{stem}_{one}_b{chain}_s{before}_v1.tib" for one in hows])


def _lost(place: Place, names: list[str]) -> list[str]:
    """Return the first of some names where none of them lies in the same folder, letter case ignored."""
    return [] if any(place.beside(name).entry() is not None for name in names) else names[:1]


def _neighbours(place: Place) -> list[str]:
    """Return the folded names in the same folder, of a large one the first."""
    folder = Place(place.source, place.volume, place.path.rpartition("/")[0])
    return [one.path.rpartition("/")[2].casefold() for one in islice(folder.listing(), _NEIGHBOURS)]
