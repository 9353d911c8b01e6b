"""What stands in a case folder, how it is first laid out, and what is checked when it is opened again."""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit import VERSION
from toolkit.custody import durable, links, signer
from toolkit.custody.durable import damaged
from toolkit.custody.log import FIRST, Act, Break, follow, json_line, line_of, lines
from toolkit.errors import CaseRefusal
from toolkit.records import Facts, plain

FACTS = "case.json"
LOG = "custody.jsonl"
RECORDS = "records"
EXHIBITS = "exhibits"
PRIVATE = signer.PRIVATE
REPORT = "report"
PSEUDONYM_KEY = f"{PRIVATE}/pseudonym.key"
LOCK = f"{PRIVATE}/lock"
# What case.json is called once its case is being erased, and once that was attested (see `wiping`).
WIPING, WIPED = "WIPING", "WIPED"
FORMAT = 1  # of the case folder; raised when an older program could not read it
FOLDERS = (RECORDS, EXHIBITS, PRIVATE, REPORT)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # base 32 without I, O, 0 and 1, misread on paper
_LIMIT = 1024 * 1024  # bytes of case.json; ours is under a thousand
_TOKENS = b"trousse tokens "
_TOKENS_KEY = re.compile(rb"[0-9a-fA-F]{64}\s*\Z")
_TOKENS_LIMIT = 1024  # bytes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Acts remembered one by one, and the fact that tells them apart.
_EACH = {
    "exhibit.kept": "number",
    "record.written": "name",
    "report.written": "name",
    "seal.closed": "sha256",
    "archive_unlogged": "sha256",
    "receipt.written": "sha256",
}
# What a log may say of a file, whoever wrote it: paths are made from these.
REF = re.compile(r"[A-Z0-9-]{1,40}\Z")
NUMBER = re.compile(r"[A-Z]{1,3}[0-9]{1,6}\Z")
SUFFIX = re.compile(r"(\.[a-z0-9]{1,8}){1,2}\Z")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}(\.[a-z0-9]{1,8}){0,2}\Z")
_SHAPES = {"number": NUMBER, "suffix": SUFFIX, "name": NAME, "sha256": re.compile(r"[0-9a-f]{64}\Z")}
_TOLD = {
    "exhibit.kept": frozenset({"number", "suffix", "size", "sha256"}),
    "record.written": frozenset({"name", "size", "sha256"}),
    "report.written": frozenset({"name", "size", "sha256"}),
    "receipt.written": frozenset({"name", "size", "sha256"}),
}
_OF_A_STAGE = (".checkpoint", ".interrupted", ".resumed", ".closed")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case is, written once in case.json in this order."""

    format: int
    ref: str  # random: it must not name anybody
    opened: int  # nanoseconds since 1970-01-01 UTC
    opened_local: str  # ISO 8601 with the offset of the place
    examiner: str | None
    practice: str | None
    language: str
    clock: Facts  # {"offset_seconds": this machine minus the reference or None, "reference": "phone" or None}
    tool: str
    signatures: str | None  # hash of the signature set
    source: Facts  # {"label", "kind", "size"}
    fingerprint: str  # of the key of the case


def random_ref() -> str:
    """Return a reference such as K7Q2-M9XD: 40 random bits."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def describe(
    *, ref: str, moment: datetime, fingerprint: str, clock_offset: float | None, given: Mapping[str, Any]
) -> CaseFacts:
    """Gather the facts of a new case."""
    return CaseFacts(
        format=FORMAT,
        ref=ref,
        opened=(moment - _EPOCH) // timedelta(microseconds=1) * 1000,
        opened_local=moment.isoformat(timespec="microseconds"),
        clock={"offset_seconds": clock_offset, "reference": None if clock_offset is None else "phone"},
        tool=VERSION,
        fingerprint=fingerprint,
        **given,
    )


def lay_out(folder: Path, *, again: bool = False) -> None:
    """Make the folders of a case; unless `again`, refuse a folder that holds anything of value.

    Raises CaseRefusal("case_exists"), ("case_not_empty"), ("case_damaged", why="link") and those of
    durable.writing.
    """
    refuse_wiping(folder)
    links.refuse_any(folder, FOLDERS)
    with durable.writing(folder):
        if not again:
            folder.mkdir(parents=True, exist_ok=True)
            _refuse_used(folder)
        if any((folder / name).is_file() for name in FOLDERS):
            raise damaged(folder, "folder_replaced")
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True)
        durable.sync_folder(folder)


def refuse_wiping(folder: Path) -> None:
    """Raise CaseRefusal("case_wiping") for a case that is being erased: nothing else can be done with it."""
    if any(os.path.lexists(folder / name) for name in (WIPING, WIPED)):
        raise CaseRefusal("case_wiping", folder=str(folder))


def _refuse_used(folder: Path) -> None:
    if (folder / FACTS).exists():
        raise CaseRefusal("case_exists", folder=str(folder))
    # An opening that was killed leaves these; nothing was recorded yet, so it may start over.
    left = {*FOLDERS, LOG, LOG + durable.PART, FACTS + durable.PART}
    recorded = any(
        any((folder / name).iterdir()) for name in (RECORDS, EXHIBITS, REPORT) if (folder / name).is_dir()
    )
    log = folder / LOG
    acts = log.read_bytes().count(b"\n") if log.is_file() else 0
    if recorded or acts > 1 or any(each.name not in left for each in folder.iterdir()):
        raise CaseRefusal("case_not_empty", folder=str(folder))


