"""The table of an NTFS volume: every row with its path, deleted ones judged, and the journal's runs."""

import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from demo.builder import ntfs
from demo.builder.ntfs_journal import Change
from demo.builder.tree import Node
from toolkit.errors import Unreadable
from toolkit.media import mft, open_source
from toolkit.media.usn.extents import extents
from toolkit.records import Entry, EntryKind, Times, Unread

_WHEN = 1_790_000_000_000_000_000
_TIMES = Times(_WHEN, _WHEN + 100, _WHEN + 200, _WHEN + 300)
_FREE = bytes(4096)  # a bitmap that calls every cluster of the volume free
_JOURNAL = 27  # its record, as the builder numbers them


class Copy:
    """A source that holds a few collected files; `idents` tells which record each stands for."""

    def __init__(self, contents: Mapping[str, bytes], idents: Mapping[str, str] | None = None) -> None:
        self._contents = contents
        self._idents = idents or {}

    def find(self, path: str, _: str | None = None) -> Entry | None:
        if path not in self._contents:
            return None
        ident = self._idents.get(path, "")
        return Entry("", path, EntryKind.FILE, len(self._contents[path]), ident=ident)

    def open(self, entry: Entry) -> BinaryIO:
        return BytesIO(self._contents[entry.path])


def image() -> bytes:
    """Return a small volume that has one of everything a table can hold."""
    nodes = [
        Node("dossier/texte.txt", b"bonjour", times=_TIMES, streams={"Zone.Identifier": b"[ZoneTransfer]"}),
        Node("dossier/gros.bin", b"g" * 90_000, times=_TIMES),
        Node("dossier/sous/efface.doc", b"e" * 9000, times=_TIMES, deleted=True),
        Node("dossier/petit efface.txt", b"e", times=_TIMES, deleted=True),
        Node("jonction", junction="C:\\ailleurs", times=_TIMES),
        Node("demi \udc41 nom.txt", b"x", times=_TIMES),
    ]
    names = [f"liens/un autre nom, assez long pour remplir {n:03d}.bin" for n in range(12)]
    nodes += [Node("liens/premier.bin", b"l" * 5000, times=_TIMES)]
    nodes += [Node(name, times=_TIMES, hard_link_of="liens/premier.bin") for name in names]
    changes = [Change(_WHEN + n * 1000, "dossier/texte.txt", 1 << n) for n in range(20)]
    cut = {"dossier/gros.bin": 9}
    return ntfs.volume(nodes, size=40 << 20, label="X", serial=1, fragment=cut, changes=changes)


def taken(path: str) -> bytes:
    """Return one file of that volume, its own files included."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "volume.img"
        place.write_bytes(image())
        source = open_source(place)
        entry = source.find(path)
        if entry is None:
            raise LookupError(path)
        content = source.open(entry).read()
        source.close()
    return content


def seeds() -> list[bytes]:
    return [taken("$MFT")]


def read(data: bytes) -> str:
    """Read the whole table; return "ok" or the first failure."""
    place = "$Extend/$UsnJrnl:$J"
    files = Copy({"$MFT": data, "$Bitmap": _FREE, place: b"x"}, {place: f"{_JOURNAL}-1:$J"})
    journal = files.find(place)
    try:
        failures = [found.why for found in mft.rows(files) if isinstance(found, Unread)]
        mft.directories(files)
    except Unreadable as error:
        return error.why
    if journal is not None:
        extents(files, journal)
    return failures[0] if failures else "ok"
