"""The line of a file as a journal holds it, and the file's `Seen` made from it again."""

from collections.abc import Mapping
from typing import Any

from toolkit.records import (
    Certainty,
    Damage,
    DamageVerdict,
    Entry,
    EntryKind,
    Facts,
    Note,
    NoteVerdict,
    Plain,
    Seen,
    Times,
    plain,
)

_TIMES = ("created", "modified", "changed")  # that of the last access is moved by reading


def line_of(scope: str, entry: Entry, seen: Seen) -> Plain:
    """Return the line of a file: in which state of which backup, as it was listed, and what was seen.

    `scope` is "" for the medium itself. One that could not be read has its line, and is not done.
    """
    return Plain(of=scope, size=entry.size, times=_times(entry), ident=entry.ident, seen=plain(seen))


def is_of(line: Mapping[str, Any], scope: str, entry: Entry, *, idents: bool) -> bool:
    """Tell whether a line is of this very file, unchanged since; without `idents`, by size and times only."""
    seen = line["seen"]
    return (
        (line["of"], seen["volume"], seen["path"]) == (scope, entry.volume, entry.path)
        and (line["size"], seen["kind"], line["times"]) == (entry.size, entry.kind, _times(entry))
        and (not idents or line["ident"] == entry.ident)
    )


def seen_of(facts: Mapping[str, Any]) -> Seen:
    """Return the file a line is of.

    Raises KeyError, TypeError, ValueError or AttributeError for what is no such line.
    """
    damage, note = facts["damage"], facts["note"]
    return Seen(
        volume=_text(facts["volume"]),
        path=_text(facts["path"]),
        size=int(facts["size"]),
        sha256=facts["sha256"],
        type=facts["type"],
        damage=Damage(DamageVerdict(damage["verdict"]), tuple(damage["reasons"]), damage["vouched"]),
        note=None if note is None else _note(note),
        rules=tuple(facts["rules"]),
        errors=tuple(facts["errors"]),
        kind=EntryKind(facts["kind"]),
        times=Times(**facts["times"]),
        program=facts["program"],
        marks=tuple(facts["marks"]),
        inside=tuple(facts["inside"]),
    )


def _note(facts: Facts) -> Note:
    return Note(
        NoteVerdict(facts["verdict"]),
        facts["family"],
        Certainty(facts["certainty"]),
        facts["language"],
        {kind: tuple(each) for kind, each in facts["contacts"].items()},
        tuple(facts["cues"]),
        tuple(facts["candidates"]),
    )


def _times(entry: Entry) -> list[int | None]:
    return [getattr(entry.times, name) for name in _TIMES]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
