"""How many records a log holds, from when to when, and which numbers are missing between them."""

from dataclasses import dataclass, field

from toolkit.media.event_log.chunk import Record

BACKWARDS = 60 * 10**9  # ns; threads that write at once differ by far less
RUNS_LIMIT = 100_000  # stretches of consecutive numbers; an honest log has about one per chunk


@dataclass(slots=True)
class Tally:
    """Counts of one log; what is computed at the end is right after `settle`."""

    records: int = 0
    found_again: int = 0  # among them, past bytes that are no record
    damaged: int = 0  # among them, whose content could not be read
    first_record: int | None = None
    last_record: int | None = None
    first_ns: int | None = None
    last_ns: int | None = None
    missing: int | None = None  # numbers between the first and the last that no record bears
    gaps: list[tuple[int, int]] = field(default_factory=list)  # first and last number missing
    silence: tuple[int, int] | None = None  # the longest time between two records that follow each other, ns
    backwards: int = 0  # records dated more than BACKWARDS before the one that precedes them
    _runs: list[list[int]] = field(default_factory=list)
    _before: tuple[int, int] | None = None  # number and time of the record before

    def add(self, record: Record, *, damaged: bool) -> None:
        """Count one record."""
        self.found_again += record.found_again
        self.damaged += damaged
        if record.at_ns is not None:
            self._follow(record.number, record.at_ns)
        self.add_run(record.number, record.number, record.at_ns, record.at_ns)

    def _follow(self, number: int, at_ns: int) -> None:
        before, self._before = self._before, (number, at_ns)
        if before is None or before[0] + 1 != number:
            return
        self.backwards += at_ns < before[1] - BACKWARDS
        if self.silence is None or at_ns - before[1] > self.silence[1] - self.silence[0]:
            self.silence = (before[1], at_ns)

    def add_run(self, first: int, last: int, first_ns: int | None, last_ns: int | None) -> None:
        """Count a stretch of consecutive numbers, and when its first and last were written."""
        self.records += last - first + 1
        for at_ns in (first_ns, last_ns):
            if at_ns is not None:
                self.first_ns = at_ns if self.first_ns is None else min(self.first_ns, at_ns)
                self.last_ns = at_ns if self.last_ns is None else max(self.last_ns, at_ns)
        if self._runs and self._runs[-1][1] + 1 == first:
            self._runs[-1][1] = last
        elif len(self._runs) <= RUNS_LIMIT:
            self._runs.append([first, last])

    def settle(self) -> None:
        """Work out what is missing; it stays unknown where there were more stretches than are kept."""
        runs = sorted(self._runs)
        if not runs:
            self.missing = 0
            return
        self.first_record, reached = runs[0][0], runs[0][1]
        missing = 0
        for first, last in runs[1:]:
            if first > reached + 1:
                missing += first - reached - 1
                self.gaps.append((reached + 1, first - 1))
            reached = max(reached, last)
        self.last_record = reached
        self.missing = missing if len(runs) <= RUNS_LIMIT else None
