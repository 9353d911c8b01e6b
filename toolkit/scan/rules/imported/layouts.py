"""Find the rules and the licences in what people publish: folders, single files, ZIPs of repositories.

Nothing is unpacked onto a disk, no link is followed, and every size is bounded while it is read.
"""

import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from toolkit.errors import UsageRefusal

RULES = frozenset({".yar", ".yara", ".yarax", ".rule", ".rules"})
_COMPILED = frozenset({".yarc", ".yac", ".yc"})
_LICENCE = re.compile(r"(licen[cs]e|copying|unlicense)([-_.][\w.-]*)?\Z", re.IGNORECASE)
_LARGEST = 32 * 1024 * 1024  # bytes of one file; YARA Forge's full package has 20 MB
_MOST = 50_000  # files of one origin
_TOTAL = 128 * 1024 * 1024  # bytes of all origins together
# What a manifest of one path a line cannot hold, nor the text of a message; and halves of characters.
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST = 1000  # characters of a path
# What GitHub adds to the name of a repository in the name of its ZIP.
_BRANCH = re.compile(r"-(main|master|develop|[0-9a-f]{7,40}|v?\d[\w.]*)\Z")


@dataclass(slots=True)
class Origin:
    """One place rules come from, by path inside it."""

    name: str
    rules: dict[str, bytes] = field(default_factory=dict)
    licences: dict[str, bytes] = field(default_factory=dict)
    aside: list[tuple[str, str]] = field(default_factory=list)  # path, code of why it is not taken
    size: int = 0  # bytes read


def origins(places: Sequence[Path]) -> list[Origin]:
    """Return what each place holds; raises UsageRefusal("rules_place") for one that cannot be read."""
    found: list[Origin] = []
    for place in places:
        name = _named(place.resolve(), {one.name for one in found})
        try:
            found.append(_gathered(name, _entries(place), _TOTAL - sum(one.size for one in found)))
        except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
            raise UsageRefusal("rules_place", path=str(place)) from error
    return found


def _named(place: Path, taken: set[str]) -> str:
    stem = place.stem if place.suffix.lower() in {".zip", *RULES} else place.name
    name = re.sub(r"[^\w.+-]", "_", _BRANCH.sub("", stem)) or "rules"
    return next(one for one in (name, *(f"{name}~{n}" for n in range(2, 10_000))) if one not in taken)


def _entries(place: Path) -> Iterator[tuple[str, bytes | None]]:
    """Yield each path of interest with its bytes, None where they cannot be had."""
    if place.is_dir():
        return _of_folder(place)
    if not place.is_file():  # a pipe would never answer, a device never end
        raise FileNotFoundError(place)
    if zipfile.is_zipfile(place):
        return _of_zip(place)
    return iter(((place.name, _bytes_of(place)),))


def _of_folder(folder: Path) -> Iterator[tuple[str, bytes | None]]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = Path(where, name)
            if _wanted(name) and not path.is_symlink() and path.is_file():
                yield path.relative_to(folder).as_posix(), _bytes_of(path)


def _bytes_of(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError:
        return None
    return data if len(data) <= _LARGEST else None


def _of_zip(place: Path) -> Iterator[tuple[str, bytes | None]]:
    with zipfile.ZipFile(place) as archive:
        listed = [one for one in archive.infolist() if not one.is_dir() and _wanted(one.filename)]
        tops = {one.filename.partition("/")[0] for one in archive.infolist()}
        for one in listed[: _MOST + 1]:
            path = one.filename.partition("/")[2] if len(tops) == 1 and "/" in one.filename else one.filename
            try:
                with archive.open(one) as stream:
                    data = stream.read(_LARGEST + 1)
            except (OSError, RuntimeError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error):
                yield path, None
            else:
                yield path, data if len(data) <= _LARGEST else None


def _wanted(path: str) -> bool:
    name = path.rpartition("/")[2]
    return PurePosixPath(name).suffix.lower() in RULES | _COMPILED or bool(_LICENCE.match(name))


def _gathered(name: str, entries: Iterator[tuple[str, bytes | None]], room: int) -> Origin:
    origin = Origin(name)
    for path, data in entries:
        origin.size += len(data or b"")
        if len(origin.rules) + len(origin.aside) >= _MOST or origin.size > room:
            # What follows is not even read: this one stands for all of it.
            origin.aside.append((_shown(path), "too_large" if origin.size > room else "too_many"))
            break
        if _ODD.search(path) or len(path) > _LONGEST:
            origin.aside.append((_shown(path), "odd_name"))
        elif data is None:
            origin.aside.append((path, "unreadable"))
        elif PurePosixPath(path).suffix.lower() in _COMPILED or data.startswith(b"YARA"):
            # libyara runs compiled rules unchecked: those of strangers could do anything.
            origin.aside.append((path, "compiled"))
        elif _LICENCE.match(path.rpartition("/")[2]):
            origin.licences[path] = data
        elif path in origin.rules:
            origin.aside.append((path, "same_path"))
        else:
            origin.rules[path] = data
    return origin


def _shown(path: str) -> str:
    return _ODD.sub("\N{REPLACEMENT CHARACTER}", path)[:_LONGEST]
