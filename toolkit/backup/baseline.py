"""The baseline of a healthy medium: one line per file, to tell later what changed, left or came.

JSON lines in UTF-8. The first is {"baseline": 2, "medium", "tool", "made", "files", "bytes", "unread",
"previous"}, filled up with spaces, since its counts are known last; each other one {"path", "size", "mtime",
"sha256"}, in the order of the walk, mtime in nanoseconds UTC. On a medium of several volumes the name of the
volume is the first part of the path. The first form, 1, has no "unread".
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from toolkit import VERSION
from toolkit.errors import SourceRefusal
from toolkit.media.source import Source
from toolkit.records import Seen

_LARGEST = 1024 * 1024 * 1024  # bytes of a whole baseline: about 5 million files
LINE = 256 * 1024  # bytes; a path of 32,000 characters written as escapes still fits
_FILES = 5_000_000
_FIRST = {"baseline", "medium", "tool", "made", "files", "bytes", "previous"}
_FORMS = {1: _FIRST, 2: _FIRST | {"unread"}}
_WIDEST = 10**18  # a count that none reaches: the room kept for each
_KEYS = {"path", "size", "mtime", "sha256"}
_SHA256 = re.compile(r"[0-9a-f]{64}")
STATES = ("valid", "invalid", "absent")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as the baseline knows it."""

    size: int  # bytes
    mtime: int | None  # ns UTC
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Baseline:
    """A loaded baseline; only one whose signature is valid can answer yes."""

    label: str
    signed: str  # of STATES
    made: str  # ISO date and time
    files: dict[str, Listed] = field(default_factory=dict)
    anchored: bool = False  # the key that signed it is the one noted on paper
    unread: int = 0  # files that could not be read when it was made: it lists none of them
    newer: str = ""  # the last baseline of its chain, where it is not this one
    on_medium: bool = False  # it lies on the medium it is held against, where whoever came may have redone it

    def vouches(self, attack_ns: int | None) -> bool:
        """Tell one that can answer yes: signed, kept elsewhere, and made before the attack began."""
        early = attack_ns is None or self.is_before(attack_ns)
        return self.signed == "valid" and not self.on_medium and not self.newer and early

    def is_before(self, moment: int) -> bool:
        """Tell whether it was made before a moment (ns UTC); a date that cannot be read is before nothing."""
        made = moment_of(self.made)
        return made is not None and made < moment


def moment_of(made: str) -> int | None:
    """Return the moment a baseline says it was made (ns UTC), None for what is no date."""
    try:
        told = datetime.fromisoformat(made)
    except ValueError:
        return None
    known = told if told.tzinfo else told.replace(tzinfo=UTC)
    return (known - _EPOCH) // timedelta(microseconds=1) * 1000


