"""Registry hives of a source: keys, typed values and dates, read through libregf.

A hive that was not closed properly is read through its transaction logs, replayed in memory, or says why not.
Format: "Windows registry file format specification", M. Suhanov; libregf documentation, J. Metz.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.registry import log as registry_log
from toolkit.media.registry.bins import loaded
from toolkit.media.registry.patched import SECTOR, patched
from toolkit.media.registry.values import Typed, decode, filetime, utf16
from toolkit.media.source import Source
from toolkit.records import EntryKind, Unread

__all__ = ["Absent", "Hive", "Key", "Typed", "Unopened", "decode", "filetime", "open_hive", "utf16"]

HIVE_LIMIT = 512 * 1024 * 1024  # bytes; the largest SOFTWARE hives seen in practice stay under 300 MB
VALUE_LIMIT = 1024 * 1024  # bytes
DEPTH_LIMIT = 512  # levels, the limit of Windows itself
KEYS_LIMIT = 500_000  # keys read from one hive; a large SOFTWARE hive holds about 300,000
VALUES_LIMIT = 65_536  # values of one key
FAILURES_LIMIT = 500  # failures written down for one hive; more are counted under one line
_IN_RECORD = 0x8000_0000  # set in the size of data kept inside the value record
_PLACE = re.compile(r"offset: (\d+)")
_MEDIUM = re.compile(r"Unreadable\('(\w+)'")


class Absent(Unreadable):
    """No hive lies where one should: an answer, not a failure."""


class Unopened(OSError):  # noqa: N818 - a fact about the evidence, not an error of ours
    """A part of a registry that the running system would not give; `why` is a code, `name` the part's."""

    def __init__(self, why: str, name: str = "") -> None:
        super().__init__(why, name)
        self.why = why
        self.name = name


