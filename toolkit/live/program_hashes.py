"""SHA-256 of the programs found running, each read once and only from this machine's own drives."""

import hashlib
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from toolkit.errors import Unreadable
from toolkit.host.windows.devices import drive_kind
from toolkit.media.folder import FolderSource

FILE_LIMIT = 512 * 1024 * 1024  # bytes of one program
TOTAL_LIMIT = 2 * 1024**3  # bytes of all
SECONDS = 180
_CHUNK = 1024 * 1024
_NOT_READ = frozenset({"network", None} if sys.platform == "win32" else {"network"})


def hashes(images: Iterable[str], limit: int = TOTAL_LIMIT) -> dict[str, dict[str, Any]]:
    """Return for each absolute path its `sha256` and `size`, or in `hash_why` the code of why there is none.

    Codes are those of the source that reads it (`denied`, `cloud_only`, `locked`…), and `image_deleted`,
    `not_local`, `too_large`, `hash_budget` (bytes or time spent before its turn).
    """
    left, deadline = limit, time.monotonic() + SECONDS
    found: dict[str, dict[str, Any]] = {}
    sources: dict[str, FolderSource] = {}
    try:
        for image in sorted(set(images)):
            try:
                digest, size = _digest(image, sources, left, deadline)
                left -= size
                found[image] = {"sha256": digest, "size": size}
            except Unreadable as error:
                found[image] = {"hash_why": error.why}
            except (OSError, ValueError):
                found[image] = {"hash_why": "io_error"}
    finally:
        for source in sources.values():
            source.close()
    return found


def _digest(image: str, sources: dict[str, FolderSource], left: int, deadline: float) -> tuple[str, int]:
    # A path whose drive Windows does not name may lead to another machine, or to a file of another name.
    if drive_kind(image) in _NOT_READ:
        raise Unreadable("not_local")
    if time.monotonic() > deadline:
        raise Unreadable("hash_budget")
    _standing(image)
    folder, name = os.path.split(image)
    if folder not in sources:
        try:
            sources[folder] = FolderSource("", Path(folder))
        except OSError as error:
            raise Unreadable("denied", error.strerror or "") from error
    entry = sources[folder].find(name)
    if entry is None:
        raise Unreadable("vanished")
    if entry.size > FILE_LIMIT:
        raise Unreadable("too_large")
    if entry.size > left:
        raise Unreadable("hash_budget")
    running, size = hashlib.sha256(), 0
    with sources[folder].open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            running.update(chunk)
            size += len(chunk)
            if size > FILE_LIMIT or time.monotonic() > deadline:
                raise Unreadable("too_large" if size > FILE_LIMIT else "hash_budget")
    return running.hexdigest(), size


def _standing(image: str) -> None:
    """Raise Unreadable `image_deleted` only where the drive is there and says the file is not."""
    try:
        Path(image).lstat()
    except FileNotFoundError as error:
        gone = Path(Path(image).anchor).exists()
        raise Unreadable("image_deleted" if gone else "vanished") from error
    except OSError as error:
        raise Unreadable("denied" if isinstance(error, PermissionError) else "io_error") from error
    except ValueError as error:
        raise Unreadable("hostile_name", str(error)) from error
