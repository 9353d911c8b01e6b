"""Archives cut into files: .001 .002 as 7-Zip cuts, .z01 … .zip as ZIP programs do, parts of RAR sets.

The parts follow each other as one stream; one that is missing is told by its name.
"""

import re
from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import BinaryIO

from toolkit.backup.forms import seven_zip, tape, zip_archive
from toolkit.backup.forms.form import Found, Place, State, Words, fault
from toolkit.errors import Unreadable
from toolkit.media.stream import stream
from toolkit.records import Entry, EntryKind, Facts
from toolkit.scan import extensions

# In folded paths. The root is the part itself: the first of them found stands for the set.
SIGN = re.compile(
    r"^(?P<root>.*(?:\.(?:7z|zip|tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst)\.\d{3}(?:\.[^./]{2,32})?"
    r"|\.z\d\d(?:\.[^./]{2,32})?|\.part\d{1,5}\.rar|\.r\d\d))$",
    re.DOTALL,
)
# An attack may have put an ending behind all of them.
_NUMBERED = re.compile(r"(?P<stem>.*\.)(?P<mark>\d{3})(?P<tail>(?:\.[^./]{2,32})?)", re.DOTALL)
_ZIP = re.compile(r"(?P<stem>.*\.z)(?P<mark>\d\d)(?P<tail>(?:\.[^./]{2,32})?)", re.DOTALL | re.IGNORECASE)
_RAR = re.compile(r"(?P<stem>.*\.part)(?P<mark>\d{1,5})\.rar", re.DOTALL | re.IGNORECASE)
_OLD_RAR = re.compile(r"(?P<stem>.*\.r)(?P<mark>\d\d)", re.DOTALL | re.IGNORECASE)
_FORMS = ((_RAR, 1), (_ZIP, 1), (_OLD_RAR, 0), (_NUMBERED, 1))  # with the number of the first part
_MOST = 10_000  # parts
_TOLD = 5  # missing parts that are told one by one
_OPEN = 8  # parts kept open
_SIGNATURE = 6
_RECORD, _COMMENT = 22, 64 * 1024  # bytes of the end record of a ZIP, and before the end where it may stand


def read(place: Place, words: Words) -> Found | None:
    """Return the set that a part is of, None where it stands alone."""
    for form, first in _FORMS:
        named = form.fullmatch(place.name)
        if named is not None:
            tail = named.groupdict().get("tail") or ""
            if tail and not extensions.foreign(tail[1:]):
                return None
            return _set(place, form, (named["stem"], tail), first, words)
    return None


def last(place: Place, _words: Words) -> Found | None:
    """Return the set of a ZIP of which nothing but its last part is left; None for any other file."""
    entry = place.entry()
    if entry is None or entry.size < _RECORD:
        return None
    try:
        with place.open() as file:
            head = file.read(_SIGNATURE)
            file.seek(max(0, entry.size - _COMMENT))
            tail = file.read(_COMMENT)
    except Unreadable:
        return None
    at = tail.rfind(b"PK\5\6")
    if head[:2] == b"PK" or at < 0 or len(tail) < at + _RECORD:
        return None
    disk = int.from_bytes(tail[at + 4 : at + 6], "little")
    if not 0 < disk < 1000:
        return None
    stem, mark = place.path[:-2], place.path[-2:]
    gone = [
        Place(place.source, place.volume, f"{stem}{number:0{len(mark)}d}") for number in range(1, disk + 1)
    ]
    faults = _missing([one for one in gone if one.entry() is None])
    if not faults:
        return None
    about: dict[str, object] = {"bytes": entry.size, "parts": 1}
    return Found("split", place.volume, place.path, State.BROKEN, faults=faults, about=about)


