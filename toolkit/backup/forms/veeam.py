"""Veeam backups (.vbk, .vib, .vrb and their list .vbm): recognised and dated, their chain and size checked.

Source: the layout that a public recovery tool for them describes (a header of 4 KB, two slots, each with a
CRC-32C of its own, the size of the whole and where its banks lie), and a public script that reads the list.
Veeam publishes neither, and no file of the program was at hand: nothing is said of sizes and banks unless the
sum of a slot is right, which proves that it was understood.
"""

import html
import io
import re
import struct
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

from toolkit.backup.forms.closed import cuts, dated
from toolkit.backup.forms.form import Found, Place, State, Words, fault
from toolkit.backup.forms.repository import whole
from toolkit.errors import Unreadable
from toolkit.records import Facts

STORED = frozenset({"vbk", "vib", "vrb"})
ENDINGS = STORED | {"vbm"}
_HEADER = struct.Struct("<III")  # version, initialised, length of the name of the digest
_DIGESTS = (b"md5", b"sha1", b"sha256")
_FORMATS = {0: 0xF8, 5: 0x7F00, 9: 0x7F00}  # format of the slots to the most banks of one
_PAGE = 4096
_SLOT = struct.Struct("<QQ")  # at 8: version, size of the file
_BANKS = struct.Struct("<II")  # at 0x68: most banks, those in use
_BANK = struct.Struct("<IqI")  # from 0x70: sum, position, bytes
_LIST = 64 * 1024 * 1024  # bytes of a .vbm
_LISTED = 10_000
_STORAGE = re.compile(rb"<Storage\s[^<>]{0,65536}>")
_NAMED = re.compile(rb'"([^"<>]{1,1024}\.(?:vbk|vib|vrb))"', re.IGNORECASE)
_TOLD = 5
_POLYNOMIAL = 0x82F63B78  # CRC-32C, reflected


@dataclass(frozen=True, slots=True)
class _Slot:
    """A slot whose sum is right."""

    size: int  # bytes of the file
    banks: tuple[tuple[int, int, int], ...]  # sum, position, bytes


def read(place: Place, _words: Words) -> Found | None:
    """Return the backup a file is a part of, None where its first bytes are of something else."""
    try:
        if place.name.lower().endswith(".vbm"):
            return _listed(place)
        with place.open() as stream:
            return _stored(place, stream)
    except Unreadable:
        return None


def bears_marks(place: Place) -> bool | None:
    """Tell whether a file begins as one that holds data; None where it cannot be read."""
    try:
        with place.open() as stream:
            return _banks(stream.read(_PAGE)) is not None
    except Unreadable:
        return None


def _found(place: Place, state: State, faults: list[Facts], about: dict[str, object]) -> Found:
    made = dated(place.name)
    if made is not None:
        about |= {"made_ns": made, "dated": "name"}
    return Found("veeam", place.volume, place.path, state, (), tuple(faults), about=about)


def _listed(place: Place) -> Found | None:
    """Read the list of a chain; each file that it names must lie beside it."""
    content = whole(place, _LIST)
    if not content.strip(b"\0"):
        return _found(place, State.BROKEN, [fault("cut", place)], {"by": "name", "bytes": len(content)})
    if b"<Backup" not in content[:65536]:
        return None
    names: dict[str, None] = {}
    for storage in _STORAGE.finditer(content):
        for found in _NAMED.finditer(storage[0]):
            path = html.unescape(found[1].decode("utf-8", "replace"))
            names[re.split(r"[\\/]", path)[-1]] = None
        if len(names) >= _LISTED:
            break
    lost = [name for name in names if place.beside(name).entry() is None]
    faults = [fault("link_missing", place, name=name) for name in lost[:_TOLD]]
    if not content.rstrip().endswith(b">"):
        faults.append(fault("cut", place))
    about: dict[str, object] = {"by": "content", "bytes": len(content), "parts": len(names)}
    return _found(place, State.STRUCTURE, faults, about | {"parts_missing": len(lost)})


def _stored(place: Place, stream: BinaryIO) -> Found | None:
    head = stream.read(_PAGE)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 65536))
    faults = cuts(place, size, head, stream.read(65536))
    if not head.strip(b"\0"):
        return _found(place, State.BROKEN, faults, {"by": "name", "bytes": size})
    most = _banks(head)
    if most is None:
        return None
    length = ((most * 16 + 120) & ~0xFFF) + _PAGE
    slots = [slot for at in (_PAGE, _PAGE + length) if (slot := _slot(stream, at, most, length))]
    about: dict[str, object] = {"by": "content", "bytes": size, "slots": len(slots)}
    if not slots:
        return _found(place, State.OPAQUE, faults + _alone(place), about)
    if not any(slot.size <= size for slot in slots):
        faults = [fault("cut", place)]
    elif not any(_sound(slot, size) for slot in slots):
        faults.append(fault("block_changed", place))
    return _found(place, State.STRUCTURE, faults + _alone(place), about)


def _banks(head: bytes) -> int | None:
    """Return the most banks a slot may have, None where this is no header of the kind."""
    if len(head) < _PAGE:
        return None
    version, ready, length = _HEADER.unpack_from(head)
    if not 0 < version < 256 or ready > 1 or head[12 : 12 + min(length, 16)] not in _DIGESTS:
        return None
    (slots,) = struct.unpack_from("<I", head, 0x107)
    return _FORMATS.get(slots)


def _slot(stream: BinaryIO, at: int, most: int, length: int) -> _Slot | None:
    """Return the slot there, None unless its sum is right."""
    stream.seek(at)
    raw = stream.read(length)
    if len(raw) < length or raw[4:8] != b"\1\0\0\0":
        return None
    (wanted,) = struct.unpack_from("<I", raw)
    # Public descriptions differ by the padding at the end: whichever the sum is of.
    ends = (0x70 + 16 * most, 0x80 + 16 * most, length)
    running, start, right = 0xFFFFFFFF, 4, False
    for end in ends:
        running = _crc(raw[start:end], running)
        start, right = end, right or running ^ 0xFFFFFFFF == wanted
    if not right:
        return None
    _, size = _SLOT.unpack_from(raw, 8)
    _, used = _BANKS.unpack_from(raw, 0x68)
    banks = (_BANK.unpack_from(raw, 0x70 + 16 * bank) for bank in range(min(used, most)))
    return _Slot(size, tuple(banks))


def _sound(slot: _Slot, size: int) -> bool:
    """Tell a slot whose banks all lie in the file; their sums are of a content that may be encrypted."""
    return slot.size <= size and all(at > 0 and at + length <= size for _, at, length in slot.banks)


def _alone(place: Place) -> list[Facts]:
    """Tell an increment that lies with no full backup; with a list beside it, the list tells."""
    if place.name.lower().endswith(".vbk"):
        return []
    folder = Place(place.source, place.volume, place.path.rpartition("/")[0])
    for one in folder.listing():
        if one.path.lower().endswith((".vbk", ".vbm")):
            return []
    return [fault("link_missing", place, name="*.vbk")]


@cache
def _table() -> tuple[int, ...]:
    made = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else 0)  # noqa: PLW2901 - the register itself
        made.append(value)
    return tuple(made)


def _crc(content: bytes, running: int) -> int:
    table = _table()
    for byte in content:
        running = table[(running ^ byte) & 0xFF] ^ (running >> 8)
    return running
