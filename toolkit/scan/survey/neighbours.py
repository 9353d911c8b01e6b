"""What stands in each folder, counted in a few bytes a folder: the neighbours of a file nobody can judge."""

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.scan import extensions

_MASK = 0xFFFF_FFFF_FFFF_FFFF
PICTURES = frozenset({"jpeg", "png", "gif", "tiff", "bmp", "webp", "heif", "jp2", "dicom"})
PAPERS = PICTURES | {"pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "ole2", "rtf"}


class Folder(NamedTuple):
    """Files of one folder: encrypted by content, those among them under their own names, and the rest."""

    encrypted: int = 0
    own_names: int = 0
    intact: int = 0
    random: int = 0
    notes: int = 0
    other: int = 0
    papers: int = 0  # intact under the name of a document or a picture


_EMPTY = Folder()


@dataclass(slots=True)
class Neighbours:
    """Counts by folder; a walk gives the files of a folder together: one row a folder, or little more."""

    _keys: "array[int]" = field(default_factory=lambda: array("Q"))
    _rows: "array[int]" = field(default_factory=lambda: array("I"))  # len(Folder) numbers for each key
    _open: list[int] = field(default_factory=lambda: [0] * len(_EMPTY))
    _folder: str | None = None
    _settled: dict[int, Folder] | None = None

    def add(self, folder: str, what: str, *, own_name: bool = False, paper: bool = False) -> None:
        """Count one file; `folder` is "volume/path", `what` a verdict or "note", `paper` see is_paper."""
        if folder != self._folder:
            self._close()
            self._folder = folder
        self._open[_COLUMN.get(what, 5)] += 1
        if own_name and what == "encrypted":
            self._open[1] += 1
        if paper and what == "intact":
            self._open[6] += 1

    def _close(self) -> None:
        self._settled = None
        if self._folder is not None:
            self._keys.append(key(self._folder))
            self._rows.extend(self._open)
            self._open = [0] * len(_EMPTY)

    def settle(self) -> dict[int, Folder]:
        """Add up the folders an attack may have passed: encrypted files, a note, random among intact."""
        import numpy as np  # noqa: PLC0415 - not needed to list a medium

        self._close()
        self._folder = None
        if self._settled is None:
            keys = np.frombuffer(self._keys, dtype=np.uint64) if self._keys else np.empty(0, np.uint64)
            rows = np.frombuffer(self._rows, dtype=np.uint32).reshape(-1, len(_EMPTY)) if self._keys else None
            folders, places = np.unique(keys, return_inverse=True)
            sums = np.zeros((len(folders), len(_EMPTY)), dtype=np.int64)
            if rows is not None:
                np.add.at(sums, places.reshape(-1), rows)
            mixed = (sums[:, 2] > 0) & (sums[:, 3] > 0)
            struck = np.flatnonzero((sums[:, 0] > 0) | (sums[:, 4] > 0) | mixed)
            chosen = zip(folders[struck].tolist(), sums[struck].tolist(), strict=True)
            self._settled = {key: Folder(*row) for key, row in chosen}
        return self._settled

    def of(self, folder: str) -> Folder:
        """Return the counts of a folder, all zero where nothing speaks of an attack; after `settle`."""
        return (self._settled or {}).get(key(folder), _EMPTY)


def is_paper(name: str) -> bool:
    """Tell the name of a document or a picture that people keep, in their own folders."""
    return extensions.expected(name) in PAPERS


def key(folder: str) -> int:
    """Return the eight bytes a folder is known by; this run's own, so that no name can be made to collide."""
    return hash(folder) & _MASK


_COLUMN = {"encrypted": 0, "intact": 2, "random": 3, "note": 4}
