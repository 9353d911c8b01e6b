"""One volume as the inventory sees it: its hives opened once, and what could not be read on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.errors import Unreadable
from toolkit.media.registry import Absent, Hive, Key, open_hive
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread
from toolkit.triage import running
from toolkit.triage.running import CONFIG, USER_HIVE

__all__ = ["CONFIG", "Machine", "obstacle"]

PROFILES = ("Users", "Documents and Settings")
LISTED = 20_000  # names taken from one folder
_SELECT = "Select"
_CURRENT = "CurrentControlSet"
_VERSION = r"Microsoft\Windows NT\CurrentVersion"


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
    tables: Mapping[str, bytes]  # of the signature set, by name: what to look for
    windows: bool
    unread: list[Unread] = field(default_factory=list)
    hives: dict[str, Hive | Unread] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)  # what one unit gathers for another, by its name

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
        """Open a hive from its file or, on the volume of the running Windows, through the system."""
        try:
            return open_hive(self.source, path, self.volume, self.unread)
        except Absent as error:
            found = obstacle(self.source, self.volume, path) or Unread(self.volume, path, error.why)
        except Unreadable as error:
            found = Unread(self.volume, path, error.why, error.detail)
        if not running.is_running(self.source, self.volume):
            return found
        missing = Unread(self.volume, path, found.why, found.detail)
        known = self._profile_list() if path.endswith(f"/{USER_HIVE}") else {}
        opened = running.instead(missing, known, self.unread)
        return found if opened is missing else opened

    def _profile_list(self) -> dict[str, str]:
        return running.profiles(self.config("SOFTWARE"), self.letter())

    def letter(self) -> str:
        """Return the drive letter this Windows gave its own volume."""
        software = self.config("SOFTWARE")
        version = software.key(_VERSION) if software else None
        root = version.text("SystemRoot") if version else None
        return root[0].upper() if root and root[1:2] == ":" else "C"

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
        number = select.number("Current") if select else None
        found = system.key(f"ControlSet{number:03d}") if number is not None else None
        if found is None:
            found = self._current(system)
        if found is None:
            self.unread.append(Unread(self.volume, f"{CONFIG}/SYSTEM", "control_set_not_named"))
            found = system.key("ControlSet001")
        return found

    def _current(self, system: Key) -> Key | None:
        """Return the key a running Windows calls CurrentControlSet: a link to the one in service."""
        current = system.key(_CURRENT)
        target = current.text("SymbolicLinkValue") if current else None
        return system.key(target.rsplit("\\", 1)[-1]) if target else current

    def profiles(self) -> Iterator[Entry]:
        """Yield the profile folders; junctions such as "All Users" are left out."""
        for parent in PROFILES:
            yield from (one for one in self.listing(parent) if one.kind is EntryKind.DIRECTORY)

    def user_hives(self) -> Iterator[tuple[str, Key]]:
        """Yield a user's folder name and the top of that user's hive, the system's own first."""
        system = self.config("DEFAULT")
        if system is not None:
            yield ".DEFAULT", system
        seen = set[str]()
        for profile in self.profiles():
            seen.add(profile.path.casefold())
            hive = self.hive(f"{profile.path}/{USER_HIVE}", wanted=False)
            if hive is not None:
                yield profile.name, hive.root
        if running.is_running(self.source, self.volume):
            yield from self._others_loaded(seen)

    def _others_loaded(self, seen: set[str]) -> Iterator[tuple[str, Key]]:
        """Yield users whose hive is loaded and whose profile lies outside the profile folders."""
        known = self._profile_list()
        for sid in running.users(self.unread, self.volume):
            place = known.get(sid, "")
            if place.casefold() in seen:
                continue
            path = f"{place or sid}/{USER_HIVE}"
            if not place:
                missing = Unread(self.volume, path, "hive_absent")
                self.hives[path] = running.instead(missing, {sid: sid}, self.unread)
            hive = self.hive(path, wanted=False)
            if hive is not None:
                yield place.rpartition("/")[2] or sid, hive.root

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

    def head(self, entry: Entry, limit: int) -> bytes:
        """Return up to `limit` bytes and one more, by which a longer file is known; raise Unreadable."""
        with self.source.open(entry) as stream:
            try:
                return stream.read(limit + 1)
            except OSError as error:
                raise Unreadable("io_error", type(error).__name__) from error
