"""Copy the chosen files into the case as exhibits, each hashed while it is copied."""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from toolkit.capture import maker_place, note_place
from toolkit.capture.choice import Chosen, Left
from toolkit.capture.programs import PROGRAM_BYTES
from toolkit.capture.programs import REASON as PROGRAM
from toolkit.custody.captures import ANNEX, OPEN, captured
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal, Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, Exhibit

_SUFFIX = {"note": ".txt", "event_log": ".evtx"}
_TRIES = 100  # numbers that an interrupted capture may have given to files it never told of

Line = Mapping[str, Any]


def take(
    case: Case, source: Source, chosen: Iterable[Chosen | Left], stage: str = "capture"
) -> Iterator[Exhibit | dict[str, Any]]:
    """Yield one Exhibit per file copied, or {"number", "failed", …} for what could not be or was left.

    Numbers go on after the last of the case, of those that leave ("P") and of those of the annex ("A") apart.
    A file that an interrupted stage recorded is not copied again.
    """
    last = {OPEN: 0, ANNEX: 0}
    for line in captured(case):
        last[line["number"][0]] = max(last[line["number"][0]], int(line["number"][1:]))
    done = {_known_by(line) for line in case.recorded(stage)}
    for one in chosen:
        if (one.line["volume"], one.line["path"], _reason(one)) in done:
            continue
        leaving = _placed(case, source, one) if isinstance(one, Chosen) else one
        last[leaving.prefix] += 1
        told = _taken(case, source, leaving, last)
        yield told


def _placed(case: Case, source: Source, one: Chosen) -> Chosen:
    placed = note_place.placed if one.reason == "note" else maker_place.placed
    return placed(case, source, one)


def _known_by(line: Line) -> tuple[str, str, str]:
    return line["volume"], line["path"], line.get("reason") or line.get("wanted") or line["failed"]


def _reason(one: Chosen | Left) -> str:
    return one.why if isinstance(one, Left) else one.reason


def _taken(case: Case, source: Source, one: Chosen | Left, last: dict[str, int]) -> Exhibit | dict[str, Any]:
    line = one.line
    if isinstance(one, Left):
        return {**_failed(_number(one, last), line, one.why), "texts": one.texts, **one.facts}
    entry = source.find(line["path"], line["volume"])
    if entry is None:
        return _not_copied(one, last, "vanished")
    if one.reason == PROGRAM and entry.size > PROGRAM_BYTES:
        return _not_copied(one, last, "program_large")
    try:
        return _copied(case, source, one, entry, last)
    except Unreadable as refused:
        return _not_copied(one, last, refused.why)


def _copied(case: Case, source: Source, one: Chosen, entry: Entry, last: dict[str, int]) -> Exhibit:
    for _ in range(_TRIES):
        number = _number(one, last)
        with source.open(entry) as opened:
            stream, suffix, facts = _stream(opened, one, number)
            try:
                kept = case.keep(number, stream, suffix)
            except CaseRefusal as refusal:
                # Killed between a copy and its line, then asked for something else: that number is taken.
                if refusal.code != "exhibit_exists":
                    raise
                last[one.prefix] += 1
                continue
        content = facts.get("content_sha256", kept.sha256)
        # The scan read the same file earlier: a difference is a fact the reader must see.
        facts["as_scanned"] = content == scanned if (scanned := one.line.get("sha256")) else None
        facts |= {"note": one.line.get("note"), **one.facts}
        return _exhibit(number, one, entry, kept, facts)
    raise CaseRefusal("exhibit_exists", exhibit=_number(one, last))


def _stream(opened: BinaryIO, one: Chosen, number: str) -> tuple[BinaryIO, str, dict[str, Any]]:
    """Return what is kept of a file, how its name ends, and what its wrap hides."""
    if one.reason != PROGRAM:
        return opened, _SUFFIX.get(one.reason, ".bin"), {}
    from toolkit.capture.wrap import wrapped  # noqa: PLC0415 - loaded on request only

    content = opened.read(PROGRAM_BYTES + 1)
    if len(content) > PROGRAM_BYTES:
        raise Unreadable("program_large")
    digest = hashlib.sha256(content).hexdigest()
    facts = {"wrapped": "zip", "content_sha256": digest, "content_size": len(content)}
    held: io.BytesIO = wrapped(content, f"{number}.bin")
    return held, ".zip", facts


def _exhibit(number: str, one: Chosen, entry: Entry, kept: Any, facts: dict[str, Any]) -> Exhibit:
    return Exhibit(
        number=number,
        reason=one.reason,
        volume=entry.volume,
        path=entry.path,
        size=kept.size,
        times=entry.times,
        name_times=entry.name_times,
        sha256=kept.sha256,
        stored_as=kept.stored_as,
        copies=one.copies,
        facts=facts,
    )


def _number(one: Chosen | Left, last: Mapping[str, int]) -> str:
    return f"{one.prefix}{last[one.prefix]:04d}"


def _not_copied(one: Chosen, last: Mapping[str, int], why: str) -> dict[str, Any]:
    return {**_failed(_number(one, last), one.line, why), "wanted": one.reason}


def _failed(number: str, line: Line, why: str) -> dict[str, Any]:
    return {"number": number, "failed": why, "volume": line["volume"], "path": line["path"]}