def make_keys(
    folder: Path,
    key: Ed25519PrivateKey | None,
    pseudonym_key: bytes | None,
    technicians: Ed25519PrivateKey | None = None,
) -> str:
    """Write the key of the case and that of its tokens, made here unless given; return the fingerprint.

    Of the technician's key only the fingerprint is written.
    """
    fingerprint = signer.make(folder, key, technicians)
    durable.put(folder / PSEUDONYM_KEY, (pseudonym_key or secrets.token_bytes(32)).hex().encode(), 0o600)
    return fingerprint


def hash_of_tokens(key: bytes) -> str:
    """Return what the log notes of the key of the tokens: it tells a key from another and gives none away."""
    return hashlib.sha256(_TOKENS + key).hexdigest()


def write(folder: Path, facts: CaseFacts, moment: datetime, *, whose: str = signer.OF_CASE) -> None:
    """Write the first line of the log, then case.json, which makes the folder a case."""
    written = json_line(plain(facts)) + b"\n"
    durable.put(folder / LOG, _first_line(folder, facts, moment, written, whose))
    durable.put(folder / FACTS, written)


def _first_line(folder: Path, facts: CaseFacts, moment: datetime, written: bytes, whose: str) -> bytes:
    # Said only of the technician's: the key of a case that says nothing is its own.
    key = {} if whose == signer.OF_CASE else {"key": whose}
    named = {"ref": facts.ref, "fingerprint": facts.fingerprint, **key, "tool": facts.tool}
    first = {**named, **weighed(written), "tokens": hash_of_tokens(pseudonym_key(folder))}
    return line_of(1, moment, facts.examiner, act=signer.OPENED, facts=first, prev=FIRST) + b"\n"


def weighed(content: bytes) -> Facts:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def load(folder: Path) -> CaseFacts:
    """Read case.json; raises CaseRefusal("case_missing"), ("case_wiping") or ("case_damaged")."""
    refuse_wiping(folder)
    links.refuse_any(folder, FOLDERS)
    path = folder / FACTS
    if not path.is_file():
        raise CaseRefusal("case_missing", folder=str(folder))
    try:
        with path.open("rb") as stream:
            return parse(stream.read(_LIMIT))
    except OSError as error:
        raise durable.refused(error, folder) from error
    except ValueError as error:
        raise damaged(folder, "case_unreadable") from error


def parse(written: bytes) -> CaseFacts:
    """Read the bytes of a case.json; raises ValueError."""
    try:
        facts = CaseFacts(**json.loads(written))
        same = json_line(plain(facts)) + b"\n" == written
    except (TypeError, RecursionError) as error:
        raise ValueError("not the facts of a case") from error
    if not same or facts.format != FORMAT or not REF.match(str(facts.ref)):
        raise ValueError("not the facts of a case")
    return facts


def replay(folder: Path) -> tuple[dict[str, Facts], int, str]:
    """Follow the log; return what to remember of it, its number of lines and the hash of the last.

    Raises CaseRefusal("case_damaged", why=code) at the first line that does not continue the one before.
    """
    marks: dict[str, Facts] = {}
    count, head = 0, FIRST
    try:
        opened = hashlib.sha256((folder / FACTS).read_bytes()).hexdigest()
        for each in acts(folder):
            remember(marks, each.act, each.facts)
            count, head = each.n, each.digest
    except FileNotFoundError as error:
        raise damaged(folder, "log_missing") from error
    if marks.get("case.opened", {}).get("sha256") != opened:
        raise damaged(folder, "case_changed")
    return marks, count, head


def acts(folder: Path) -> Iterator[Act]:
    """Yield every act of the log; raises as `replay` does, and FileNotFoundError."""
    with (folder / LOG).open("rb") as stream:
        for each in follow(lines(stream)):
            if isinstance(each, Break):
                raise damaged(folder, each.why, line=each.n)
            if not _sound(each):
                raise damaged(folder, "log_line", line=each.n)
            yield each


def _sound(act: Act) -> bool:
    """Tell whether an act that names a file names it as this package does: the log may be a forged one."""
    told = _TOLD.get(act.act, frozenset())
    if not told and not act.act.endswith(_OF_A_STAGE):
        return True
    facts = act.facts
    counted = type(facts.get("bytes", facts.get("size", 0))) is int
    shaped = all(shape.match(str(facts[name])) for name, shape in _SHAPES.items() if name in facts)
    return counted and shaped and told <= facts.keys()


def remember(marks: dict[str, Facts], act: str, facts: Facts) -> None:
    """Keep the last facts of an act; an act about one file is also kept by its name."""
    marks[act] = facts
    if act in _EACH:
        marks[f"{act}:{facts.get(_EACH[act])}"] = facts


def sweep(folder: Path) -> int:
    """Remove the files that were being written when the program was killed; return how many."""
    left = [each for name in ("", *FOLDERS) for each in (folder / name).glob("*" + durable.PART)]
    with durable.writing(folder):
        for each in left:
            each.unlink()
    return len(left)


def pseudonym_key(folder: Path, opened: Facts | None = None) -> bytes:
    """Read the key of the tokens, and compare it with what the first act of the log says, where it does.

    Raises CaseRefusal("case_damaged", why="tokens_missing", "tokens_unreadable" or "tokens_other").
    """
    try:
        with (folder / PSEUDONYM_KEY).open("rb") as stream:
            written = stream.read(_TOKENS_LIMIT)
    except OSError as error:
        raise damaged(folder, "tokens_missing") from error
    # A shorter key, or none, would let anybody work out the names behind the tokens.
    if not _TOKENS_KEY.match(written):
        raise damaged(folder, "tokens_unreadable")
    key = bytes.fromhex(written.decode("ascii"))
    noted = (opened or {}).get("tokens")
    if noted is not None and noted != hash_of_tokens(key):
        raise damaged(folder, "tokens_other")
    return key