@dataclass(slots=True)
class Hive:
    """One open hive; `failures` hears of every part that could not be read."""

    volume: str
    path: str
    failures: list[Unread]
    stream: BinaryIO | None  # None when the running system gives the hive, and there is no file
    file: Any = None
    written_ns: int | None = None  # as its base block says
    keys_read: int = 0
    failed: int = 0
    standing: list[Unread] = field(default_factory=list)  # what limits every answer drawn from it

    @property
    def root(self) -> "Key":
        """Return the top key; raises Unreadable `registry_damaged`."""
        try:
            found = self.file.get_root_key()
        except (OSError, MemoryError, ValueError) as error:
            raise Unreadable("registry_damaged", _short(error)) from error
        if found is None:
            raise Unreadable("registry_damaged", "root")
        return Key(self, "", found)

    def key(self, path: str) -> "Key | None":
        r"""Return the key at a path such as "Microsoft\Windows NT", letter case ignored; None when absent."""
        return self.root.key(path)

    def fail(self, path: str, why: str, error: object = "", *, detail: str = "") -> None:
        """Write down that a part of the hive could not be read, or what limits it."""
        self.failed += 1
        if self.failed <= FAILURES_LIMIT:
            where = f"{self.path}\\{path}" if path else self.path
            self.failures.append(Unread(self.volume, where, why, detail or _short(error)))
        elif self.failed == FAILURES_LIMIT + 1:
            self.failures.append(Unread(self.volume, self.path, "registry_more_failures"))

    def read_one_more(self, path: str) -> bool:
        """Count a key read; False once the hive has given more than it can honestly hold."""
        self.keys_read += 1
        if self.keys_read == KEYS_LIMIT + 1:
            self.fail(path, "registry_limit")
        return self.keys_read <= KEYS_LIMIT


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a hive; what cannot be read below it is recorded with the hive and passed."""

    hive: Hive
    path: str
    raw: Any = field(repr=False)

    @property
    def name(self) -> str:
        return self.path.rsplit("\\", 1)[-1]

    @property
    def written_ns(self) -> int | None:
        """Return when the key, its values or the list of its subkeys last changed."""
        try:
            return filetime(self.raw.get_last_written_time_as_integer())
        except (OSError, OverflowError, ValueError):
            return None

    def subkeys(self) -> Iterator["Key"]:
        """Yield the subkeys in the order of the hive."""
        for number in range(self._count("number_of_sub_keys")):
            if not self.hive.read_one_more(self.path):
                return
            try:
                found = self.raw.get_sub_key(number)
                name = found.name or ""
            except Unopened as error:
                self.hive.fail(self._below(error.name), error.why)
                continue
            except (OSError, MemoryError, ValueError) as error:
                self.hive.fail(self.path, "registry_key_damaged", error)
                continue
            yield Key(self.hive, self._below(name), found)

    def key(self, path: str) -> "Key | None":
        """Return a key below this one; None when absent."""
        found: Key | None = self
        for name in path.split("\\"):
            found = found.subkey(name) if found else None
        return found

    def subkey(self, name: str) -> "Key | None":
        """Return the key of that name right below this one; None when absent."""
        path = self._below(name)
        try:
            found = self.raw.get_sub_key_by_name(name)
            return Key(self.hive, path, found) if found is not None else None
        except Unopened as error:
            self.hive.fail(path, error.why)
            return None
        except (OSError, MemoryError, ValueError):
            # libregf gives up at the first damaged key, which need not be this one.
            wanted = path.casefold()
            return next((below for below in self.subkeys() if below.path.casefold() == wanted), None)

    def values(self) -> Iterator[tuple[str, Typed]]:
        """Yield names and typed values; the default value has the name ""."""
        for number in range(min(self._count("number_of_values"), VALUES_LIMIT)):
            try:
                found = self.raw.get_value(number)
                name, value = found.name or "", self._typed(found)
            except Unopened as error:
                self.hive.fail(self._below(error.name), error.why)
                continue
            except (OSError, MemoryError, ValueError) as error:
                self.hive.fail(self.path, "registry_value_damaged", error)
                continue
            if value is not None:
                yield name, value

    def get(self, name: str) -> Typed | None:
        """Return one value, letter case ignored; None when absent or when its failure was recorded."""
        try:
            found = self.raw.get_value_by_name(name)
            return self._typed(found) if found is not None else None
        except Unopened as error:
            self.hive.fail(self._below(name), error.why)
            return None
        except (OSError, MemoryError, ValueError):
            # libregf gives up at the first damaged value, which need not be this one.
            wanted = name.casefold()
            return next((value for called, value in self.values() if called.casefold() == wanted), None)

    def text(self, name: str) -> str | None:
        """Return one value when it is a text that is not empty."""
        value = self.get(name)
        return value if isinstance(value, str) and value else None

    def number(self, name: str) -> int | None:
        """Return one value when it is a number."""
        value = self.get(name)
        return value if isinstance(value, int) else None

    def kind(self, name: str) -> int | None:
        """Return the type number of a value, which the account hive uses to hold figures."""
        try:
            found = self.raw.get_value_by_name(name) if name else self.raw.get_value(0)
            return int(found.type) if found is not None else None
        except (OSError, MemoryError, ValueError, TypeError):
            return None

    def walk(self) -> Iterator["Key"]:
        """Yield this key and every key below it, each place in the hive once."""
        waiting, seen = [(self, 0)], set[int]()
        while waiting:
            key, depth = waiting.pop()
            if key.raw.offset in seen:
                self.hive.fail(key.path, "registry_loop")
                continue
            seen.add(key.raw.offset)
            yield key
            if depth < DEPTH_LIMIT:
                waiting.extend((below, depth + 1) for below in key.subkeys())
            else:
                self.hive.fail(key.path, "registry_limit")

    def _count(self, what: str) -> int:
        try:
            return int(getattr(self.raw, what))
        except (OSError, MemoryError, ValueError) as error:
            self.hive.fail(self.path, getattr(error, "why", "registry_key_damaged"), error)
            return 0

    def _below(self, name: str) -> str:
        return f"{self.path}\\{name}" if self.path else name

    def _typed(self, value: Any) -> Typed | None:
        if value.data_size > VALUE_LIMIT:
            self.hive.fail(f"{self.path}\\{value.name or ''}", "registry_value_too_large")
            return None
        short = self._short_data(value) if value.data_size <= 4 else None
        return decode(value.type, short if short is not None else value.data or b"")

    def _short_data(self, value: Any) -> bytes | None:
        """Read data of one to four bytes where it lies: libregf 20260526 shifts what is shorter than four."""
        if self.hive.stream is None:
            return None
        self.hive.stream.seek(value.offset)
        record = self.hive.stream.read(12)
        if len(record) < 12 or record[:2] != b"vk":
            raise ValueError("not a value record")
        size = struct.unpack_from("<I", record, 4)[0]
        return record[8 : 8 + min(size - _IN_RECORD, 4)] if size >= _IN_RECORD else None


def open_hive(
    source: Source, path: str, volume: str | None = None, failures: list[Unread] | None = None
) -> Hive:
    """Open the hive at a path of a source for reading.

    Raises Absent `hive_absent`, and Unreadable `registry_too_large`, `registry_damaged`, `not_a_file` or what
    the source says when it cannot read the file. A hive that was not closed properly is opened all the same,
    and says among its failures how its logs were replayed, or why they were not: see `registry_log`.
    """
    entry = source.find(path, volume)
    if entry is None:
        raise Absent("hive_absent")
    if entry.kind is not EntryKind.FILE:
        raise Unreadable("not_a_file")
    if entry.size > HIVE_LIMIT:
        raise Unreadable("registry_too_large")
    stream = source.open(entry)
    hive = Hive(entry.volume, entry.path, [] if failures is None else failures, stream)
    block = stream.read(SECTOR)
    if block[:4] != b"regf" and block.strip(b"\0"):
        raise Unreadable("registry_damaged", "base block")
    if registry_log.is_dirty(block):
        _load_dirty(hive, stream, entry.size, block, registry_log.recovered(source, entry, block, HIVE_LIMIT))
    else:
        _load(hive, stream, entry.size)
    hive.standing = [one for one in hive.failures if one.path == hive.path]
    return hive


def _load_dirty(hive: Hive, under: BinaryIO, size: int, block: bytes, found: registry_log.Replayed) -> None:
    """Give a hive its file through its logs; what they make worse than it lay is read as it lay."""
    if found.sheets:
        try:
            _load(hive, patched(under, found.size, found.sheets), found.size)
        except Unreadable:
            found = registry_log.Replayed("registry_log_not_replayed")
    if hive.file is None:
        _load(hive, patched(under, size, {0: registry_log.summed(block)}), size)
    hive.fail("", found.why, detail=found.detail)


def _load(hive: Hive, stream: BinaryIO, size: int) -> None:
    """Give a hive its file; where bins are damaged, what is left of them is read."""
    stream.seek(0)
    block = stream.read(SECTOR)
    if len(block) < SECTOR or block[:4] != b"regf":
        raise Unreadable("registry_damaged", "base block")
    try:
        hive.file, hive.stream, is_mended = loaded(stream, size)
    except OSError as error:
        raise Unreadable("registry_damaged", _short(error)) from error
    hive.written_ns = filetime(struct.unpack_from("<Q", block, 12)[0])
    if is_mended:
        hive.fail("", "registry_partly_damaged")


def _short(error: object) -> str:
    """Keep what libregf knows of the place, and the code of a medium that failed under it."""
    medium, place = _MEDIUM.search(str(error)), _PLACE.search(str(error))
    return medium[1] if medium else f"offset {place[1]}" if place else ""
