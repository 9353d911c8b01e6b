"""Whether two baselines are of one medium, by its name and by the names it holds at its root."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from toolkit.backup.reference.baseline import LINE
from toolkit.commands import backup_place
from toolkit.media.source import Source

_LINES = 100_000  # of a baseline, gone through for the names of a root
# What changes from one backup to the next: dates, numbers, hashes.
_CHANGING = re.compile(r"[0-9a-f]{8,}|\d+")


def akin(former: str, names: frozenset[str], medium: str, here: frozenset[str]) -> bool:
    """Tell whether what was called `former`, with those names at its root, may be `medium` with those of now.

    Two disks of one practice hold the same folders: only their names tell them apart. The root of a drive
    has none, and two disks that were each mounted in one place have the same.
    """
    names_differ = "" not in (called := {_called(former), _called(medium)}) and len(called) > 1
    return not names_differ and (not names or not here or not names.isdisjoint(here))


def root_of(source: Source) -> frozenset[str]:
    """Return the names at the root of every volume, without their numbers."""
    return _names(one.path for one in backup_place.root(source))


def root_listed(path: Path) -> frozenset[str]:
    """Return the names at the root of the medium a baseline lists, without their numbers."""
    return _names(_first(path))


def _first(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as stream:
            for _ in range(_LINES):
                line = stream.readline(LINE)
                if not line:
                    return
                yield from _listed(line)
    except OSError:
        return


def _listed(line: bytes) -> Iterator[str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return
    if isinstance(row, dict) and "inside" not in row and isinstance(row.get("path"), str):
        # On a medium of several volumes the first part is the volume's.
        first, _, rest = row["path"].partition("/")
        yield first if not first.isdigit() else rest.partition("/")[0]


def _names(found: Iterable[str]) -> frozenset[str]:
    return frozenset(_CHANGING.sub("#", name.casefold()) for name in found if name)


def _called(medium: str) -> str:
    """Return the last name of a place without its numbers; "" for the root of a drive."""
    kind = PureWindowsPath if "\\" in medium else PurePosixPath
    return _CHANGING.sub("#", kind(medium).name.casefold())
