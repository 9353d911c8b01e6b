r"""Instances of a few classes in a WMI repository, found by the digest of their class and read as texts.

The store is searched rather than walked: its index and page maps are not needed, so that a damaged one gives
what is left, and a deleted instance whose bytes remain is found too. An instance that goes on in another page
of 8 KiB is read to the end of its first one and marked cut.
Format: "Windows Management Instrumentation (WMI) Offense, Defense, and Forensics", FireEye, 2015, and the
repository notes of flare-wmi: an instance begins with the digest of its class in UTF-16 (SHA-256 from Vista
on, MD5 before), two FILETIMEs and its size; its texts lie at its end, each after one byte: 0 for one byte a
character, 1 for UTF-16.
"""

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from toolkit.media.registry.values import filetime, utf16

SIZE_LIMIT = 1024 * 1024 * 1024  # bytes looked through; stores of 100 MB are common, of 500 MB sick
REFERENCE = "reference"  # a consumer named by something that is no instance we know
_PAGE = 8192
_WINDOW = 4 * 1024 * 1024
FOUND_LIMIT = 5000  # instances and names of one store
_TEXTS, _TRIES = 64, 1024  # texts of one instance, and places tried for one
_NAMED = b'Consumer.Name="'
_CLASS, _NAME = re.compile(rb"[A-Za-z_]{0,64}$"), re.compile(rb'[^"\0\r\n]{1,512}')
_LOOK_BACK = 1024  # bytes a window repeats of the one before: more than a digest or a name takes
_NARROW = re.compile(rb"\0([^\0-\x08\x0b\x0c\x0e-\x1f]{2,8192})\0")
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: its class, when it was made and changed, and its texts, those of the heap in order."""

    kind: str
    offset: int
    made_ns: int | None
    changed_ns: int | None
    texts: tuple[str, ...]
    cut: bool = False


def instances(stream: BinaryIO, kinds: Iterable[str]) -> Iterator[Instance]:
    """Yield the instances of these classes, in the order of the store; raises what the stream raises."""
    marks = {mark: kind for kind in kinds for mark in _digests(kind)}
    place, count, before = 0, 0, b""
    while place < SIZE_LIMIT and (chunk := stream.read(_WINDOW)):
        window, start = before + chunk, place - len(before)
        place += len(chunk)
        # What ends in the part repeated was met in the window before.
        for at, mark in sorted(_hits(window, marks, len(before))):
            if count >= FOUND_LIMIT:
                return
            count += 1
            if mark == _NAMED:
                yield _reference(window, at, start)
            else:
                yield _instance(stream, start + at, marks[mark], len(mark), place)
        before = window[-_LOOK_BACK:]


def _hits(window: bytes, marks: Mapping[bytes, str], known: int) -> Iterator[tuple[int, bytes]]:
    """Yield where each mark stands; its end must lie beyond the bytes already looked at."""
    for mark in (*marks, _NAMED):
        at = window.find(mark)
        while at >= 0:
            if at + len(mark) > known:
                yield at, mark
            at = window.find(mark, at + 1)


def _digests(kind: str) -> tuple[bytes, bytes]:
    name = kind.upper().encode("utf-16-le")
    # The digests are the names Windows gives its own classes, no protection of anything.
    digests = hashlib.sha256(name).hexdigest(), hashlib.md5(name, usedforsecurity=False).hexdigest()
    return digests[0].upper().encode("utf-16-le"), digests[1].upper().encode("utf-16-le")


def _reference(window: bytes, at: int, start: int) -> Instance:
    above = _CLASS.search(window[max(0, at - 64) : at])
    name = _NAME.match(window, at + len(_NAMED))
    kind = (above[0] if above else b"") + b"Consumer"
    told = (kind.decode("ascii"), name[0].decode("latin-1") if name else "")
    return Instance(REFERENCE, start + at, None, None, told)


def _instance(stream: BinaryIO, offset: int, kind: str, digest: int, back: int) -> Instance:
    """Read the instance at an offset, and put the stream back where it was."""
    left = _PAGE - (offset + digest) % _PAGE
    stream.seek(offset + digest)
    data = stream.read(left)
    stream.seek(back)
    made, changed, size = struct.unpack_from("<QQI", data.ljust(20, b"\0"))
    wanted = 20 + size
    told = data[20:wanted]
    heap = told.find(b"\0" + kind.encode("ascii") + b"\0")
    found = texts(told[max(heap, 0) :])
    return Instance(kind, offset, filetime(made), filetime(changed), found, wanted > len(data))


def texts(data: bytes) -> tuple[str, ...]:
    """Return the texts of an instance in order: what stands between its marks, and is made of characters."""
    found: list[str] = []
    place = 0
    for _ in range(_TRIES):
        if place >= len(data) or len(found) >= _TEXTS:
            break
        mark = _next(data, place)
        if mark < 0:
            break
        text, end = _wide(data, mark + 1) if data[mark] else _narrow(data, mark)
        if text:
            found.append(text)
        # The end mark of one text may be the first byte of the next.
        place = max(mark + 1, end)
    return tuple(found)


def _next(data: bytes, place: int) -> int:
    places = [at for at in (data.find(b"\0", place), data.find(b"\1", place)) if at >= 0]
    return min(places, default=-1)


def _narrow(data: bytes, mark: int) -> tuple[str, int]:
    found = _NARROW.match(data, mark)
    return (found[1].decode("latin-1"), found.end() - 1) if found else ("", 0)


def _wide(data: bytes, start: int) -> tuple[str, int]:
    """Read UTF-16 up to its end mark; no text where there is none, or where it is no text."""
    end = data.find(b"\0\0", start)
    while end >= 0 and (end - start) % 2:
        end = data.find(b"\0\0", end + 1)
    if end < start + 4:
        return "", 0
    text = utf16(data[start:end])
    return ("", 0) if _CONTROL.search(text) else (text, end + 1)
