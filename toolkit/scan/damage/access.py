"""Access databases: the type bytes of every page (mdbtools, HACKING.md: Jet 3 and Jet 4 pages)."""

from toolkit.scan.content import WINDOW, Content
from toolkit.scan.damage.blocks import window_offsets
from toolkit.scan.damage.structure import (
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    protected,
    valid,
)

_PAGES = 100_000


def check(content: Content) -> Structure:
    """Check that pages begin as Jet writes them; a database all unlike it is one encoded by Access."""
    head = content.head[:32]
    if head[:4] != b"\0\x01\0\0" or head[4:15] not in (b"Standard Je", b"Standard AC"):
        return NOT_THIS
    if len(head) < 32:
        return broken(TRUNCATED, content.size)
    size = 2048 if head[20] == 0 else 4096
    bad = first = pages = vouched = 0
    for at in _offsets(content, size):
        page = content.read(at, 2)
        pages += 1
        # 0x01 is written behind each type; a page never used, or freed, keeps zeros or an old type.
        if len(page) == 2 and page[0] <= 9 and page[1] <= 1:
            vouched += size
        else:
            first = first if bad else at
            bad += 1
    if pages > 4 and bad * 10 > pages * 9:
        return protected("encoded_database", size)
    if bad:
        return broken(CONTRADICTION, first, vouched)
    return valid(min(vouched + size, content.size), content.size)


def _offsets(content: Content, size: int) -> list[int]:
    if content.whole is not None:
        return list(range(size, content.size - size + 1, size))[:_PAGES]
    starts = [max(size, at // size * size) for at in window_offsets(content.size)]
    return sorted({at for start in starts for at in range(start, min(start + WINDOW, content.size), size)})
