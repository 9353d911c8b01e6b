"""Closing the signed archive of a case: written, read back, checked, and only then given its name."""

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit import VERSION
from toolkit.custody import (
    durable,
    keys,
    links,
    opening,
    signer,
    sshsig,
    standing,
    vouched,
)
from toolkit.custody.case import Case
from toolkit.custody.dossier import announced, archive, around, bag, claims, place, readme, unpack
from toolkit.custody.dossier.archive import Member
from toolkit.custody.dossier.beside import Stranger
from toolkit.custody.dossier.fault import Fault
from toolkit.custody.dossier.verify import verify
from toolkit.custody.log import Act
from toolkit.custody.unfinished import unfinished
from toolkit.errors import CaseRefusal, OutputRefusal, Refusal
from toolkit.records import Facts

NAMESPACE = sshsig.DOSSIER
_MACHINE = "M"  # how the number of an exhibit begins that is the archive of a machine
_STRAYS = 5  # files named on the screen; the others are counted
_NAME_LIMIT = archive.NAME_LIMIT - 50  # characters; the rest is for DOSSIER_<ref>-<n>/data/
_OWN = frozenset({readme.NAME.lower(), opening.FACTS, opening.LOG})
# How the codes of the faults begin that a medium makes, and not what was to be sealed.
_OF_THE_MEDIUM = ("zip_", "file_", "archive_", "not_zip", "signature_")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed archive; `identity` is the name ssh-keygen asks for, `files` the number of payload files.

    `manifest_sha256` is what goes on paper: it holds for the extracted archive too. `again` says that the
    very same archive stood there already. `remarks` are what was seen beside it, codes of texts/*/seal.toml;
    `receipt` is its receipt, and `unwritten` why a file beside the archive is not there.
    """

    path: Path
    sha256: str
    fingerprint: str
    files: int
    identity: str
    manifest_sha256: str
    size: int  # bytes
    exhibits: int
    sealed_at: str  # ISO 8601 with the offset of the place
    again: bool = False
    remarks: tuple[Fault, ...] = ()
    receipt: Path | None = None
    unwritten: Refusal | None = None


def seal(case: Case, documents: Mapping[str, bytes], *, out: Path | None = None) -> Sealed:
    """Seal the documents, the open exhibits, case.json and the log so far in one signed archive.

    `documents` are by path below data/. `out` is the folder to put the archive in, or its whole path;
    otherwise the case folder. The log inside ends with seal.opened: what follows cannot know its own hash.
    Sealed again with nothing noted since that counts (see `standing`), it is the same archive byte for byte.
    Nothing that is not as the log of the case says is sealed.
    Raises CaseRefusal("archive_too_large"), ("case_damaged"), ("log_shorter"), ("seal_unsound") or
    ("seal_contradicts", fault, of=its facts, faults=n), ("case_no_room"), those of Case.signing_key, and
    OutputRefusal("output_exists"), ("output_no_room") and ("output_failed").
    """
    _refuse_names(documents)
    key = case.signing_key()
    unknown = around.strangers(case, out)
    around.check(case, unknown)
    kept = _exhibits(case)
    around.note(case, unknown)
    sealing = _sealing(case, documents, len(kept), out)
    root, moment = str(sealing.facts["name"]), datetime.fromisoformat(sealing.local)
    payload = [*_written(case, documents, sealing, len(kept)), *kept]
    facts = bag.BagFacts(
        ref=case.facts.ref,
        sealed_at=moment.isoformat(timespec="microseconds"),
        key=keys.fingerprint(keys.public_raw(key)),
        entries=sealing.n,
        head=sealing.digest,
    )
    members, manifest = _signed(payload, facts, key)
    rooted = [Member(f"{root}/{each.name}", each.weight, each.open) for each in members]
    path, stands = place.free(case, out, root, lambda: archive.digest(rooted, moment))
    with _outside(case, path):
        sha256 = stands or _write(path, rooted, moment, facts)
        size = path.stat().st_size
    if f"seal.closed:{sha256}" not in case.marks or not stands:
        closed = {"sha256": sha256, "manifest": manifest, "size": size, "files": len(payload)}
        case.note("seal.closed", **closed, fingerprint=facts.key)
    told = (path, sha256, facts.key, len(payload), facts.ref, manifest, size, len(kept), facts.sealed_at)
    remarks = (*around.clock(case), *_remarks(case, unknown, sha256), *around.left(case, path))
    return _beside(case, Sealed(*told, again=bool(stands), remarks=remarks))


def _beside(case: Case, sealed: Sealed) -> Sealed:
    """Write the hash beside an archive that stands already: that it cannot be is told, and undoes nothing."""
    try:
        place.write_sidecar(sealed.path, sealed.sha256, vouched.archives(case.marks))
    except OutputRefusal as refusal:
        return replace(sealed, unwritten=refusal)
    return sealed


def _remarks(case: Case, unknown: list[Stranger], sha256: str) -> tuple[Fault, ...]:
    """Return what is told of the other archives that stand there, and of files that nobody sealed."""
    strays = vouched.strays(case.folder, case.marks)
    stray = (Fault("stray", {"count": len(strays), "names": ", ".join(strays[:_STRAYS])}),) if strays else ()
    return (*(each.remark() for each in unknown if each.sha256 != sha256), *stray)


def _signed(payload: list[Member], facts: bag.BagFacts, key: Ed25519PrivateKey) -> tuple[list[Member], str]:
    """Return every member of the archive and the hash of the manifest that is signed."""
    signers = keys.allowed_signers(keys.public_raw(key), facts.ref, NAMESPACE)
    members = [*payload, *bag.tags(payload, facts, signers)]
    signed = next(member for member in members if member.name == bag.SIGNED)
    with signed.open() as stream:
        signature = sshsig.sign_bytes(stream.read(), key, NAMESPACE)
    return [*members, archive.of_bytes(bag.SIGNATURE, signature)], signed.weight.sha256


def _sealing(case: Case, documents: Mapping[str, bytes], exhibits: int, out: Path | None) -> Act:
    """Return the closing line of the log: the last one when nothing changed since, or a new one.

    Raises OutputRefusal("output_exists") for a new archive where another stands.
    """
    hashes = {name: archive.of_bytes(name, each).weight.sha256 for name, each in documents.items()}
    last = standing.last_sealing(opening.acts(case.folder))
    named = last is not None and announced.is_root(last.facts.get("name"), case.facts.ref)

    def content(root: str) -> str:
        about = archive.of_bytes(readme.NAME, _about(case, documents, root, exhibits)).weight.sha256
        return announced.content(VERSION, hashes | {readme.NAME: about})

    if last is not None and named and last.facts.get("content") == content(str(last.facts["name"])):
        return last
    root = place.new_root(case, out)
    case.note("seal.opened", documents=len(documents), exhibits=exhibits, content=content(root), name=root)
    *_, last = opening.acts(case.folder)
    return last


def _refuse_names(documents: Mapping[str, bytes]) -> None:
    """Refuse names that some system could not give back; they are ours, so this is a programming error."""
    seen: set[str] = set()
    for name in documents:
        low = name.lower()
        wrong = not unpack.is_safe(name) or len(name) > _NAME_LIMIT
        if wrong or low in seen or low in _OWN or low.startswith("pieces/"):
            raise ValueError("not a name for a document of an archive", name)
        seen.add(low)


@contextmanager
def _outside(case: Case, path: Path) -> Iterator[None]:
    """Turn what the system refuses into a refusal of the case, or of the place given instead of it."""
    if path.parent == case.folder:
        with durable.writing(path.parent):
            yield
        return
    try:
        yield
    except OSError as error:
        if durable.refused(error, path.parent).code == "case_no_room":
            raise OutputRefusal("output_no_room", path=str(path)) from error
        why = errno.errorcode.get(error.errno or 0, "unknown")
        raise OutputRefusal("output_failed", path=str(path), why=why) from error


def _written(case: Case, documents: Mapping[str, bytes], sealing: Act, exhibits: int) -> list[Member]:
    held = dict(documents)
    with durable.writing(case.folder):
        held[opening.FACTS] = (case.folder / opening.FACTS).read_bytes()
        log = (case.folder / opening.LOG).read_bytes()
    held[opening.LOG] = b"".join(log.splitlines(keepends=True)[: sealing.n])
    held[readme.NAME] = _about(case, documents, str(sealing.facts["name"]), exhibits)
    return [archive.of_bytes(bag.PAYLOAD + name, content) for name, content in held.items()]


def _about(case: Case, documents: Mapping[str, bytes], root: str, exhibits: int) -> bytes:
    """Write the LISEZ-MOI; its hash stands in the closing line, so nothing in it rests on that line."""
    return readme.text(
        ref=case.facts.ref,
        root=root,
        who=case.facts.examiner,
        signing=signer.now(case.marks),
        exhibits=exhibits,
        names=documents.keys(),
        wrapped=any(_wrapped(facts) for facts in _open_exhibits(case)),
        unfinished=unfinished(case.marks),
        annex=_annex(case),
    )


def _annex(case: Case) -> tuple[int, bool] | None:
    """Return how many exhibits are for the annex, and whether one was made, which is no quiet act."""
    numbers = [str(facts["number"]) for facts in case.kept()]
    if any(number.startswith(_MACHINE) for number in numbers):
        return None
    apart = [number for number in numbers if number.startswith(claims.RESERVED)]
    return len(apart), "annex.closed" in case.marks


def _open_exhibits(case: Case) -> list[Facts]:
    """Return the exhibits that go into the open archive; the others are for the annex."""
    return [facts for facts in case.kept() if not str(facts["number"]).startswith(claims.RESERVED)]


def _wrapped(facts: Facts) -> bool:
    return str(facts["number"]).startswith("P") and facts["suffix"] == ".zip"


def _exhibits(case: Case) -> list[Member]:
    members: list[Member] = []
    with durable.writing(case.folder):
        for facts in _open_exhibits(case):
            name = f"{facts['number']}{facts['suffix']}"
            member = archive.of_file(claims.EXHIBITS + name, case.folder / opening.EXHIBITS / name)
            if (member.weight.sha256, member.weight.size) != (facts["sha256"], facts["size"]):
                raise durable.damaged(case.folder, "exhibit_changed", exhibit=name)
            members.append(member)
    return members


def _write(path: Path, members: list[Member], moment: datetime, facts: bag.BagFacts) -> str:
    """Write the archive under a temporary name, check it there as a stranger would; return its SHA-256."""
    archive.refuse_too_large(members)
    part = durable.part_of(path)
    if links.plain(part) and part.is_file() and part.stat().st_size and archive.begins(part, members, moment):
        part.unlink()  # byte for byte ours, and cut short
    with durable.replacing(path) as stream:
        archive.write(stream, members, moment)
        stream.flush()
        os.fsync(stream.fileno())
        _forget(stream)
        found = verify(Path(stream.name), fingerprint=facts.key)
        if found.faults or found.sha256 is None:
            raise _unsound(path, found.faults)
    return found.sha256


def _unsound(path: Path, faults: tuple[Fault, ...]) -> CaseRefusal:
    """Name what reading back found: bytes that are not those written, or evidence that contradicts itself."""
    spoilt = any(fault.code.startswith(_OF_THE_MEDIUM) for fault in faults)
    told = {"fault": faults[0].code, "of": faults[0].facts, "faults": len(faults), "path": str(path)}
    return CaseRefusal("seal_unsound" if spoilt else "seal_contradicts", **told)


def _forget(stream: BinaryIO) -> None:
    """Ask that the bytes be read again from the medium: a failing stick must show itself now."""
    if sys.platform != "win32" and hasattr(os, "posix_fadvise"):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
