r"""Listing and opening inside a folder, link by link, without ever leaving it.

On POSIX each step opens the next folder relative to the one before (openat, O_NOFOLLOW): no path is too
long, and no link swapped in during the walk is followed. During a walk the last levels stay open, so that a
deep tree is not gone down anew for each of its files. Names are kept byte for byte, an undecodable byte as
a lone surrogate. Windows has no openat: the whole path is used with the "\\?\" prefix.
"""

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_KEPT = 32  # levels that stay open during a walk


@dataclass(frozen=True, slots=True)
class Place:
    """One name in a folder; `status` is None when it could not be asked for, `error` says why."""

    name: str
    status: os.stat_result | None
    target: str | None = None
    error: OSError | None = None


if sys.platform == "win32":

    class Trail:
        """A folder that is gone through; `walks` counts the walks under way."""

        def __init__(self, root: Path) -> None:
            self.root = root
            self.walks = 0

        def close(self) -> None:
            """Nothing is held open here."""

    def listing(trail: Trail, parts: Sequence[str]) -> tuple[os.stat_result, list[Place]]:
        """Return the status of a folder and what it holds; raise OSError."""
        found = []
        with os.scandir(_long(trail.root, parts)) as names:
            for name in names:
                try:
                    status = name.stat(follow_symlinks=False)
                    found.append(Place(name.name, status, _target(name.path, status)))
                except OSError as error:
                    found.append(Place(name.name, None, error=error))
        return os.lstat(_long(trail.root, parts)), found

    def status(trail: Trail, parts: Sequence[str]) -> Place:
        """Return one place by its exact path; raise OSError."""
        path = _long(trail.root, parts)
        found = os.lstat(path)
        return Place(parts[-1] if parts else "", found, _target(path, found))

    def open_file(trail: Trail, parts: Sequence[str]) -> int:
        """Return a descriptor opened for reading only; raise OSError."""
        return os.open(_long(trail.root, parts), os.O_RDONLY | os.O_BINARY | os.O_NOINHERIT)

    def _long(root: Path, parts: Sequence[str]) -> str:
        whole = "\\".join([os.path.abspath(root), *parts])  # noqa: PTH100 - "\\?\" forbids "." and ".."
        if whole.startswith("\\\\"):
            return whole if whole.startswith("\\\\?\\") else "\\\\?\\UNC" + whole[1:]
        return "\\\\?\\" + whole

    def _target(path: str, found: os.stat_result) -> str | None:
        if not found.st_reparse_tag:
            return None
        try:
            return os.readlink(path).removeprefix("\\\\?\\")  # noqa: PTH115 - the path is not normal
        except (OSError, ValueError):
            return None

else:

    class Trail:
        """A folder that is gone through; while `walks` is not 0, its last levels stay open."""

        def __init__(self, root: Path) -> None:
            self.root = root
            self.walks = 0
            self._parts: list[str] = []
            self._held: dict[int, int] = {}  # level to descriptor

        @contextmanager
        def at(self, parts: Sequence[str]) -> Iterator[int]:
            """Give the descriptor of a folder, good until the end of the block; raise OSError."""
            try:
                yield self._reach(parts)
            finally:
                if not self.walks:
                    self.close()

        def close(self) -> None:
            """Let go of every level."""
            self._drop(list(self._held))

        def _reach(self, parts: Sequence[str]) -> int:
            pairs = enumerate(zip(self._parts, parts, strict=False))
            shared = next((at for at, (one, two) in pairs if one != two), min(len(self._parts), len(parts)))
            self._drop([level for level in self._held if level > shared])
            self._parts = list(parts)
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
            if not self._held:
                self._held[0] = _untouched(os.fsencode(self.root), flags, None)
            for level in range(max(self._held), len(parts)):
                above = self._held[level]
                self._held[level + 1] = _untouched(_bytes(parts[level]), flags | os.O_NOFOLLOW, above)
                if len(self._held) > _KEPT:
                    self._drop([min(self._held)])
            return self._held[len(parts)]

        def _drop(self, levels: Iterable[int]) -> None:
            for level in levels:
                os.close(self._held.pop(level))

    def listing(trail: Trail, parts: Sequence[str]) -> tuple[os.stat_result, list[Place]]:
        """Return the status of a folder and what it holds; raise OSError."""
        with trail.at(parts) as folder:
            with os.scandir(folder) as names:
                found = [_place(os.fsencode(name.name), folder) for name in names]
            return os.fstat(folder), found

    def status(trail: Trail, parts: Sequence[str]) -> Place:
        """Return one place by its exact path; raise OSError."""
        with trail.at(parts[:-1]) as folder:
            found = _place(_bytes(parts[-1]), folder) if parts else Place("", os.fstat(folder))
        if found.error is not None:
            raise found.error
        return found

    def open_file(trail: Trail, parts: Sequence[str]) -> int:
        """Return a descriptor opened for reading only, access time untouched when allowed; raise OSError."""
        # O_NONBLOCK: a pipe put in the file's place must not hang us.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with trail.at(parts[:-1]) as folder:
            return _untouched(_bytes(parts[-1]), flags, folder)

    def _untouched(name: bytes, flags: int, folder: int | None) -> int:
        """Open without marking the access time, which only the owner and root may ask for."""
        try:
            return os.open(name, flags | getattr(os, "O_NOATIME", 0), dir_fd=folder)
        except PermissionError:
            return os.open(name, flags, dir_fd=folder)

    def _place(name: bytes, folder: int) -> Place:
        text = name.decode("utf-8", "surrogateescape")
        try:
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            target = None
            if stat.S_ISLNK(found.st_mode):
                target = os.readlink(name, dir_fd=folder).decode("utf-8", "surrogateescape")
        except OSError as error:
            return Place(text, None, error=error)
        return Place(text, found, target)

    def _bytes(name: str) -> bytes:
        return name.encode("utf-8", "surrogateescape")
