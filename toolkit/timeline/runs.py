"""When a series of changes began, paused and ended: a lone change before or long after belongs to none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from toolkit.timeline.statement import DAY, HOUR, MINUTE, SECOND

_APART = 5 * MINUTE  # changes further apart stand in two pieces
_WAVE = HOUR  # pieces further apart are two waves
_NEAR = 7 * DAY  # waves further from the main one are not told as one attack
_ENOUGH = 5  # files of the largest piece, from which a lone one beside it is not believed
_SHARE = 50  # a piece counts from one fiftieth of the largest
_PAUSE = MINUTE
_SLOWER = 20  # times the usual distance between two files: what makes a stillness a pause
_COLUMNS = 480  # of the series of files per minute


@dataclass(frozen=True, slots=True)
class Touch:
    """One file of the attack: from its first change to its last, and where that is told."""

    first_ns: int
    last_ns: int
    kind: str  # "encrypted" or "note"
    volume: str
    path: str
    size: int = 0
    told: str = "scan"  # "usn", "mft" or "scan"
    first_usn: int | None = None
    last_usn: int | None = None
    number: int | None = None
    sequence: int | None = None
    struck: bool = False  # the journal saw it written and given the attacker's ending
    doubt: str = ""  # "renamed", "created", "copied" or "named": why its time is less sure than what tells it
    shift_ns: int = 0  # what clocks set back in mid-attack took away: for the order, never shown
    gone: bool = False  # it no longer stands there under this name
    counted: bool = True  # False: of the attack by its name alone

    @property
    def since(self) -> int:
        return self.first_ns + self.shift_ns

    @property
    def until(self) -> int:
        return self.last_ns + self.shift_ns


@dataclass(frozen=True, slots=True)
class Run:
    """The touches of an attack in order, its pieces and waves; `outside` are other files, notes left out."""

    touches: tuple[Touch, ...]
    waves: tuple[tuple[Touch, ...], ...]
    pauses: tuple[tuple[int, int], ...]
    outside: int
    others: tuple[int, int] | None = None  # first and last time of those

    @property
    def encrypted(self) -> tuple[Touch, ...]:
        """The files that were encrypted; where nothing but notes was found, these."""
        return tuple(touch for touch in self.touches if touch.kind == "encrypted") or self.touches

    @property
    def began(self) -> Touch:
        return self.encrypted[0]

    @property
    def ended(self) -> Touch:
        return max(self.encrypted, key=lambda touch: touch.until)


def run(touches: Iterable[Touch]) -> Run | None:
    """Return the attack among touches in any order, None where there are none."""
    ordered = sorted(touches, key=lambda touch: (touch.since, touch.first_usn or 0, touch.path))
    if not ordered:
        return None
    pieces = _pieces(ordered, _APART)
    least = _least(max(map(len, pieces)))
    # A file that took the attacker's ending belongs to the attack, however far it stands from the others.
    inside = [touch for piece in pieces for touch in piece if len(piece) >= least or touch.struck]
    waves = _near(_pieces(inside, _WAVE))
    told = [touch for wave in waves for touch in wave]
    pauses = [pause for wave in waves for pause in _pauses(wave)]
    inner = set(map(id, told))
    # Notes of another time are no encrypted files of another time.
    rest = [touch for touch in ordered if id(touch) not in inner and touch.kind != "note"]
    others = (min(one.first_ns for one in rest), max(one.last_ns for one in rest)) if rest else None
    return Run(tuple(told), tuple(map(tuple, waves)), tuple(pauses), len(rest), others)


def _pieces(ordered: Sequence[Touch], gap: int) -> list[list[Touch]]:
    pieces: list[list[Touch]] = []
    until = 0
    for touch in ordered:
        if pieces and touch.since - until <= gap:
            pieces[-1].append(touch)
            until = max(until, touch.until)
        else:
            pieces.append([touch])
            until = touch.until
    return pieces


def _near(waves: list[list[Touch]]) -> list[list[Touch]]:
    """Keep the largest wave and those of the days around it: years ago is another story."""
    # Dates of files may be those of a copy made at once, years ago; the journal's are not. But one file that
    # the journal happens to know says nothing of the many it does not.
    largest = max(map(len, waves))
    some = [wave for wave in waves if len(wave) >= _least(largest)]
    main = max(some, key=lambda wave: (sum(touch.told == "usn" for touch in wave), len(wave)))
    least = _least(len(main))
    near = [len(wave) >= least and abs(wave[0].since - main[0].since) <= _NEAR for wave in waves]
    kept = [
        wave if close else [touch for touch in wave if touch.struck]
        for wave, close in zip(waves, near, strict=True)
    ]
    return [wave for wave in kept if wave]


def _least(largest: int) -> int:
    """Return how many files a piece or wave needs beside the largest one."""
    return max(2, largest // _SHARE) if largest >= _ENOUGH else 1


def _pauses(wave: Sequence[Touch]) -> list[tuple[int, int]]:
    """Return from when to when nothing was touched, longer than a minute and than is usual in this wave."""
    gaps, until = [], wave[0].until
    for touch in wave[1:]:
        gaps.append((until, touch.since))
        until = max(until, touch.until)
    usual = median(max(0, to - since) for since, to in gaps) if gaps else 0
    least = max(_PAUSE, int(_SLOWER * usual))
    last = max((touch.until for touch in wave if touch.kind == "encrypted"), default=until)
    first = next((touch.since for touch in wave if touch.kind == "encrypted"), wave[0].since)
    return [(since, to) for since, to in gaps if to - since >= least and first <= since and to <= last]


def series(touches: Sequence[Touch]) -> dict[str, object]:
    """Return files touched per minute as {"start_ns", "step_ns", "files"}; a long attack in longer steps."""
    first = min(touch.first_ns for touch in touches) // MINUTE
    last = max(touch.first_ns for touch in touches) // MINUTE
    step = -(-(last - first + 1) // _COLUMNS)
    files = [0] * ((last - first) // step + 1)
    for touch in touches:
        files[(touch.first_ns // MINUTE - first) // step] += 1
    return {"start_ns": first * MINUTE, "step_ns": step * MINUTE, "files": files}


def seconds(since: int, until: int) -> int:
    """Return whole seconds between two times."""
    return (until - since) // SECOND
