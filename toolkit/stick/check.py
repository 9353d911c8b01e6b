"""Whether a stick is still as it was made: every changed, missing, extra and unreadable file by name."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from toolkit.custody import keys, sshsig
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.folder import FolderSource
from toolkit.records import Entry, EntryKind, Unread
from toolkit.stick import (
    CASES,
    FILE_LIMIT,
    MANIFEST,
    NAMESPACE,
    PRINCIPAL,
    PROGRAMS,
    SIGNATURE,
    SIGNERS,
    STARTERS,
    manifest,
    names,
    protection,
)

_CHUNK = 1024 * 1024
_LOOKED_AT = 50_000  # names listed before the stick is called too full
_SIGNERS_LIMIT = 4096  # bytes
# What operating systems put at the top of a medium by themselves: left aside, never loaded by the program.
SYSTEM_FOLDERS = frozenset({
    "system volume information", "$recycle.bin", "recycler", "lost+found", ".spotlight-v100", ".fseventsd",
    ".trashes", ".temporaryitems",
})  # fmt: skip
# What Windows runs or loads by itself, or a hand clicks for ours, when it lies at the top of a stick.
_RUN = (
    ".exe", ".com", ".bat", ".cmd", ".lnk", ".scr", ".pif", ".dll", ".inf", ".vbs", ".js", ".ps1", ".hta",
)  # fmt: skip

Heard = Callable[[int], None]


class Stick(StrEnum):
    WHOLE = "whole"
    DAMAGED = "damaged"
    NONE = "none"  # the program does not run from a stick


@dataclass(frozen=True, slots=True)
class StickState:
    """What was found of one stick; codes are those of texts/*/stick.toml."""

    stick: Stick
    program: str  # where our program runs: "stick", "folder" or "checkout"; "other" when a stick is named
    manifest: str | None = None  # SHA-256 of the manifest
    fingerprint: str | None = None  # of the key that signed it, when the signature holds
    faults: tuple[str, ...] = ()  # codes: what is wrong with the manifest, its signature or its key
    files: int = 0  # files found as the manifest says
    bytes: int = 0  # read
    counts: Mapping[str, int] = field(default_factory=dict)  # "changed", "missing", "extra", "unreadable"
    grave: int = 0  # those of them that the program would load or that may be started, and the faults
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the same codes
    cases: int = 0  # entries of cases/
    medium: str = "unknown"  # "protected", "writable" or "unknown"
    how: str = "not_told"  # "device", "volume" or "not_told"


class _Differences:
    """What differs, by code."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {"changed": [], "missing": [], "extra": [], "unreadable": []}
        self.grave: list[str] = []

    def add(self, code: str, path: str) -> None:
        self.names[code].append(path)
        # A file beside the program may be loaded by it; a start file that changed is run before it.
        if path.startswith(PROGRAMS) or (path in STARTERS.values() and code == "changed"):
            self.grave.append(path)
        elif path not in STARTERS.values() and "/" not in path and code in {"extra", "unreadable"}:
            # Windows leaves spaces and dots at the end of a name aside.
            self.grave += [path] if path.casefold().rstrip(" .").endswith(_RUN) else []


def check(root: Path, *, fingerprint: str | None = None, heard: Heard | None = None) -> StickState:
    """Compare every file of a stick with its manifest; nothing is written and no link is followed.

    With a `fingerprint`, the key that signed must be that one. `heard` takes the bytes just read.
    Raises SourceRefusal("source_missing"), ("source_denied") or ("source_not_this") for the folder itself.
    """
    source = _opened(root)
    try:
        return _checked(source, root, fingerprint, heard or _unheard)
    finally:
        source.close()


def _checked(source: FolderSource, root: Path, fingerprint: str | None, heard: Heard) -> StickState:
    listed = _small(source, MANIFEST, manifest.SIZE_LIMIT)
    medium = protection.of(root)
    if listed is None:
        missing = ("manifest_missing",)
        return StickState(
            Stick.DAMAGED, "other", faults=missing, grave=1, medium=medium.medium, how=medium.how
        )
    signer, faults = _signed(source, listed, fingerprint)
    found, digests, walked = _Differences(), dict[str, str](), _Walk()
    try:
        digests = manifest.read(listed)
        walked = _compare(source, digests, found, heard)
    except manifest.BadManifest as bad:
        faults.append(bad.why)
    if walked.too_many:
        faults.append("too_many")
    counts = {code: len(paths) for code, paths in found.names.items()}
    return StickState(
        stick=Stick.DAMAGED if faults or any(counts.values()) else Stick.WHOLE,
        program="other",
        manifest=hashlib.sha256(listed).hexdigest(),
        fingerprint=signer,
        faults=tuple(faults),
        files=walked.whole,
        bytes=walked.read,
        counts=counts,
        grave=len(found.grave) + len(faults),
        names={code: tuple(sorted(paths)) for code, paths in found.names.items()},
        cases=walked.cases,
        medium=medium.medium,
        how=medium.how,
    )


def _unheard(count: int) -> None:
    del count


def _opened(root: Path) -> FolderSource:
    try:
        return FolderSource(str(root), root)
    except FileNotFoundError as error:
        raise SourceRefusal("source_missing", source=str(root)) from error
    except NotADirectoryError as error:
        raise SourceRefusal("source_not_this", source=str(root)) from error
    except OSError as error:
        raise SourceRefusal("source_denied", source=str(root)) from error


def _small(source: FolderSource, name: str, limit: int) -> bytes | None:
    """Return a file at the top of the stick, cut after `limit` bytes and one; None when there is none."""
    entry = source.find(name)
    if entry is None or entry.name != name:
        return None
    try:
        with source.open(entry) as stream:
            return stream.read(limit + 1)
    except Unreadable:
        return None


def _signed(source: FolderSource, listed: bytes, fingerprint: str | None) -> tuple[str | None, list[str]]:
    """Return the fingerprint of the key that signed, and what is wrong with that, as codes."""
    armored = _small(source, SIGNATURE, sshsig.SIGNATURE_LIMIT)
    if armored is None:
        return None, ["signature_missing"]
    try:
        public = sshsig.verify_bytes(listed, armored, NAMESPACE)
    except sshsig.BadSignature as bad:
        return None, [bad.why]
    signer = keys.fingerprint(public)
    faults = []
    line = keys.allowed_signers(public, PRINCIPAL, NAMESPACE).encode("ascii")
    if _small(source, SIGNERS, _SIGNERS_LIMIT) != line:
        faults.append("signers_other")
    if fingerprint is not None and keys.ungrouped(fingerprint) != signer:
        faults.append("fingerprint_other")
    return signer, faults


@dataclass(slots=True)
class _Walk:
    """What one comparison counted."""

    whole: int = 0  # files as the manifest says
    read: int = 0  # bytes
    listed: int = 0  # names looked at
    cases: int = 0
    too_many: bool = False


def _compare(source: FolderSource, digests: Mapping[str, str], found: _Differences, heard: Heard) -> _Walk:
    walk, folders = _Walk(), names.above(digests)
    met: set[str] = set()
    blind: list[str] = []  # folders that could not be listed
    for each in _entries(source, folders, walk):
        if isinstance(each, Unread) and each.path not in digests:
            found.add("unreadable", each.path or ".")
            blind.append(f"{each.path}/" if each.path else "")
        elif each.path in digests:
            met.add(each.path)
            _weigh(source, each, digests[each.path], found, walk, heard)
        elif isinstance(each, Entry) and each.path not in {MANIFEST, SIGNATURE}:
            ending = "/" if each.kind is EntryKind.DIRECTORY else ""
            found.add("extra", each.path + ending)
    for path in digests.keys() - met:
        found.add("unreadable" if path.startswith(tuple(blind)) else "missing", path)
    return walk


def _entries(source: FolderSource, folders: frozenset[str], walk: _Walk) -> Iterator[Entry | Unread]:
    """Yield what lies on the stick, going down only into folders of the manifest."""
    top = source.find("")
    pending = [top] if top else []
    while pending:
        within = pending.pop()
        for each in source.listing(within):
            walk.listed += 1
            if walk.listed > _LOOKED_AT:
                walk.too_many = True
                return
            folder = isinstance(each, Entry) and each.kind is EntryKind.DIRECTORY
            name = each.path.casefold()
            if name in SYSTEM_FOLDERS and (folder or isinstance(each, Unread)):
                continue
            if folder and name == CASES and isinstance(each, Entry):
                walk.cases = sum(1 for _, _ in zip(source.listing(each), range(_LOOKED_AT), strict=False))
            elif folder and each.path in folders and isinstance(each, Entry):
                pending.append(each)
            else:
                yield each


def _weigh(
    source: FolderSource, each: Entry | Unread, digest: str, found: _Differences, walk: _Walk, heard: Heard
) -> None:
    """Compare one file of the manifest with what stands in its place."""
    if isinstance(each, Unread):
        found.add("unreadable", each.path)
        return
    if each.kind is not EntryKind.FILE or each.size > FILE_LIMIT:
        found.add("changed", each.path)
        return
    hashed = hashlib.sha256()
    try:
        with source.open(each) as stream:
            while chunk := stream.read(_CHUNK):
                hashed.update(chunk)
                walk.read += len(chunk)
                heard(len(chunk))
    except Unreadable:
        found.add("unreadable", each.path)
        return
    if hashed.hexdigest() == digest:
        walk.whole += 1
    else:
        found.add("changed", each.path)
