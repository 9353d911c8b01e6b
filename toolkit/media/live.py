"""The running machine as a source: its volumes read raw where that is allowed, else through the system.

Read raw, a volume shows its locked files and its registry, no access time changes and nothing is fetched
from elsewhere. What the raw reading cannot unpack (system files compressed by WOF, EFS) is asked of the
system file by file. A volume in use changes while it is read: every answer carries `live_volume`.
"""

import errno
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.folder import FolderSource
from toolkit.media.image import open_image
from toolkit.media.inclusion import Choice
from toolkit.media.source import Source
from toolkit.media.windows.volumes import RAW_FILESYSTEMS, LiveVolume
from toolkit.media.without import leaving_out
from toolkit.records import Entry, EntryKind, Facts, Unread, Volume

LABEL = "live"  # the name of the machine is the practice's own business and would leave in the archive
# What the raw reading gives up on and the system may still give.
_ASK_AGAIN = frozenset({"reparse_data", "efs", "damaged", "io_error", "implausible_size"})
_APART = frozenset({"network", "optical"})  # kinds that lie on no disk of this machine one writes on
_GONE = frozenset({"damaged", "damaged_directory"})  # what a deletion looks like to the raw reading
_ASKED = "api "  # before the ident of an entry the system gave: "api efs 5-7"


@dataclass(frozen=True, slots=True)
class Part:
    """One volume of the machine; `main` None says it is not read, and volume.why says why."""

    volume: Volume
    main: Source | None = None
    beside: Source | None = None  # the system's own reading, for what `main` cannot unpack
    way: str = "none"  # "raw", "api" or "none"
    why: str = ""  # why it is not read raw
    facts: Facts = field(default_factory=dict)
    mounts: tuple[str, ...] = ()


class LiveSource:
    """A Source over the parts of this machine, in their order; `running` names the one whose Windows runs."""

    kind = "live"
    size = 0

    def __init__(
        self, parts: Sequence[Part], running: str | None = None, own_case: tuple[str, str] | None = None
    ) -> None:
        """Take opened parts, and the volume and path of the case when it stands on one of them.

        Raises SourceRefusal("live_nothing_read") when none is read.
        """
        if not any(part.main for part in parts):
            raise SourceRefusal("live_nothing_read", source=LABEL)
        self.label = LABEL
        self.running = running
        self._parts = {part.volume.name: part for part in parts}
        self._inner = {name: _first_read(part.main) for name, part in self._parts.items()}
        self._by_api = dict.fromkeys(self._parts, 0)
        self._own_case = own_case
        self.warnings = self._warned()

    def _warned(self) -> tuple[str, ...]:
        codes: dict[str, None] = {"live_volume": None}
        for name, part in self._parts.items():
            codes |= dict.fromkeys(part.main.warnings if part.main else ())
            if part.why == "needs_elevation":
                codes["needs_elevation"] = None
            if part.beside and self._by_api[name] and "access_times" in part.beside.warnings:
                codes["access_times"] = None
        return tuple(codes)

    @property
    def included(self) -> tuple[str, ...]:
        """The names of the volumes that are read."""
        return tuple(name for name, part in self._parts.items() if part.main)

    @property
    def suspect_disks(self) -> frozenset[int]:
        """The numbers of the physical disks of the volumes read, and of the running Windows.

        Empty, which is "not told", as soon as one of those volumes of this machine does not tell its own.
        """
        names = {*self.included, self.running}
        facts = [part.facts for name, part in self._parts.items() if name in names]
        held = [each.get("disks", ()) for each in facts if each.get("kind") not in _APART]
        return frozenset(disk for disks in held for disk in disks) if all(held) else frozenset()

    @property
    def suspect_mounts(self) -> frozenset[str]:
        """The letters and folders of the same volumes, for those whose disk is not told."""
        names = {*self.included, self.running}
        return frozenset(
            mount for name, part in self._parts.items() if name in names for mount in part.mounts
        )

    def ways(self) -> list[dict[str, Any]]:
        """Return how each volume was read, and how many of its files were asked of the system instead."""
        return [
            {**part.facts, "volume": name, "way": part.way, "way_why": part.why, "by_api": self._by_api[name]}
            for name, part in self._parts.items()
        ]

    def volumes(self) -> Sequence[Volume]:
        return tuple(part.volume for part in self._parts.values() if part.volume.why != "no_medium")

    def walk(self) -> Iterator[Entry | Unread]:
        volume, path = self._own_case or ("", "")
        return leaving_out(self._walk(), path, volume)

    def _walk(self) -> Iterator[Entry | Unread]:
        for part in self._parts.values():
            if part.main is not None:
                for found in part.main.walk():
                    yield self._told(part, found)
        self.warnings = self._warned()  # reading may have taught a reader what limits it

    def listing(self, directory: Entry) -> Iterator[Entry | Unread]:
        part, source, inner = self._where(directory)
        for found in source.listing(inner):
            yield self._told(part, found) if source is part.main else _marked(part, found, "")

    def find(self, path: str, volume: str | None = None) -> Entry | None:
        for name, part in self._parts.items():
            if volume not in {None, name} or part.main is None:
                continue
            if found := part.main.find(path):
                return replace(found, volume=name)
            if part.beside and (found := part.beside.find(path)):
                return replace(found, volume=name, ident=f"{_ASKED} {found.ident}")
        return None

    def open(self, entry: Entry) -> BinaryIO:
        part, source, inner = self._where(entry)
        try:
            return source.open(inner)
        except Unreadable as refusal:
            if source is not part.main:
                # Why the raw reading gave it up says more than that the system would not either.
                raise Unreadable(entry.ident.split(" ")[1] or refusal.why, refusal.detail) from refusal
            again = self._again(part, entry.path) if refusal.why in _ASK_AGAIN else None
            if again is None and self._deleted(part, entry.path, refusal.why):
                raise Unreadable("vanished", refusal.why) from refusal
            if again is None or part.beside is None:
                raise
            try:
                return part.beside.open(again)
            except Unreadable:
                raise refusal from None

    def close(self) -> None:
        for part in self._parts.values():
            for source in (part.main, part.beside):
                if source is not None:
                    source.close()

    def _where(self, entry: Entry) -> tuple[Part, Source, Entry]:
        """Return the part an entry stands on, the reading that gave it, and the entry as known there."""
        part = self._parts.get(entry.volume)
        if part is None or part.main is None:
            raise Unreadable("filesystem_not_read")
        if entry.ident.startswith(_ASKED) and part.beside is not None:
            return part, part.beside, replace(entry, volume="", ident=entry.ident.split(" ", 2)[2])
        return part, part.main, replace(entry, volume=self._inner[entry.volume])

    def _told(self, part: Part, found: Entry | Unread) -> Entry | Unread:
        if isinstance(found, Unread) and found.why in _ASK_AGAIN:
            again = self._again(part, found.path)
            if again is not None:
                return _marked(part, again, found.why)
        if isinstance(found, Unread) and self._deleted(part, found.path, found.why):
            found = replace(found, why="vanished", detail=found.why)
        return replace(found, volume=part.volume.name)

    def _deleted(self, part: Part, path: str, why: str) -> bool:
        """Say whether what the raw reading calls damaged was deleted since its folder was listed."""
        if why not in _GONE or not path or part.beside is None:
            return False
        above = path.rpartition("/")[0]
        return part.beside.find(path) is None and part.beside.find(above) is not None

    def _again(self, part: Part, path: str) -> Entry | None:
        """Return a file as the system lists it, where it is asked at all."""
        found = part.beside.find(path) if part.beside and path else None
        if found is None or found.kind is not EntryKind.FILE:
            return None
        self._by_api[part.volume.name] += 1
        self.warnings = self._warned()
        return found


