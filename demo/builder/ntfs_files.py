"""From a tree of nodes to NTFS files: numbers, names, times, contents, and entries in their folders."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from demo.builder.ntfs_clusters import CLUSTER, Clusters
from demo.builder.ntfs_index import directory_entry
from demo.builder.ntfs_records import (
    ROOM,
    Attribute,
    Flag,
    Type,
    outside,
    padded,
    reference,
    resident,
    ticks,
    wide,
)
from demo.builder.ntfs_upcase import upcased
from demo.builder.tree import Node
from toolkit.records import Times

SECURITY = 256  # the one descriptor that every file has
_ARCHIVE = 0x20
_REPARSE = 0x400
_FOLDER = 0x1000_0000
_MOUNT_POINT = 0xA000_0003
_NAMED = 24 + 66  # bytes of a $FILE_NAME attribute before the name itself
_POSIX, _WIN32, _WIN32_AND_DOS = 0, 1, 3
_FORBIDDEN = frozenset('"*/:<>?\\|') | frozenset(map(chr, range(32)))


Key = tuple[tuple[int, ...], tuple[int, ...]]  # the units of a name in upper case, then as they are


@dataclass
class File:
    """One file being put together: its attributes, and for a folder the entries it holds."""

    number: int
    flags: Flag
    times: Times
    bits: int = 0  # FILE_ATTRIBUTE_*
    size: int = 0
    taken: int = 0  # bytes set aside for the content
    usn: int = 0  # of its last change in the journal
    attributes: list[Attribute] = field(default_factory=list)
    entries: dict[Key, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        value = ticks(self.times) + struct.pack("<IIIIIIQQ", self.bits, 0, 0, 0, 0, SECURITY, 0, self.usn)
        self.attributes.append(resident(Type.STANDARD_INFORMATION, value))

    @property
    def room(self) -> int:
        return ROOM - sum(len(attribute.packed) for attribute in self.attributes)

    @property
    def links(self) -> int:
        if not self.flags & Flag.IN_USE:
            return 0
        return sum(attribute.type is Type.FILE_NAME for attribute in self.attributes)


def give_name(file: File, parent: File, name: str, times: Times, *, system: bool = False) -> None:
    """Give a file one more name, and its parent the entry; raise ValueError when the name is there already.

    `times` go to $FILE_NAME. The entry carries those of the file: Windows refreshes the one, not the other.
    """
    units = wide(name)
    key = upcased(name), struct.unpack(f"<{len(units) // 2}H", units)
    live = bool(file.flags & Flag.IN_USE)
    if live and key in parent.entries:
        raise ValueError(f"name given twice in one folder: {name!r}")
    space = _WIN32_AND_DOS if system else _POSIX if _beyond_win32(name) else _WIN32
    bits = file.bits | (_FOLDER if file.flags & Flag.DIRECTORY else 0)
    tag = _MOUNT_POINT if file.bits & _REPARSE else 0
    head = struct.pack("<Q", reference(parent.number))
    rest = struct.pack("<QQIIBB", file.taken, file.size, bits, tag, len(units) // 2, space) + units
    file.attributes.append(resident(Type.FILE_NAME, head + ticks(times) + rest, indexed=True))
    copy = head + ticks(file.times) + rest
    if live:
        parent.entries[key] = directory_entry(reference(file.number), copy)


def numbered(tree: Sequence[Node], first: int) -> dict[str, int]:
    """Return the number of the record of each file and folder of a complete tree."""
    paths = (node.path for node in tree if node.hard_link_of is None)
    return {path: number for number, path in enumerate(paths, first)}


def user_files(
    tree: Sequence[Node],
    root: File,
    numbers: Mapping[str, int],
    clusters: Clusters,
    fragment: Mapping[str, int],
    changes: Mapping[str, int],
) -> list[File]:
    """Return the files of a complete tree with their numbers, entered in their folders.

    `fragment` gives the number of pieces of a content, by "path" or "path:stream"; `changes` the place in
    the journal of the last change of a path.
    """
    names: dict[str, list[Node]] = {node.path: [] for node in tree if node.hard_link_of is None}
    for node in tree:
        names[node.path if node.hard_link_of is None else node.hard_link_of].append(node)
    files = {"": root}
    for node in tree:
        if node.hard_link_of is None:
            made = _blank(node, numbers[node.path], changes.get(node.path, 0))
            files[node.path] = _filled(made, node, names[node.path], clusters, fragment)
    for node in tree:
        file = files[node.path if node.hard_link_of is None else node.hard_link_of]
        folder, _, name = node.path.rpartition("/")
        give_name(file, files[folder], name, node.name_times or file.times)
    return list(files.values())[1:]


def _blank(node: Node, number: int, usn: int) -> File:
    folder = node.directory or node.junction is not None
    bits = node.attributes & 0xFFFF | (0 if folder else _ARCHIVE) | (_REPARSE if node.junction else 0)
    flags = (Flag(0) if node.deleted else Flag.IN_USE) | (Flag.DIRECTORY if folder else Flag(0))
    return File(number, flags, node.times, bits, usn=usn)


def _filled(
    file: File, node: Node, names: Sequence[Node], clusters: Clusters, fragment: Mapping[str, int]
) -> File:
    if node.junction is not None:
        file.attributes.append(_junction(node.junction, clusters))
    named = sum(len(padded(bytes(_NAMED) + wide(name.path.rpartition("/")[2]))) for name in names)
    contents = _contents(node, file.room - named, clusters, fragment)
    file.attributes += contents.values()
    if not file.flags & Flag.DIRECTORY:
        inside = contents[""].packed[8] == 0
        file.size = len(node.data)
        file.taken = len(padded(node.data)) if inside else -(-file.size // CLUSTER) * CLUSTER
    return file


def _contents(node: Node, room: int, clusters: Clusters, fragment: Mapping[str, int]) -> dict[str, Attribute]:
    """Return the content and the streams, the shortest of them in the record as far as there is room."""
    values = dict(node.streams)
    if not node.directory and node.junction is None:
        values[""] = node.data
    # Whatever stays outside still needs its header and a run or two.
    left = room - sum(80 + len(padded(wide(name))) for name in values)
    attributes = {}
    for name in sorted(values, key=lambda name: (len(values[name]), name)):
        value = values[name]
        pieces = fragment.get(f"{node.path}:{name}" if name else node.path, 0)
        more = len(padded(value)) - 56
        if not value or (more <= left and pieces == 0):
            attributes[name] = resident(Type.DATA, value, name)
            left -= more
        else:
            runs = clusters.place(value, pieces)
            attributes[name] = outside(Type.DATA, runs, len(value), name)
            if node.deleted:
                clusters.free(runs)
    return attributes


def _junction(target: str, clusters: Clusters) -> Attribute:
    """Return the reparse point of a junction; the system follows the first path and shows the second."""
    shown = target.encode("utf-16-le", "surrogatepass")
    followed = "\\??\\".encode("utf-16-le") + shown
    paths = followed + b"\0\0" + shown + b"\0\0"
    if len(paths) > 16 * 1024 - 16:
        raise ValueError("a junction target longer than NTFS keeps")
    place = struct.pack("<HHHH", 0, len(followed), len(followed) + 2, len(shown))
    value = struct.pack("<IHH", _MOUNT_POINT, 8 + len(paths), 0) + place + paths
    if len(value) <= ROOM // 2:
        return resident(Type.REPARSE_POINT, value)
    return outside(Type.REPARSE_POINT, clusters.place(value), len(value))


def _beyond_win32(name: str) -> bool:
    """Say whether Win32 could not have made this name; NTFS then keeps it as a POSIX one."""
    return name.endswith((" ", ".")) or any(char in _FORBIDDEN for char in name)
