"""Names that every system a stick is plugged into keeps as they are."""

import re
from collections.abc import Iterable
from itertools import accumulate

_LONGEST = 180  # characters of a path: Windows stops at 260 with the folder the stick is copied to
# Printable ASCII without what FAT and Windows refuse (Microsoft, "Naming Files, Paths, and Namespaces").
_NAME = re.compile(r"""[ !#$%&'()+,\-.0-9;=@A-Z\[\]^_`a-z{}~]{1,120}\Z""")
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


def fits(path: str) -> bool:
    """Say whether a relative path with "/" between names can stand on FAT, exFAT, NTFS and ext4 alike."""
    return len(path) <= _LONGEST and all(_fits(name) for name in path.split("/"))


def _fits(name: str) -> bool:
    if not _NAME.match(name) or name.startswith(" ") or name.endswith((" ", ".")):
        return False
    return name.split(".", 1)[0].rstrip().casefold() not in _DEVICES


def collision(paths: Iterable[str]) -> tuple[str, str] | None:
    """Return two files or folders whose names differ by letter case only, or None."""
    seen: dict[str, str] = {}
    for path in paths:
        for place in accumulate(path.split("/"), "{}/{}".format):
            known = seen.setdefault(place.casefold(), place)
            if known != place:
                return known, place
    return None


def above(paths: Iterable[str]) -> frozenset[str]:
    """Return every folder that some path stands in."""
    return frozenset(
        place for path in paths for place in list(accumulate(path.split("/"), "{}/{}".format))[:-1]
    )
