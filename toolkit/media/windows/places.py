r"""Listing and opening inside a folder of a running Windows.

Windows has no openat: the whole path is used, behind "\\?\" so that nothing in it is read as anything but
a name. What was opened is compared with what was listed: volume, file reference, and whether it is a link.
"""

import sys

if sys.platform == "win32":
    import os
    import winreg
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from toolkit.errors import Unreadable
    from toolkit.media.names import units
    from toolkit.media.ntfs import reparse as ntfs_reparse
    from toolkit.media.place import HOLE, Opened, Place, chosen
    from toolkit.media.windows import handles as handles_windows
    from toolkit.media.windows import listing as listing_windows
    from toolkit.media.windows.listing import Held, Named
    from toolkit.records import EntryKind

    READABLE = frozenset({EntryKind.FILE, EntryKind.STREAM})
    _READ_ONLY_VOLUME = 0x80000
    _STREAMLESS = frozenset({"FAT", "FAT16", "FAT32", "exFAT", "CDFS"})
    _UNOPENED = frozenset({"cloud_only", "hostile_name"})
    _WILD = frozenset('*?<>"')
    _HIDDEN = 0x2
    _ENCRYPTED = 0x4000
    _DENIED = 5
    _SETTINGS = r"SYSTEM\CurrentControlSet\Control\FileSystem"

    class Trail:
        """A folder that is gone through; `walks` counts the walks under way."""

        def __init__(self, path: Path) -> None:
            handles_windows.claim_backup_right()
            self.root = _extended(path)
            self.walks = 0
            self.marked = False  # a file or folder was read that may now bear another access time
            with handles_windows.asked(self.root, through=True) as handle:
                kind, flags, remote = handles_windows.volume(handle)
                self.held = handles_windows.held(handle)
                self.streams = handles_windows.streams(handle) is not None
            self.unseen = not self.streams and kind not in _STREAMLESS
            self.marks = not flags & _READ_ONLY_VOLUME and (kind != "NTFS" or remote or _marks_access())
            # Elsewhere a handle may give another number than the listing did.
            self.numbered = kind == "NTFS" and not remote

        @property
        def limits(self) -> tuple[str, ...]:
            limits = {"access_times": self.marked, "streams_unseen": self.unseen}
            return tuple(code for code, holds in limits.items() if holds)

        def close(self) -> None:
            """Nothing is held open here."""

    def listing(trail: Trail, parts: Sequence[str]) -> tuple[str, Iterator[Place]]:
        """Return the ident of a folder and what it holds, in walk order; raise OSError or ValueError."""
        ident, found = _names(trail, parts, None)
        return ident, _placed(trail, parts, sorted(found, key=lambda each: units(each.name)))

    def look_up(trail: Trail, parts: Sequence[str], wanted: str) -> Place | None:
        """Return what a folder holds under a name, an 8.3 name or "file:stream", letter case ignored.

        Raises OSError and ValueError.
        """
        name, colon, stream = wanted.partition(":")
        place = _look_up(trail, parts, name) if name else None if parts else _root(trail)
        if place is None or not colon:
            return place
        return chosen(f"{place.name}:{stream}", _streams(trail, parts, place))

    def _look_up(trail: Trail, parts: Sequence[str], name: str) -> Place | None:
        wild = bool(_WILD & set(name))
        _, found = _names(trail, parts, None if wild else name)
        places = [_place(trail, parts, each) for each in found]
        alias = places[0] if len(places) == 1 and not wild else None
        return chosen(name, places) or alias

    def open_file(trail: Trail, parts: Sequence[str]) -> Opened:
        """Open a file or a stream for reading, access time untouched when allowed.

        Raises Unreadable when there is no file to read there any more, OSError, and ValueError.
        """
        *above, last = parts
        name, _, stream = last.partition(":")
        attributes, tag = _asked(trail, [*above, name])
        kind, why = listing_windows.standing(attributes, tag, 0, 0)
        if why or (kind is not EntryKind.FILE and not stream):
            raise Unreadable(why or "vanished")
        try:
            handle = _reading(trail, parts, tag, through=listing_windows.through(attributes, tag))
        except PermissionError as error:
            if attributes & _ENCRYPTED and error.winerror == _DENIED:
                raise Unreadable("efs") from error
            raise
        return _opened(trail, parts, handle)

    def _asked(trail: Trail, parts: Sequence[str]) -> tuple[int, int]:
        """Return the attributes and tag of what a path leads to now, before anything of it is read."""
        with handles_windows.asked(_path(trail.root, parts)) as handle:
            return handles_windows.held(handle).attributes, handles_windows.tag(handle)

    def _reading(trail: Trail, parts: Sequence[str], tag: int, *, through: bool) -> int:
        # What a cloud provider would make of the order to leave the access time is not known.
        marks = trail.marks and not tag
        handle, told = handles_windows.unmarked(_path(trail.root, parts), marks=marks, through=through)
        trail.marked = trail.marked or (trail.marks and not told)
        return handle

    def _opened(trail: Trail, parts: Sequence[str], handle: int) -> Opened:
        try:
            found = handles_windows.held(handle)
        except OSError:
            handles_windows.close(handle)
            raise
        name, _, stream = parts[-1].partition(":")
        ident = _ident(trail, [*parts[:-1], name], found)
        return Opened(
            f"{ident}:{stream}" if stream else ident,
            found.size,
            lambda offset, length: handles_windows.read(handle, offset, length),
            lambda: handles_windows.close(handle),
        )

    def _names(trail: Trail, parts: Sequence[str], wanted: str | None) -> tuple[str, list[Named]]:
        """Return the ident of a folder, "" when it is none any more, and its names or those that fit."""
        attributes, tag = _asked(trail, parts) if parts else (trail.held.attributes, 0)
        if parts and listing_windows.standing(attributes, tag, 0, 0) != (EntryKind.DIRECTORY, ""):
            return "", []
        handle = _reading(trail, parts, tag, through=not parts)
        try:
            return _ident(trail, parts, handles_windows.held(handle)), handles_windows.names(handle, wanted)
        finally:
            handles_windows.close(handle)

    def _placed(trail: Trail, parts: Sequence[str], found: list[Named]) -> Iterator[Place]:
        if not parts:
            yield from _streams(trail, (), _root(trail))
        for each in found:
            place = _place(trail, parts, each)
            yield place
            yield from _streams(trail, parts, place)

    def _root(trail: Trail) -> Place:
        return Place("", EntryKind.DIRECTORY, ident=_ident(trail, (), trail.held))

    def _place(trail: Trail, parts: Sequence[str], each: Named) -> Place:
        if listing_windows.unsuited(each.name):
            return Place(each.name, size=each.size, why="hostile_name")
        kind, why = listing_windows.standing(each.attributes, each.tag, each.size, each.allocated)
        target = _target(_path(trail.root, [*parts, each.name]), each) if kind is EntryKind.LINK else None
        if target and target.startswith("Volume{"):
            return Place(each.name, kind, why="other_volume", detail=target)
        size = each.size if kind is EntryKind.FILE else 0
        ident = _ident(trail, [*parts, each.name], each)
        hidden = bool(each.attributes & _HIDDEN)
        return Place(each.name, kind, size, each.times, ident, target, why, hidden=hidden)

    def _streams(trail: Trail, parts: Sequence[str], place: Place) -> list[Place]:
        """Return the named streams of a place, or one place that says why they are not known."""
        if not trail.streams or place.why in _UNOPENED:
            return []
        try:
            found = _told(_path(trail.root, [*parts, place.name] if place.name else ()), root=not place.name)
        except OSError as error:
            why = listing_windows.why(error)
            # The file itself will be missed when it is opened.
            return [] if why == "vanished" else [Place(f"{place.name}:", EntryKind.STREAM, why=why)]
        return [_stream(place, *each) for each in found]

    def _told(path: str, *, root: bool) -> list[tuple[str, int, int]]:
        with handles_windows.asked(path, through=root) as handle:
            answer = handles_windows.streams(handle)
        if answer is None:
            raise OSError("no answer here, where the volume has one")
        return sorted(listing_windows.streams(answer), key=lambda each: units(each[0]))

    def _stream(place: Place, name: str, size: int, allocated: int) -> Place:
        whole, why = f"{place.name}:{name}", "implausible_size" if size - allocated > HOLE else ""
        if listing_windows.unsuited(name):
            return Place(whole, EntryKind.STREAM, size, why="hostile_name")
        ident = f"{place.ident}:{name}"
        return Place(whole, EntryKind.STREAM, size, place.times, ident, why=why)

    def _target(path: str, each: Named) -> str | None:
        try:
            with handles_windows.asked(path) as handle:
                value = handles_windows.reparse_point(handle)
        except OSError:
            return None
        return ntfs_reparse.read(value, each.attributes).target

    def _ident(trail: Trail, parts: Sequence[str], found: Named | Held) -> str:
        serial = found.serial if isinstance(found, Held) else trail.held.serial
        if trail.numbered and found.index:
            return f"{serial:x}-{found.index:x}"
        return f"{serial:x}-{found.created:x}-{'/'.join(parts)}"

    def _path(root: str, parts: Sequence[str]) -> str:
        """Return a whole path; raise ValueError for what Windows would not read as names."""
        *above, last = parts or [""]
        name, colon, stream = last.partition(":")
        if any(listing_windows.unsuited(part) for part in [*above, *filter(None, (name, stream))]):
            raise ValueError("a name that cannot stand in a path")
        whole = "\\".join([root.rstrip("\\"), *above, name]) if above or name else root
        return f"{whole}:{stream}:$DATA" if colon else whole

    def _extended(path: Path) -> str:
        r"""Return an absolute path behind "\\?\"; "C:" is the drive, not a folder of it."""
        given = str(path)
        if given.startswith("\\\\?\\"):
            # pathlib drops the backslash that makes the root of a volume of its device.
            return given if "\\" in given[4:] else given + "\\"
        whole = os.path.abspath(f"{given}\\" if given == path.drive else given)  # noqa: PTH100 - not followed
        return "\\\\?\\UNC" + whole[1:] if whole.startswith("\\\\") else "\\\\?\\" + whole

    def _marks_access() -> bool:
        """Say whether NTFS here marks reading; the lowest bit says it does not.

        NtfsDisableLastAccessUpdate: Microsoft, fsutil behavior; since 2018 other bits tell who decides.
        """
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _SETTINGS) as key:
                value, _ = winreg.QueryValueEx(key, "NtfsDisableLastAccessUpdate")
        except OSError:
            return True
        return not (isinstance(value, int) and value & 1)
