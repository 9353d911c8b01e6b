"""Laying out a stick: programs, guides, start files, and the signed list of them all.

The list is written first and its signature last, once every file was read back: a stick whose making was
cut short never passes for whole, and `again` takes it up.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.custody import durable, keys, sshsig, stick_files
from toolkit.errors import CaseRefusal, OutputRefusal, SourceRefusal
from toolkit.stick import CASES, MANIFEST, NAMESPACE, SIGNATURE, manifest
from toolkit.stick.check import SYSTEM_FOLDERS, Heard, Stick, StickState, check
from toolkit.stick.plan import Piece, plan

_CLUSTER = 32 * 1024  # bytes a file takes at least on a large stick in FAT32 or exFAT


@dataclass(frozen=True, slots=True)
class Made:
    """A stick that was made and read back."""

    fingerprint: str
    systems: tuple[str, ...]
    state: StickState


def signer(file: Path | None) -> Ed25519PrivateKey:
    """Return the key of a file, or a new one, forgotten when the program ends; raises SourceRefusal."""
    if file is None:
        return Ed25519PrivateKey.generate()
    try:
        return keys.load(file)
    except CaseRefusal as refusal:
        raise SourceRefusal("stick_key", path=str(file)) from refusal
    except TypeError as error:  # the key is protected by a passphrase, which nobody is asked for here
        raise SourceRefusal("stick_key", path=str(file)) from error


def make(
    folder: Path,
    found: Mapping[str, Path],
    key: Ed25519PrivateKey,
    *,
    again: bool = False,
    documents: Path | None = None,
    heard: Heard | None = None,
) -> Made:
    """Lay out a stick, read it back and sign it.

    `found` is what `programs` gave; `documents` the folder of those of a stick that also starts machines.
    Raises SourceRefusal as `plan` does, OutputRefusal("stick_not_empty"), ("stick_onto_itself"),
    ("stick_extra"), ("stick_no_room"), ("stick_unsound") or ("output_failed").
    """
    target = Path(os.path.realpath(folder))  # Path.resolve has no OSError for a loop of links
    if any(target.is_relative_to(each) or each.is_relative_to(target) for each in found.values()):
        raise OutputRefusal("stick_onto_itself", path=str(folder))
    pieces = plan(found, keys.public_raw(key), documents)
    earlier = _earlier(target, again=again)
    digests = {path: _digest(piece) for path, piece in pieces.items()}
    stick_files.clear(target, [SIGNATURE, *earlier, MANIFEST] if earlier else [])
    stick_files.room(target, sum(_size(piece) for piece in pieces.values()))
    listed = manifest.written(digests)
    stick_files.put(target, MANIFEST, listed)
    for path, piece in pieces.items():
        _lay(target, path, piece, digests[path], heard or (lambda _: None))
    state = check(target)
    if state.faults != ("signature_missing",) or any(state.counts.values()):
        worst = next((paths[0] for paths in state.names.values() if paths), MANIFEST)
        raise OutputRefusal("stick_unsound", path=worst)
    stick_files.put(target, SIGNATURE, sshsig.sign_bytes(listed, key, NAMESPACE))
    sealed = check(target)
    if sealed.stick is not Stick.WHOLE:
        raise OutputRefusal("stick_unsound", path=SIGNATURE)
    return Made(keys.fingerprint(keys.public_raw(key)), tuple(found), sealed)


def _lay(target: Path, path: str, piece: Piece, digest: str, heard: Heard) -> None:
    if isinstance(piece.original, bytes):
        stick_files.put(target, path, piece.original, executable=piece.executable)
        return
    copied = stick_files.copy(target, path, piece.original, executable=piece.executable, heard=heard)
    if copied != digest:
        raise OutputRefusal("stick_unsound", path=str(piece.original))


def _digest(piece: Piece) -> str:
    if isinstance(piece.original, bytes):
        return hashlib.sha256(piece.original).hexdigest()
    try:
        with piece.original.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise SourceRefusal("source_denied", source=str(piece.original)) from error


def _size(piece: Piece) -> int:
    """Return the bytes a file takes on the stick, in whole clusters."""
    given = piece.original
    size = len(given) if isinstance(given, bytes) else given.stat().st_size
    return -(-size // _CLUSTER) * _CLUSTER


def _earlier(target: Path, *, again: bool) -> list[str]:
    """Return the files of the stick that is renewed, none for an empty folder; refuse anything else."""
    try:
        present = [path.name for path in target.iterdir()] if target.exists() else []
    except OSError as error:
        raise OutputRefusal("output_failed", path=str(target)) from error
    kept = SYSTEM_FOLDERS | {CASES}
    ours = [name for name in present if name.casefold() not in kept]
    if not ours:
        return []
    # Killed before its list had its name, a making leaves nothing else.
    if again and ours == [durable.part_of(Path(MANIFEST)).name]:
        return [MANIFEST]
    if not again or MANIFEST not in ours:
        raise OutputRefusal("stick_not_empty", path=str(target))
    return _listed(target)


def _listed(target: Path) -> list[str]:
    """Return what the manifest of an earlier stick names; refuse when anything else lies beside it."""
    state = check(target)
    try:
        with (target / MANIFEST).open("rb") as stream:
            digests = manifest.read(stream.read(manifest.SIZE_LIMIT + 1))
    except (OSError, manifest.BadManifest) as error:
        raise OutputRefusal("stick_not_empty", path=str(target)) from error
    ours = {durable.part_of(Path(path)).as_posix() for path in [*digests, SIGNATURE, MANIFEST]}
    strangers = [path for path in state.names.get("extra", ()) if path not in ours]
    if strangers or "too_many" in state.faults:
        raise OutputRefusal("stick_extra", path=(strangers or ["…"])[0], count=len(strangers))
    return list(digests)
