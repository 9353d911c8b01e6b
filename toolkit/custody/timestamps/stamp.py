"""What the time stamp beside an archive is worth: vouched for, signed by somebody unknown, or nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from cryptography.x509 import Certificate

from toolkit.custody.timestamps import reply, request, trust
from toolkit.custody.timestamps.bad_stamp import BadStamp
from toolkit.custody.timestamps.reply import Reply
from toolkit.records import Facts

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class State(StrEnum):
    VOUCHED = "vouched"  # up to a root the reader gave
    UNVOUCHED = "unvouched"  # the signature holds, and nobody says whose it is
    OTHER_ROOT = "other_root"  # the signature holds, and no root the reader gave leads to it
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamp as found; but for `state`, `why` and `facts` all is empty when it is broken."""

    state: State
    why: str = ""  # a code of bad_stamp.CODES
    facts: Facts = field(default_factory=dict)
    moment_ns: int | None = None  # when the authority says the archive existed
    accuracy_us: int | None = None  # microseconds around it
    authority: str = ""  # what the certificate says of its owner
    policy: str = ""  # dotted
    serial: str = ""  # hexadecimal
    algorithm: str = ""
    imprint: str = ""  # hexadecimal
    asked: bool = False  # compared with the question that was written


def request_of(archive: Path) -> Path:
    """Return where the question about an archive stands."""
    return archive.with_name(archive.name + ".tsq")


def reply_of(archive: Path) -> Path:
    """Return where the answer about an archive stands."""
    return archive.with_name(archive.name + ".tsr")


def check(archive: Path, roots: Sequence[Path] = ()) -> Stamp | None:
    """Check the stamp that stands beside an archive; None when there is none.

    `roots` are files of certificates the reader trusts. The question is compared where it still stands.
    Raises SourceRefusal("source_missing") or ("root_unreadable") for a root.
    """
    trusted = trust.roots(roots)
    answered, asked = reply_of(archive), request_of(archive)
    if not answered.is_file() or not archive.is_file():
        return None
    try:
        raw = read(answered, reply.LIMIT)
        question = read(asked, request.LIMIT) if asked.is_file() else None
    except BadStamp as bad:
        return _broken(bad)
    return judge(archive, raw, question, trusted)


def judge(archive: Path, answered: bytes, asked: bytes | None, trusted: list[Certificate]) -> Stamp:
    """Say what an answer is worth for an archive, and for the question when there is one."""
    try:
        found = reply.read(answered)
        question = None if asked is None else request.read(asked)
        _compare(archive, found, question)
        vouched = bool(trusted) and trust.vouched(answered, found.imprint, found.nonce, trusted)
    except BadStamp as bad:
        return _broken(bad)
    known = State.VOUCHED if vouched else State.OTHER_ROOT
    return _stamp(found, known if trusted else State.UNVOUCHED, asked=question is not None)


def _broken(bad: BadStamp) -> Stamp:
    return Stamp(State.BROKEN, bad.why, bad.facts)


def read(path: Path, limit: int) -> bytes:
    """Read a small file; raises BadStamp("unreadable") or ("too_large")."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        raise BadStamp("unreadable") from error
    if len(raw) > limit:
        raise BadStamp("too_large")
    return raw


def _compare(archive: Path, found: Reply, question: request.Question | None) -> None:
    try:
        with archive.open("rb") as stream:
            imprint = hashlib.file_digest(stream, found.algorithm).digest()
            stream.seek(0)
            if question and question.algorithm == found.algorithm:
                _compare_question(question, found, imprint)
            elif question:
                raise BadStamp("hash_other", found=found.algorithm, expected=question.algorithm[:40])
    except OSError as error:
        raise BadStamp("unreadable") from error
    if found.imprint != imprint:
        raise BadStamp("imprint")


def _compare_question(question: request.Question, found: Reply, imprint: bytes) -> None:
    if question.imprint != imprint:
        raise BadStamp("request_other")
    if question.imprint == found.imprint and question.nonce != found.nonce:
        raise BadStamp("nonce")


def _stamp(found: Reply, state: State, *, asked: bool) -> Stamp:
    since = found.moment - _EPOCH
    seconds = since.days * 86_400 + since.seconds
    return Stamp(
        state,
        moment_ns=(seconds * 1_000_000 + since.microseconds) * 1000,
        accuracy_us=found.accuracy,
        authority=found.authority,
        policy=found.policy,
        serial=f"{found.serial:x}",
        algorithm=found.algorithm,
        imprint=found.imprint.hex(),
        asked=asked,
    )
