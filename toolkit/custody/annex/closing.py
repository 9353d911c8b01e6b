"""Closing the annex of a case: written whole beside its name, read back, and only then given it."""

import errno
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from toolkit.custody import durable, vouched
from toolkit.custody.annex import packing, reading, recipients
from toolkit.custody.annex.content import Content
from toolkit.custody.annex.recipients import Recipient
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal, OutputRefusal, SourceRefusal
from toolkit.records import Facts

ROOT = "ANNEXE_"
SHEET = "FEUILLE_"  # before the name of an annex, that of the sheet for its passphrase
# A passphrase, or those the annex is encrypted to.
Way = str | tuple[Recipient, ...]
_CHUNK = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Annexed:
    """An annex; `files` counts what it holds beside 0000.txt, `size` its bytes."""

    path: Path
    sha256: str
    size: int
    files: int
    way: str  # "passphrase", "age" or "x509"
    recipients: tuple[str, ...]  # fingerprints


def close(case: Case, contents: Iterable[Content], out: Path | None, way: Way) -> Annexed:
    """Write the annex of a case in the folder `out`, or in the case folder, under a name not yet taken.

    The passphrase is kept nowhere. Records, log and exhibits must be as the log says.
    Raises CaseRefusal("case_damaged"), OutputRefusal("annex_too_large"), ("annex_no_room", free=bytes),
    ("annex_unsound") and ("output_failed").
    """
    vouched.check(case.folder, case.marks)
    folder = out or case.folder
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    kind = "passphrase" if isinstance(way, str) else way[0].kind
    path = _free_name(case, folder, recipients.ENDINGS.get(kind, ""))
    with _writing(path), durable.replacing(path, 0o600) as stream:
        files = _written(stream, contents, case.facts.ref, way, path)
        size, sha256 = _measured(stream)
    told = () if isinstance(way, str) else tuple(one.fingerprint for one in way)
    facts = {"name": path.name, "sha256": sha256, "size": size, "files": files, "way": kind}
    _noted(case, path, {**facts, "recipients": list(told)})
    return Annexed(path, sha256, size, files, kind, told)


def _noted(case: Case, path: Path, facts: Facts) -> None:
    """Have the log vouch for the annex; one it cannot vouch for does not stay."""
    try:
        case.note("annex.closed", **facts)
    except CaseRefusal as refusal:
        with suppress(OSError):
            path.unlink()
        if refusal.code == "case_no_room":
            raise OutputRefusal("annex_no_room", path=str(case.folder)) from refusal
        raise


def _free_name(case: Case, folder: Path, ending: str) -> Path:
    """Return a name that no annex of this case ever had, wherever it was written, and that stands nowhere."""
    told = {act.facts.get("name") for act in case.acts() if act.act == "annex.closed"}
    number = 1
    while True:
        stem = f"{ROOT}{case.facts.ref}" if number == 1 else f"{ROOT}{case.facts.ref}-{number}"
        # One annex has one number, however it is closed, and so has its sheet.
        names = [f"{stem}.zip{each}" for each in ("", *recipients.ENDINGS.values())]
        there = any(os.path.lexists(folder / name) for name in (*names, f"{SHEET}{stem}.pdf"))
        if not there and told.isdisjoint(names):
            return folder / f"{stem}.zip{ending}"
        number += 1


def _written(stream: BinaryIO, contents: Iterable[Content], ref: str, way: Way, path: Path) -> int:
    if isinstance(way, str):
        files = len(packing.pack(stream, contents, ref, way)) - 1
        _settled(stream)
        _readable(stream, way, path)
        return files
    # Encrypted in memory: its clear form never touches a disk.
    clear = BytesIO()
    files = len(packing.pack(clear, contents, ref, None, recipients.LIMIT)) - 1
    _readable(clear, None, path)
    sealed = recipients.encrypted(clear.getvalue(), way)
    clear.close()
    stream.write(sealed)
    _settled(stream)
    if _measured(stream)[1] != hashlib.sha256(sealed).hexdigest():
        raise OutputRefusal("annex_unsound", path=str(path))
    return files


def _readable(stream: BinaryIO, passphrase: str | None, path: Path) -> None:
    try:
        reading.compared(stream, passphrase, path, reading.nowhere)
    except SourceRefusal as refusal:
        raise OutputRefusal("annex_unsound", path=str(path)) from refusal


def _measured(stream: BinaryIO) -> tuple[int, str]:
    running = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        running.update(chunk)
    return stream.tell(), running.hexdigest()


def _settled(stream: BinaryIO) -> None:
    """Have the medium hold the bytes, and asked for them again: a failing stick must show itself now."""
    stream.flush()
    os.fsync(stream.fileno())
    if sys.platform != "win32" and hasattr(os, "posix_fadvise"):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise OutputRefusal("annex_no_room", path=str(path)) from error
        why = errno.errorcode.get(error.errno or 0, "unknown")
        raise OutputRefusal("output_failed", path=str(path), why=why) from error
