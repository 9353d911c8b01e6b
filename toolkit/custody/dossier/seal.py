"""Closing the signed archive of a case: written, read back, checked, and only then given its name."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from toolkit.custody import durable, exhibits, keys, links, opening, sshsig, vouched
from toolkit.custody.case import Case
from toolkit.custody.dossier import archive, bag, claims, readme, unpack
from toolkit.custody.dossier.archive import Member
from toolkit.custody.dossier.verify import verify
from toolkit.errors import CaseRefusal, OutputRefusal

NAMESPACE = sshsig.DOSSIER
# Names Windows keeps for devices, whatever their extension.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)
_NAME_LIMIT = archive.NAME_LIMIT - 50  # characters; the rest is for DOSSIER_<ref>-<n>/data/
_OWN = frozenset({readme.NAME.lower(), opening.FACTS, opening.LOG})


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed archive; `identity` is the name ssh-keygen asks for, `files` the number of payload files."""

    path: Path
    sha256: str
    fingerprint: str
    files: int
    identity: str


def seal(case: Case, documents: Mapping[str, bytes], *, out: Path | None = None) -> Sealed:
    """Seal the documents, the exhibits, case.json and the log so far in one signed archive.

    `documents` are by path below data/. `out` is the folder to put the archive in, or its whole path;
    otherwise the case folder. The log inside ends with seal.opened: what follows cannot know its own hash.
    Nothing that is not as the log of the case says is sealed.
    Raises CaseRefusal("archive_too_large"), ("case_damaged"), ("seal_unsound", fault=code, faults=n),
    ("case_no_room") and OutputRefusal("output_exists").
    """
    _refuse_names(documents)
    key = case.signing_key()
    vouched.check(case.folder, case.marks)
    kept = _exhibits(case)
    _note_unlogged(case, out)
    path, root = _destination(case, out)
    moment = case.clock()
    case.note("seal.opened", documents=len(documents), exhibits=len(kept))
    payload = [*_written(case, documents, root, moment), *kept]
    facts = _facts(case, moment)
    signers = keys.allowed_signers(keys.public_raw(key), facts.ref, NAMESPACE)
    members = [*payload, *bag.tags(payload, facts, signers)]
    signed = next(member for member in members if member.name == bag.SIGNED)
    with signed.open() as stream:
        signature = sshsig.sign_bytes(stream.read(), key, NAMESPACE)
    members.append(archive.of_bytes(bag.SIGNATURE, signature))
    rooted = [Member(f"{root}/{each.name}", each.weight, each.open) for each in members]
    sha256 = _write(path, rooted, moment, facts)
    with durable.writing(path.parent):
        size = path.stat().st_size
    durable.put(path.with_name(path.name + ".sha256"), f"{sha256}  {path.name}\n".encode())
    case.note("seal.closed", sha256=sha256, size=size, files=len(payload), fingerprint=facts.key)
    return Sealed(path, sha256, facts.key, len(payload), facts.ref)


def _refuse_names(documents: Mapping[str, bytes]) -> None:
    """Refuse names that some system could not give back; they are ours, so this is a programming error."""
    seen: set[str] = set()
    for name in documents:
        low = name.lower()
        wrong = not unpack.SAFE_NAME.match(name) or any(_DEVICES.match(part) for part in low.split("/"))
        wrong = wrong or len(name) > _NAME_LIMIT
        if wrong or low in seen or low in _OWN or low.startswith("pieces/"):
            raise ValueError("not a name for a document of an archive", name)
        seen.add(low)


def _destination(case: Case, out: Path | None) -> tuple[Path, str]:
    stem = f"{claims.ROOT}{case.facts.ref}"
    if out is not None and not out.is_dir():
        if out.exists():
            raise OutputRefusal("output_exists", path=str(out))
        if out.suffix.lower() == ".zip":
            return out, stem
        try:
            out.mkdir(parents=True)
        except OSError as error:
            raise OutputRefusal("output_failed", path=str(out)) from error
    folder = out or case.folder
    number = 1
    while (folder / f"{_numbered(stem, number)}.zip").exists():
        number += 1
    return folder / f"{_numbered(stem, number)}.zip", _numbered(stem, number)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def _note_unlogged(case: Case, out: Path | None) -> None:
    """Note each archive of this case that its log does not know, and leave it where it is.

    A kill between the naming of an archive and its line in the log leaves one.
    """
    places = {case.folder} if out is None else {case.folder, out if out.is_dir() else out.parent}
    found = {path for place in places for path in place.glob(f"{claims.ROOT}{case.facts.ref}*.zip")}
    for path in sorted(found | ({out} if out and out.is_file() else set())):
        if not (links.plain(path) and path.is_file()) or path.stat().st_size > archive.SIZE_LIMIT:
            continue
        try:
            size, sha256 = exhibits.measure(path)
        except OSError:
            # On a failing medium: one that cannot be read must not keep the case from being sealed.
            case.note("archive_unlogged", sha256=None, size=None)
            continue
        if sha256 not in vouched.archives(case.marks):
            case.note("archive_unlogged", sha256=sha256, size=size)


def _written(case: Case, documents: Mapping[str, bytes], root: str, moment: datetime) -> list[Member]:
    held = dict(documents)
    held[readme.NAME] = readme.text(
        ref=case.facts.ref,
        root=root,
        fingerprint=case.facts.fingerprint,
        moment=moment,
        exhibits=len(case.kept()),
    )
    with durable.writing(case.folder):
        for name in (opening.FACTS, opening.LOG):
            held[name] = (case.folder / name).read_bytes()
    return [archive.of_bytes(bag.PAYLOAD + name, content) for name, content in held.items()]


def _exhibits(case: Case) -> list[Member]:
    members: list[Member] = []
    with durable.writing(case.folder):
        for facts in case.kept():
            name = f"{facts['number']}{facts['suffix']}"
            member = archive.of_file(claims.EXHIBITS + name, case.folder / opening.EXHIBITS / name)
            if (member.weight.sha256, member.weight.size) != (facts["sha256"], facts["size"]):
                raise durable.damaged(case.folder, "exhibit_changed", exhibit=name)
            members.append(member)
    return members


def _facts(case: Case, moment: datetime) -> bag.BagFacts:
    entries, head = case.log_end()
    return bag.BagFacts(
        ref=case.facts.ref,
        sealed_at=moment.isoformat(timespec="microseconds"),
        key=case.facts.fingerprint,
        entries=entries,
        head=head,
    )


def _write(path: Path, members: list[Member], moment: datetime, facts: bag.BagFacts) -> str:
    """Write the archive under a temporary name, check it there as a stranger would; return its SHA-256."""
    archive.refuse_too_large(members)
    with durable.writing(path.parent), durable.replacing(path) as stream:
        archive.write(stream, members, moment)
        stream.flush()
        os.fsync(stream.fileno())
        _forget(stream)
        found = verify(durable.part_of(path), fingerprint=facts.key)
        if found.faults or found.sha256 is None:
            raise CaseRefusal("seal_unsound", fault=found.faults[0].code, faults=len(found.faults))
    return found.sha256


def _forget(stream: BinaryIO) -> None:
    """Ask that the bytes be read again from the medium: a failing stick must show itself now."""
    if sys.platform != "win32" and hasattr(os, "posix_fadvise"):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
