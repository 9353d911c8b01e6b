"""SQL Server data files: the header of every page of 8 KB (mdf, ndf).

Layout of the 96-byte header: published by Microsoft's storage engine team (anatomy of a page) and read by
OrcaMDF. No real database was at hand when this was written: headers are vouched for, bodies are not, and a
checksum or torn bits of a page are not held against it.
"""

from toolkit.scan.content import WINDOW, Content
from toolkit.scan.damage.blocks import looks_random, window_offsets
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, Structure, broken, protected, valid
from toolkit.scan.database_heads import is_mssql, page_number

_PAGE = 8192
_HEADER = 96
_LAST_TYPE = 20
_PAGES = 200_000
_BODIES = 32  # looked at for transparent encryption, which leaves the headers plain


def check(content: Content) -> Structure:
    """Check that each page is of a kind there is and bears its own number, or was never used."""
    if not is_mssql(content.head):
        return NOT_THIS
    bad = first = seen = 0
    used: list[int] = []
    for at in _offsets(content):
        header = content.read(at, _HEADER)
        seen += 1
        if _sound(header, at // _PAGE):
            used.extend([at] if header[0] else [])
        else:
            first = first if bad else at
            bad += 1
    if bad:
        return broken(CONTRADICTION, first, (seen - bad) * _HEADER)
    if _encoded(content, used):
        return protected("encoded_database", seen * _HEADER)
    return valid(min(seen * _HEADER, content.size), content.size)


def _sound(header: bytes, number: int) -> bool:
    if not header.strip(b"\0"):
        return True
    return header[0] == 1 and header[1] <= _LAST_TYPE and page_number(header) == number


def _encoded(content: Content, used: list[int]) -> bool:
    """Tell pages whose headers are plain and whose bodies are random, every one."""
    some = used[16 :: max(1, len(used) // _BODIES)][:_BODIES]
    return len(some) > 3 and all(looks_random(content.read(at + _HEADER, _PAGE - _HEADER)) for at in some)


def _offsets(content: Content) -> list[int]:
    if content.whole is not None:
        return list(range(0, content.size - _HEADER, _PAGE))[:_PAGES]
    starts = [at // _PAGE * _PAGE for at in window_offsets(content.size)]
    return sorted({at for start in starts for at in range(start, min(start + WINDOW, content.size), _PAGE)})
