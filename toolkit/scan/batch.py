"""Files read and hashed, waiting in walk order for what the examiners say of them."""

from dataclasses import dataclass, field

from toolkit.records import Entry, Seen, Unread
from toolkit.scan.examine import Findings, not_read, seen

FILES = 64
BYTES = 8 * 1024 * 1024


@dataclass(slots=True, eq=False)
class Job:
    """One file: its bytes, already hashed, until somebody examined them; then the findings.

    One that is `apart` is read by the worker itself, which fills in what was read; without a `sha256` it
    could not be, and `why` is the code.
    """

    entry: Entry
    size: int  # bytes, as read
    sha256: str
    data: bytes = b""
    found: Findings | None = None
    apart: bool = False
    why: str = ""

    @property
    def weight(self) -> int:
        """Return the bytes to examine."""
        return self.entry.size if self.apart else len(self.data)

    def answer(self, found: Findings) -> None:
        self.found = found
        self.data = b""


@dataclass(slots=True, eq=False)
class Again:
    """Another name of a file that was read before it in the same walk."""

    entry: Entry
    first: Job


@dataclass(slots=True, eq=False)
class Batch:
    """A stretch of the walk: lines that are already whole, and jobs."""

    lines: list[Seen | Entry | Job | Again] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    bytes: int = 0  # held in memory
    weight: int = 0

    def add(self, line: Seen | Entry | Job | Again) -> None:
        self.lines.append(line)
        if isinstance(line, Job):
            self.jobs.append(line)
            self.bytes += len(line.data)
            self.weight += line.weight

    @property
    def full(self) -> bool:
        return len(self.lines) >= FILES or self.weight >= BYTES

    @property
    def ready(self) -> bool:
        return all(job.found is not None for job in self.jobs)

    def told(self) -> list[Seen | Entry]:
        """Return the lines of a batch that is ready, in walk order."""
        return [_told(line) for line in self.lines]


def _told(line: Seen | Entry | Job | Again) -> Seen | Entry:
    if isinstance(line, Seen | Entry):
        return line
    job = line.first if isinstance(line, Again) else line
    if not job.sha256:
        return not_read(Unread(line.entry.volume, line.entry.path, job.why, "", line.entry.size), line.entry)
    return seen(line.entry, job.size, job.sha256, job.found or Findings())
