"""The binary XML of event records: templates read once per chunk, then filled with a record's values.

Nothing is turned into XML text, so there is no entity and no document type to resolve.
Source: "Windows XML Event Log (EVTX) format", J. Metz (libevtx documentation), "Binary XML".
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.media.event_log.values import ARRAY, BETWEEN, FRAGMENT, NULL, text
from toolkit.media.registry.values import utf16

DEPTH_LIMIT = 64  # elements inside each other; Windows writes fewer than 10
NODES_LIMIT = 4096  # elements of one template
WORK_LIMIT = 100_000  # elements and values visited in one chunk; an ordinary one has about 10,000
VALUES_LIMIT = 4096  # values of one record
LETTERS_LIMIT = 2 * 0x10000  # characters given from one chunk; ordinary ones have fewer than 50,000
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}

Part = str | int  # a literal text, or the number of the value that stands there
Value = tuple[int, int, int]  # offset, size, type


class Damaged(Exception):  # noqa: N818 - a fact about the evidence, not an error of ours
    """A record that does not follow the format, or not within the limits; the argument is a code."""


@dataclass(slots=True)
class Node:
    """One element of a template: its path of names and what it holds, attributes first."""

    path: tuple[str, ...]
    attributes: list[tuple[str, list[Part]]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """One chunk, with the names and templates already read and the work still allowed."""

    data: bytes
    names: dict[int, str] = field(default_factory=dict)
    templates: dict[int, list[Node]] = field(default_factory=dict)
    # Of what System tells, with the nodes themselves: their identity is the key.
    places: dict[int, tuple[Sequence[Node], dict[str, list[Part]]]] = field(default_factory=dict)
    work: int = WORK_LIMIT
    letters: int = LETTERS_LIMIT

    def spend(self, count: int) -> None:
        self.work -= count
        if self.work < 0:
            raise Damaged("event_limit")

    def spell(self, count: int) -> None:
        """Count the characters given: a few bytes may repeat a long text of their template."""
        self.letters -= count
        if self.letters < 0:
            raise Damaged("event_limit")

    def name(self, offset: int) -> str:
        found = self.names.get(offset)
        if found is None:
            count = struct.unpack_from("<H", self.data, offset + 6)[0]
            found = utf16(self._cut(offset + 8, count * 2))
            self.names[offset] = found
        return found

    def _cut(self, start: int, size: int) -> bytes:
        if start + size > len(self.data):
            raise Damaged("event_damaged")
        return self.data[start : start + size]

    def text(self, offset: int) -> tuple[str, int]:
        """Return a counted text and where it ends."""
        size = int(struct.unpack_from("<H", self.data, offset)[0]) * 2
        return utf16(self._cut(offset + 2, size)), offset + 2 + size


@dataclass(frozen=True, slots=True)
class Filled:
    """A list of nodes and the values that fill it."""

    nodes: Sequence[Node]
    values: Sequence[Value]


def fragment(page: Page, start: int, end: int) -> Filled:
    """Read the fragment at an offset: a template and values, or elements written out.

    Raises Damaged, struct.error, IndexError or ValueError where the bytes do not follow the format.
    """
    at = start + 4 if page.data[start] == 0x0F else start
    if at < end and page.data[at] == 0x0C:
        return _instance(page, at, end)
    return Filled(_elements(page, at, end, dependent=False), ())


def _instance(page: Page, at: int, end: int) -> Filled:
    place, following = struct.unpack_from("<I", page.data, at + 6)[0], at + 10
    if place == following:
        following += 24 + struct.unpack_from("<I", page.data, place + 20)[0]
    nodes = page.templates.get(place)
    if nodes is None:
        size = struct.unpack_from("<I", page.data, place + 20)[0]
        page.templates[place] = []  # a damaged template is read once, not once per record
        nodes = _elements(page, place + 24, min(place + 24 + size, len(page.data)), dependent=True)
        page.templates[place] = nodes
    if not nodes:
        raise Damaged("event_damaged")
    count = struct.unpack_from("<I", page.data, following)[0]
    if count > VALUES_LIMIT:
        raise Damaged("event_limit")
    offset = following + 4 + count * 4
    values = []
    for size, kind in struct.iter_unpack("<HBx", page.data[following + 4 : offset]):
        values.append((offset, size, kind))
        offset += size
    if offset > end or len(values) != count:
        raise Damaged("event_damaged")
    return Filled(nodes, values)


def _elements(page: Page, at: int, end: int, *, dependent: bool) -> list[Node]:
    """Read elements up to the end mark; `dependent` ones carry a field more."""
    if page.data[at] == 0x0F:
        at += 4
    nodes: list[Node] = []
    above: list[Node] = []
    attribute: list[Part] | None = None
    while at < end:
        page.spend(1)
        token = page.data[at] & 0xBF
        if token == 0x00:
            break
        if token == 0x01:
            name, with_attributes = at + (7 if dependent else 5), page.data[at] & 0x40
            called, at = _named(page, name)
            at += 4 if with_attributes else 0
            above.append(Node((*above[-1].path, called) if above else (called,)))
            nodes.append(above[-1])
            if len(above) > DEPTH_LIMIT or len(nodes) > NODES_LIMIT:
                raise Damaged("event_limit")
        elif token in {0x02, 0x03, 0x04}:
            attribute = None
            at += 1
            if token != 0x02:
                above.pop()
        elif token == 0x06:
            called, at = _named(page, at + 1)
            attribute = []
            above[-1].attributes.append((called, attribute))
        else:
            part, at = _part(page, token, at + 1)
            if part is not None:
                (above[-1].parts if attribute is None else attribute).append(part)
    return nodes


def _named(page: Page, at: int) -> tuple[str, int]:
    """Return the name whose place stands at an offset, and what follows, the name itself skipped."""
    place = struct.unpack_from("<I", page.data, at)[0]
    called = page.name(place)
    return called, at + 4 + (10 + 2 * _length(page, place) if place == at + 4 else 0)


def _length(page: Page, place: int) -> int:
    return int(struct.unpack_from("<H", page.data, place + 6)[0])


def _part(page: Page, token: int, at: int) -> tuple[Part | None, int]:
    """Return a piece of content, None for what is no text, and where it ends."""
    if token == 0x05:
        return page.text(at + 1)
    if token == 0x07:
        return page.text(at)
    if token == 0x08:
        return chr(struct.unpack_from("<H", page.data, at)[0]), at + 2
    if token == 0x09:
        called, following = _named(page, at)
        return _ENTITIES.get(called, f"&{called};"), following
    if token in {0x0A, 0x0B}:  # a processing instruction: its name, then its text
        return None, _named(page, at)[1] if token == 0x0A else page.text(at)[1]
    if token in {0x0D, 0x0E}:
        return int(struct.unpack_from("<H", page.data, at)[0]), at + 3
    raise Damaged("event_damaged")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a record, its texts filled in."""

    path: tuple[str, ...]
    attributes: dict[str, str]
    text: str


