"""Whether bytes hold more than can be read in them: members of a ZIP, streams, an OLE document."""

import re
import zlib

# The list of a ZIP stands behind all its members: where it is in clear, so may be the end of the last one.
_SIGNS = (b"PK\x01\x02", b"endstream", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_MEMBER = b"PK\x03\x04"
_HEAD = 30  # bytes of the head of a ZIP member (PKWARE APPNOTE 4.3.7): method at 8, lengths of names at 26
# What every such document begins with, the same in all (ECMA-376, part 2; OpenDocument 1.3, part 2).
_STRUCTURE = frozenset({b"[Content_Types].xml", b"_rels/.rels", b"mimetype"})
_GZIP = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_GZIPPED = 16 + zlib.MAX_WBITS
_OUT = 64  # bytes that come out: chance undoes a few
_IN = 64 * 1024
_TRIED = 2000  # heads; bytes with more hold what is packed


def holds(content: bytes, *, whole: bool) -> bool:
    """Tell bytes with something packed in them; `whole` for a file that nothing was encrypted in.

    The head of a ZIP member that an encryption left in clear holds nothing if nothing comes out behind it.
    """
    if any(sign in content for sign in _SIGNS) or (whole and _MEMBER in content):
        return True
    heads = [met.start() for met in re.finditer(re.escape(_MEMBER), content)]
    streams = [met.start() for met in _GZIP.finditer(content)]
    if len(heads) + len(streams) > _TRIED:
        return True
    return any(_member(content, at) for at in heads) or any(
        _comes_out(content[at : at + _IN], _GZIPPED) for at in streams
    )


def _member(content: bytes, at: int) -> bool:
    method = int.from_bytes(content[at + 8 : at + 10], "little")
    if method == 0:
        return False  # stored: read like any other bytes
    if method != zlib.DEFLATED:
        return True
    named, more = (int.from_bytes(content[at + one : at + one + 2], "little") for one in (26, 28))
    name = at + _HEAD
    if content[name : name + named] in _STRUCTURE:
        return False
    return _comes_out(content[name + named + more : name + named + more + _IN], -zlib.MAX_WBITS)


def _comes_out(packed: bytes, window: int) -> bool:
    try:
        return len(zlib.decompressobj(window).decompress(packed, _OUT)) >= _OUT
    except zlib.error:
        return False
