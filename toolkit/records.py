r"""The frozen facts every stage hands to the next: codes and figures, never sentences.

Times are integers, nanoseconds since 1970-01-01 UTC; None is "not recorded by the file system".
Paths are relative to their volume, with "/" between names and no leading "/". A name that is not valid
Unicode is kept exactly: an unpaired UTF-16 surrogate (NTFS) or an undecodable byte (os.fsdecode) stays
in the string as a lone surrogate, and JSON writes it as a \uXXXX escape.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any

Facts = Mapping[str, Any]


class Plain(dict[str, Any]):
    """Facts that are plain all through, and are not gone through again."""


_PLAIN = frozenset({str, int, float, bool, type(None), Plain})
# How each type is made plain, found out once: a scan does this for each of a million lines.
_WAYS: dict[type, Callable[[Any], Any]] = {}


def plain(record: object) -> Any:
    """Turn a record, and the records inside it, into dicts, lists and scalars that JSON takes."""
    kind = type(record)
    if kind in _PLAIN:
        return record
    way = _WAYS.get(kind)
    if way is None:
        way = _WAYS[kind] = _way(kind)
    return way(record)


def _way(kind: type) -> Callable[[Any], Any]:
    if dataclasses.is_dataclass(kind):
        names = tuple(field.name for field in dataclasses.fields(kind))
        values = attrgetter(*names, names[0])  # never of one name, for which it gives no tuple
        return lambda record: {
            name: value if type(value) in _PLAIN else plain(value)
            for name, value in zip(names, values(record), strict=False)
        }
    if issubclass(kind, Mapping):
        return lambda record: {str(key): plain(value) for key, value in record.items()}
    if issubclass(kind, list | tuple | set | frozenset):
        return lambda record: [part if type(part) in _PLAIN else plain(part) for part in record]
    return lambda record: record


TEXT_LIMIT = 4096  # characters of one fact of a row


def clipped(row: Facts) -> dict[str, Any]:
    """Leave out facts that are not known and cut texts no person would read to their end."""
    kept = {key: value for key, value in row.items() if value is not None and value not in ("", (), [])}
    long = [key for key, value in kept.items() if isinstance(value, str) and len(value) > TEXT_LIMIT]
    cut = {key: kept[key][:TEXT_LIMIT] for key in long}
    return {**kept, **cut, "cut_short": long} if long else kept


class EntryKind(StrEnum):
    FILE = "file"
    STREAM = "stream"  # an NTFS alternate data stream; its path is "file:stream"
    DIRECTORY = "directory"
    LINK = "link"  # a symbolic link, junction or other reparse point: listed, never followed
    SPECIAL = "special"  # a device, pipe or socket: listed, never opened


@dataclass(frozen=True, slots=True)
class Times:
    """The four times of an entry, in nanoseconds UTC; `changed` is the metadata change (MFT, ctime)."""

    created: int | None = None
    modified: int | None = None
    changed: int | None = None
    accessed: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One name on a medium, as its file system lists it."""

    volume: str  # the Volume.name it stands on
    path: str
    kind: EntryKind
    size: int = 0  # bytes
    times: Times = Times()
    name_times: Times | None = None  # NTFS $FILE_NAME times, which tools that forge dates often forget
    ident: str = ""  # inode, or MFT record and sequence: two names with one ident are one file
    target: str | None = None  # where a link points, as written
    links: int = 1  # how many names the file has, where the medium tells
    hidden: bool = False  # by its Windows attribute, where the medium tells

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that is there and was not seen: `why` is a code of texts/*/coverage.toml."""

    volume: str
    path: str
    why: str
    detail: str = ""
    size: int = 0

    def facts(self) -> dict[str, str]:
        """Return what is told of it, for the record of an artefact."""
        whole = {"volume": self.volume, "path": self.path, "why": self.why, "detail": self.detail}
        return {key: value for key, value in whole.items() if value}


@dataclass(frozen=True, slots=True)
class Volume:
    """One file system found on a source; `why` says why it is not read, as a code."""

    name: str  # "1", "2"… by order on the disk; "" for a folder
    filesystem: str  # "ntfs", "fat32", "ext4"… or "unknown"
    offset: int = 0  # bytes from the start of the source
    size: int = 0  # bytes
    label: str = ""
    read: bool = True
    why: str = ""


class Outcome(StrEnum):
    FOUND = "found"
    ABSENT = "absent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Artefact:
    """What one inventory unit saw: rows of plain facts, or why there are none."""

    name: str
    outcome: Outcome
    rows: tuple[Facts, ...] = ()
    detail: str = ""
    unread: tuple[Facts, ...] = ()  # parts that failed beside rows that did not


class DamageVerdict(StrEnum):
    INTACT = "intact"
    ENCRYPTED = "encrypted"
    RANDOM = "random"  # unexplained random content
    PROTECTED = "protected"  # legitimate encryption: a 7z with a password, a GPG file
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Damage:
    """Whether a file's content is what its name says, and the share of its bytes that was vouched for."""

    verdict: DamageVerdict
    reasons: tuple[str, ...] = ()  # codes
    vouched: float = 0.0  # 0 to 1


class NoteVerdict(StrEnum):
    NOTE = "note"
    SUSPECT = "suspect"
    NO = "no"


class Certainty(StrEnum):
    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Note:
    """What a text is as a ransom note, whose it may be, and how to reach its author."""

    verdict: NoteVerdict
    family: str | None = None
    certainty: Certainty = Certainty.UNKNOWN
    language: str | None = None  # "fr", "en", "ru"…
    contacts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # "email", "onion", "btc"…
    cues: tuple[str, ...] = ()  # codes of what was recognised
    candidates: tuple[str, ...] = ()  # families, when several fit


@dataclass(frozen=True, slots=True)
class Seen:
    """One file after the single pass over its bytes."""

    volume: str
    path: str
    size: int
    sha256: str | None  # None when it could not be read to the end
    type: str | None
    damage: Damage
    note: Note | None
    rules: tuple[str, ...]
    errors: tuple[str, ...]  # codes
    kind: EntryKind = EntryKind.FILE
    times: Times = Times()
    program: Facts | None = None  # facts of an executable
    marks: tuple[str, ...] = ()  # codes of hostile names: control characters, direction marks…
    # Members of an archive, a disc image or a mail in which something was found, one level deep:
    # {"path", "size", "sha256", "rules", "note"}.
    inside: tuple[Facts, ...] = ()


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One file copied into the case: where from, why, and what it hashes to."""

    number: str  # "P0001"
    reason: str  # code: "note", "sample_program_folder"…
    volume: str
    path: str
    size: int
    times: Times
    name_times: Times | None
    sha256: str
    stored_as: str  # path in the case folder
    copies: int = 1  # how many files on the source hold these same bytes
    facts: Facts = field(default_factory=dict)


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one question about a backup, and the coded reasons with their facts."""

    question: str  # "clean", "not_encrypted", "complete", "recent", "restorable"
    answer: Answer
    why: tuple[Facts, ...] = ()  # each {"code": …, and figures}


class Connect(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    SUSPECT_DEVICE = "suspect-device"
    UNKNOWN = "unknown"


class Rely(StrEnum):
    GOOD = "good"
    STALE = "stale"
    INCOMPLETE = "incomplete"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    OPAQUE = "opaque"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """May this medium be connected, may it be relied on: two axes, never one light."""

    connect: Connect
    rely: Rely
    answers: Mapping[str, Check]
    newest_data: Facts
    coverage: Facts
    reasons: tuple[Facts, ...]
    backups: tuple[Facts, ...] = ()  # what lies on the medium and keeps states of the data, each by its form
    points: tuple[Facts, ...] = ()  # those states, newest first within each series
    last_clean: Facts | None = None  # the newest of them that is clean, in what was read
