"""The practice files of a backup by folded folder and name, packed: there may be a million."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_BLOCK = 4096  # files packed together


class Kept(NamedTuple):
    """One practice file of a backup, to be held against the machine."""

    volume: str
    path: str
    group: str
    size: int
    modified: int | None
    dated: int | None = None  # the newest date in its rows, where they tell
    sound: bool = False  # its structure holds


class Names(Mapping[str, Kept]):
    """The files of one folder by name, of which one block is unpacked at a time."""

    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = blocks
        self._at = -1
        self._block: list[tuple[str, Kept]] = []
        self._rows: dict[int, int] = {}  # by hash of the name
        row = 0
        for number in range(len(blocks)):
            for name, _ in self._unpacked(number):
                self._rows[hash(name)] = row  # of two with one name the last stands
                row += 1
            row = (number + 1) * _BLOCK

    def _unpacked(self, number: int) -> list[tuple[str, Kept]]:
        if number != self._at:
            lines = zlib.decompress(self._blocks[number]).decode("ascii").split("\n")
            rows = map(json.loads, lines)
            self._at, self._block = number, [(name, Kept(*kept)) for name, *kept in rows]
        return self._block

    def __getitem__(self, name: str) -> Kept:
        number, at = divmod(self._rows[hash(name)], _BLOCK)
        return self._unpacked(number)[at][1]

    def __contains__(self, name: object) -> bool:
        return hash(name) in self._rows

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._each())

    def __len__(self) -> int:
        return len(self._rows)

    def _each(self) -> Iterator[tuple[str, Kept]]:
        for number in range(len(self._blocks)):
            for at, (name, kept) in enumerate(self._unpacked(number)):
                if self._rows[hash(name)] == number * _BLOCK + at:
                    yield name, kept


@dataclass(slots=True)
class KeptFolders(Mapping[str, Names]):
    """Files by folder; a walk gives those of a folder together, and they are packed when it leaves it."""

    _packed: dict[str, list[bytes]] = field(default_factory=dict)
    _folder: str | None = None
    _open: list[str] = field(default_factory=list)
    _last: tuple[str, Names] | None = None

    def add(self, folder: str, name: str, kept: Kept) -> None:
        if folder != self._folder or len(self._open) >= _BLOCK:
            self._close()
            self._folder = folder
        self._open.append(json.dumps([name, *kept], separators=(",", ":")))

    def _close(self) -> None:
        self._last = None
        if self._folder is not None and self._open:
            block = zlib.compress("\n".join(self._open).encode("ascii"), 1)
            self._packed.setdefault(self._folder, []).append(block)
            self._open = []

    def __getitem__(self, folder: str) -> Names:
        self._close()
        if self._last is None or self._last[0] != folder:
            self._last = (folder, Names(self._packed[folder]))
        return self._last[1]

    def __iter__(self) -> Iterator[str]:
        self._close()
        return iter(self._packed)

    def __contains__(self, folder: object) -> bool:
        self._close()
        return folder in self._packed

    def __len__(self) -> int:
        self._close()
        return len(self._packed)
