"""One volume as the inventory sees it: its hives opened once, and what could not be read on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import Unreadable
from toolkit.media.registry import Absent, Hive, Key, open_hive
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread

CONFIG = "Windows/System32/config"
PROFILES = ("Users", "Documents and Settings")
LISTED = 20_000  # names taken from one folder
_SELECT = "Select"


def obstacle(source: Source, volume: str, path: str) -> Unread | None:
    """Return what kept a path from being found, None when it is simply not there."""
    names, above = path.split("/"), ""
    for name in names:
        folder = source.find(above, volume)
        if folder is None or folder.kind is not EntryKind.DIRECTORY:
            return None
        below = f"{folder.path}/{name}" if folder.path else name
        for found in source.listing(folder):
            if isinstance(found, Unread) and found.path.casefold() in {
                folder.path.casefold(),
                below.casefold(),
            }:
                return found
        above = below
    return None


@dataclass(frozen=True, slots=True)
class Machine:
    """A volume, with or without a Windows on it; `unread` is emptied before each unit."""

    source: Source
    volume: str
    signatures: Path  # folder of the tables that say what to look for
    windows: bool
    unread: list[Unread] = field(default_factory=list)
    hives: dict[str, Hive | Unread] = field(default_factory=dict)

    def hive(self, path: str, *, wanted: bool = True) -> Hive | None:
        """Return the hive at a path, None when there is none to read; its absence is noted when `wanted`."""
        if path not in self.hives:
            self.hives[path] = self._open(path)
        found = self.hives[path]
        if isinstance(found, Hive):
            self.unread.extend(found.standing)
            return found
        if wanted or found.why != "hive_absent":
            self.unread.append(found)
        return None

    def _open(self, path: str) -> Hive | Unread:
        try:
            return open_hive(self.source, path, self.volume, self.unread)
        except Absent as error:
            return obstacle(self.source, self.volume, path) or Unread(self.volume, path, error.why)
        except Unreadable as error:
            return Unread(self.volume, path, error.why, error.detail)

    def config(self, name: str) -> Key | None:
        """Return the top of one hive of the system, such as "SOFTWARE"."""
        hive = self.hive(f"{CONFIG}/{name}")
        return hive.root if hive else None

    def control_set(self) -> Key | None:
        r"""Return the key that was CurrentControlSet: the one Select\Current names, or the first."""
        system = self.config("SYSTEM")
        if system is None:
            return None
        select = system.key(_SELECT)
        current = select.number("Current") if select else None
        found = system.key(f"ControlSet{current:03d}") if current is not None else None
        if found is None:
            self.unread.append(Unread(self.volume, f"{CONFIG}/SYSTEM", "control_set_not_named"))
            found = system.key("ControlSet001")
        return found

    def profiles(self) -> Iterator[Entry]:
        """Yield the profile folders; junctions such as "All Users" are left out."""
        for parent in PROFILES:
            yield from (one for one in self.listing(parent) if one.kind is EntryKind.DIRECTORY)

    def user_hives(self) -> Iterator[tuple[str, Key]]:
        """Yield a user's folder name and the top of that user's hive, the system's own first."""
        system = self.config("DEFAULT")
        if system is not None:
            yield ".DEFAULT", system
        for profile in self.profiles():
            hive = self.hive(f"{profile.path}/NTUSER.DAT", wanted=False)
            if hive is not None:
                yield profile.name, hive.root

    def listing(self, path: str) -> Iterator[Entry]:
        """Yield what a folder holds, nothing when there is no such folder; failures go to `unread`."""
        folder = self.source.find(path, self.volume)
        if folder is None and (hidden := obstacle(self.source, self.volume, path)):
            self.unread.append(hidden)
        if folder is None or folder.kind is not EntryKind.DIRECTORY:
            return
        for number, found in enumerate(self.source.listing(folder)):
            if number >= LISTED:
                self.unread.append(Unread(self.volume, folder.path, "folder_too_long"))
                return
            if isinstance(found, Unread):
                self.unread.append(found)
            else:
                yield found

    def file(self, path: str) -> Entry | None:
        """Return the file at a path of this volume, or None."""
        found = self.source.find(path, self.volume)
        return found if found is not None and found.kind is EntryKind.FILE else None
