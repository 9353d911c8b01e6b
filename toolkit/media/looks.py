"""What a file that is no disk looks like, so that the refusal can say so."""

_MAGICS = (
    (0, b"%PDF-", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (0, b"{\\rtf", "office"),
    (0, b"MZ", "program"),
    (0, b"\x7fELF", "program"),
    (0, b"\xff\xd8\xff", "picture"),
    (0, b"\x89PNG\r\n\x1a\n", "picture"),
    (0, b"GIF8", "picture"),
    (0, b"SQLite format 3\0", "database"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"Rar!\x1a\x07", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"BZh", "archive"),
    (0, b"\xfd7zXZ\0", "archive"),
    (0, b"\x28\xb5\x2f\xfd", "archive"),
    (257, b"ustar", "archive"),
    (64, b"\x7f\x10\xda\xbe", "vdi"),
    (0, b"AFF10\r\n\0", "aff"),
    (0, b"regf", "registry"),
    (0, b"ElfFile\0", "event_log"),
)
_PRINTABLE = frozenset(range(32, 127)) | {9, 10, 13} | frozenset(range(0xA0, 0x100))


def looks(head: bytes) -> str:
    """Return a code for what the first bytes of a file look like; "unknown" when nothing is recognised."""
    for offset, magic, code in _MAGICS:
        if head[offset : offset + len(magic)] == magic:
            return code
    if not any(head):
        return "zeros"
    return "text" if _text(head) else "unknown"


def _text(head: bytes) -> bool:
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return True
    try:
        head[: max(0, len(head) - 3)].decode("utf-8")
    except UnicodeDecodeError:
        return sum(byte in _PRINTABLE for byte in head) > len(head) * 0.95
    return b"\0" not in head
