"""What is kept of a case to be erased: its archive and its annex, elsewhere, as the log noted them."""

import errno
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.custody import exhibits, standing
from toolkit.custody.log import Act
from toolkit.errors import CaseRefusal
from toolkit.records import Facts

ACT = "case.wiping"  # of the log: the erasing began; how much there was
ARCHIVE, OLDER, ANNEX = "archive", "older", "annex"
# What adds nothing that an archive would have to hold to be whole.
_ADDS_NOTHING = standing.QUIET | {ACT, "custody.transferred"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a log says of the archives and annexes of its case."""

    archive: str | None = None  # SHA-256 of the one closed last
    name: str = ""  # of that archive
    older: frozenset[str] = frozenset()
    annexes: Mapping[str, str] = field(default_factory=dict)  # file name by SHA-256
    open: bool = True  # something was noted that no archive holds
    files: int = 0  # how many there were when the erasing began, none before
    size: int = 0  # bytes of those


@dataclass(frozen=True, slots=True)
class Kept:
    """One file that was compared with the log; `kind` is ARCHIVE, OLDER or ANNEX."""

    path: Path
    kind: str
    sha256: str
    beside: bool  # on the medium of the case: still on this stick


def told(acts: Iterable[Act]) -> Told:
    """Return what the acts of a log say of what left the case."""
    archive, name, is_open, began = None, "", True, (0, 0)
    older, annexes = set[str](), dict[str, str]()
    for act in acts:
        facts = act.facts
        if act.act == "seal.closed":
            older.update({archive} if archive else ())
            archive, is_open = str(facts.get("sha256")), False
        elif act.act == standing.SEALING:
            name, is_open = f"{facts.get('name')}.zip", True
        elif act.act == "annex.closed":
            annexes[str(facts.get("sha256"))] = str(facts.get("name"))
            is_open = True
        elif act.act == ACT:
            began = max(began, (_count(facts, "files"), _count(facts, "bytes")))
        elif act.act not in _ADDS_NOTHING:
            is_open = True
    return Told(archive, name, frozenset(older - {archive}), annexes, is_open, *began)


def _count(facts: Facts, name: str) -> int:
    found = facts.get(name)
    return found if type(found) is int and found > 0 else 0


def reopened(said: Told) -> Told:
    """Return the same of a log whose last line was never whole: something was noted that no archive holds."""
    return replace(said, open=True)


def beginning(said: Told, files: int, size: int) -> Told:
    """Return the same with how much there was when the erasing began."""
    return replace(said, files=files, size=size)


def found(
    said: Told, ref: str, given: Sequence[Path], erased: Sequence[Path], folders: Sequence[Path]
) -> tuple[Kept, ...]:
    """Return what is kept among the files given, or in the folders given; what is erased is kept nowhere.

    `erased` are the files to be erased, `folders` those they stand in, the case first.
    Raises CaseRefusal("wipe_kept_missing"), ("wipe_kept_inside"), ("wipe_kept_unread"), ("wipe_kept_other")
    and, where none is the archive closed last, ("wipe_kept_none", name).
    """
    places = {_place(path) for path in erased if os.path.lexists(path)}
    medium = folders[0].stat().st_dev
    kept = list[Kept]()
    for path in given:
        known = [one for each in _named(path, ref) if (one := _compared(each, said, folders, places, medium))]
        if not known:
            raise CaseRefusal("wipe_kept_other", path=str(path))
        kept += known
    if said.archive is not None and ARCHIVE not in {one.kind for one in kept}:
        raise CaseRefusal("wipe_kept_none", name=said.name)
    return tuple(kept)


def missing_annexes(said: Told, kept: Iterable[Kept]) -> tuple[str, ...]:
    """Return the annexes that the log knows when none of them is among what is kept, nothing otherwise."""
    return () if any(one.kind == ANNEX for one in kept) else tuple(sorted(set(said.annexes.values())))


def _named(path: Path, ref: str) -> list[Path]:
    """Return the file given, or what is called as an archive or annex of the case in the folder given."""
    if not path.is_dir():
        return [path]
    return sorted(each for stem in ("DOSSIER_", "ANNEXE_") for each in path.glob(f"{stem}{ref}*.zip*"))


def _compared(
    path: Path, said: Told, folders: Sequence[Path], places: set[tuple[int, int]], medium: int
) -> Kept | None:
    if not path.is_file():
        raise CaseRefusal("wipe_kept_missing", path=str(path))
    real = Path(os.path.realpath(path))
    if any(real.is_relative_to(folder) for folder in folders) or _place(real) in places:
        raise CaseRefusal("wipe_kept_inside", path=str(path))
    sha256 = _read_back(path)
    kinds = {ARCHIVE: {said.archive}, OLDER: said.older, ANNEX: said.annexes.keys()}
    kind = next((kind for kind, known in kinds.items() if sha256 in known), None)
    return Kept(path, kind, sha256, real.stat().st_dev == medium) if kind else None


def _read_back(path: Path) -> str:
    """Hash a file as its medium holds it: one that was just copied may not have reached it yet."""
    try:
        with path.open("rb") as stream:
            if sys.platform != "win32" and hasattr(os, "posix_fadvise"):
                with suppress(OSError):  # a medium for reading only has nothing to write
                    os.fsync(stream.fileno())
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return exhibits.measure(path)[1]
    except OSError as error:
        why = errno.errorcode.get(error.errno or 0, "unknown")
        raise CaseRefusal("wipe_kept_unread", path=str(path), why=why) from error


def _place(path: Path) -> tuple[int, int]:
    found_at = path.stat(follow_symlinks=False)
    return found_at.st_dev, found_at.st_ino
