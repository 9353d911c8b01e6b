"""What changed in the backups of a medium since its baseline was made, file by file of their current states.

A backup that is packed anew every night is another file under a newer date, whatever it lacks: so the files
of its newest state are compared with those its series kept when the baseline was made.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import NamedTuple

from toolkit.backup.classes import practice_class
from toolkit.backup.forms.form import Found
from toolkit.backup.held import Held
from toolkit.backup.reference.baseline import Baseline, Series
from toolkit.backup.reference.changes import Changes, Place
from toolkit.backup.reference.series import nowhere
from toolkit.records import Facts, Seen

# What Windows and programs renew by themselves in the image of a whole machine.
_PASSING = re.compile(
    r"(?:^|/)(?:windows|winnt|windows\.old|\$windows\.~bt|\$recycle\.bin|system volume information"
    r"|appdata/local(?:low)?|pagefile\.sys|swapfile\.sys|hiberfil\.sys)(?:/|$)"
)
_OF_PROGRAMS = re.compile(r"(?:^|/)(?:program files(?: \(x86\))?|programdata|appdata)/")
_PAIRED = 1000  # series that are paired by their names


class Current(NamedTuple):
    """The newest state of one series on the medium."""

    series: Series
    found: Found
    path: str  # told of what it holds
    opens: bool
    faults: Sequence[Facts]  # filled while it is read


@dataclass(slots=True)
class Within:
    """A comparison under way of what backups keep."""

    baseline: Baseline
    several: bool
    trusted: bool
    compared: dict[Series, Changes] = field(default_factory=dict)  # by the series on the medium
    states: dict[Series, Current] = field(default_factory=dict)
    lost: list[Series] = field(default_factory=list)  # of the baseline, with no state on the medium
    shut: set[Series] = field(default_factory=set)  # on the medium, of which nothing can be read
    doubtful: list[Place] = field(default_factory=list)  # of which the baseline says nothing, and should
    same: set[Place] = field(default_factory=set)  # files whose bytes are those listed

    def meet(self, states: Iterable[Current], found: Sequence[tuple[Found, int | None]]) -> None:
        """Learn which states are the current ones, before their files are added."""
        self.states = {one.series: one for one in states}
        nothing = [one for one, _ in found if not one.points]
        self.shut = {*nowhere(found, several=self.several)}
        self.shut |= {one.series for one in self.states.values() if not one.opens}
        if self.baseline.only_outside:
            held = [one.found for one in self.states.values() if not _lies_bare(one.found)]
            self.doubtful = [*map(_root, held), *map(_root, nothing)]
            return
        unread = {_name(one) for one in self.baseline.closed}
        self.doubtful = [_root(one.found) for one in self.states.values() if _name(one.series) in unread]
        self.doubtful += [_root(one) for one in nothing if _name(self._series(one)) in unread]
        pairs = _pairs([*self.baseline.inside], [one for one in self.states if one not in self.shut])
        for here, listed in pairs.items():
            part = replace(self.baseline, files=self.baseline.inside[listed].without(_passes))
            self.compared[here] = Changes(part, several=False, trusted=self.trusted, undated=True)
        self.lost = [one for one in self.baseline.inside if one not in pairs.values()]

    def _series(self, found: Found) -> Series:
        return nowhere([(found, None)], several=self.several)[0]

    def add(self, held: Held, seen: Seen, lying: Changes) -> None:
        """Compare one file of a current state; one that lies on the medium itself is compared by `lying`."""
        if not held.inside:
            lying.add(seen)
            if lying.is_same(seen):
                self.same.add((seen.volume, seen.path))
            return
        changes = self.compared.get(held.series) if held.member else None
        if changes is not None and not _passes(held.member):
            changes.add(replace(seen, volume="", path=held.member))

    def places(self, code: str) -> list[Place]:
        """Return the files of which this is true: changed, renewed, silent or broken."""
        return [
            self._place(series, path)
            for series, changes in self.compared.items()
            for _, path in getattr(changes, code)
        ]

    def gone(self) -> Iterator[tuple[str, Place]]:
        """Yield what is no longer kept: (missing, deleted, rotated or moved, where it would lie)."""
        for series, changes in self.compared.items():
            if self._unopened(series):
                continue
            left = changes.gone()
            for code in ("missing", "deleted", "rotated", "moved"):
                yield from ((code, self._place(series, path)) for _, path in getattr(left, code))
        for series in self._lost():
            yield from (("missing", _below(_told(series), path)) for path in self._without(series))

    def unseen(self) -> list[Place]:
        """Return the backups of which the baseline lists files, and that cannot be read now."""
        closed = {_name(one) for one in self.shut}
        lost = [_told(one) for one in self.lost if _name(one) in closed and self.baseline.inside[one]]
        return lost + [_root(self.states[one].found) for one in self.compared if self._unopened(one)]

    def unknown(self) -> list[Place]:
        """Return the backups that changed, and of which the baseline does not say what they held."""
        return [one for one in dict.fromkeys(self.doubtful) if one not in self.same]

    def _unopened(self, series: Series) -> bool:
        """Tell a state that only failed: that none of its files was met says nothing of them."""
        changes = self.compared[series]
        missed = changes.baseline.files and not changes.met and not changes.added
        return bool(missed and self.states[series].faults)

    def _place(self, series: Series, path: str) -> Place:
        state = self.states[series]
        return _below((state.found.volume, state.path), path)

    def _lost(self) -> list[Series]:
        closed = {_name(one) for one in self.shut}
        return [one for one in self.lost if _name(one) not in closed]

    def _without(self, series: Series) -> list[str]:
        """Return the files of a series that is gone, but for those that another one keeps now."""
        kept = set[bytes]().union(*(changes.added for changes in self.compared.values()))
        files = self.baseline.inside[series]
        return [path for path, one in files.items() if not _passes(path) and one.sha256 not in kept]


def _pairs(listed: Sequence[Series], here: Sequence[Series]) -> dict[Series, Series]:
    """Return for each series on the medium that of the baseline: of the same name, else of the likest.

    A wrong pair does no harm: a backup that is gone is missing, beside whatever it is held against.
    """
    pairs = {one: one for one in here if one in set(listed)}
    left = [one for one in listed if one not in pairs][:_PAIRED]
    for one in [one for one in here if one not in pairs][:_PAIRED]:
        if not left:
            break
        name = "/".join(one)
        best = max(left, key=lambda other: SequenceMatcher(None, name, "/".join(other)).quick_ratio())
        pairs[one] = best
        left.remove(best)
    return pairs


def _passes(path: str) -> bool:
    """Tell a file that comes and goes by itself, whoever works."""
    folded = path.casefold()
    if _PASSING.search(folded):
        return True
    return bool(_OF_PROGRAMS.search(folded)) and practice_class(path, None) is None


def _lies_bare(found: Found) -> bool:
    """Tell copies in folders, which a baseline of the outside lists as they are."""
    return found.transparent and found.form != "file_history"


def _root(found: Found) -> Place:
    return found.volume, found.path


def _name(series: Series) -> tuple[str, ...]:
    """Return what a series is called whatever could be read of it: volume, folder, name."""
    return series[1:4]


def _told(series: Series) -> Place:
    folder, name = series[2:4]
    return series[1], f"{folder}/{name}" if folder else name


def _below(place: Place, path: str) -> Place:
    return place[0], f"{place[1]}/{path}" if place[1] else path
