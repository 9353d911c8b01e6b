"""What a medium is called where anybody may read it: as it was, if its words are nobody's, or by its kind."""

import re

from toolkit.custody import places

_DEVICE = re.compile(
    r"(?:/dev/)?(?:[A-Za-z]:|sd[a-z]{1,2}\d{0,2}|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?"
    r"|(?:\\\\[.?]\\)?PhysicalDrive\d+)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_CALLED = {"folder": "dossier", "device": "disque", "zip": "archive", "shadow_copy": "image"}
_DIGITS = 4  # of a number that is a year at most
_NAMES = 40  # characters of a name that stays


def plain(name: str) -> bool:
    """Tell a device, or a name made of words that say what a medium is, numbers and known extensions."""
    if _DEVICE.fullmatch(name):
        return True
    stem, _, ending = name.casefold().rpartition(".")
    known = bool(stem) and (ending in places.DISK_IMAGES or ending in places.EXTENSIONS)
    parts = _PARTS.findall(stem if known else name.casefold())
    digits = sum(len(part) for part in parts if part.isdigit())
    short = len(name) <= _NAMES and digits <= 2 * _DIGITS
    return (
        bool(parts)
        and short
        and all(len(part) <= _DIGITS if part.isdigit() else part in places.MEDIA for part in parts)
    )


def neutral(name: str, kind: str) -> str:
    """Return the name of a source as it may leave: "poste1.img" as it is, else "image.img", "dossier"."""
    if plain(name):
        return name
    stem, _, ending = name.casefold().rpartition(".")
    called = _CALLED.get(kind, kind)
    return f"{called}.{ending}" if stem and ending in places.DISK_IMAGES else called
