"""borg 1 repositories: their log to every checksum without the passphrase, file by file with it.

Source: borg's documentation ("Internals"), and repositories made by borg 1.2.
"""

import configparser
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.forms.repository import MOST, files, folders, opener, relative, some, whole
from toolkit.errors import Unreadable
from toolkit.media.repositories import borg, borg_notes, borg_segments, msgpack
from toolkit.media.repositories.borg_files import archive
from toolkit.media.repositories.moments import rfc3339
from toolkit.media.repositories.pieces import NOWHERE, Parts
from toolkit.media.source import Source
from toolkit.records import Facts

SIGN = re.compile(
    r"^(?:(?P<root>.*)/)?(?:config|(?:hints|index|integrity)\.\d+)$", re.DOTALL
)  # in folded paths
_OWN = re.compile(
    r"README|config|nonce|data/\d+/\d+|(?:hints|index|integrity)\.\d+|lock\.(?:roster|exclusive/.+)"
)
_CONFIG = 64 * 1024  # bytes
_HINTS = 64 * 1024 * 1024  # bytes
_NOTES = 32 * 1024 * 1024  # bytes of an index that are hashed: ten seconds
_NOTED = re.compile(r"(?:index|hints|integrity)\.(\d{1,15})")
_TRANSACTION = re.compile(r"(?:index|hints)\.(\d{1,15})")
_ARCHIVES = 10_000
# Archives of one job are named alike but for a date, or a number at the end.
_DATED = re.compile(r"[-_.:@ ]*(?:20\d\d-?\d\d-?\d\d.*|\d+)$")
_CHECKPOINT = re.compile(r"\.checkpoint(?:\.\d+)?$")
_LOCKED = frozenset(borg.KEPT) | frozenset(borg.ELSEWHERE)


@dataclass(frozen=True, slots=True)
class _Repository:
    place: Place
    paths: list[str]  # of segments, relative, in their order
    log: borg_segments.Log
    key: borg.Keys | None = None


def read(place: Place, words: Words) -> Found | None:
    """Return the repository at a place, None where there is none."""
    names = place.names()
    settings = _settings(place.below("config"))
    if settings is None and not ("data" in names and any(_TRANSACTION.fullmatch(name) for name in names)):
        return None
    settings = settings or {}
    faults: list[Facts] = [] if settings else [fault("part_unread", place.below("config"))]
    version = settings.get("version", "1")
    if version != "1":
        newer = fault("newer_version", place, version=version[:20])
        return _found(place, State.OPAQUE, [*faults, newer], {"version": version[:20]})
    segments, bytes_held = _segments(place)
    paths = [path for _, path in segments]
    about: dict[str, object] = {"version": 1, "bytes": bytes_held, "parts": len(paths)}
    try:
        log = borg_segments.read(len(paths), opener(place, paths.__getitem__))
    except Unreadable:
        return _found(place, State.BROKEN, [*faults, fault("bomb", place)], about)
    about["pieces"], about["interrupted"] = len(log.pieces), log.behind
    faults += _wrong(place, paths, log)
    faults += _missing(place, names, [number for number, _ in segments], log)
    faults += _notes(place, names)
    return _read(_Repository(place, paths, log), settings.get("key", ""), words, faults, about)


def _found(
    place: Place, state: State, faults: list[Facts], about: Facts, points: tuple[Point, ...] = ()
) -> Found:
    def own(path: str) -> bool:
        inner = relative(place, path)
        return inner is not None and _OWN.fullmatch(inner) is not None

    return Found("borg", place.volume, place.path, state, points, tuple(faults), own, about=about)


def _settings(config: Place) -> Mapping[str, str] | None:
    """Return the section of the repository, None where there is no such file or section."""
    held = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        held.read_string(whole(config, _CONFIG).decode("utf-8", "replace"))
        found = dict(held["repository"])
    except (Unreadable, configparser.Error, KeyError):
        return None
    return found if {"segments_per_dir", "id"} & set(found) else None


def _segments(place: Place) -> tuple[list[tuple[int, str]], int]:
    """Return (number, path) of each segment in their order, and the bytes of all."""
    found: list[tuple[int, str]] = []
    held = 0
    for folder in folders(place.below("data")):
        if not folder.name.isdecimal():
            continue
        for one in files(Place(place.source, place.volume, folder.path)):
            if one.name.isdecimal() and len(one.name) < 16 and len(found) < MOST:
                found.append((int(one.name), f"data/{folder.name}/{one.name}"))
                held += one.size
    return sorted(found), held


def _wrong(place: Place, paths: list[str], log: borg_segments.Log) -> list[Facts]:
    """Return one fault for each segment in which a checksum or the chain of entries is wrong."""
    met = dict.fromkeys(one.part for one in log.wrong)
    return some("part_changed", [place.below(paths[part]) for part in met])


