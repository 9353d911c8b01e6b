"""The files and folders a fixture holds, as plain values that every writer of this package takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from toolkit.records import Times

_UNDATED = Times()


@dataclass(frozen=True)
class Node:
    """One file, folder or junction to be written; a junction and a folder have no data of their own."""

    path: str  # "/"-separated, no leading "/"; may hold lone surrogates and control characters
    data: bytes = b""
    directory: bool = False
    times: Times = _UNDATED  # NTFS keeps units of 100 ns, and writes None as its zero, 1601
    name_times: Times | None = None  # those of $FILE_NAME; None is the same as `times`
    streams: Mapping[str, bytes] = field(default_factory=dict)  # alternate data streams, by name
    junction: str | None = None  # what a directory junction points to, such as "C:\\Users"
    attributes: int = 0  # FILE_ATTRIBUTE_* bits to add: 2 hidden, 4 system
    hard_link_of: str | None = None  # path of the file that this is another name of
    deleted: bool = False  # a file that NTFS still remembers: out of its folder, its clusters free


def complete(nodes: Iterable[Node]) -> list[Node]:
    """Return the nodes with every missing parent added, dated by the earliest time it holds.

    Added parents come before the first node that needs them; nothing else changes place. Raises ValueError
    when a path escapes, comes twice or passes through a file or junction, or when a node contradicts itself.
    """
    given = list(nodes)
    known: dict[str, Node] = {}
    for node in given:
        _check_names(node.path)
        if node.path in known:
            raise ValueError(f"path given twice: {node.path!r}")
        known[node.path] = node
    for node in given:
        _check_node(node, known)
    earliest = _earliest(given)
    whole: dict[str, Node] = {}
    for node in given:
        for parent in _parents(node.path):
            if parent not in known and parent not in whole:
                time = earliest[parent]
                whole[parent] = Node(parent, directory=True, times=Times(time, time, time, time))
        whole[node.path] = node
    return list(whole.values())


def earliest(nodes: Iterable[Node]) -> int | None:
    """Return the earliest time that any of the nodes carries, in nanoseconds UTC."""
    return _earliest(nodes).get("")


def _parents(path: str) -> list[str]:
    names = path.split("/")[:-1]
    return ["/".join(names[: depth + 1]) for depth in range(len(names))]


def _check_names(path: str) -> None:
    if "\0" in path or any(name in ("", ".", "..") for name in path.split("/")):
        raise ValueError(f"not a path inside the tree: {path!r}")


def _check_node(node: Node, known: Mapping[str, Node]) -> None:
    folder = node.directory or node.junction is not None
    if node.deleted and (folder or node.hard_link_of is not None):
        raise ValueError(f"only a file of one name can be written as deleted: {node.path!r}")
    if "" in node.streams:
        raise ValueError(f"a stream without a name: {node.path!r}")
    if folder and (node.data or node.hard_link_of is not None):
        raise ValueError(f"a folder with data, or as a hard link: {node.path!r}")
    for parent in _parents(node.path):
        if parent in known and (not known[parent].directory or known[parent].junction is not None):
            raise ValueError(f"not a folder: {parent!r}, parent of {node.path!r}")
    if node.hard_link_of is None:
        return
    first = known.get(node.hard_link_of)
    if node.data or node.streams:
        raise ValueError(f"a hard link takes the data of its first name: {node.path!r}")
    if (
        first is None
        or first.directory
        or first.junction is not None
        or first.hard_link_of is not None
        or first.deleted
    ):
        raise ValueError(f"a hard link to something that is not the first name of a file: {node.path!r}")


def _earliest(nodes: Iterable[Node]) -> dict[str, int | None]:
    """Return the earliest time of each folder, by path; "" is the whole tree."""
    every = {node.path: node for node in nodes}
    found: dict[str, int | None] = {}
    for node in every.values():
        times = every.get(node.hard_link_of or "", node).times
        dates = (times.created, times.modified, times.changed, times.accessed)
        own = min((time for time in dates if time is not None), default=None)
        for parent in ("", *_parents(node.path)):
            before = found.get(parent)
            found[parent] = own if before is None else before if own is None else min(before, own)
    return found