def _set(
    place: Place, form: re.Pattern[str], stem: tuple[str, str], first: int, words: Words
) -> Found | None:
    numbered = _numbered(place, form, stem)
    last = max(numbered, default=0)
    if last > _MOST:
        return None
    missing = [number for number in range(first, last) if number not in numbered]
    parts = [numbered[number] for number in sorted(numbered)]
    names = {one.path for one in parts}
    gone = [_spelled(place, number) for number in missing]
    if form in (_ZIP, _OLD_RAR):
        closing = _closing(place, "zip" if form is _ZIP else "rar", stem[1])
        names.add(closing.path)
        entry = closing.entry()
        if entry is None:
            gone.append(closing)
        elif form is _ZIP:
            parts.append(entry)
    faults = _missing(gone)
    if form in (_RAR, _OLD_RAR):
        made = Found("rar", place.volume, place.path, State.OPAQUE)
    elif faults:
        made = Found("split", place.volume, place.path, State.BROKEN)
    else:
        made = _read(place, parts, words, cut=form is _ZIP)
    dates = [one.times.modified for one in parts if one.times.modified is not None]
    points = tuple(replace(point, at_ns=max(dates, default=None)) for point in made.points)
    about: dict[str, object] = {**made.about, "bytes": sum(one.size for one in parts), "parts": len(parts)}
    about.update({"renamed": True} if stem[1] else {})
    return replace(made, points=points, faults=(*made.faults, *faults), own=names.__contains__, about=about)


def _numbered(place: Place, form: re.Pattern[str], stem: tuple[str, str]) -> dict[int, Entry]:
    """Return the parts there are, by number."""
    folder = Place(place.source, place.volume, place.path.rpartition("/")[0])
    found: dict[int, Entry] = {}
    for one in folder.listing():
        named = form.fullmatch(one.name) if isinstance(one, Entry) and one.kind is EntryKind.FILE else None
        if isinstance(one, Entry) and named is not None and _spelt(named) == (stem[0].casefold(), stem[1]):
            found.setdefault(int(named["mark"]), one)
    return found


def _spelt(named: re.Match[str]) -> tuple[str, str]:
    return named["stem"].casefold(), named.groupdict().get("tail") or ""


def _spelled(place: Place, number: int) -> Place:
    """Return the place of another number of the set."""
    mark = next(named for form, _ in _FORMS if (named := form.fullmatch(place.name)))
    start, end = mark.span("mark")
    return place.beside(f"{place.name[:start]}{number:0{end - start}d}{place.name[end:]}")


def _closing(place: Place, ending: str, tail: str) -> Place:
    """Return the place of the file that a set ends by, as the letters of its others are written."""
    stem, _, mark = place.name.removesuffix(tail).rpartition(".")
    return place.beside(f"{stem}.{ending.upper() if mark[0].isupper() else ending}{tail}")


def _missing(gone: list[Place]) -> tuple[Facts, ...]:
    return tuple(
        fault(
            "part_missing", one, files=len(gone) - _TOLD + 1 if at == _TOLD - 1 and len(gone) > _TOLD else 1
        )
        for at, one in enumerate(gone[:_TOLD])
    )


def _read(place: Place, parts: list[Entry], words: Words, *, cut: bool) -> Found:
    ends = list(accumulate(one.size for one in parts))

    def opener() -> BinaryIO:
        return _joined(place, parts, ends)

    if cut:
        return zip_archive.of(place, opener, words, [0, *ends[:-1]])
    named = _NUMBERED.fullmatch(place.name)
    name = named["stem"].rstrip(".") if named is not None else place.name
    try:
        with opener() as file:
            head = file.read(_SIGNATURE)
    except Unreadable as error:
        return seven_zip.refused("split", place, error)
    if head == b"7z\xbc\xaf\x27\x1c":
        return seven_zip.of(place, opener, words)
    if head[:2] == b"PK":
        return zip_archive.of(place, opener, words)
    made = tape.of(place, opener, name)
    return made or Found("split", place.volume, place.path, State.BROKEN, faults=(fault("unopened", place),))


def _joined(place: Place, parts: list[Entry], ends: list[int]) -> BinaryIO:
    """Return the parts as one stream; a part shorter than listed is Unreadable ("damaged")."""
    held: dict[int, BinaryIO] = {}

    def read_at(offset: int, length: int) -> bytes:
        number = bisect_right(ends, offset)
        file = held.pop(number, None) or place.source.open(parts[number])
        held[number] = file
        while len(held) > _OPEN:
            held.pop(next(iter(held))).close()
        start = ends[number - 1] if number else 0
        file.seek(offset - start)
        part = file.read(min(length, ends[number] - offset))
        if not part:
            raise Unreadable("damaged", "a part is cut short")
        return part

    def close() -> None:
        while held:
            held.popitem()[1].close()

    return stream(read_at, ends[-1] if ends else 0, release=close)