def _marked(part: Part, found: Entry | Unread, why: str) -> Entry | Unread:
    if isinstance(found, Unread):
        return replace(found, volume=part.volume.name)
    return replace(found, volume=part.volume.name, ident=f"{_ASKED}{why} {found.ident}")


def _first_read(source: Source | None) -> str:
    read = [volume.name for volume in source.volumes() if volume.read] if source else []
    return read[0] if read else ""


def part_of(choice: Choice) -> Part:
    """Open one volume of this machine as chosen; one that cannot be opened is a part that is not read."""
    volume = choice.volume
    facts = {"included": choice.included, "why": choice.why, **_facts(volume)}
    if not choice.included:
        return Part(_listed(volume, choice.why), facts=facts, mounts=volume.mounts)
    raw, why = _raw(volume)
    try:
        api: Source | None = FolderSource(LABEL, Path(_root(volume)))
    except OSError as error:
        api = None
        denied = error.errno in {errno.EACCES, errno.EPERM}
        if raw is None:
            why = "needs_elevation" if denied else "io_error"
            facts |= {"included": False, "why": why}
            return Part(_listed(volume, why), why=why, facts=facts, mounts=volume.mounts)
    if raw is not None:
        alone = "" if api else "api_refused"  # what the raw reading cannot unpack will stay unread
        return Part(_listed(volume), raw, api, "raw", alone, facts, volume.mounts)
    return Part(_listed(volume), api, None, "api", why, facts, volume.mounts)


def _raw(volume: LiveVolume) -> tuple[Source | None, str]:
    """Open a volume below its file system; return it, or why not."""
    if volume.filesystem not in RAW_FILESYSTEMS:
        return None, "raw_filesystem"
    if not volume.guid:
        return None, "raw_network"
    device = f"\\\\.\\{volume.letters[0]}:" if volume.letters else volume.guid.rstrip("\\")
    try:
        return open_image(Path(device), LABEL, device=True), ""
    except SourceRefusal:
        return None, "raw_filesystem"
    except OSError as error:
        return None, "needs_elevation" if error.errno in {errno.EACCES, errno.EPERM} else "raw_failed"


def _root(volume: LiveVolume) -> str:
    return f"{volume.letters[0]}:\\" if volume.letters else (volume.guid or volume.mounts[0])


def _listed(volume: LiveVolume, why: str = "") -> Volume:
    name, label = volume.filesystem or "unknown", volume.label or ""
    return Volume(volume.name, name, volume.offset or 0, volume.size or 0, label, not why, why)


def _facts(volume: LiveVolume) -> dict[str, Any]:
    names = ("kind", "filesystem", "serial", "size", "bus", "disks", "bitlocker", "bitlocker_why")
    return {"letters": volume.letters, **{name: getattr(volume, name) for name in names}}
