"""Closing the signed archive of a case: written, read back, checked, and only then given its name."""

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit import VERSION
from toolkit.custody import (
    durable,
    exhibits,
    keys,
    links,
    opening,
    signer,
    sshsig,
    standing,
    vouched,
)
from toolkit.custody.case import Case
from toolkit.custody.dossier import archive, bag, claims, readme, unpack
from toolkit.custody.dossier.archive import Member
from toolkit.custody.dossier.verify import verify
from toolkit.custody.log import Act, json_line
from toolkit.errors import CaseRefusal, OutputRefusal
from toolkit.records import Facts

NAMESPACE = sshsig.DOSSIER
# Names Windows keeps for devices, whatever their extension.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)
_NAME_LIMIT = archive.NAME_LIMIT - 50  # characters; the rest is for DOSSIER_<ref>-<n>/data/
_OWN = frozenset({readme.NAME.lower(), opening.FACTS, opening.LOG})


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed archive; `identity` is the name ssh-keygen asks for, `files` the number of payload files.

    `manifest_sha256` is what goes on paper: it holds for the extracted archive too. `again` says that the
    very same archive stood there already.
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


def seal(case: Case, documents: Mapping[str, bytes], *, out: Path | None = None) -> Sealed:
    """Seal the documents, the open exhibits, case.json and the log so far in one signed archive.

    `documents` are by path below data/. `out` is the folder to put the archive in, or its whole path;
    otherwise the case folder. The log inside ends with seal.opened: what follows cannot know its own hash.
    Sealed again with nothing noted since that counts (see `standing`), it is the same archive byte for byte.
    Nothing that is not as the log of the case says is sealed.
    Raises CaseRefusal("archive_too_large"), ("case_damaged"), ("seal_unsound", fault=code, faults=n),
    ("case_no_room"), those of Case.signing_key, and OutputRefusal("output_exists").
    """
    _refuse_names(documents)
    key = case.signing_key()
    vouched.check(case.folder, case.marks)
    kept = _exhibits(case)
    _note_unlogged(case, out)
    sealing = _sealing(case, documents, len(kept), out)
    root, moment = str(sealing.facts["name"]), datetime.fromisoformat(sealing.local)
    payload = [*_written(case, documents, sealing, exhibits=len(kept)), *kept]
    facts = bag.BagFacts(
        ref=case.facts.ref,
        sealed_at=moment.isoformat(timespec="microseconds"),
        key=keys.fingerprint(keys.public_raw(key)),
        entries=sealing.n,
        head=sealing.digest,
    )
    members, manifest = _signed(payload, facts, key)
    rooted = [Member(f"{root}/{each.name}", each.weight, each.open) for each in members]
    path, stands = _free(case, out, root, rooted, moment)
    sha256 = stands or _write(path, rooted, moment, facts)
    with durable.writing(path.parent):
        size = path.stat().st_size
    durable.put(path.with_name(path.name + ".sha256"), f"{sha256}  {path.name}\n".encode())
    if f"seal.closed:{sha256}" not in case.marks or not stands:
        closed = {"sha256": sha256, "manifest": manifest, "size": size, "files": len(payload)}
        case.note("seal.closed", **closed, fingerprint=facts.key)
    told = (path, sha256, facts.key, len(payload), facts.ref, manifest, size, len(kept), facts.sealed_at)
    return Sealed(*told, again=bool(stands))


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
    content = _content(documents)
    last = standing.last_sealing(opening.acts(case.folder))
    if last is not None and last.facts.get("content") == content and _own_root(case, last.facts.get("name")):
        return last
    root = _new_root(case, out)
    case.note("seal.opened", documents=len(documents), exhibits=exhibits, content=content, name=root)
    *_, last = opening.acts(case.folder)
    return last


def _content(documents: Mapping[str, bytes]) -> str:
    """Hash what the archive will hold that the log does not: the documents, and who writes them."""
    hashes = [[name, hashlib.sha256(content).hexdigest()] for name, content in sorted(documents.items())]
    return hashlib.sha256(json_line([VERSION, hashes])).hexdigest()


def _own_root(case: Case, root: object) -> bool:
    return isinstance(root, str) and bool(
        re.fullmatch(rf"{claims.ROOT}{re.escape(case.facts.ref)}(-\d{{1,4}})?", root)
    )


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


def _new_root(case: Case, out: Path | None) -> str:
    """Return the name of a new archive's folder: the first that stands nowhere yet."""
    stem = f"{claims.ROOT}{case.facts.ref}"
    folder = _folder(case, out)
    if folder is None:
        if out is not None and out.exists():
            raise OutputRefusal("output_exists", path=str(out))
        return stem
    number = 1
    while (folder / f"{_numbered(stem, number)}.zip").exists():
        number += 1
    return _numbered(stem, number)


def _folder(case: Case, out: Path | None) -> Path | None:
    """Return the folder to put an archive in, made if need be; None when its whole path was given."""
    if out is None or out.is_dir():
        return out or case.folder
    if out.suffix.lower() == ".zip":
        return None
    if out.exists():
        raise OutputRefusal("output_exists", path=str(out))
    try:
        out.mkdir(parents=True)
    except OSError as error:
        raise OutputRefusal("output_failed", path=str(out)) from error
    return out


def _free(
    case: Case, out: Path | None, root: str, members: list[Member], moment: datetime
) -> tuple[Path, str | None]:
    """Return where to write, and the SHA-256 of the same archive when it stands there already."""
    folder = _folder(case, out)
    path = folder / f"{root}.zip" if folder else out or case.folder
    if not path.exists():
        return path, None
    expected = archive.digest(members, moment)
    number = 1
    while path.exists():
        if links.plain(path) and path.is_file() and exhibits.measure(path)[1] == expected:
            return path, expected
        if folder is None:
            raise OutputRefusal("output_exists", path=str(path))
        number += 1
        path = folder / f"{_numbered(f'{claims.ROOT}{case.facts.ref}', number)}.zip"
    return path, None


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


def _written(case: Case, documents: Mapping[str, bytes], sealing: Act, *, exhibits: int) -> list[Member]:
    signing = signer.now(case.marks)
    held = dict(documents)
    with durable.writing(case.folder):
        held[opening.FACTS] = (case.folder / opening.FACTS).read_bytes()
        log = (case.folder / opening.LOG).read_bytes()
    held[opening.LOG] = b"".join(log.splitlines(keepends=True)[: sealing.n])
    held[readme.NAME] = readme.text(
        ref=case.facts.ref,
        root=str(sealing.facts["name"]),
        who=case.facts.examiner,
        signing=signing,
        moment=datetime.fromisoformat(sealing.local),
        exhibits=exhibits,
        names=documents.keys(),
        wrapped=any(_wrapped(facts) for facts in _open_exhibits(case)),
    )
    return [archive.of_bytes(bag.PAYLOAD + name, content) for name, content in held.items()]


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
