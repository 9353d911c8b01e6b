"""Random files: alone a riddle, strewn among people's documents and alike in their names a sign.

A container, a repository of backups, a cache keeps to folders of its own; an attack goes through everybody's.
A name such as programs of encryption and backup give is therefore held against a folder of such names only.
"""

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.scan import extensions
from toolkit.scan.survey.burst import Burst, Span, beside, within
from toolkit.scan.survey.endings import last
from toolkit.scan.survey.neighbours import Folder, key

_MASK = 0xFFFF_FFFF_FFFF_FFFF
_MANY = 10  # files
_PLACES = 3  # folders that hold ordinary files too
_LONG = 2 * 24 * 3_600_000_000_000  # ns; a program that writes its own for weeks makes no burst
_UNDATED = -(2**63)
# Containers and keys of people's own, and the names backup programs give their packs (restic: 64 digits of
# hexadecimal; borg: numbers; duplicati: its own name). Their content is random and always was.
_STORE = re.compile(
    r"(?:[0-9a-f]{32,64}|\d+|duplicati-.*)\Z"
    r"|.*\.(?:hc|tc|vc|kdbx?|gpg|pgp|age|aes|enc|p7m|p12|pfx|jks|keystore|c9[rs]|tibx?|vb[kib]|vhdx?|luks"
    r"|crypt\d*|axx|cpt|7z|zip|rar|key|pack|keyx?)\Z",
    re.IGNORECASE,
)
_PACK = re.compile(r"(?:[0-9a-f]{64}|\d+|duplicati-.*)\Z", re.IGNORECASE)
# Under one of these a person encrypts a bundle; under a document's own name an attack does.
_BUNDLES = frozenset({"zip", "7z", "rar", "tar", "gzip", "bzip2", "xz", "zstd", "database", None})


@dataclass(slots=True)
class Loose:
    """Where random files lie, how they are named and since when: 25 bytes each."""

    files: int = 0  # under names that no program of encryption or backup gives
    _folders: "array[int]" = field(default_factory=lambda: array("Q"))
    _shapes: "array[int]" = field(default_factory=lambda: array("Q"))
    _times: "array[int]" = field(default_factory=lambda: array("q"))
    _added: "array[int]" = field(default_factory=lambda: array("B"))  # 1: bears an ending nobody knows
    _packs: set[int] = field(default_factory=set)  # shapes of the packs of backups

    def add(self, folder: str, name: str, written: int | None) -> None:
        """Count one random file of a folder."""
        store = is_store(name)
        self.files += not store
        if alike := shape(name):
            self._folders.append(key(folder))
            self._shapes.append(_hashed(alike))
            known = written is not None and -(2**63) < written < 2**63
            self._times.append(written if known and written is not None else _UNDATED)
            self._added.append(not store and bool(last(name)))
            if _PACK.match(name):
                self._packs.add(_hashed(alike))

    def scattered(self, folders: Mapping[int, Folder], intact: "array[int]") -> bool:
        """Tell files that lie among ordinary ones, in several folders, alike in their ending or their time.

        `intact` holds the times of the files that are.
        """
        among = [
            place
            for place, one in enumerate(self._folders)
            if self._added[place] and one in folders and folders[one].intact
        ]
        if len(among) < _MANY:
            return False
        if any(self._wide(places) for places in self._by_shape(among).values()):
            return True
        return self._wide(among) and self._together(among, intact) is not None

    def strewn(
        self, folders: Mapping[int, Folder], intact: "array[int]", where: "array[int]"
    ) -> dict[int, Span | None]:
        """Return the shapes of names strewn among documents, each with the burst in which they were written.

        None is a shape without a burst of its own. `intact` and `where` hold the times of files that are
        intact and the folders they lie in.
        """
        among = [place for place in range(len(self._folders)) if self._ordinary(place, folders)]
        found: dict[int, Span | None] = {}
        added = [place for place in among if self._added[place]]
        if self._wide(added) and (span := self._burst(added, intact, where)):
            found = {self._shapes[place]: span for place in added}
        for one, places in self._by_shape(among).items():
            if self._wide(places):
                found[one] = self._burst(places, intact, where) or found.get(one)
        return found

    def among(self, place: str, name: str, folders: Mapping[int, Folder]) -> int | None:
        """Return the shape of a name whose folder holds documents or a note, else None."""
        alike = _hashed(shape(name))
        row = folders.get(key(place))
        return alike if row is not None and self._open(alike, row) else None

    def _ordinary(self, place: int, folders: Mapping[int, Folder]) -> bool:
        row = folders.get(self._folders[place])
        return row is not None and self._open(self._shapes[place], row)

    def _open(self, alike: int, row: Folder) -> bool:
        # An attack drops its note in a repository of backups too, and leaves the packs as they were.
        return row.papers > 0 or (row.notes > 0 and alike not in self._packs)

    def _by_shape(self, among: list[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for place in among:
            found.setdefault(self._shapes[place], []).append(place)
        return found

    def _wide(self, places: list[int]) -> bool:
        return len(places) >= _MANY and len({self._folders[place] for place in places}) >= _PLACES

    def _burst(self, places: list[int], intact: "array[int]", where: "array[int]") -> Span | None:
        """Return their burst, where it struck folders in use and is not the day they were unpacked."""
        span = self._together(places, intact)
        if span is None or span.last - span.first > _LONG:
            return None
        _, older = beside(intact, where, {self._folders[place] for place in places}, *span)
        return span if older >= _PLACES else None

    def _together(self, places: list[int], intact: "array[int]") -> Span | None:
        burst = Burst()
        for place in places:
            burst.add(self._times[place] if self._times[place] != _UNDATED else None)
        span = burst.together(len(places))
        if span is None or within(intact, span["first"], span["last"]) > span["files"]:
            return None
        return Span(span["first"], span["last"])


def is_store(name: str) -> bool:
    """Tell a name that programs of encryption and backup give their own containers."""
    return bool(_STORE.match(name))


def shape(name: str) -> str:
    """Return what files renamed in one way have in common, or "" for a name that is a file's own."""
    stem, dot, tail = name.rpartition(".")
    if (last(name) and not is_store(name)) or (dot and _worn(stem)):
        return f".{tail.lower()}"
    if _PACK.match(name):
        return "duplicati" if dot else f"pack {'number' if name.isdecimal() else 'hexadecimal'}"
    if not dot:
        return "bare"
    return f".{tail.lower()}" if extensions.expected(name) is None and not is_store(name) else ""


def _worn(stem: str) -> bool:
    """Tell a document's own name left in front of what was put behind it."""
    return not stem.lower().startswith("duplicati-") and extensions.expected(stem) not in _BUNDLES


def _hashed(alike: str) -> int:
    return hash(alike) & _MASK
