"""The open records of a machine as files of its archive, written and read back.

An archive is checked by `custody.dossier.verify` before it is read here; what it holds was therefore signed
by somebody, who may still have written anything: limits, and no trust.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.custody import opening
from toolkit.custody.dossier import bag, claims, unpack
from toolkit.custody.dossier.fault import Faults
from toolkit.custody.dossier.unpack import Piece
from toolkit.custody.log import Act, follow, lines
from toolkit.custody.unfinished import unfinished
from toolkit.errors import SourceRefusal
from toolkit.report.answers import Answer
from toolkit.report.opened import Opened, label_of

_LIMIT = 64 * 1024 * 1024  # bytes of one record; the largest, an inventory, is a few
_VALUES = 2_000_000  # in one record: each takes a hundred times the bytes it is written with
_TEXT = 64 * 1024  # characters of one text
_NUMBER = 2**80  # nanoseconds of the latest time a disk can hold are below
FOLDER = "releves/"
_RECORDS = f"{bag.PAYLOAD}{FOLDER}"


def written(opened: Opened, answers: Mapping[str, Answer]) -> dict[str, bytes]:
    """Return each record as a file by name, JSON or lines of JSON; one that is empty is left out."""
    many = {
        "live": opened.live, "triage": opened.triage, "capture": opened.capture,
        "timeline": opened.timeline, "backup": opened.backups,
    }  # fmt: skip
    one = {
        "survey": opened.survey,
        "coverage": opened.coverage,
        "medium": opened.medium,
        "pairs": opened.pairs,
        "programs": opened.programs,
        "tool": opened.tool,
    }
    return {
        **{f"{FOLDER}{name}.jsonl": b"".join(map(line, lines)) for name, lines in many.items() if lines},
        **{f"{FOLDER}{name}.json": line(facts) for name, facts in one.items() if facts},
        **answered(answers),
    }


def answered(answers: Mapping[str, Answer]) -> dict[str, bytes]:
    """Return the answers as a file by name, none where nothing was answered."""
    told = {key: {"value": one.value, "at_ns": one.at_ns, "by": one.by} for key, one in answers.items()}
    return {f"{FOLDER}answers.json": line(told)} if told else {}


def line(facts: Any) -> bytes:
    return json.dumps(facts, separators=(",", ":")).encode("ascii") + b"\n"


def read(path: Path) -> tuple[Opened, Mapping[str, Answer]]:
    """Return the open records of an archive and the answers it holds.

    Raises SourceRefusal("machine_unreadable", source, why) for one whose records are not those of this tool.
    """
    try:
        with path.open("rb") as stream:
            pieces, _ = unpack.zipped(stream, Faults())
            held = {piece.name.partition("/")[2]: piece for piece in pieces}
            return _opened(held), _answers(_json(held, "answers.json") or {})
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OSError) as error:
        raise SourceRefusal("machine_unreadable", source=str(path), why=type(error).__name__) from error


def exhibit_of(path: Path, name: str, limit: int, folder: str = claims.EXHIBITS) -> bytes | None:
    """Return the first `limit` bytes of an exhibit inside an archive, None when it is not there."""
    with path.open("rb") as stream:
        pieces, _ = unpack.zipped(stream, Faults())
        for piece in pieces:
            if piece.name.partition("/")[2] == folder + name:
                with piece.open() as content:
                    return content.read(limit)
    return None


def _opened(held: Mapping[str, Piece]) -> Opened:
    facts = opening.parse(_bytes(held, claims.CASE) or b"")
    triage, acts = _lines(held, "triage.jsonl"), _acts(held)
    return Opened(
        facts=facts,
        survey=_json(held, "survey.json"),
        coverage=_json(held, "coverage.json"),
        triage=triage,
        timeline=_lines(held, "timeline.jsonl"),
        capture=_lines(held, "capture.jsonl"),
        backups=_lines(held, "backup.jsonl"),
        live=_lines(held, "live.jsonl"),
        medium=_json(held, "medium.json") or {},
        acts=acts,
        pairs=_json(held, "pairs.json"),
        programs=_json(held, "programs.json"),
        tool=_json(held, "tool.json"),
        label=label_of(facts, triage),
        unfinished=unfinished(act.act for act in acts),
    )


def _bytes(held: Mapping[str, Piece], name: str) -> bytes | None:
    if name not in held:
        return None
    if held[name].size > _LIMIT:
        raise ValueError("larger than any record of ours", name)
    with held[name].open() as stream:
        return stream.read(_LIMIT)


def _json(held: Mapping[str, Piece], name: str) -> Any:
    written = _bytes(held, _RECORDS + name)
    return None if written is None else _parsed(written)


def _lines(held: Mapping[str, Piece], name: str) -> tuple[dict[str, Any], ...]:
    written = _bytes(held, _RECORDS + name) or b""
    _refuse_many(written)
    found = tuple(_parsed(line) for line in written.splitlines())
    if not all(isinstance(line, dict) for line in found):
        raise ValueError("not lines of facts", name)
    return found


def _parsed(written: bytes) -> Any:
    """Read JSON whose texts and numbers are of a size that a record of ours can hold; raises ValueError."""
    _refuse_many(written)
    facts = json.loads(written, parse_constant=_refuse_constant)
    held = [facts]
    while held:
        one = held.pop()
        if isinstance(one, dict):
            held += one.keys()
            held += one.values()
        elif isinstance(one, list):
            held += one
        elif (isinstance(one, str) and len(one) > _TEXT) or (
            isinstance(one, int | float) and abs(one) > _NUMBER
        ):
            raise ValueError("larger than any fact of ours")
    return facts


def _refuse_many(written: bytes) -> None:
    if sum(map(written.count, (b",", b"[", b"{"))) > _VALUES:
        raise ValueError("more values than any record of ours")


def _refuse_constant(name: str) -> None:
    raise ValueError("no number of ours", name)


def _acts(held: Mapping[str, Piece]) -> tuple[Act, ...]:
    if claims.LOG not in held:
        return ()
    with held[claims.LOG].open() as stream:
        return tuple(each for each in follow(lines(stream)) if isinstance(each, Act))


def _answers(written: Mapping[str, Any]) -> dict[str, Answer]:
    return {
        str(key): Answer(str(key), one["value"], int(one["at_ns"]), one["by"]) for key, one in written.items()
    }
