"""Whether an archive is whole, complete, signed and says what it says; every fault is named."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path

from toolkit.custody import keys, links, sshsig
from toolkit.custody.dossier import anchor, archive, bag, claims, unpack
from toolkit.custody.dossier.anchor import Anchor, Kind
from toolkit.custody.dossier.archive import Weight
from toolkit.custody.dossier.fault import NOT_COMPARED, Fault, Faults
from toolkit.custody.dossier.unpack import Piece
from toolkit.errors import SourceRefusal

TAG_LIMIT = 32 * 1024 * 1024  # bytes of a manifest: COUNT_LIMIT lines of the longest


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked of one archive; it holds when `faults` is empty.

    `anchored` says that the archive, or its signer, is the one noted on paper: without that, anybody could
    have made the whole archive again with a key of their own. With the key alone, whoever holds that key
    could have; with the hash of the archive or of its manifest, nobody.
    """

    faults: tuple[Fault, ...]
    files: int  # of the payload
    bytes: int  # of the payload
    signer_fingerprint: str | None  # None when no signature holds
    anchored: bool
    anchored_by: Kind | None
    sha256: str | None  # of the archive itself; None for one that is extracted or cannot be read
    manifest_sha256: str | None  # of tagmanifest-sha256.txt, None when it cannot be read
    ref: str | None
    sealed_at: str | None  # ISO 8601 with the offset of the place
    custody_entries: int
    who: str | None  # the examiner the case names, None when it names none
    signed_by: str | None  # "technician" or "case": whose key, as the log says; None when no signature holds
    key_before: str | None  # fingerprint of the key the case was opened with, when another took its place
    clock_went_back: tuple[int, ...] = ()  # lines of the log dated before the one above them: no fault
    inside: str | None = None  # the folder that was checked, when it is not alone in the one given


def verify(path: Path, *, fingerprint: str | None = None) -> Verification:
    """Check an archive, or the folder it was extracted to, against itself and a fingerprint from paper.

    `fingerprint` is the SHA-256 of the manifest or of the archive, or the fingerprint of the key, as a person
    copies them.
    Raises SourceRefusal("source_missing") or ("source_denied").
    """
    faults = Faults()
    noted = None if fingerprint is None else anchor.read(fingerprint)
    if fingerprint is not None and noted is None:
        faults.add("fingerprint_shape")
    try:
        if path.is_dir():
            root = _extracted_root(path)
            pieces = unpack.extracted(root, faults)
            found = _anchored(_verify(pieces, None, noted, faults), noted)
            if noted and Kind.MANIFEST in noted.kinds and not found.anchored:
                # It may be the hash of the ZIP, which a folder does not have.
                told = {"expected": noted.value, "manifest": found.manifest_sha256 or "?"}
                faults.add("archive_extracted", **told)
            alone = root == path or len(list(path.iterdir())) == 1
            return replace(found, faults=faults.found(), inside=None if alone else root.name)
        if path.exists() and not path.is_file():
            # A pipe would be waited for without end.
            faults.add("not_a_file", name=path.name)
            return _verify([], None, noted, faults)
        with path.open("rb") as stream:
            return _zip(stream, noted, faults)
    except FileNotFoundError as error:
        raise SourceRefusal("source_missing", source=str(path)) from error
    except PermissionError as error:
        raise SourceRefusal("source_denied", source=str(path)) from error
    except OSError:
        faults.add("archive_unreadable")
        return _verify([], None, noted, faults)


def _zip(stream: BufferedReader, noted: Anchor | None, faults: Faults) -> Verification:
    pieces, stamp = unpack.zipped(stream, faults)
    roots = {piece.name.partition("/")[0] for piece in pieces}
    root = min(roots, default="")
    if len(roots) > 1:
        faults.add("root_name", name=max(roots))
    below = [
        Piece(piece.name.removeprefix(root + "/"), piece.size, piece.crc, piece.open) for piece in pieces
    ]
    sha256 = _hash_of(stream, faults)
    checked = replace(_verify(below, claims.Outside(root, stamp), noted, faults), sha256=sha256)
    found = _anchored(checked, noted)
    if noted and Kind.ARCHIVE in noted.kinds and sha256 and not found.anchored:
        other = {"expected": noted.value, "found": sha256, "manifest": found.manifest_sha256 or "?"}
        faults.add("archive_other", **other)
    return replace(found, faults=faults.found())


def _anchored(found: Verification, noted: Anchor | None) -> Verification:
    """Compare with what was noted on paper."""
    values = {
        Kind.KEY: found.signer_fingerprint,
        Kind.ARCHIVE: found.sha256,
        Kind.MANIFEST: found.manifest_sha256,
    }
    same = (kind for kind, value in values.items() if noted and kind in noted.kinds and value == noted.value)
    by = next(same, None)
    return replace(found, anchored=by is not None, anchored_by=by)


def _hash_of(stream: BufferedReader, faults: Faults) -> str | None:
    """Hash a whole archive; None when it cannot be read, or is larger than any of ours, a fault both."""
    if stream.seek(0, os.SEEK_END) > archive.SIZE_LIMIT:
        return None  # named where its members are read
    stream.seek(0)
    try:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        faults.add("archive_unreadable")
        return None


