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


@dataclass(frozen=True, slots=True)
class Run:
    """The touches of an attack in order, its pieces and waves; `outside` are those of other times."""

    touches: tuple[Touch, ...]
    waves: tuple[tuple[Touch, ...], ...]
    pauses: tuple[tuple[int, int], ...]
    outside: int

    @property
    def encrypted(self) -> tuple[Touch, ...]:
        """The files that were encrypted; where nothing but notes was found, these."""
        return tuple(touch for touch in self.touches if touch.kind == "encrypted") or self.touches

    @property
    def began(self) -> Touch:
        return self.encrypted[0]

    @property
    def ended(self) -> Touch:
        return max(self.encrypted, key=lambda touch: touch.last_ns)


def run(touches: Iterable[Touch]) -> Run | None:
    """Return the attack among touches in any order, None where there are none."""
    ordered = sorted(touches, key=lambda touch: (touch.first_ns, touch.first_usn or 0, touch.path))
    if not ordered:
        return None
    pieces = _pieces(ordered, _APART)
    largest = max(len(piece) for piece in pieces)
    least = max(2, largest // _SHARE) if largest >= _ENOUGH else 1
    strong = [piece for piece in pieces if len(piece) >= least]
    inside = [touch for piece in strong for touch in piece]
    waves = _near(_pieces(inside, _WAVE))
    told = [touch for wave in waves for touch in wave]
    pauses = [pause for wave in waves for pause in _pauses(wave)]
    return Run(tuple(told), tuple(map(tuple, waves)), tuple(pauses), len(ordered) - len(told))


def _pieces(ordered: Sequence[Touch], gap: int) -> list[list[Touch]]:
    pieces: list[list[Touch]] = []
    until = 0
    for touch in ordered:
        if pieces and touch.first_ns - until <= gap:
            pieces[-1].append(touch)
            until = max(until, touch.last_ns)
        else:
            pieces.append([touch])
            until = touch.last_ns
    return pieces


def _near(waves: list[list[Touch]]) -> list[list[Touch]]:
    """Keep the largest wave and those of the days around it: years ago is another story."""
    # Dates of files may be those of a copy made at once, years ago; the journal's are not.
    main = max(waves, key=lambda wave: (sum(touch.told == "usn" for touch in wave), len(wave)))
    least = max(2, len(main) // _SHARE) if len(main) >= _ENOUGH else 1
    return [
        wave for wave in waves if len(wave) >= least and abs(wave[0].first_ns - main[0].first_ns) <= _NEAR
    ]


def _pauses(wave: Sequence[Touch]) -> list[tuple[int, int]]:
    """Return from when to when nothing was touched, longer than a minute and than is usual in this wave."""
    gaps, until = [], wave[0].last_ns
    for touch in wave[1:]:
        gaps.append((until, touch.first_ns))
        until = max(until, touch.last_ns)
    usual = median(max(0, to - since) for since, to in gaps) if gaps else 0
    least = max(_PAUSE, int(_SLOWER * usual))
    return [(since, to) for since, to in gaps if to - since >= least]


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