@dataclass(slots=True)
class Counts:
    """What the lines written so far add up to."""

    files: int = 0
    bytes: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line of a baseline but for its counts.

    `previous` is the SHA-256 of the baseline before this one, so that an old one cannot pass for the latest.
    """

    medium: str
    made: str  # ISO date and time
    previous: str | None = None

    def line(self, counts: Counts) -> str:
        """Return the first line, of one length whatever the counts: it can be written last."""
        widest = self._line(Counts(_WIDEST, _WIDEST, _WIDEST))
        return self._line(counts).ljust(len(widest)) + "\n"

    def _line(self, counts: Counts) -> str:
        told = {"baseline": 2, "medium": self.medium, "tool": VERSION, "made": self.made}
        return _line({**told, **asdict(counts), "previous": self.previous}).rstrip("\n")


def opening_of(source: Source, previous: str | None = None) -> Opening:
    """Start the baseline of a source, made now."""
    return Opening(source.label, datetime.now(UTC).isoformat(timespec="seconds"), previous)


def rows(source: Source, seen: Iterable[Seen], counts: Counts) -> Iterator[str]:
    """Yield one line per file that was read, each ending in a line feed; the others are counted."""
    several = has_volumes(source)
    for one in seen:
        if one.sha256 is None:
            counts.unread += 1
            continue
        counts.files += 1
        counts.bytes += one.size
        path = place(one, several=several)
        yield _line({"path": path, "size": one.size, "mtime": one.times.modified, "sha256": one.sha256})


def lines(source: Source, seen: Iterable[Seen], *, previous: str | None = None) -> Iterator[str]:
    """Yield the lines of a baseline, the first one first: every line is held until then."""
    counts, start = Counts(), opening_of(source, previous)
    held = list(rows(source, seen, counts))
    yield start.line(counts)
    yield from held


@dataclass(frozen=True, slots=True)
class Head:
    """What the first line of a baseline tells, before anything of it was checked."""

    medium: str
    made: str
    previous: str | None


def head(start: bytes) -> Head | None:
    """Read the first line of what may be a baseline; None where it is none."""
    first, end, _ = start[:LINE].partition(b"\n")
    try:
        row = json.loads(first.decode("ascii"), parse_constant=_no_number) if end else None
    except (ValueError, RecursionError):
        return None
    if row is None or not _is_header(row):
        return None
    return Head(row["medium"], row["made"], row["previous"])


def has_volumes(source: Source) -> bool:
    """Tell a medium on which a path alone does not name a file."""
    return sum(volume.read for volume in source.volumes()) > 1


def place(seen: Seen, *, several: bool) -> str:
    """Return the path of a file as a baseline writes it."""
    return f"{seen.volume}/{seen.path}" if several else seen.path


def load(
    data: bytes, *, signed: str, label: str, anchored: bool = False, on_medium: bool = False
) -> Baseline:
    """Read a baseline; `signed` is what was found of its signature: valid, invalid or absent.

    `anchored` says that the signature is that of the key noted on paper, `on_medium` that the file was read
    from the medium it is to be held against.

    Raises SourceRefusal "baseline_damaged" with `path` and `why`: too_large, not_text, header, line, twice
    or count.
    """
    if len(data) > _LARGEST:
        raise _refusal(label, "too_large")
    rows = _rows(data, label)
    header = next(rows, None)
    if header is None or not _is_header(header):
        raise _refusal(label, "header")
    files: dict[str, Listed] = {}
    for row in rows:
        if not _is_line(row):
            raise _refusal(label, "line")
        if row["path"] in files:
            raise _refusal(label, "twice")
        files[row["path"]] = Listed(row["size"], row["mtime"], bytes.fromhex(row["sha256"]))
    if (len(files), sum(one.size for one in files.values())) != (header["files"], header["bytes"]):
        raise _refusal(label, "count")
    state = signed if signed in STATES else "invalid"
    known = anchored and state == "valid"
    unread = header.get("unread", 0)
    return Baseline(label, state, header["made"], files, known, unread, on_medium=on_medium)


def _rows(data: bytes, label: str) -> Iterator[Any]:
    at = 0
    while at < len(data):
        end = data.find(b"\n", at)
        # The last line too ends in a line feed: a file cut short does not pass for a whole one.
        if end < 0 or end - at > LINE:
            raise _refusal(label, "line")
        try:
            yield json.loads(data[at:end].decode("ascii"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise _refusal(label, "not_text") from None
        at = end + 1


def _no_number(text: str) -> None:
    raise ValueError(text)


def _is_header(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and type(row.get("baseline")) is int
        and row.keys() == _FORMS.get(row["baseline"])
        and all(isinstance(row[name], str) for name in ("medium", "tool", "made"))
        and _is_count(row["files"])
        and row["files"] <= _FILES
        and _is_count(row["bytes"])
        and _is_count(row.get("unread", 0))
        and (row["previous"] is None or _is_hash(row["previous"]))
    )


def _is_line(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and row.keys() == _KEYS
        and isinstance(row["path"], str)
        and row["path"] != ""
        and _is_count(row["size"])
        and (row["mtime"] is None or type(row["mtime"]) is int)
        and _is_hash(row["sha256"])
    )


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and bool(_SHA256.fullmatch(value))


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=True) + "\n"


def _refusal(label: str, why: str) -> SourceRefusal:
    return SourceRefusal("baseline_damaged", path=label, why=why)