def _extracted_root(folder: Path) -> Path:
    """Return the bag itself: Explorer extracts it into one more folder of the archive's name."""
    if (folder / "bagit.txt").exists():
        return folder
    inside = [
        each
        for each in folder.iterdir()
        if links.plain(each) and each.is_dir() and (each / "bagit.txt").exists()
    ]
    return inside[0] if len(inside) == 1 else folder


def _verify(
    pieces: list[Piece], outside: claims.Outside | None, noted: Anchor | None, faults: Faults
) -> Verification:
    held = {piece.name: piece for piece in pieces}
    weights = _weigh(pieces, faults)
    payload = {name: weight for name, weight in weights.items() if name.startswith(bag.PAYLOAD)}
    signer = None
    told = claims.Claims()
    if held or all(fault.code in NOT_COMPARED for fault in faults.found()):
        _complete(held, weights, faults)
        signer = _signer(held, noted, faults)
        told = claims.check(held, weights, outside, signer, faults)
    return Verification(
        faults=faults.found(),
        files=len(payload),
        bytes=sum(weight.size for weight in payload.values()),
        signer_fingerprint=keys.fingerprint(signer) if signer else None,
        anchored=False,
        anchored_by=None,
        sha256=None,
        manifest_sha256=weights[bag.SIGNED].sha256 if bag.SIGNED in weights else None,
        ref=told.info.ref if told.info else None,
        sealed_at=told.info.sealed_at if told.info else None,
        custody_entries=told.entries,
        who=told.who,
        signed_by=told.whose if signer else None,
        key_before=told.key_before,
        clock_went_back=told.clock_went_back,
    )


def _weigh(pieces: list[Piece], faults: Faults) -> dict[str, Weight]:
    weights: dict[str, Weight] = {}
    for piece in pieces:
        try:
            with piece.open() as stream:
                weight = archive.weigh(stream)
        except OSError:
            faults.add("file_unreadable", name=piece.name)
            continue
        weights[piece.name] = weight
        if piece.crc is not None and weight.crc != piece.crc:
            faults.add("zip_checksum", name=piece.name)
    return weights


def read(held: Mapping[str, Piece], name: str, limit: int, faults: Faults) -> bytes | None:
    """Return the bytes of a small file, or None when it is missing, unreadable or, a fault, too large."""
    piece = held.get(name)
    if piece is None:
        return None
    if piece.size > limit:
        faults.add("too_large", name=name)
        return None
    try:
        with piece.open() as stream:
            return stream.read(limit)
    except OSError:
        return None  # _weigh named it


def _complete(held: Mapping[str, Piece], weights: Mapping[str, Weight], faults: Faults) -> None:
    """Compare the files with both manifests, and the tag files with both tag manifests."""
    for name in (*bag.TAGS, *bag.ALONE):
        if name not in held:
            faults.add("signature_missing" if name == bag.SIGNATURE else "tag_missing", name=name)
    payload = {name for name in held if name.startswith(bag.PAYLOAD)}
    for name in sorted(held.keys() - payload - {*bag.TAGS, *bag.ALONE}):
        faults.add("file_extra", name=name)
    for algorithm in bag.ALGORITHMS:
        _listed(f"manifest-{algorithm}.txt", payload, held, weights, faults)
        _listed(f"tagmanifest-{algorithm}.txt", set(bag.TAGS), held, weights, faults)


def _listed(
    manifest: str,
    expected: set[str],
    held: Mapping[str, Piece],
    weights: Mapping[str, Weight],
    faults: Faults,
) -> None:
    written = read(held, manifest, TAG_LIMIT, faults)
    if written is None:
        return
    algorithm = manifest.partition("-")[2].removesuffix(".txt")
    listed, wrong = bag.read_manifest(written)
    for line in wrong:
        faults.add("manifest_line", manifest=manifest, line=line)
    for name, digest in listed.items():
        if name not in held:
            faults.add("file_missing", name=name)
        elif name in weights and getattr(weights[name], algorithm) != digest:
            faults.add("file_changed", name=name, algorithm=algorithm)
    for name in sorted(expected & held.keys() - listed.keys()):
        faults.add("file_extra", name=name)
    for name in sorted(listed.keys() - expected):
        if name in held:
            faults.add("manifests_differ", name=name)


def _signer(held: Mapping[str, Piece], noted: Anchor | None, faults: Faults) -> bytes | None:
    """Return the public key whose signature of the tag manifest holds, or None with the fault."""
    signed = read(held, bag.SIGNED, TAG_LIMIT, faults)
    armored = read(held, bag.SIGNATURE, sshsig.SIGNATURE_LIMIT, faults)
    if signed is None or armored is None:
        return None
    try:
        public = sshsig.verify_bytes(signed, armored, sshsig.DOSSIER)
    except sshsig.BadSignature as bad:
        faults.add(bad.why)
        return None
    found = keys.fingerprint(public)
    if noted is not None and Kind.KEY in noted.kinds and noted.value != found:
        faults.add("fingerprint_other", expected=noted.value, found=found)
    return public
