"""Mail as it is kept in a file, one message or a whole folder of them: attachments and coded texts.

Format: RFC 5322, RFC 2045 (6.7 and 6.8), RFC 2046 (5.1); mbox, RFC 4155. What is not coded stands in the file
for everyone to read and is examined with it.
"""

import binascii
import re
from collections.abc import Iterator

from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.inside.room import LIMITED, MEMBER, Member, Room

_HEAD = 16 * 1024
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?(?:From \S|>?[A-Za-z][A-Za-z0-9-]{1,60}:[ \t])")
_HEADERS = 64 * 1024  # bytes of the headers of one part
# A message, or a part between two boundaries: the line before it, and the beginning of its first header.
_PART = re.compile(
    rb"(?:\A(?:\xef\xbb\xbf)?|^From [^\r\n]{1,500}\r?\n|^(--[^\r\n]{1,250})\r?\n)"
    rb"(?=[A-Za-z][A-Za-z0-9-]{0,60}:)",
    re.MULTILINE,
)
_BLANK = re.compile(rb"\n\r?\n")
_CODED = re.compile(
    rb"^content-transfer-encoding:\s*\"?(base64|quoted-printable)", re.MULTILINE | re.IGNORECASE
)
_FILE = re.compile(rb"(?:file)?name\*?=", re.IGNORECASE)
_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def is_mail(head: bytes) -> bool:
    """Tell whether a text begins as mail does."""
    if _BEGINS.match(head) is None:
        return False
    start = head[:_HEAD]
    return b"MIME-Version:" in start or b"Mime-Version:" in start


def members(content: Content, room: Room) -> Iterator[Member]:
    """Yield the parts that are coded or that are files; raises Full."""
    data = content.whole if content.whole is not None else content.read(0, WHOLE_LIMIT)
    if len(data) < content.size:
        room.remarks.add(LIMITED)
    blank = begun = -1
    for number, part in enumerate(_PART.finditer(data), 1):
        room.enter()
        if part.end() > blank:
            blank, begun = _blank(data, part.end())
        headers = data[part.end() : blank]
        if len(headers) > _HEADERS:
            room.remarks.add(LIMITED)
            headers = headers[:_HEADERS]
        coded = _CODED.search(headers)
        if coded is None and not _FILE.search(headers):
            continue
        body = data[begun : _end(data, part, begun)]
        room.take(len(body))
        if len(body) > 2 * MEMBER:
            room.remarks.add(LIMITED)
        path = _name(headers) or f"{number}"
        yield _plain(path, body[: 2 * MEMBER], coded[1].lower() if coded else b"")


def _blank(data: bytes, start: int) -> tuple[int, int]:
    """Return where the line before the first empty one ends, and where what follows it begins."""
    found = _BLANK.search(data, start)
    return (found.start() + 1, found.end()) if found else (len(data), len(data))


def _end(data: bytes, part: re.Match[bytes], begun: int) -> int:
    """Return where a part ends: at its boundary, or at the next message of a folder."""
    boundary = part[1].rstrip(b" \t").removesuffix(b"--") if part[1] else b""
    end = data.find(b"\n" + (boundary or b"From "), begun)
    return end if end >= 0 else len(data)


def _plain(path: str, body: bytes, coded: bytes) -> Member:
    if coded == b"base64":
        letters = _BASE64.sub(b"", body.partition(b"=")[0])
        # A last group of one letter holds no byte: the part was cut.
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        body = binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    elif coded:
        body = binascii.a2b_qp(body)
    return Member(path, body[:MEMBER], len(body) <= MEMBER)


def _name(headers: bytes) -> str:
    """Return the name of an attached file as its headers tell it, "" for none."""
    from email.errors import MessageError  # noqa: PLC0415 - 30 ms that a disk without mail does not pay
    from email.header import decode_header, make_header  # noqa: PLC0415 - same
    from email.parser import BytesHeaderParser  # noqa: PLC0415 - same

    try:
        told = BytesHeaderParser().parsebytes(headers[:_HEAD]).get_filename() or ""
        return str(make_header(decode_header(told)))[:255]
    except (MessageError, LookupError, ValueError, TypeError, AttributeError):
        return ""
