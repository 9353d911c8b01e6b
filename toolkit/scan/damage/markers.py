"""Marks that known families leave in the files they encrypt, seen in published analyses."""

import re
from dataclasses import dataclass

from toolkit.scan.content import Content


@dataclass(frozen=True, slots=True)
class Marker:
    """Bytes that one family writes, and where; `pattern` is matched at the start, or searched in the tail."""

    family: str  # its name in families.jsonl
    where: str  # "head": the first bytes; "tail": within the last 2 KB; "end": the very last bytes
    pattern: re.Pattern[bytes]
    source: str
    date: str  # of the source, or of its reading
    literal: bytes  # what the pattern never matches without, sought first


def _literal(family: str, where: str, mark: bytes, source: str, date: str) -> Marker:
    return Marker(family, where, re.compile(re.escape(mark), re.DOTALL), source, date, mark)


_BARTBLAZE = "bartblaze, YARA rule CryLock"
MARKERS: tuple[Marker, ...] = (
    # The eight letters, then 256 as the length of the key that follows.
    _literal("wannacry", "head", b"WANACRY!\0\x01\0\0", "malwareunicorn, WANA_FORMAT", "2017-05"),
    _literal("dearcry", "head", b"DEARCRY!", "CITS3006 laboratory 3, figure 20", "2021"),
    _literal("dmalocker", "head", b"!DMALOCK", "hasherezade, dma_unlocker: isInfected", "2016"),
    _literal(
        "stopdjvu",
        "end",
        b"{36A698B9-D67C-4E07-BE82-0EC5B14B4DF5}",
        "Emsisoft, STOPDecrypter readme",
        "2019",
    ),
    _literal("crylock", "tail", b"{ENCRYPTENDED}", _BARTBLAZE, "2020"),
    _literal("crylock", "tail", b"{ENCRYPTSTART}", _BARTBLAZE, "2020"),
    _literal("crylock", "tail", b"{CRYPTENDBLACKDC}", "Kaspersky, RannohDecryptor text", "2016"),
    # The word alone stands in honest texts: here a key of 256 bytes or more follows, which is no text.
    Marker(
        "ryuk",
        "tail",
        re.compile(rb"HERMES(?=[\s\S]{256,320}\Z)(?=[\s\S]{0,63}[\x80-\xff][\s\S]{0,63}[\x80-\xff])"),
        "published analyses of its footer; family_markers row of 2026",
        "2018",
        b"HERMES",
    ),
    # Shared: Dark Angels wrote it too, so that it says Babuk's lineage.
    _literal(
        "babuk",
        "end",
        b"choung dong looks like hot dog!!",
        "rivitna/Malware, Babuk/babuk_nas_decrypt_file.py",
        "2021",
    ),
    # Length of the name of four, then the four bytes, after an RSA block of 256 bytes.
    _literal("maze", "end", b"\x66\x11\x61\x66", "rivitna/Malware, Maze/maze_decrypt_file.py", "2020"),
    _literal(
        "gandcrab",
        "tail",
        b"\x18\x29\x89\x93\x81\x82\x03\x00",
        "tedzhang2891/Ransomware, GandCrab: two numbers of the last 540 bytes",
        "2018",
    ),
    _literal("nefilim", "end", b"NEFILIM", "BleepingComputer, new Nefilim ransomware", "2020-03-17"),
    _literal("thanos", "end", b"GotAllDone", "decompiled sample: the bytes appended after the key", "2021"),
)
# Extensions families were seen to append; with a content that is random they are enough of a trait.
EXTENSIONS = frozenset(
    [
        "lockfile",
        "lockbit",
        "play",
        "akira",
        "powerranges",
        "royal",
        "royal_w",
        "royal_u",
        "rhysida",
        "bianlian",
        "conti",
        "ryk",
        "wncry",
        "wncryt",
        "babyk",
        "__nist_k571__",
        "phobos",
        "eight",
        "8base",
        "devos",
        "dharma",
        "cezar",
        "medusa",
        "blackbit",
        "locky",
        "cerber",
        "hive",
        "blackcat",
        "alphv",
        "qilin",
        "agenda",
        "inc_ransom",
        "hunters",
        "cactus",
        "snatch",
        "mallox",
        "targetcompany",
        "makop",
    ]
)
_AT_HEAD, _AT_END, _IN_TAIL = (
    tuple(marker.literal for marker in MARKERS if marker.where == where) for where in ("head", "end", "tail")
)
_TAIL = 2048
_BINARY = frozenset({"maze", "nefilim", "thanos"})
_KEY = 64  # bytes before a mark at the end, where such families keep a key


def find(content: Content) -> str | None:
    """Return the name of the family whose mark the content bears, or None.

    A mark at the end that an honest text could finish with counts only after bytes that are no text.
    """
    head, tail = content.head, content.tail[-_TAIL:]
    if not (head.startswith(_AT_HEAD) or tail.rstrip(b"\0\r\n").endswith(_AT_END) or _in_tail(tail)):
        return None
    for marker in MARKERS:
        if marker.where == "head":
            if marker.pattern.match(head):
                return marker.family
        elif marker.where == "tail":
            if marker.pattern.search(tail):
                return marker.family
        elif _ends(tail, marker):
            return marker.family
    return None


def _in_tail(tail: bytes) -> bool:
    for mark in _IN_TAIL:  # noqa: SIM110 - asked of every file, of which `any` would take twice the time
        if mark in tail:
            return True
    return False


def _ends(tail: bytes, marker: Marker) -> bool:
    bare = tail.rstrip(b"\0\r\n")
    found = [match.start() for match in marker.pattern.finditer(bare) if match.end() == len(bare)]
    if not found or marker.family not in _BINARY:
        return bool(found)
    before = bare[max(0, found[-1] - _KEY) : found[-1]]
    high = sum(byte >= 0x80 for byte in before)
    control = sum(byte < 0x20 and byte not in b"\t\n\r\f" for byte in before)
    return high > len(before) // 4 and control >= 2  # no text has both
