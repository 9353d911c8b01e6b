"""The header of a gzip member (RFC 1952, 2.3): who undoes one and who judges one begin behind it."""

FIXED = 10  # bytes
HEADER_SUM, _EXTRA, _NAME, _COMMENT = 2, 4, 8, 16  # flags


def behind(data: bytes) -> int | None:
    """Return where the deflate stream begins in the bytes of a member, None where they end before it."""
    if len(data) < FIXED:
        return None
    flags, at = data[3], FIXED
    if flags & _EXTRA:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    for text in (_NAME, _COMMENT):
        if flags & text:
            at = data.find(b"\0", at) + 1
            if not at:
                return None
    at += 2 if flags & HEADER_SUM else 0
    return at if at <= len(data) else None
