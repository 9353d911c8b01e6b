"""What will lie on a stick: where its programs are found, and every file by its path."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit import VERSION, own_files
from toolkit.custody import keys
from toolkit.errors import SourceRefusal
from toolkit.stick import (
    COUNT_LIMIT,
    DOCUMENTS,
    FILE_LIMIT,
    GUIDES,
    NAMESPACE,
    PRINCIPAL,
    PROGRAMS,
    SIGNERS,
    STARTERS,
    SYSTEMS,
    guide,
    names,
    own,
    starters,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One file to be: a file of a program, or bytes of ours."""

    original: Path | bytes
    executable: bool = False


def programs(windows: Path | None, linux: Path | None) -> dict[str, Path]:
    """Return the folder of the program of each system that there is.

    Unless one is given: those of the stick we run from, else our own folder, else dist/ of the checkout.
    Raises SourceRefusal("stick_no_program").
    """
    given = {system: folder for system, folder in (("windows", windows), ("linux", linux)) if folder}
    found = {system: _resolved(folder) for system, folder in (given or _at_hand()).items()}
    for system, folder in found.items():
        if not (folder / SYSTEMS[system]).is_file():
            raise SourceRefusal("stick_no_program", folder=str(folder), program=SYSTEMS[system])
    if not found:
        raise SourceRefusal("stick_no_program", folder=str(_dist()), program=" / ".join(SYSTEMS.values()))
    return found


def _resolved(path: Path) -> Path:
    # Path.resolve refuses a loop of links by an error that is no OSError.
    return Path(os.path.realpath(path))


def _at_hand() -> dict[str, Path]:
    running = own.program()
    if running is None:
        folders = {system: _dist() / f"trousse-{VERSION}-{system}-x64" for system in SYSTEMS}
    elif root := own.root(running):
        folders = {system: root / PROGRAMS / system for system in SYSTEMS}
    else:
        folders = {system: running.parent for system, name in SYSTEMS.items() if running.name == name}
    return {system: folder for system, folder in folders.items() if folder.is_dir()}


def _dist() -> Path:
    return own_files.root() / "dist"


def plan(folders: Mapping[str, Path], public: bytes, documents: Path | None = None) -> dict[str, Piece]:
    """Return every file of the stick by its path, the manifest and its signature left out.

    `documents` is the folder of those of a stick that also starts machines: its guide then leads to them.

    Raises SourceRefusal("stick_name"), ("stick_link"), ("stick_too_large"), ("stick_collision") or
    ("source_missing") for the documents.
    """
    pieces = {
        f"{PROGRAMS}{system}/{path}": piece
        for system, folder in folders.items()
        for path, piece in _program(folder)
    }
    for system, content in starters.contents().items():
        if system in folders:  # a file that leads to no program would be one more screen to understand
            pieces[STARTERS[system]] = Piece(content, executable=system == "linux")
    for language, name in GUIDES.items():
        pieces[name] = Piece(guide.written(language, folders.keys(), boots=documents is not None))
    pieces |= _documents(documents) if documents else {}
    pieces[SIGNERS] = Piece(keys.allowed_signers(public, PRINCIPAL, NAMESPACE).encode("ascii"))
    if len(pieces) > COUNT_LIMIT:
        raise SourceRefusal("stick_too_large", path=str(next(iter(folders.values()))))
    alike = names.collision(pieces)
    if alike:
        raise SourceRefusal("stick_collision", path=alike[0], other=alike[1])
    return pieces


def _documents(folder: Path) -> dict[str, Piece]:
    try:
        texts = {name: (folder / name).read_text(encoding="utf-8") for name in DOCUMENTS.values()}
    except OSError as error:
        raise SourceRefusal("source_missing", source=str(error.filename)) from error
    return {name: Piece(guide.opened_by_windows(text)) for name, text in texts.items()}


def _program(folder: Path) -> Iterator[tuple[str, Piece]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        # FAT has no links: what a link inside the folder leads to is written in its place.
        whole = _resolved(path)
        if path.is_symlink() and (not whole.is_relative_to(folder) or not whole.is_file()):
            raise SourceRefusal("stick_link", path=str(path))
        if path.is_dir():
            continue
        if not whole.is_file():
            raise SourceRefusal("stick_link", path=str(path))
        if not names.fits(f"{PROGRAMS}windows/{name}"):
            raise SourceRefusal("stick_name", path=str(path))
        status = whole.stat()
        if status.st_size > FILE_LIMIT:
            raise SourceRefusal("stick_too_large", path=str(path))
        yield name, Piece(whole, executable=bool(status.st_mode & 0o100))
