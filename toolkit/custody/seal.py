"""Closing the signed archive of a case: written, read back, checked, and only then given its name."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from toolkit.custody import archive, bag, claims, durable, exhibits, keys, opening, readme, sshsig, unpack
from toolkit.custody.archive import Member
from toolkit.custody.case import Case
from toolkit.custody.verify import verify
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
    Raises CaseRefusal("archive_too_large"), ("case_damaged"), ("seal_unsound", fault=code, faults=n),
    ("case_no_room") and OutputRefusal("output_exists").
    """
    _refuse_names(documents)
    key = case.signing_key()
    path, root = _destination(case, out)
    moment = case.clock()
    case.note("seal.opened", documents=len(documents), exhibits=len(case.kept()))
    payload = _payload(case, documents, root, moment)
    facts = _facts(case, moment)
    signers = keys.allowed_signers(keys.public_raw(key), facts.ref, NAMESPACE)
    members = [*payload, *bag.tags(payload, facts, signers)]
    signed = next(member for member in members if member.name == bag.SIGNED)
    with signed.open() as stream:
        signature = sshsig.sign_bytes(stream.read(), key, NAMESPACE)
    members.append(archive.of_bytes(bag.SIGNATURE, signature))
    _write(path, [Member(f"{root}/{each.name}", each.weight, each.open) for each in members], moment, facts)
    with durable.writing(path.parent):
        size, sha256 = exhibits.measure(path)
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
        return out, stem
    folder = out or case.folder
    number = 1
    while (folder / f"{_numbered(stem, number)}.zip").exists():
        number += 1
    return folder / f"{_numbered(stem, number)}.zip", _numbered(stem, number)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def _payload(case: Case, documents: Mapping[str, bytes], root: str, moment: datetime) -> list[Member]:
    kept = case.kept()
    held = {name: archive.of_bytes(bag.PAYLOAD + name, content) for name, content in documents.items()}
    shown = readme.text(
        ref=case.facts.ref, root=root, fingerprint=case.facts.fingerprint, moment=moment, exhibits=len(kept)
    )
    held[readme.NAME] = archive.of_bytes(bag.PAYLOAD + readme.NAME, shown)
    with durable.writing(case.folder):
        for name in (opening.FACTS, opening.LOG):
            held[name] = archive.of_bytes(bag.PAYLOAD + name, (case.folder / name).read_bytes())
        for facts in kept:
            name = f"{facts['number']}{facts['suffix']}"
            member = archive.of_file(claims.EXHIBITS + name, case.folder / opening.EXHIBITS / name)
            if (member.weight.sha256, member.weight.size) != (facts["sha256"], facts["size"]):
                raise durable.damaged(case.folder, "exhibit_changed", exhibit=name)
            held[name] = member
    return list(held.values())


def _facts(case: Case, moment: datetime) -> bag.BagFacts:
    entries, head = case.log_end()
    return bag.BagFacts(
        ref=case.facts.ref,
        sealed_at=moment.isoformat(timespec="microseconds"),
        key=case.facts.fingerprint,
        entries=entries,
        head=head,
    )


def _write(path: Path, members: list[Member], moment: datetime, facts: bag.BagFacts) -> None:
    """Write the archive under a temporary name and check it there as a stranger would."""
    archive.refuse_too_large(members)
    with durable.writing(path.parent), durable.replacing(path) as stream:
        archive.write(stream, members, moment)
        stream.flush()
        os.fsync(stream.fileno())
        _forget(stream)
        found = verify(path.with_name(path.name + durable.PART), fingerprint=facts.key)
        if found.faults:
            raise CaseRefusal("seal_unsound", fault=found.faults[0].code, faults=len(found.faults))


def _forget(stream: BinaryIO) -> None:
    """Ask that the bytes be read again from the medium: a failing stick must show itself now."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
