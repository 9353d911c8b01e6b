"""Where a backup to check lies: what is none is refused, and a medium that was checked is known again."""

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit import backup as checks
from toolkit.commands import same_source
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal, SourceRefusal, Unreadable, UsageRefusal
from toolkit.host import mounts_linux
from toolkit.host.places import within
from toolkit.media.asked import Asked
from toolkit.media.source import Source
from toolkit.media.without import Without
from toolkit.records import Entry, Unread

_DEVICES = ("\\\\.\\", "\\\\?\\")
# File systems that show what a running system knows: their files have no end, or none worth a name.
_OF_SYSTEM = frozenset({
    "proc", "sysfs", "devtmpfs", "devpts", "debugfs", "tracefs", "securityfs", "cgroup", "cgroup2",
    "configfs", "pstore", "bpf", "efivarfs", "mqueue", "binfmt_misc",
})  # fmt: skip
_NAMES = 500  # of the root that tell a medium which has no number
_CODE = 16  # letters of what stands for a medium, 64 bits
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def refuse(source: str, against: Path | None, command: str) -> None:
    """Refuse what cannot be a backup, before anything of it is read.

    Raises UsageRefusal("usage_empty"), SourceRefusal("source_in_case") or ("source_of_system").
    """
    if not source.strip():
        raise UsageRefusal("usage_empty", name="SOURCE", command=command)
    if source.startswith(_DEVICES):
        return
    if against is not None and within(Path(source), against) is not None:
        raise SourceRefusal("source_in_case", source=source)
    if sys.platform != "win32" and _of_system(source):
        raise SourceRefusal("source_of_system", source=source)


def _of_system(source: str) -> bool:
    # A device has a name on such a file system, and is what it stands for.
    if not os.path.isdir(source) and not os.path.isfile(source):  # noqa: PTH112, PTH113 - raise nothing
        return False
    if sys.platform == "win32":
        return False
    else:  # noqa: RET505 - mypy reads one side only on each system
        try:
            return mounts_linux.of(Path(os.path.realpath(source))).kind in _OF_SYSTEM
        except OSError:
            return False


def opener(against: Path | None) -> Callable[[str, Asked], Source]:
    """Return what opens a backup, without the case where that lies in it."""

    def opened(where: str, asked: Asked) -> Source:
        found = checks.open_backup(where, asked)
        inside = within(against, Path(where)) if against is not None else None
        return Without(found, inside) if inside and inside != "." else found

    return opened


def code(case: Case, opened: Source, where: str) -> str:
    """Return letters that stand for a medium in one case, so that a second check of it is known as such.

    Drawn with the key of the case from its numbers, its size and where it lies, and from the names of its
    root where it has no number: they tell nothing to whoever has not that key. "" where
    the key or the medium can no longer be read: a verdict is worth more than its letters.
    """
    try:
        return _drawn(case.pseudonym_key, opened, where)
    except (OSError, Unreadable, CaseRefusal):
        return ""


def _drawn(key: bytes, opened: Source, where: str) -> str:
    told, place = same_source.about(opened, where)
    place.pop("edges", None)
    whole = json.dumps([told, place, [] if _numbered(place) else _root(opened)], sort_keys=True, default=str)
    drawn = hmac.new(key, whole.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return drawn.hexdigest()[:_CODE].translate(_LETTERS)


def _root(opened: Source) -> list[tuple[str, str, int]]:
    """Return the names of the root of each volume, and the sizes of its files."""
    return [(one.volume, one.path, one.size) for one in root(opened) if isinstance(one, Entry)]


def root(opened: Source) -> Iterator[Entry | Unread]:
    """Yield what lies at the root of every volume that is read, at most so many names of each."""
    for volume in opened.volumes():
        found = opened.find("", volume.name) if volume.read else None
        if found is not None:
            yield from islice(opened.listing(found), _NAMES)


def _numbered(place: Mapping[str, Any]) -> bool:
    """Tell a medium that its own numbers tell from any other."""
    volumes = [one.get("number") for one in place.get("volumes", ())]
    return bool(dict(place.get("disk") or {}).get("serial") or any(volumes))
