"""Writing the question beside an archive, and the answer once it holds."""

from collections.abc import Sequence
from pathlib import Path

from toolkit.custody import documents, vouched
from toolkit.custody.case import Case
from toolkit.custody.timestamps import reply, request, stamp, trust
from toolkit.custody.timestamps.bad_stamp import BadStamp
from toolkit.custody.timestamps.stamp import Stamp, State
from toolkit.errors import CaseRefusal, SourceRefusal
from toolkit.texts.forms import stamp as utc

_ACT = "timestamp.attached"


def ask(archive: Path, sha256: str, out: Path | None = None, *, nonce: int | None = None) -> Path:
    """Write the question about an archive whose SHA-256 was just checked; return where.

    Raises OutputRefusal("output_exists") or ("output_failed").
    """
    path = out or stamp.request_of(archive)
    documents.write_bytes(path, request.written(bytes.fromhex(sha256), nonce))
    return path


def attach(
    archive: Path,
    answered: Path,
    *,
    asked: Path | None = None,
    roots: Sequence[Path] = (),
    case: Case | None = None,
) -> Stamp:
    """Put an answer beside its archive if it holds, and note it in the case; another is not written.

    `asked` is the question, otherwise the one beside the archive. Raises SourceRefusal("source_missing"),
    ("root_unreadable"), ("timestamp_not_asked"), CaseRefusal("archive_of_another_case"),
    OutputRefusal("output_exists") and ("output_failed").
    """
    trusted = trust.roots(roots)
    question = asked or stamp.request_of(archive)
    for path in (archive, answered):
        if not path.is_file():
            raise SourceRefusal("source_missing", source=str(path))
    if not question.is_file():
        raise SourceRefusal("timestamp_not_asked", path=str(question))
    try:
        raw, wanted = stamp.read(answered, reply.LIMIT), stamp.read(question, request.LIMIT)
    except BadStamp as bad:
        return Stamp(State.BROKEN, bad.why, bad.facts)
    found = stamp.judge(archive, raw, wanted, trusted)
    if found.state in {State.BROKEN, State.OTHER_ROOT}:
        return found
    if case and found.imprint not in vouched.archives(case.marks):
        raise CaseRefusal("archive_of_another_case", folder=str(case.folder))
    _write(stamp.reply_of(archive), raw)
    if case:
        _note(case, found)
    return found


def _write(path: Path, raw: bytes) -> None:
    """Write the answer; the very same bytes may stand there already, of a run that was cut short."""
    if not _stands(path, raw):
        documents.write_bytes(path, raw)


def _stands(path: Path, raw: bytes) -> bool:
    try:
        return path.is_file() and stamp.read(path, reply.LIMIT) == raw
    except BadStamp:
        return False


def _note(case: Case, found: Stamp) -> None:
    facts = {
        "at": utc(found.moment_ns),
        "policy": found.policy[:200],
        "serial": found.serial,
        "algorithm": found.algorithm,
        "imprint": found.imprint,
        "state": str(found.state),
    }
    if case.marks.get(_ACT) != facts:
        case.note(_ACT, **facts)
