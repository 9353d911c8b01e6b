r"""Listing and opening inside a folder, link by link, without ever leaving it.

On POSIX each step opens the next folder relative to the one before (openat, O_NOFOLLOW): no path is too
long, and no link swapped in during the walk is followed. Names are kept byte for byte, an undecodable
byte as a lone surrogate. Windows has no openat: the whole path is used with the "\\?\" prefix.
"""

import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """One name in a folder; `status` is None when it could not be asked for, `error` says why."""

    name: str
    status: os.stat_result | None
    target: str | None = None
    error: OSError | None = None


if sys.platform == "win32":

    def listing(root: Path, parts: Sequence[str]) -> tuple[os.stat_result, list[Place]]:
        """Return the status of a folder and what it holds; raise OSError."""
        found = []
        with os.scandir(_long(root, parts)) as names:
            for name in names:
                try:
                    status = name.stat(follow_symlinks=False)
                    found.append(Place(name.name, status, _target(name.path, status)))
                except OSError as error:
                    found.append(Place(name.name, None, error=error))
        return os.lstat(_long(root, parts)), found

    def status(root: Path, parts: Sequence[str]) -> Place:
        """Return one place by its exact path; raise OSError."""
        path = _long(root, parts)
        found = os.lstat(path)
        return Place(parts[-1] if parts else "", found, _target(path, found))

    def open_file(root: Path, parts: Sequence[str]) -> int:
        """Return a descriptor opened for reading only; raise OSError."""
        return os.open(_long(root, parts), os.O_RDONLY | os.O_BINARY | os.O_NOINHERIT)

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

    def listing(root: Path, parts: Sequence[str]) -> tuple[os.stat_result, list[Place]]:
        """Return the status of a folder and what it holds; raise OSError."""
        folder = _folder(root, parts)
        try:
            with os.scandir(folder) as names:
                found = [_place(os.fsencode(name.name), folder) for name in names]
            return os.fstat(folder), found
        finally:
            os.close(folder)

    def status(root: Path, parts: Sequence[str]) -> Place:
        """Return one place by its exact path; raise OSError."""
        folder = _folder(root, parts[:-1])
        try:
            found = _place(_bytes(parts[-1]), folder) if parts else Place("", os.fstat(folder))
        finally:
            os.close(folder)
        if found.error is not None:
            raise found.error
        return found

    def open_file(root: Path, parts: Sequence[str]) -> int:
        """Return a descriptor opened for reading only, access time untouched when allowed; raise OSError."""
        folder = _folder(root, parts[:-1])
        # O_NONBLOCK: a pipe put in the file's place must not hang us.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            return _untouched(_bytes(parts[-1]), flags, folder)
        finally:
            os.close(folder)

    def _folder(root: Path, parts: Sequence[str]) -> int:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
        here = _untouched(os.fsencode(root), flags, None)
        for part in parts:
            above = here
            try:
                here = _untouched(_bytes(part), flags | os.O_NOFOLLOW, above)
            finally:
                os.close(above)
        return here

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
