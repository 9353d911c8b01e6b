"""A BitLocker volume unlocked: the same disk with its sectors in clear, or why it stays locked.

All is read here rather than by libbde, which takes one recovery key of a volume where it may have several, no
startup key but from a file of its own opening, and no volume whose encryption is not finished.
"""

import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from toolkit.errors import SourceRefusal
from toolkit.media import filesystems
from toolkit.media.asked import Asked
from toolkit.media.bitlocker import keys
from toolkit.media.bitlocker.metadata import BLOCK, Metadata, Protector, ReadAt, metadata, startup_key
from toolkit.media.medium import whole
from toolkit.media.ntfs.record import Damaged

_PIECE = 128 * 1024  # bytes decrypted at once
_KEPT = 64  # pieces kept
_MOST = 16  # protectors of one kind tried with one key, each half a second

Key = tuple[str, int]  # kind of protector it opens, and which of those given


class Locked(Exception):  # noqa: N818 - a fact about the evidence, not an error of ours
    """A volume stays locked: `why` is a code of texts/*/coverage.toml, `protectors` who may unlock it."""

    def __init__(self, why: str, protectors: tuple[Protector, ...] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.protectors = protectors

    def detail(self) -> str:
        return ", ".join(f"{one.kind} {one.ident[:8]}" for one in self.protectors)

    def facts(self) -> dict[str, Any]:
        """Return why it stays locked, and each protector with its whole identifier."""
        listed = [(one.kind, one.ident) for one in self.protectors[:_MOST]]
        return {"why": self.why, "protectors": listed}


@dataclass(frozen=True, slots=True)
class Opening:
    """How a volume was unlocked; the key itself is not kept."""

    protector: Protector
    told: Metadata
    key: Key | None  # None: the clear key of a suspended protection

    def facts(self) -> dict[str, Any]:
        """Return what the case records."""
        return {
            "protector": self.protector.kind,
            "key_id": self.protector.ident,
            "method": self.told.method,
            "partial": not self.told.settled or self.told.on_write,
            "key_given": self.key is not None,
        }


class Unlocked:
    """A Disk over an encrypted volume; what holds BitLocker's own records reads as zeros, as in Windows."""

    def __init__(self, read: ReadAt, size: int, told: Metadata, key: bytes) -> None:
        from toolkit.media.bitlocker import sectors as bitlocker_sectors  # noqa: PLC0415 - numpy, which most commands never need

        self.size = size - size % told.sector
        self._read = read
        self._told = told
        self._clear = bitlocker_sectors.clear(told.method, key, told.sector)
        self._pieces: OrderedDict[int, bytes] = OrderedDict()
        own = [(place, place + BLOCK) for place in told.places]
        self._own = [*own, (told.header_offset, told.header_offset + told.header_size)]
        self.header_sealed = True  # False where the first sectors were found not to be encrypted

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes; raise OSError."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        end = min(offset + length, self.size)
        first = offset // _PIECE
        parts = [self._piece(number) for number in range(first, -(-end // _PIECE))]
        whole = parts[0] if len(parts) == 1 else b"".join(parts)
        return whole[offset - first * _PIECE : end - first * _PIECE]

    def exactly(self, offset: int, length: int) -> bytes:
        """Return `length` bytes; raise OSError where the volume ends before them."""
        return whole(self.read(offset, length), length, "past the end of the volume")

    def close(self) -> None:
        """Forget what was decrypted; the disk beneath is its owner's to close."""
        self._pieces.clear()

    def forget(self) -> None:
        self._pieces.clear()

    def _piece(self, number: int) -> bytes:
        found = self._pieces.pop(number, None)
        if found is None:
            start = number * _PIECE
            found = b"".join(self._stretches(start, min(start + _PIECE, self.size)))
            if len(self._pieces) >= _KEPT:
                self._pieces.popitem(last=False)
        self._pieces[number] = found
        return found

    def _stretches(self, start: int, end: int) -> Iterator[bytes]:
        """Yield what stands from `start` to `end`, each stretch of one kind at a time."""
        told = self._told
        edges = {told.header_size, told.encrypted_size, *(edge for own in self._own for edge in own)}
        places = [start, *sorted(edge for edge in edges if start < edge < end), end]
        for at, until in itertools.pairwise(places):
            if any(first <= at < last for first, last in self._own):
                yield bytes(until - at)
            elif at < told.header_size:
                place = told.header_offset + at
                data = self._exactly(place, until - at)
                yield self._clear(data, place) if self.header_sealed else data
            else:
                data = self._exactly(at, until - at)
                yield self._clear(data, at) if at < told.encrypted_size else data

    def _exactly(self, offset: int, length: int) -> bytes:
        data = self._read(offset, length)
        if len(data) != length:
            raise OSError("past the end of the volume")
        return data


def unlock(read: ReadAt, size: int, asked: Asked) -> tuple[Unlocked, Opening]:
    """Unlock a volume of `size` bytes with what was given; raise Locked, or OSError of the medium.

    `bitlocker` (no key was given), `bitlocker_wrong_key`, `bitlocker_tpm_only`, `bitlocker_damaged`,
    `bitlocker_version` (of Windows Vista), `bitlocker_on_write` (encrypted as it is written, and not yet).
    """
    try:
        told = metadata(read, size)
    except Damaged as error:
        raise Locked("bitlocker_version" if str(error) == "version" else "bitlocker_damaged") from error
    for protector, key, secret in _tries(told, asked):
        full = keys.full_key(told, protector, secret())
        if full is not None:
            disk = Unlocked(read, size, told, full)
            _settle(disk, told)
            return disk, Opening(protector, told, key)
    raise Locked(_why(told, asked), told.protectors)


def _settle(disk: Unlocked, told: Metadata) -> None:
    """Find out whether the first sectors are encrypted, where an encryption is under way."""
    if (told.settled and not told.on_write) or filesystems.recognise(disk.read):
        return
    disk.header_sealed = False
    disk.forget()
    if told.on_write or filesystems.recognise(disk.read) is None:
        raise Locked("bitlocker_on_write", told.protectors)


def _tries(told: Metadata, asked: Asked) -> Iterator[tuple[Protector, Key | None, Callable[[], bytes]]]:
    """Yield each protector with a key for it, the clear key first; a key is made only when it is tried."""
    for protector in _of("clear", told):
        yield protector, None, partial(bytes, protector.key)
    for number, (ident, key) in enumerate(_startup_keys(asked)):
        for protector in _of("startup_key", told):
            if protector.ident == ident:
                yield protector, ("startup_key", number), partial(bytes, key)
    digests = [("recovery", number, keys.of_recovery_key(text)) for number, text in _whole(asked)]
    if asked.password is not None:
        digests.append(("password", 0, keys.of_password(asked.password)))
    for kind, number, digest in digests:
        for protector in _of(kind, told):
            yield protector, (kind, number), partial(keys.stretched, digest, protector.salt)


def _of(kind: str, told: Metadata) -> list[Protector]:
    return [one for one in told.protectors if one.kind == kind][:_MOST]


def _whole(asked: Asked) -> list[tuple[int, str]]:
    return [(number, text) for number, text in enumerate(asked.recovery_keys) if not keys.mistyped(text)]


def _startup_keys(asked: Asked) -> list[tuple[str, bytes]]:
    return [_startup(content) for content in asked.startup_keys]


def _startup(content: bytes) -> tuple[str, bytes]:
    try:
        return startup_key(content)
    except Damaged:
        return "", b""


def _why(told: Metadata, asked: Asked) -> str:
    if asked.keys:
        return "bitlocker_wrong_key"
    kinds = {one.kind for one in told.protectors}
    return "bitlocker_tpm_only" if kinds and all(kind.startswith("tpm") for kind in kinds) else "bitlocker"


def refusal(
    label: str, asked: Asked, locked: Mapping[str, Locked], unlocked: Iterable[Opening]
) -> SourceRefusal | None:
    """Return what is wrong with a key that was given and opened nothing, or None.

    Each with the fact `source`: `bitlocker_none`, `bitlocker_no_recovery`, `bitlocker_no_startup_key`,
    `bitlocker_no_password`, `bitlocker_startup_key_bad`,
    `bitlocker_wrong_recovery_key` and `bitlocker_other_startup_key` (key_ids, and given of the latter),
    `bitlocker_wrong_password`, and the codes that do not depend on the key (see `unlock`).
    """
    opened = list(unlocked)
    if not asked.keys or any(one.key is None for one in opened):
        return None
    if not locked:
        return None if opened else SourceRefusal("bitlocker_none", source=label)
    used = {one.key for one in opened}
    given: list[Key] = [("recovery", number) for number in range(len(asked.recovery_keys))]
    given += [("startup_key", number) for number in range(len(asked.startup_keys))]
    given += [("password", 0)] if asked.password is not None else []
    lost = next((key for key in given if key not in used), None)
    if lost is None:
        return None
    own = [one.why for one in locked.values() if one.why != "bitlocker_wrong_key"]
    if own and not opened:
        return SourceRefusal(own[0], source=label)
    protectors = [one for volume in locked.values() for one in volume.protectors]
    protectors += [one for opening in opened for one in opening.told.protectors]
    return _wrong(label, lost, [one for one in protectors if one.kind == lost[0]], asked)


def _wrong(label: str, key: Key, protectors: list[Protector], asked: Asked) -> SourceRefusal:
    kind, number = key
    key_ids = ", ".join(one.ident[:8] for one in protectors[:_MOST])
    ident = _startup(asked.startup_keys[number])[0] if kind == "startup_key" else ""
    if kind == "startup_key" and not ident:
        return SourceRefusal("bitlocker_startup_key_bad", source=label)
    if not protectors:
        return SourceRefusal(f"bitlocker_no_{kind}", source=label)
    if kind == "startup_key":
        return SourceRefusal("bitlocker_other_startup_key", source=label, key_ids=key_ids, given=ident[:8])
    code = "bitlocker_wrong_password" if kind == "password" else "bitlocker_wrong_recovery_key"
    return SourceRefusal(code, source=label, key_ids=key_ids)


def stays_locked(label: str, locked: Iterable[Locked]) -> SourceRefusal:
    """Return why nothing of a medium is read, by its first locked volume, and who may unlock it."""
    first = next(iter(locked))
    code = "bitlocker_locked" if first.why in {"bitlocker", "bitlocker_wrong_key"} else first.why
    protectors = [(one.kind, one.ident[:8]) for one in first.protectors[:_MOST]]
    return SourceRefusal(code, source=label, protectors=protectors)