def elements(
    page: Page, whole: Filled, wanted: Sequence[str], above: tuple[str, ...] = ()
) -> Iterator[Element]:
    """Yield in order the elements of a record that lie in the root's children of the wanted names.

    An element filled with an array comes once for each of its values. Raises what `fragment` does.
    """
    if len(above) > DEPTH_LIMIT:
        raise Damaged("event_limit")
    for node in whole.nodes:
        path = (*above, *node.path) if above else node.path
        if len(path) > 1 and path[1] not in wanted:
            continue
        page.spend(1)
        attributes = {name: filled(page, whole, parts) for name, parts in node.attributes}
        kinds = [_kind(whole, part) for part in node.parts]
        content = filled(page, whole, node.parts)
        several = len(kinds) == 1 and kinds[0] & ARRAY
        for one in content.split(BETWEEN) if several else (content,):
            yield Element(path, attributes, one)
        for part, kind in zip(node.parts, kinds, strict=True):
            if isinstance(part, int) and kind == FRAGMENT:
                yield from _inner(page, whole.values[part], wanted, path)


def _kind(whole: Filled, part: Part) -> int:
    return whole.values[part][2] if isinstance(part, int) and part < len(whole.values) else NULL


def _inner(page: Page, value: Value, wanted: Sequence[str], above: tuple[str, ...]) -> Iterator[Element]:
    offset, size, _ = value
    if size:
        page.spend(20)
        yield from elements(page, fragment(page, offset, offset + size), wanted, above)


def filled(page: Page, whole: Filled, parts: Sequence[Part]) -> str:
    """Return literal texts and values put end to end."""
    if len(parts) == 1:  # nearly always, and twice as fast
        only = parts[0]
        return only if isinstance(only, str) else value(page, whole, only)
    return "".join(part if isinstance(part, str) else value(page, whole, part) for part in parts)


def value(page: Page, whole: Filled, number: int) -> str:
    """Return one value of a record as text; "" when there is none of that number."""
    if number >= len(whole.values):
        return ""
    offset, size, kind = whole.values[number]
    if kind in {NULL, FRAGMENT}:
        return ""
    page.spend(1 + (size >> 8))
    return text(kind, page.data[offset : offset + size])
