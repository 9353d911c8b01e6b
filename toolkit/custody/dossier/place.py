"""Where an archive is put and what it is called: nothing that is not ours is ever written over."""

import os
import re
from collections.abc import Callable, Collection
from pathlib import Path

from toolkit.custody import durable, exhibits, links, opening, standing, vouched
from toolkit.custody.case import Case
from toolkit.custody.dossier import announced
from toolkit.errors import OutputRefusal

SIDECAR = ".sha256"
_SIDE = re.compile(rb"([0-9a-f]{64})  [^\n]*\n\Z")
_SIDE_LIMIT = 4096  # bytes


def folder(case: Case, out: Path | None) -> Path | None:
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


def new_root(case: Case, out: Path | None) -> str:
    """Return the name of a new archive's folder: the first that neither the log nor the place knows.

    Raises OutputRefusal("output_exists") where something stands already under the whole path that was given.
    """
    known, stem, place = vouched.closed(case.marks), f"{announced.ROOT}{case.facts.ref}", folder(case, out)
    if place is None and out is not None:
        _refuse_taken(out, known)
    used = _names(case)
    number = 1
    while (name := numbered(stem, number)) in used or (place and _taken(place / f"{name}.zip", known)):
        number += 1
    return name


def free(case: Case, out: Path | None, root: str, digest: Callable[[], str]) -> tuple[Path, str | None]:
    """Return where to write, and the SHA-256 of the same archive when it stands there already.

    `digest` works out the SHA-256 of the archive to write. Raises OutputRefusal("output_exists").
    """
    place = folder(case, out)
    path = place / f"{root}.zip" if place else out or case.folder
    known = vouched.closed(case.marks)
    if not _taken(path, known):
        return path, None
    expected, used, number = digest(), _names(case), 1
    while _taken(path, {*known, expected}):
        if links.plain(path) and path.is_file() and exhibits.measure(path)[1] == expected:
            return path, expected
        if place is None:
            _refuse_taken(path, {*known, expected})
        number += 1
        name = numbered(f"{announced.ROOT}{case.facts.ref}", number)
        if name not in used:
            path = place / f"{name}.zip" if place else path
    return path, None


def write_sidecar(path: Path, sha256: str, known: Collection[str]) -> None:
    """Write what sha256sum reads beside an archive.

    `known` are the archives of the log: what names one of them is ours to write again.
    Raises OutputRefusal("output_exists") or ("output_failed").
    """
    side = path.with_name(path.name + SIDECAR)
    content = f"{sha256}  {path.name}\n".encode()
    if os.path.lexists(side) and not _ours(side, {*known, sha256}):
        raise OutputRefusal("output_exists", path=str(side))
    try:
        with durable.replacing(side) as stream:
            stream.write(content)
    except OSError as error:
        raise OutputRefusal("output_failed", path=str(side)) from error


def noted(side: Path) -> str | None:
    """Return the SHA-256 that a file of our form gives, None for any other file."""
    if not links.plain(side) or not side.is_file():
        return None
    try:
        with side.open("rb") as stream:
            found = _SIDE.match(stream.read(_SIDE_LIMIT))
    except OSError:
        return None
    return found[1].decode("ascii") if found else None


def numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def _names(case: Case) -> set[object]:
    return {act.facts.get("name") for act in opening.acts(case.folder) if act.act == standing.SEALING}


def _taken(path: Path, known: Collection[str]) -> bool:
    """Tell whether an archive, or what is to stand beside it, would take the place of something."""
    side = path.with_name(path.name + SIDECAR)
    return os.path.lexists(path) or (os.path.lexists(side) and not _ours(side, known))


def _ours(side: Path, known: Collection[str]) -> bool:
    return noted(side) in known


def _refuse_taken(path: Path, known: Collection[str]) -> None:
    if _taken(path, known):
        side = path.with_name(path.name + SIDECAR)
        raise OutputRefusal("output_exists", path=str(path if os.path.lexists(path) else side))
