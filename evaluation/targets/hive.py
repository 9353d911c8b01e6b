"""Registry hives: every key and value read, and what the failures say."""

import lzma
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from demo.builder.hive import Key, binary, dword, hive, multi, qword, sz
from toolkit.errors import Unreadable
from toolkit.media.registry import open_hive
from toolkit.records import Entry, EntryKind, Unread

REAL = Path(__file__).parents[3] / "shared" / "data" / "artefacts" / "hives"
WHEN = 1_790_000_000_000_000_000


class Files:
    """A source that holds a few files, found by their paths."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = {path.casefold(): (path, data) for path, data in contents.items()}

    def find(self, path: str, _: str | None = None) -> Entry | None:
        found = self._contents.get(path.casefold())
        return Entry("", found[0], EntryKind.FILE, len(found[1])) if found else None

    def open(self, entry: Entry) -> BinaryIO:
        return BytesIO(self._contents[entry.path.casefold()][1])


def tree(count: int) -> Key:
    """Return keys and values of every kind, `count` keys wide."""
    values = {"": sz("défaut"), "n": dword(7), "q": qword(1 << 40), "m": multi("un", "deux")}
    below = {f"k{n}": Key({"v": sz("x" * n), "b": binary(bytes(n))}) for n in range(count)}
    return Key(values, {**below, "Un": Key({"x": sz("é")}, {"Deux": Key({"y": dword(1)})})})


def real(*names: str) -> list[bytes]:
    """Return real hives where they are at hand."""
    paths = [REAL / f"{name}.xz" for name in names]
    return [lzma.decompress(path.read_bytes()) for path in paths if path.exists()]


def seeds() -> list[bytes]:
    return [hive(tree(40), name="SYSTEM", written=WHEN), *real("SECURITY")]


def read(data: bytes) -> str:
    return walked({"SYSTEM": data})


def walked(files: Mapping[str, bytes]) -> str:
    """Read the whole of a hive that may have logs beside it; return "ok" or the first failure."""
    failures: list[Unread] = []
    try:
        opened = open_hive(Files(files), "SYSTEM", failures=failures)
        for key in opened.root.walk():
            _ = key.written_ns, list(key.values())
    except Unreadable as error:
        return error.why
    return failures[0].why if failures else "ok"