def _missing(place: Place, names: frozenset[str], numbers: list[int], log: borg_segments.Log) -> list[Facts]:
    """Return the segments that borg's own notes know of and that are not there."""
    known: set[int] = set()
    last = max((int(found[1]) for name in names if (found := _TRANSACTION.fullmatch(name))), default=-1)
    committed = numbers[log.commit[0]] if log.commit[0] >= 0 else -1
    if last > committed:
        known.add(last)
    if f"hints.{last}" in names:
        known |= _counted(place.below(f"hints.{last}"))
    gone = sorted(known - set(numbers))
    told = some("part_missing", [place.below(f"data/{number // 1000}/{number}") for number in gone])
    if not told and last > committed:
        told = [fault("part_changed", place.below("data"))]  # the commit that the index is of is lost
    return told


def _notes(place: Place, names: frozenset[str]) -> list[Facts]:
    """Return what is wrong with borg's own index and hints, as far as a sum was kept of them."""
    last = max((int(found[1]) for name in names if (found := _NOTED.fullmatch(name))), default=-1)
    if last < 0:
        return []
    try:
        kept = borg_notes.sums(whole(place.below(f"integrity.{last}"), _CONFIG))
    except Unreadable:
        kept = {}
    told: list[Facts] = []
    for each in borg_notes.NAMES:
        name = f"{each}.{last}"
        if name not in names:
            told.append(fault("part_missing", place.below(name)))
            continue
        try:
            data = whole(place.below(name), _NOTES)
        except Unreadable:
            continue  # larger than is hashed here; borg makes both again from the segments
        if not data or (each in kept and borg_notes.sum_of(name, data) != kept[each]):
            told.append(fault("part_changed", place.below(name)))
    return told


def _counted(hints: Place) -> set[int]:
    """Return the segments that there are, as the hints count their pieces: those compacted away are not."""
    try:
        told, _ = msgpack.unpack(whole(hints, _HINTS))
    except (Unreadable, EOFError, ValueError):
        return set()
    counts = told.get(b"segments") if isinstance(told, dict) else None
    if not isinstance(counts, dict):
        return set()
    return {number for number in counts if isinstance(number, int)}


def _read(
    repository: _Repository, kept: str, words: Words, faults: list[Facts], about: dict[str, object]
) -> Found:
    place, log = repository.place, repository.log
    row = log.pieces.row(borg.MANIFEST)
    if row == NOWHERE:
        return _found(place, State.BROKEN, [*faults, fault("manifest_missing", place)], about)
    parts = Parts(opener(place, repository.paths.__getitem__))
    try:
        kind = parts.read(log.pieces.at(row))[:1]
        if kind and kind[0] in _LOCKED:
            if not words:
                return _found(place, State.STRUCTURE, faults, about)
            key = _key(kept, words)
            if key is None:
                about["key_elsewhere"] = kind[0] in borg.ELSEWHERE
                return _found(place, State.LOCKED, faults, about)
            repository = _Repository(place, repository.paths, log, key)
        listed = borg.told(borg.piece(log.pieces, parts, repository.key, row))
    except Unreadable as error:
        newer = error.why == "newer"
        wrong = fault("newer_version", place, version=2) if newer else fault("manifest_unread", place)
        return _found(place, State.OPAQUE if newer else State.BROKEN, [*faults, wrong], about)
    finally:
        parts.close()
    return _found(place, State.READ, faults, about, _points(repository, listed))


def _key(kept: str, words: Words) -> borg.Keys | None:
    if not kept:
        return None
    for word in words:
        found = borg.keys(kept, word)
        if found is not None:
            return found
    return None


def _points(repository: _Repository, listed: Mapping[bytes, Any]) -> tuple[Point, ...]:
    """Return a point for each archive, oldest first; what a checkpoint left is told to be incomplete."""
    archives = listed.get(b"archives")
    made = []
    for name, about in list(archives.items())[:_ARCHIVES] if isinstance(archives, dict) else ():
        if isinstance(about, dict) and isinstance(about.get(b"id"), bytes) and isinstance(name, bytes):
            made.append(_point(repository, name.decode("utf-8", "replace"), about))
    return tuple(sorted(made, key=lambda one: (one.at_ns or 0, one.name)))


def _point(repository: _Repository, name: str, about: Mapping[bytes, Any]) -> Point:
    place, log, wanted = repository.place, repository.log, about[b"id"]
    written = about.get(b"time")
    at = rfc3339(written.decode("ascii", "replace")) if isinstance(written, bytes) else None
    wrong = (fault("checkpoint", place, name=name),) if _CHECKPOINT.search(name) else ()

    def opened() -> Source:
        parts = Parts(opener(place, repository.paths.__getitem__))
        try:
            return archive(place.path, wanted, repository.key, log.pieces, parts)
        except BaseException:
            parts.close()
            raise

    return Point(name.replace("/", "_"), at, _DATED.sub("", _CHECKPOINT.sub("", name)), opened, wrong)
