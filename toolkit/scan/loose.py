"""Random files under names that no program of encryption or backup gives: alone a riddle, together a sign."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.scan.burst import Burst, within
from toolkit.scan.neighbours import Folder, key

_MASK = 0xFFFF_FFFF_FFFF_FFFF
_MANY = 10  # files
_PLACES = 3  # folders that hold ordinary files too
_TOGETHER = 0.8  # share of them written in one burst
_UNDATED = -(2**63)


@dataclass(slots=True)
class Loose:
    """Where they lie, under which endings and since when: 24 bytes each."""

    files: int = 0
    _folders: "array[int]" = field(default_factory=lambda: array("Q"))
    _endings: "array[int]" = field(default_factory=lambda: array("Q"))
    _times: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, folder: str, ending: str, written: int | None) -> None:
        """Count one random file; `ending` is "" where its last extension is an ordinary one, or none."""
        self.files += 1
        if ending:
            self._folders.append(key(folder))
            self._endings.append(hash(ending) & _MASK)
            known = written is not None and -(2**63) < written < 2**63
            self._times.append(written if known and written is not None else _UNDATED)

    def scattered(self, folders: Mapping[int, Folder], intact: "array[int]") -> bool:
        """Tell files that lie among ordinary ones, in several folders, alike in their ending or their time.

        A container, a repository or a cache keeps to folders of its own; an attack goes through everybody's.
        `intact` holds the times of the files that are.
        """
        among = [place for place, one in enumerate(self._folders) if one in folders and folders[one].intact]
        if len(among) < _MANY:
            return False
        by_ending: dict[int, list[int]] = {}
        for place in among:
            by_ending.setdefault(self._endings[place], []).append(place)
        if any(self._wide(places) for places in by_ending.values()):
            return True
        return self._wide(among) and self._together(among, intact)

    def _wide(self, places: list[int]) -> bool:
        return len(places) >= _MANY and len({self._folders[place] for place in places}) >= _PLACES

    def _together(self, places: list[int], intact: "array[int]") -> bool:
        burst = Burst()
        for place in places:
            burst.add(self._times[place] if self._times[place] != _UNDATED else None)
        span = burst.span()
        if span is None or span["files"] < _TOGETHER * len(places):
            return False
        return within(intact, span["first"], span["last"]) <= span["files"]
