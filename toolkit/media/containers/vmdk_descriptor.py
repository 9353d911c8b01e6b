"""The text that describes a VMDK: its files in order, its parent, its number."""

import re
from dataclasses import dataclass

_EXTENT = re.compile(r'(RW|RDONLY|NOACCESS)\s+(\d{1,15})\s+([A-Z]+)(?:\s+"([^"]*)"(?:\s+(\d{1,15}))?)?')
_WORD = re.compile(r'([\w.]+)\s*=\s*"?([^"]*)"?')
_MOST = 4096  # files of one disk


@dataclass(frozen=True, slots=True)
class Extent:
    """One stretch of the disk: sectors of 512 bytes, the kind of file that holds them, and where in it."""

    sectors: int
    kind: str
    name: str
    start: int


@dataclass(frozen=True, slots=True)
class Descriptor:
    extents: tuple[Extent, ...]
    number: str  # "CID", 8 hexadecimal digits
    parent: str  # the parent's number, "" when there is none
    parent_name: str
    kind: str  # "createType"
    encrypted: bool


def described(text: bytes) -> Descriptor:
    """Read a descriptor; what is not understood is left out."""
    lines = [line.strip() for line in text.split(b"\0")[0].decode("utf-8", "replace").splitlines()]
    rows = [match for line in lines if (match := _EXTENT.fullmatch(line))]
    said = {match[1].lower(): match[2] for line in lines if (match := _WORD.fullmatch(line))}
    parent = _number(said.get("parentcid", ""))
    return Descriptor(
        tuple(Extent(int(row[2]), row[3], row[4] or "", int(row[5] or 0)) for row in rows[:_MOST]),
        _number(said.get("cid", "")),
        "" if parent == "ffffffff" else parent,
        said.get("parentfilenamehint", ""),
        said.get("createtype", "")[:64],
        any(name.startswith("encryption.") for name in said),
    )


def _number(text: str) -> str:
    return f"{int(text, 16):08x}" if re.fullmatch(r"[0-9a-fA-F]{1,8}", text) else ""
