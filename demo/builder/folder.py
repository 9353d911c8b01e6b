"""A tree of nodes laid as a plain folder, as far as the file system here can hold it."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from demo.builder.tree import Node, complete

_LONGEST = 255  # bytes of one name
# The name or path is more than this file system takes.
_TOO_MUCH = frozenset({errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL})


def lay(nodes: Iterable[Node], folder: Path) -> list[Node]:
    """Write the tree into an empty folder; return the nodes it could not represent, or not wholly.

    Not represented: deleted files, names over 255 bytes or with surrogates that UTF-8 cannot hold (and what
    stands below them), paths too long for the system. Not wholly: streams. Modified and accessed times are
    set, and junctions become symbolic links with the target as written. Raises ValueError for a folder that
    is not an empty one, and for a tree that escapes it or contradicts itself.
    """
    tree = complete(nodes)
    if folder.is_symlink() or not folder.is_dir() or any(folder.iterdir()):
        raise ValueError(f"not an empty folder: {folder}")
    left = []
    written: dict[str, bytes] = {}
    # Links come last: they name a file that must be there, and a symbolic one must not be written through.
    for node in sorted(tree, key=lambda node: (_late(node), node.path.count("/"))):
        place = _place(node.path, folder)
        if place is not None and not node.deleted and _write(node, place, written):
            written[node.path] = place
        if node.path not in written or node.streams:
            left.append(node)
    for node in sorted(tree, key=lambda node: -node.path.count("/")):
        if node.path in written:
            _date(node, written[node.path])
    return left


def _late(node: Node) -> bool:
    return node.junction is not None or node.hard_link_of is not None


def _place(path: str, folder: Path) -> bytes | None:
    """Return the path as the system takes it; lone surrogates of os.fsdecode go back to their bytes."""
    try:
        names = [name.encode("utf-8", "surrogateescape") for name in path.split("/")]
    except UnicodeEncodeError:
        return None
    if any(len(name) > _LONGEST for name in names):
        return None
    return os.path.join(os.fsencode(folder), *names)


def _write(node: Node, place: bytes, written: dict[str, bytes]) -> bool:
    parent = node.path.rpartition("/")[0]
    if parent and parent not in written:
        return False
    try:
        if node.hard_link_of is not None:
            if node.hard_link_of not in written:
                return False
            os.link(written[node.hard_link_of], place)
        elif node.junction is not None:
            os.symlink(node.junction.encode("utf-8", "surrogateescape"), place)
        elif node.directory:
            os.mkdir(place)
        else:
            with open(place, "xb") as stream:
                stream.write(node.data)
    except UnicodeEncodeError:
        return False
    except OSError as error:
        if error.errno in _TOO_MUCH:
            return False
        raise
    return True


def _date(node: Node, place: bytes) -> None:
    modified = node.times.modified
    if modified is None or node.hard_link_of is not None:
        return
    accessed = modified if node.times.accessed is None else node.times.accessed
    follow = os.utime not in os.supports_follow_symlinks  # Windows dates only what a link leads to
    os.utime(place, ns=(accessed, modified), follow_symlinks=follow)
