"""tar and ar (.deb, .a): the chain of member headers and tar's header checksums (POSIX.1-2017 pax; ar(5))."""

from toolkit.scan.content import Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_MEMBERS = 100_000
_MAP = 1024 * 1024  # bytes of the map of one sparse file


def check(content: Content) -> Structure:
    """Walk the members' headers; what the members hold is left to statistics."""
    if content.head.startswith(b"!<arch>\n"):
        return _ar(content)
    return _tar(content) if content.head[257:262] == b"ustar" else NOT_THIS


def _tar(content: Content) -> Structure:
    at, vouched = 0, 0
    for _ in range(_MEMBERS):
        header = content.read(at, 512)
        if not any(header):
            return valid(min(vouched + 1024, content.size), content.size)
        if len(header) < 512:
            return broken(TRUNCATED, content.size, vouched)
        if not _summed(header):
            return broken(CONTRADICTION, at, vouched)
        size = _size(header[124:136])
        if header[156:157] in b"123456":
            size = 0
        vouched += 512
        at += 512 + _map(content, at, header) + (size + 511) // 512 * 512
        if at > content.size + 512:
            return broken(TRUNCATED, content.size, vouched)
    return valid(vouched, at)


def _map(content: Content, at: int, header: bytes) -> int:
    """Return the bytes of the blocks that go on with the map of a sparse file (GNU tar, "Old GNU Format")."""
    more, length = header[156:157] == b"S" and header[482:483] == b"\1", 0
    while more and length < _MAP:
        length += 512
        more = content.read(at + length, 512)[504:505] == b"\1"
    return length


def _summed(header: bytes) -> bool:
    try:
        written = int(header[148:156].strip(b"\0 ") or b"x", 8)
    except ValueError:
        return False
    total = sum(header[:148]) + 256 + sum(header[156:])
    # Some old writers added the bytes as signed ones.
    return (total - written) % 256 == 0 and 0 <= total - written <= 256 * sum(byte > 127 for byte in header)


def _size(field: bytes) -> int:
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.strip(b"\0 ") or b"0", 8)
    except ValueError:
        return 0


def _ar(content: Content) -> Structure:
    at, vouched = 8, 8
    for _ in range(_MEMBERS):
        if at >= content.size:
            return valid(vouched, content.size)
        header = content.read(at, 60)
        if len(header) < 60:
            return broken(TRUNCATED, content.size, vouched)
        size = header[48:58].strip()
        if header[58:] != b"`\n" or not size.isdigit():
            return broken(CONTRADICTION, at, vouched)
        vouched += 60
        at += 60 + int(size) + int(size) % 2
    return valid(vouched, at)
