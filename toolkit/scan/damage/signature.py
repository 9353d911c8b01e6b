"""Whether what a type begins by is gone, and a cipher's bytes stand there: seen in as few as eight."""

from toolkit.scan.damage import blocks
from toolkit.scan.damage.subject import SIGNED, TEXTS, Subject

_FIRST = 64  # bytes of a signature and of what follows it
_WORD = 8
_CELL = 16
_SPARED = (5, _WORD, _CELL)  # first bytes that some families leave
_RIGID = 4  # bytes of a signature that no writer varies
_OLDER = frozenset({"ole2", "tiff", "mp4", "font", "jpeg", "heif", "pst"})
_PK = (b"PK\x03\x04",)
# First bytes of types whose writers vary none of them, some with a second form (see filetype).
_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG",),
    "gif": (b"GIF8",),
    "jpeg": (b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1"),
    "pdf": (b"%PDF",),
    "ole2": (b"\xd0\xcf\x11\xe0",),
    **dict.fromkeys(("zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "jar"), _PK),
    "sqlite": (b"SQLi",),
    "gzip": (b"\x1f\x8b\x08\0",),
    "bzip2": (b"BZh9",),
    "xz": (b"\xfd7zX",),
    "7z": (b"7z\xbc\xaf",),
    "rar": (b"Rar!",),
    "elf": (b"\x7fELF",),
    "pe": (b"MZ\x90\0",),
    **dict.fromkeys(("wav", "avi", "webp"), (b"RIFF",)),
    "evtx": (b"ElfF",),
    "regf": (b"regf",),
    "lnk": (b"L\0\0\0",),
    "tiff": (b"II*\0", b"MM\0*"),
    "bmp": (b"BM\0\0",),
    "rtf": (b"{\\rt",),
    "cab": (b"MSCF",),
    "flac": (b"fLaC", b"ID3\x03"),
    "ogg": (b"OggS",),
    "matroska": (b"\x1aE\xdf\xa3",),
    "zstd": (b"\x28\xb5\x2f\xfd",),
    "lz4": (b"\x04\x22\x4d\x18",),
    "woff": (b"wOFF",),
    "woff2": (b"wOF2",),
    "psd": (b"8BPS",),
    "ar": (b"!<ar",),
    "access": (b"\0\x01\0\0",),
    "mp4": (b"\0\0\0\x20",),
    "heif": (b"\0\0\0\x18",),
    "font": (b"\0\x01\0\0", b"OTTO"),
    "pst": (b"!BDN",),
    "wmv": (b"\x30\x26\xb2\x75",),
}
# Types whose first bytes may be anything: pieces of a sound, images of a disk.
_FREE = frozenset({"iso", "vhd", "vhdx", "vmdk", "mp3", "stl"})


def scrambled(data: bytes) -> bool:
    """Tell eight bytes or more such as a cipher makes: half beyond ASCII, hardly a zero, few twice.

    Headers hold zeros and small numbers, texts no such bytes; nineteen in twenty random strings pass.
    """
    size = len(data)
    if size < _WORD:
        return False
    high = len(data.translate(None, bytes(range(128))))
    twice = size - len(set(data))
    far = (2.4 if size >= _CELL else 2.1) * size**0.5 / 2
    return (
        abs(high - size / 2) <= far
        and data.count(0) <= 1 + size // 64
        and twice <= 1 + size * size / 256
        and not data.endswith(b"\0\0")
    )


def gone(subject: Subject) -> bool:  # noqa: PLR0911 - one per way a head is known
    """Tell a promised type that begins by a cipher's bytes where its own always stand."""
    if subject.found is not None or subject.expected is None or subject.expected in TEXTS:
        return False
    head = subject.content.head
    if subject.expected in SIGNED and blocks.looks_random(head[:_FIRST]):
        return True
    if subject.expected in _FREE or blocks.constant(head[:_CELL]):
        return False
    if subject.expected == "signed":
        foreign = any(byte >= 0x80 for byte in head[:_RIGID])
        return foreign and scrambled(head[:_WORD]) and (len(head) < _CELL or scrambled(head[:_CELL]))
    known = _SIGNATURES.get(subject.expected, ())
    kept = max((sum(a == b for a, b in zip(one, head, strict=False)) for one in known), default=0)
    if kept > 1 or (kept and len(head) < 2 * _CELL):
        return False
    # Eight bytes are believed where nothing else ever stands; old programs have other heads of their own.
    if known and not kept and subject.expected not in _OLDER and scrambled(head[:_WORD]):
        return True
    return len(head) >= _CELL and scrambled(head[:_CELL])


def body_gone(data: bytes) -> bool:
    """Tell a content too small for statistics of which only the first bytes may be left."""
    return len(data) >= 3 * _CELL and any(
        scrambled(data[at:]) and scrambled(data[at : at + _CELL]) for at in _SPARED
    )
