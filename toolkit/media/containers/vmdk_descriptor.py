"""The text that describes a VMDK: its files in order, its parent, its number."""

import re
from dataclasses import dataclass

from toolkit.media.containers.container import damaged

_EXTENT = re.compile(
    r"(RW|RDONLY|NOACCESS)\s+([0-9]{1,15})\s+([A-Z]+)"
    r'(?:\s+"([^"]*)"(?:\s+([0-9]{1,15})(?:\s+partitionUUID\s+"[^"]*")?)?)?',
    re.IGNORECASE,
)
_STRETCH = re.compile(r"(RW|RDONLY|NOACCESS)(?!\w*\s*=)", re.IGNORECASE)
_WORD = re.compile(r'([\w.]+)\s*=\s*"?([^"]*)"?')
_ENCODING = re.compile(rb'^[ \t]*encoding[ \t]*=[ \t]*"?([\w.-]{1,32})', re.IGNORECASE | re.MULTILINE)
# What VMware writes by the language of Windows; any other is left to what the bytes allow.
_ENCODINGS = frozenset(
    {"iso-8859-1", "iso-8859-15", "gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"}
)
_WINDOWS = {f"windows-{number}": f"cp{number}" for number in (874, 932, 936, 949, 950, *range(1250, 1259))}
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
    """Read a descriptor; what is not understood is left out, but for its stretches.

    Raises SourceRefusal `container_damaged` (descriptor) for a stretch that is not understood, or too many:
    all that stands behind it would be read in another place.
    """
    lines = [line.strip() for line in re.split(r"[\r\n]+", _decoded(text.split(b"\0")[0]))]
    rows = [match for line in lines if (match := _EXTENT.fullmatch(line))]
    if len(rows) > _MOST or len(rows) != sum(_STRETCH.match(line) is not None for line in lines):
        raise damaged("VMDK", "descriptor")
    said = {match[1].lower(): match[2] for line in lines if (match := _WORD.fullmatch(line))}
    parent = _number(said.get("parentcid", ""))
    return Descriptor(
        tuple(Extent(int(row[2]), row[3].upper(), row[4] or "", int(row[5] or 0)) for row in rows),
        _number(said.get("cid", "")),
        "" if parent == "ffffffff" else parent,
        said.get("parentfilenamehint", ""),
        said.get("createtype", "")[:64],
        any(name.startswith("encryption.") for name in said),
    )


def _decoded(text: bytes) -> str:
    """Decode by the encoding the text names, else as UTF-8, else as Windows does in western Europe."""
    named = _ENCODING.search(text)
    name = named[1].decode("ascii", "replace").lower() if named else ""
    name = _WINDOWS.get(name, name if name in _ENCODINGS else "utf-8")
    for encoding in (name, "utf-8", "cp1252"):
        try:
            return text.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text.decode("cp1252", "replace")


def _number(text: str) -> str:
    return f"{int(text, 16):08x}" if re.fullmatch(r"[0-9a-fA-F]{1,8}", text) else ""
