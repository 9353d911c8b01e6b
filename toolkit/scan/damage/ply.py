"""PLY models: a header in text, then as many elements as it says, in text or of fixed sizes (Turk, 1994)."""

import re

from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.damage.structure import CONTRADICTION, NOT_THIS, TRUNCATED, Structure, broken, valid

_HEADER = 64 * 1024
_WIDTHS = {
    b"char": 1, b"uchar": 1, b"int8": 1, b"uint8": 1, b"short": 2, b"ushort": 2, b"int16": 2, b"uint16": 2,
    b"int": 4, b"uint": 4, b"int32": 4, b"uint32": 4, b"float": 4, b"float32": 4, b"double": 8, b"float64": 8,
}  # fmt: skip
_ROWS = 400_000  # of elements that hold lists
_END = re.compile(rb"end_header\r?\n")


def check(content: Content) -> Structure:
    """Check the header, and that the elements end where the file does; lists are followed one by one."""
    head = content.head
    if head[:4] not in (b"ply\n", b"ply\r") or content.size > WHOLE_LIMIT:
        return NOT_THIS
    found = _END.search(head, 0, _HEADER)
    if found is None:
        return broken(CONTRADICTION, 4)
    lines = head[: found.start()].split(b"\n")
    if any(line.startswith(b"format ascii") for line in lines):
        return valid(found.end(), content.size)
    order = "little" if any(b"binary_little" in line for line in lines) else "big"
    at = found.end()
    for count, properties in _elements(lines):
        at = _behind(content, at, count, properties, order)
        if at < 0:
            return broken(CONTRADICTION, -at, found.end())
        if at > content.size:
            return broken(TRUNCATED, content.size, found.end())
    return valid(found.end(), at)


def _elements(lines: list[bytes]) -> list[tuple[int, list[tuple[int, int]]]]:
    """Return, for each element, (how many, its properties: (width of a list's count or 0, width))."""
    elements: list[tuple[int, list[tuple[int, int]]]] = []
    for line in lines:
        words = line.split()
        if words[:1] == [b"element"] and len(words) == 3 and words[2].isdigit():
            elements.append((int(words[2][:9]), []))
        elif words[:2] == [b"property", b"list"] and len(words) == 5 and elements:
            elements[-1][1].append((_WIDTHS.get(words[2], 0), _WIDTHS.get(words[3], 0)))
        elif words[:1] == [b"property"] and len(words) == 3 and elements:
            elements[-1][1].append((0, _WIDTHS.get(words[1], 0)))
    return elements


def _behind(content: Content, at: int, count: int, properties: list[tuple[int, int]], order: str) -> int:
    """Return the offset behind an element's rows; negative where a list is longer than the file."""
    if not any(counted for counted, _ in properties):
        return at + count * sum(width for _, width in properties)
    data = content.read(0, content.size)
    for _ in range(min(count, _ROWS)):
        for counted, width in properties:
            if not counted:
                at += width
                continue
            number = int.from_bytes(data[at : at + counted], "little" if order == "little" else "big")
            if number > 1 << 16:
                return -at
            at += counted + number * width
        if at > len(data):
            return at
    return at if count <= _ROWS else content.size
