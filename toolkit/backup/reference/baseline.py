"""The baseline of a healthy medium: one line per file, to tell later what changed, left or came.

JSON lines in UTF-8. The first is {"baseline": 4, "medium", "tool", "made", "files", "bytes", "unread",
"inside", "signs", "previous"}, filled up with spaces, since its counts are known last; "signs" are those of
an attack that were there when it was made. A file that lies on the medium is {"path", "size", "mtime",
"sha256"}, mtime in nanoseconds UTC; on a medium of several volumes the name of the volume is the first part
of the path. A file that the current state of a backup keeps is {"inside", "path", "size", "mtime", "sha256"}:
"inside" is the number of its series, the path begins below the backup. At the end stand the series:
{"series": [form, volume, folder, name, series], "number", "unread"}, digits of the name being "#" and
"unread" null where nothing of it could be read. Form 3 has no "signs"; form 2 lists only what lies on the
medium; form 1 has no "unread" either.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from toolkit.backup.reference.listed_files import Files, Listed
from toolkit.errors import SourceRefusal
from toolkit.media.source import Source
from toolkit.records import Seen

_LARGEST = 1024 * 1024 * 1024  # bytes of a whole baseline: about 5 million files
LINE = 256 * 1024  # bytes; a path of 32,000 characters written as escapes still fits
_FILES = 5_000_000
_FIRST = {"baseline", "medium", "tool", "made", "files", "bytes", "previous"}
FORM = 4
_LISTS_INSIDE = 3  # the first form that lists what backups keep
_FORMS = {
    1: _FIRST,
    2: _FIRST | {"unread"},
    3: _FIRST | {"unread", "inside"},
    FORM: _FIRST | {"unread", "inside", "signs"},
}
_KEYS = {"path", "size", "mtime", "sha256"}
_INSIDE = _KEYS | {"inside"}
_SERIES = {"series", "number", "unread"}
_PARTS = 5  # of what names a series
_SHA256 = re.compile(r"[0-9a-f]{64}")
STATES = ("valid", "invalid", "absent")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# What names the states of one backup: form, volume, folder, name without its numbers, series of the maker.
Series = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A loaded baseline; only one whose signature is valid can answer yes."""

    label: str
    signed: str  # of STATES
    made: str  # ISO date and time
    files: Files = field(default_factory=Files)
    anchored: bool = False  # the key that signed it is the one noted on paper
    unread: int = 0  # files that could not be read when it was made: it lists none of them
    newer: str = ""  # the last baseline of its chain, where it is not this one
    on_medium: bool = False  # it lies on the medium it is held against, where whoever came may have redone it
    inside: dict[Series, Files] = field(default_factory=dict)  # what current states kept
    closed: frozenset[Series] = frozenset()  # backups of which nothing could be read when it was made
    only_outside: bool = False  # of a form that lists nothing of what backups keep
    signs: int = 0  # of an attack, there when it was made

    @property
    def count(self) -> int:
        """Return how many files it lists, those that backups kept among them."""
        return len(self.files) + sum(map(len, self.inside.values()))

    def vouches(self, attack_ns: int | None) -> bool:
        """Tell one that can answer yes: signed, kept elsewhere, made before an attack and free of signs."""
        early = attack_ns is None or self.is_before(attack_ns)
        alone = not (self.on_medium or self.newer or self.signs)
        return self.signed == "valid" and alone and early

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


@dataclass(frozen=True, slots=True)
class Head:
    """What the first line of a baseline tells, before anything of it was checked."""

    medium: str
    made: str
    previous: str | None
    signs: int = 0


def head(start: bytes) -> Head | None:
    """Read the first line of what may be a baseline; None where it is none."""
    first, end, _ = start[:LINE].partition(b"\n")
    try:
        row = json.loads(first.decode("ascii"), parse_constant=_no_number) if end else None
    except (ValueError, RecursionError):
        return None
    if row is None or not _is_header(row):
        return None
    return Head(row["medium"], row["made"], row["previous"], row.get("signs", 0))


def has_volumes(source: Source) -> bool:
    """Tell a medium on which a path alone does not name a file."""
    return sum(volume.read for volume in source.volumes()) > 1


def place(seen: Seen, *, several: bool) -> str:
    """Return the path of a file as a baseline writes it."""
    return f"{seen.volume}/{seen.path}" if several else seen.path


