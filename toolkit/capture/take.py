"""Copy the chosen files into the case as exhibits, each hashed while it is copied."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from toolkit.capture.choice import Chosen, Left
from toolkit.custody.case import Case
from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, Exhibit

_SUFFIX = {"note": ".txt"}


def take(case: Case, source: Source, chosen: Iterable[Chosen | Left]) -> Iterator[Exhibit | dict[str, Any]]:
    """Yield one Exhibit per file copied, or {"number", "failed", …} for what could not be or was left.

    Numbers follow the order of `chosen`, so that an interrupted capture goes on where it stopped.
    """
    done = {line["number"] for line in case.recorded("capture")}
    for index, one in enumerate(chosen, start=1):
        number = f"P{index:04d}"
        if number not in done:
            yield _taken(case, source, one, number)


def _taken(case: Case, source: Source, one: Chosen | Left, number: str) -> Exhibit | dict[str, Any]:
    line = one.line
    if isinstance(one, Left):
        return {**_failed(number, line, one.why), "texts": one.texts}
    entry = source.find(line["path"], line["volume"])
    if entry is None:
        return _failed(number, line, "vanished")
    try:
        with source.open(entry) as stream:
            kept = case.keep(number, stream, _SUFFIX.get(one.reason, ".bin"))
    except Unreadable as refused:
        return _failed(number, line, refused.why)
    return _exhibit(number, one, entry, kept)


def _exhibit(number: str, one: Chosen, entry: Entry, kept: Any) -> Exhibit:
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
        # The scan read the same file earlier: a difference is a fact the reader must see.
        facts={"as_scanned": kept.sha256 == one.line["sha256"], "note": one.line["note"]},
    )


def _failed(number: str, line: Mapping[str, Any], why: str) -> dict[str, Any]:
    return {"number": number, "failed": why, "volume": line["volume"], "path": line["path"]}
