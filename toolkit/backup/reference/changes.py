"""What changed on a medium since its baseline was made: daily work apart from damage.

A visit is weeks after the one before: in between a practice writes its databases every day, adds and deletes
documents, and its backups rotate. None of that is a fault. What nobody's daily work does is: other bytes
under an unchanged date, a date that went back, content that broke, a database or an agenda gone, a folder
emptied, more files gone than are ever deleted.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from toolkit.backup.classes import LASTING, practice_class
from toolkit.backup.reference.baseline import Baseline, place
from toolkit.backup.reference.listed_files import Listed, Met
from toolkit.backup.unchosen import is_listed
from toolkit.records import DamageVerdict, Seen

Place = tuple[str, str]  # volume and path

_BROKEN = frozenset({DamageVerdict.ENCRYPTED, DamageVerdict.RANDOM, DamageVerdict.DAMAGED})
GONE = 0.05  # share of the files listed above which what is gone is damage, whatever it is…
_A_MONTH = 0.01  # …and what people delete beside it in each month since, for a year at most
_MONTHS, _MONTH = 12, 30 * 86_400 * 1_000_000_000
_FOLDER = 20  # files of a folder, from which nearly all of them gone is damage
_EMPTIED = 0.9
_DATABASE = 16 * 1024  # bytes of a database, from which half its size is another database
_KEPT = 0.5  # share of a rotating series that is still there, or came
_SERIES = 3  # files, from which a series of backups more than half gone is damage
_NUMBER = re.compile(r"[0-9a-f]{16,}|\d+|(?<=/)[0-9a-f]{1,2}(?=/)")
_NAMED_BY_HASH = re.compile(r"[0-9a-f]{16}")
_DATED = re.compile(r"(?<!\d)(20\d\d[-_. ]?[01]\d[-_. ]?[0-3]\d|[0-3]\d[-_. ][01]\d[-_. ]20\d\d)(?!\d)")
# Folders of dated copies, up to their last name; versions of one file as Windows' File History names them.
_FOLDER_OF_A_DAY = re.compile(rf"[^/]*{_DATED.pattern}[^/]*(?=/)")
_VERSION = re.compile(r" \(20\d\d_\d\d_\d\d \d\d_\d\d_\d\d utc\)")
_PART_OF_REPOSITORY = re.compile(r"(^|/)data/\d+/\d+$")
# Whole backups and what programs write about themselves, numbered or dated one after the other.
_ENDINGS = (
    "zip 7z rar tar gz tgz bz2 xz zst aes bak fbk gbk dump dmp sql vhd vhdx mrimg mrimgx tib tibx vbk vib "
    "vbm adi afi pbd bkf bkp log wbcat"
)
_ROTATING = frozenset(_ENDINGS.split())
_TEMPORARY = frozenset({"tmp", "temp", "ldb", "laccdb", "lck", "lock", "part", "swp"})


@dataclass(slots=True)
class _Series:
    """Files whose paths differ by numbers only: how many were listed, are still there, came."""

    listed: int = 0
    met: int = 0
    came: int = 0
    newest: int = -1  # ns UTC, of those that came


@dataclass(slots=True)
class Gone:
    """What is no longer there: what daily work explains apart from what it does not."""

    missing: list[Place] = field(default_factory=list)  # damage
    deleted: list[Place] = field(default_factory=list)  # so few that people delete as many
    rotated: list[Place] = field(default_factory=list)  # old ones of a series that goes on
    moved: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Changes:
    """A comparison under way; `several` when the medium has several volumes.

    `trusted` when the baseline can vouch: for a file being the same, never for what the file holds.
    """

    baseline: Baseline
    several: bool
    trusted: bool = False
    undated: bool = False  # of a backup whose files may bear no date: what it is packed in is dated
    met: Met = field(init=False)
    changed: list[Place] = field(default_factory=list)  # other bytes: older date, none, or emptied
    renewed: list[Place] = field(default_factory=list)  # other bytes, sound or not to be checked, newer date
    silent: list[Place] = field(default_factory=list)  # other bytes under an unchanged date
    broken: list[Place] = field(default_factory=list)  # no longer of the type their name says
    programs: list[Place] = field(default_factory=list)  # of `renewed`, those that run
    added: dict[bytes, Place] = field(default_factory=dict)  # by SHA-256, to find what moved
    alike: Counter[tuple[int, int | None]] = field(default_factory=Counter)  # size, date of new ones not read
    newest: int = 0  # ns UTC, of any file
    came: dict[str, tuple[int, int]] = field(default_factory=dict)  # of rotating series: how many, newest

    def __post_init__(self) -> None:
        self.met = Met(self.baseline.files)

    def add(self, seen: Seen) -> None:
        """Compare one file; one that cannot be read is met, and counted as unread elsewhere."""
        path = place(seen, several=self.several)
        self.newest = max(self.newest, seen.times.modified or 0)
        listed = self.baseline.files.get(path)
        if listed is None:
            self._new(seen, path)
            return
        if path in self.met:
            return
        self.met.add(path)
        if seen.sha256 is None or self.is_same(seen):
            return
        here, now = (seen.volume, seen.path), seen.times.modified
        if seen.damage.verdict in _BROKEN:
            self.broken.append(here)
        elif listed.mtime == now and not (self.undated and now is None):
            self.silent.append(here)
        elif not self._is_later(listed.mtime, now) or _shrank(path, listed, seen):
            self.changed.append(here)
        else:
            self.renewed.append(here)
            if seen.program:
                self.programs.append(here)

    def _is_later(self, before: int | None, now: int | None) -> bool:
        if before is None or now is None:
            return self.undated and before is now
        return now >= before

    def _new(self, seen: Seen, path: str) -> None:
        if not seen.sha256:
            if is_listed(seen) and seen.times.modified is not None:
                self.alike[seen.size, seen.times.modified] += 1
            return
        self.added[bytes.fromhex(seen.sha256)] = (seen.volume, seen.path)
        series = _series(path)
        # A copy that was encrypted or broke does not carry a series on.
        if series is not None and seen.damage.verdict not in _BROKEN:
            count, newest = self.came.get(series, (0, -1))
            self.came[series] = (count + 1, max(newest, seen.times.modified or -1))

    def is_same(self, seen: Seen) -> bool:
        listed = self.baseline.files.get(place(seen, several=self.several))
        return listed is not None and seen.sha256 is not None and listed.sha256.hex() == seen.sha256

    def is_new(self, seen: Seen) -> bool:
        return place(seen, several=self.several) not in self.baseline.files

    def left(self) -> tuple[list[Place], list[Place]]:
        """Return what is missing, and what is there under another name."""
        gone = self.gone()
        return gone.missing, gone.moved

    def gone(self) -> Gone:
        """Return what is no longer there, parted by what explains it."""
        found, series, alike = Gone(), self._rotating(), self.alike.copy()
        shrunk = set[str]()
        unexplained: list[str] = []
        for path, listed in self.met.left():
            if listed.sha256 in self.added or alike[listed.size, listed.mtime] > 0:
                alike[listed.size, listed.mtime] -= listed.sha256 not in self.added
                found.moved.append(("", path))
                continue
            one = series.get(_series(path) or "")
            if _goes_on(one, listed.mtime):
                found.rotated.append(("", path))
                continue
            unexplained.append(path)
            if _shrunk(one):
                shrunk.add(path)
        self._weigh(unexplained, shrunk, found)
        return found

    def _rotating(self) -> dict[str, _Series]:
        """Count what became of each series."""
        found = {name: _Series(came=count, newest=newest) for name, (count, newest) in self.came.items()}
        for path, met in self.met.each():
            name = _series(path)
            if name is not None:
                one = found.setdefault(name, _Series())
                one.listed += 1
                one.met += met
        return found

    def _weigh(self, unexplained: list[str], shrunk: set[str], found: Gone) -> None:
        """Part what people delete from what they do not: too much, a database, a folder, a series."""
        never = shrunk | {path for path in unexplained if _is_lasting(path)}
        # What programs leave for a moment is no loss, however much of it there was.
        passing = {path for path in unexplained if _ending(path) in _TEMPORARY}
        counted = [path for path in unexplained if path not in passing]
        many = len(counted) > self._allowed() * len(self.baseline.files)
        emptied = frozenset() if many else self._emptied(counted)
        for path in unexplained:
            lost = path not in passing and (many or path in never or not emptied.isdisjoint(_above(path)))
            (found.missing if lost else found.deleted).append(("", path))

    def _allowed(self) -> float:
        """Return the share that may be gone, by the time from the newest file listed to the newest met."""
        since = max(0, self.newest - self.baseline.files.newest)
        return GONE + _A_MONTH * min(_MONTHS, since // _MONTH)

    def _emptied(self, gone: list[str]) -> frozenset[str]:
        """Return folders nearly all of whose files, at any depth, are gone."""
        lost = Counter(folder for path in gone for folder in _above(path))
        large = {folder for folder, count in lost.items() if count >= _FOLDER * _EMPTIED}
        if not large:
            return frozenset()
        held = Counter(folder for path in self.baseline.files for folder in _above(path) if folder in large)
        return frozenset(
            folder for folder in large if held[folder] >= _FOLDER and lost[folder] >= _EMPTIED * held[folder]
        )


def _shrank(path: str, listed: Listed, seen: Seen) -> bool:
    """Tell a file that was emptied, or a database that lost more than half of what it held."""
    if not seen.size:
        return listed.size > 0
    return listed.size >= _DATABASE and seen.size * 2 < listed.size and _is_lasting(path)


def _above(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) for depth in range(min(len(parts), 32))]


def _ending(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].casefold()


def _is_lasting(path: str) -> bool:
    return practice_class(path, None) in LASTING


def _series(path: str) -> str | None:
    """Return what a file of a rotating series has in common with the others, None for any other file.

    The documents of a patient that bear a date are none: each is one of its own.
    """
    folded = path.casefold()
    name = folded.rpartition("/")[2]
    whole = _ending(name) in _ROTATING or _NAMED_BY_HASH.search(name) or _PART_OF_REPOSITORY.search(folded)
    series = _NUMBER.sub("#", folded) if whole else _VERSION.sub("#", _FOLDER_OF_A_DAY.sub("#", folded))
    return series if series != folded else None


def _shrunk(series: _Series | None) -> bool:
    return (
        series is not None and series.listed >= _SERIES and series.met + series.came < _KEPT * series.listed
    )


def _goes_on(series: _Series | None, modified: int | None) -> bool:
    """Tell a series of which a newer one came, and that did not shrink to less than half."""
    if series is None or not series.came:
        return False
    newer = modified is None or series.newest > modified
    return newer and series.met + series.came >= _KEPT * series.listed