def load(
    data: bytes | Iterable[bytes],
    *,
    signed: str | Callable[[], str],
    label: str,
    anchored: bool = False,
    on_medium: bool = False,
) -> Baseline:
    """Read a baseline; `signed` is what was found of its signature: valid, invalid or absent.

    `data` may come piece by piece; then `signed` may be a function, asked once all of it was read.
    `anchored` says that the signature is that of the key noted on paper, `on_medium` that the file was read
    from the medium it is to be held against.

    Raises SourceRefusal "baseline_damaged" with `path` and `why`: too_large, not_text, header, line, twice
    or count.
    """
    rows = _rows([data] if isinstance(data, bytes) else data, label)
    header = next(rows, None)
    if header is None or not _is_header(header):
        raise _refusal(label, "header")
    held = _Held()
    for row in rows:
        if wrong := held.add(row, header["baseline"]):
            raise _refusal(label, wrong)
    if wrong := held.settle(header):
        raise _refusal(label, wrong)
    told = signed if isinstance(signed, str) else signed()
    state = told if told in STATES else "invalid"
    unread = header.get("unread", 0) + sum(one or 0 for _, one in held.series.values())
    return Baseline(
        label, state, header["made"], held.files, anchored and state == "valid", unread, on_medium=on_medium,
        inside={named: held.inside.get(one) or Files() for one, (named, missed) in held.series.items()
                if missed is not None},
        closed=frozenset(named for named, missed in held.series.values() if missed is None),
        only_outside=header["baseline"] < _LISTS_INSIDE, signs=header.get("signs", 0),
    )  # fmt: skip


@dataclass(slots=True)
class _Held:
    """What the lines read so far hold: files, and by number the files and names of series."""

    files: Files = field(default_factory=Files)
    inside: dict[int, Files] = field(default_factory=dict)
    series: dict[int, tuple[Series, int | None]] = field(default_factory=dict)
    lines: int = 0
    members: int = 0

    def add(self, row: Any, form: int) -> str:
        """Keep one line; return what is wrong with it, "" where nothing is."""
        self.lines += 1
        if self.lines > 2 * _FILES:
            return "too_large"
        if _is_line(row, _KEYS):
            self.files.put(row["path"], _listed(row))
        elif form >= _LISTS_INSIDE and _is_line(row, _INSIDE) and _is_count(row["inside"]):
            self.members += 1
            self.inside.setdefault(row["inside"], Files()).put(row["path"], _listed(row))
        elif form >= _LISTS_INSIDE and _is_series(row):
            if row["number"] in self.series:
                return "twice"
            self.series[row["number"]] = (tuple(row["series"]), row["unread"])
        else:
            return "line"
        return ""

    def settle(self, header: dict[str, Any]) -> str:
        """Make the files findable; return what is wrong with them all, "" where nothing is."""
        if self.files.settle():
            return "twice"
        for files in self.inside.values():
            files.settle()  # an archive may hold one name twice: the first is the one compared
        counted = self.files.numbers, self.files.whole_size, self.members
        named = len({one for one, _ in self.series.values()}) == len(self.series)
        told = header["files"], header["bytes"], header.get("inside", 0)
        return "" if counted == told and named and self.inside.keys() <= self.series.keys() else "count"


def _listed(row: dict[str, Any]) -> Listed:
    return Listed(row["size"], row["mtime"], bytes.fromhex(row["sha256"]))


def _rows(pieces: Iterable[bytes], label: str) -> Iterator[Any]:
    for line in _lines(pieces, label):
        try:
            yield json.loads(line.decode("ascii"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise _refusal(label, "not_text") from None


def _lines(pieces: Iterable[bytes], label: str) -> Iterator[bytes]:
    """Yield the lines, without their ends, of what comes piece by piece."""
    rest, length = b"", 0
    for piece in pieces:
        length += len(piece)
        if length > _LARGEST:
            raise _refusal(label, "too_large")
        held, at = rest + piece, 0
        while (end := held.find(b"\n", at)) >= 0 and end - at <= LINE:
            yield held[at:end]
            at = end + 1
        rest = held[at:]
        if len(rest) > LINE:
            raise _refusal(label, "line")
    # The last line too ends in a line feed: a file cut short does not pass for a whole one.
    if rest:
        raise _refusal(label, "line")


def _no_number(text: str) -> None:
    raise ValueError(text)


def _is_header(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and type(row.get("baseline")) is int
        and row.keys() == _FORMS.get(row["baseline"])
        and all(isinstance(row[name], str) for name in ("medium", "tool", "made"))
        and _is_count(row["files"])
        and _is_count(row["bytes"])
        and _is_count(row.get("unread", 0))
        and _is_count(row.get("inside", 0))
        and _is_count(row.get("signs", 0))
        and row["files"] + row.get("inside", 0) <= _FILES
        and (row["previous"] is None or _is_hash(row["previous"]))
    )


def _is_series(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and row.keys() == _SERIES
        and isinstance(row["series"], list)
        and len(row["series"]) == _PARTS
        and all(isinstance(one, str) for one in row["series"])
        and _is_count(row["number"])
        and (row["unread"] is None or _is_count(row["unread"]))
    )


def _is_line(row: Any, keys: set[str]) -> bool:
    return (
        isinstance(row, dict)
        and row.keys() == keys
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


def _refusal(label: str, why: str) -> SourceRefusal:
    return SourceRefusal("baseline_damaged", path=label, why=why)
