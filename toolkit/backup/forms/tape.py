"""A backup that is a tape (tar), bare or packed, and a single packed file: read to the last checksum."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from toolkit.backup.archives import packed, tape
from toolkit.backup.archives.forward import BLOCK, Forward, member
from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.seven_zip import refused
from toolkit.errors import Unreadable
from toolkit.media.members import MembersSource
from toolkit.media.source import Source
from toolkit.media.tree import Leaf
from toolkit.records import Facts, Times, Unread
from toolkit.scan.filetype import recognise

_ENDING = re.compile(r"\.(?:gz|gzip|bz2|xz|zst|zstd)\Z", re.IGNORECASE)
_TAPE = re.compile(r"\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|tzst)(?:\.\d{3})?\Z", re.IGNORECASE)
_SUM, _HEAD = 512, 64 * 1024

Opener = Callable[[], BinaryIO]


def read(place: Place, _words: Words) -> Found | None:
    """Return the tape or the packed file at a place, one point; None where it is neither."""
    return of(place, place.open, place.name)


def of(place: Place, opener: Opener, name: str) -> Found | None:
    """Return the tape or packed file whose bytes `opener` gives; `name` is that of the whole."""
    try:
        with opener() as file:
            size = file.seek(0, 2)
            file.seek(0)
            head = file.read(_HEAD)
            kind = recognise("", head)
            if kind in packed.KINDS:
                whole = packed.packed(file, kind)
                first = whole.read_at(0, _SUM)
                if _is_tape(first, name):
                    return _tape(place, opener, f"tar_{kind}", tape.listed(whole.read_at), size)
                return _single(place, opener, kind, name, whole, size)
            if _beheaded(head, name):
                return Found(
                    "tar", place.volume, place.path, State.BROKEN, faults=(fault("unopened", place),)
                )
            if _is_tape(head, name):
                return _tape(place, opener, "tar", tape.listed(_bare(file)), size)
    except Unreadable as error:
        return refused(kind or "tar", place, error)
    return None


def _is_tape(head: bytes, name: str) -> bool:
    return tape.is_tape(head) or (head[:_SUM] == bytes(_SUM) and _TAPE.search(name) is not None)


def _beheaded(head: bytes, name: str) -> bool:
    """Tell a tape that does not end where it begins, though its first header was wiped."""
    return head[:_SUM] == bytes(_SUM) and _TAPE.search(name) is not None and any(head)


def _bare(file: BinaryIO) -> tape.ReadAt:
    def read_at(offset: int, length: int) -> bytes:
        file.seek(offset)
        return file.read(length)

    return read_at


def _tape(place: Place, opener: Opener, form: str, made: tape.Tape, size: int) -> Found:
    def opened() -> Source:
        def start(file: BinaryIO) -> Source:
            kind = form.removeprefix("tar_")
            read_at = _bare(file) if form == "tar" else packed.packed(file, kind).read_at
            return tape.source(made, read_at, place.path, form, size, file)

        return _started(opener, start)

    faults = tuple(fault(code, place) for code in made.faults)
    found = _found(form, place, faults, opened, size)
    return replace(found, points=(replace(found.points[0], lists=made.lists),))


def _single(place: Place, opener: Opener, kind: str, name: str, whole: Forward, size: int) -> Found:
    """Return a packed file as the one file it holds, once it was unpacked to its end."""
    length, wrong = 0, None
    try:
        while part := whole.read_at(length, BLOCK):
            length += len(part)
    except Unreadable as error:
        if error.why != "damaged":
            raise
        wrong = error
    inner = _ENDING.sub("", name) or name
    entry = place.entry()
    leaf = Leaf(inner, 0, size=length, times=entry.times if entry else Times())

    def opened() -> Source:
        def start(file: BinaryIO) -> Source:
            again = packed.packed(file, kind)
            found = MembersSource(
                place.path, kind, (leaf,), lambda _: member(again, 0, length), size=size, release=file.close
            )
            if wrong is not None:
                found.add(Unread("", "", "damaged_directory", "the rest of the file"))
            return found

        return _started(opener, start)

    faults = () if wrong is None else (fault("not_to_end", place),)
    return _found(kind, place, faults, opened, size)


def _started(opener: Opener, start: Callable[[BinaryIO], Source]) -> Source:
    file = opener()
    try:
        return start(file)
    except BaseException:
        file.close()
        raise


def _found(
    form: str, place: Place, faults: tuple[Facts, ...], opened: Callable[[], Source], size: int
) -> Found:
    about: dict[str, object] = {"bytes": size}
    return Found(form, place.volume, place.path, State.READ, (Point(open=opened),), faults, about=about)
