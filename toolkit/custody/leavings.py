"""What of a case folder, and of the visit around it, is ours to erase: by name, as the log tells them.

What the tool did not write is nobody's to erase but its owner's: it is left and listed.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.custody import durable, exhibits, links, opening, receipts
from toolkit.custody.erasing import NAMELESS
from toolkit.records import Facts

# Kept to the last, for a wiping that was stopped goes on from them.
LAST = (opening.LOCK, opening.LOG, opening.FACTS)
_STATES = frozenset({opening.FACTS, opening.LOG, opening.WIPING, opening.WIPED})
_PRIVATE = re.compile(r"(case_key(-\d{1,6})?|technician_key\.txt|pseudonym\.key|backup_reading\.jsonl)\Z")
_PART = re.compile(rf"(\.[0-9a-f]{{8}})?{re.escape(durable.PART)}\Z")
_VISIT = frozenset({"visit.jsonl", "visit.lock"})
_ATTESTATION = "ATTESTATION_EFFACEMENT_"


@dataclass(frozen=True, slots=True)
class Leavings:
    """What stands in a folder: files of ours, folders of ours that hold them, and what is not ours."""

    ours: tuple[Path, ...]
    folders: tuple[Path, ...]
    strangers: tuple[Path, ...]

    @property
    def size(self) -> int:
        """How many bytes our files hold."""
        return sum(path.lstat().st_size for path in self.ours if os.path.lexists(path))


def of_case(folder: Path, ref: str, marks: Mapping[str, Facts]) -> Leavings:
    """Return what stands in a case folder, all but its facts, its log and its lock."""
    within = {
        opening.RECORDS: _logged(marks, "record.written:") | _stages(marks),
        opening.PRIVATE: frozenset[str](),
        opening.EXHIBITS: frozenset(
            f"{facts['number']}{facts['suffix']}" for _, facts in _marked(marks, "exhibit.kept:")
        ),
        opening.REPORT: _logged(marks, "report.written:"),
    }
    ours, folders, strangers = _sorted(folder, within, _beside(ref, marks, frozenset()))
    lock = folder / opening.LOCK
    states = {folder / name for name in _STATES}
    return Leavings(
        tuple(path for path in ours if path != lock),
        folders,
        tuple(path for path in strangers if path not in states),
    )


def of_visit(folder: Path, case: Path, ref: str, marks: Mapping[str, Facts]) -> Leavings:
    """Return what stands in the folder of a visit, the case left aside."""
    within = {opening.REPORT: _logged(marks, "report.written:")}
    ours, folders, strangers = _sorted(folder, within, _beside(ref, marks, _VISIT))
    beside = tuple(
        path for path in strangers if path != case and not path.name.startswith(f"{_ATTESTATION}{ref}")
    )
    return Leavings(ours, folders, beside)


def attestation(folder: Path, ref: str) -> Path:
    """Return a name in a folder that nothing has, for the attestation of a case."""
    number = 1
    while os.path.lexists(path := folder / f"{_ATTESTATION}{ref}{'' if number == 1 else f'-{number}'}.pdf"):
        number += 1
    return path


def _sorted(
    folder: Path, within: Mapping[str, frozenset[str]], beside: Callable[[Path], bool]
) -> tuple[tuple[Path, ...], tuple[Path, ...], tuple[Path, ...]]:
    """Sort what stands in a folder and in these folders of it into ours, folders of ours, and not ours."""
    ours, folders, strangers = list[Path](), list[Path](), list[Path]()
    medium = folder.stat().st_dev
    for path in _listed(folder):
        known = within.get(path.name)
        if known is not None and links.plain(path) and path.is_dir() and path.stat().st_dev == medium:
            folders.append(path)
            for each in _listed(path):
                (ours if _of_folder(path.name, each, known) else strangers).append(each)
        elif known is not None and not links.plain(path):
            ours.append(path)  # a link in the place of a folder of ours
        else:
            (ours if beside(path) else strangers).append(path)
    # Names of patients first: whatever stops the wiping, these are gone soonest.
    order = {name: number for number, name in enumerate(within)}
    ours.sort(key=lambda path: order.get(path.parent.name, len(order)))
    return tuple(ours), tuple(folders), tuple(strangers)


def _listed(folder: Path) -> list[Path]:
    with durable.writing(folder):
        return sorted(folder.iterdir())


def _of_folder(within: str, path: Path, known: frozenset[str]) -> bool:
    name = _PART.sub("", path.name)
    if _is_folder(path):
        return False
    if within == opening.PRIVATE and (_PRIVATE.match(name) or path.name == Path(opening.LOCK).name):
        return True
    return name in known or bool(NAMELESS.match(name))


def _beside(ref: str, marks: Mapping[str, Facts], more: frozenset[str]) -> Callable[[Path], bool]:
    """Return what tells, by name, a file the tool writes beside the records of a case."""
    own, case = re.escape(ref), rf"{re.escape(ref)}(-\d{{1,4}})?"
    names = re.compile(
        rf"(DOSSIER_{case}\.zip(\.sha256|\.tsq|\.tsr)?|ANNEXE_{case}\.zip(\.age|\.p7m)?|FEUILLE_ANNEXE_{case}\.pdf)\Z"
    )
    receipt = re.compile(rf"BORDEREAU_{own}[0-9a-z_-]*\.pdf\Z")

    def ours(path: Path) -> bool:
        name = _PART.sub("", path.name)
        if _is_folder(path):
            return False
        if receipt.match(path.name):
            return _is_blank(path, marks)
        parted = name != path.name and (name in (opening.FACTS, opening.LOG) or bool(receipt.match(name)))
        return parted or name in more or bool(names.match(name) or NAMELESS.match(name))

    return ours


def _is_blank(path: Path, marks: Mapping[str, Facts]) -> bool:
    """Tell a receipt as the tool wrote it from one signed and scanned, which nobody can make again."""
    if not links.plain(path):
        return True
    try:
        return f"{receipts.NOTED}:{exhibits.measure(path)[1]}" in marks
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    return links.plain(path) and path.is_dir()


def _marked(marks: Mapping[str, Facts], act: str) -> Iterator[tuple[str, Facts]]:
    return ((mark, facts) for mark, facts in marks.items() if mark.startswith(act))


def _logged(marks: Mapping[str, Facts], act: str) -> frozenset[str]:
    return frozenset(mark.partition(":")[2] for mark, _ in _marked(marks, act))


def _stages(marks: Mapping[str, Facts]) -> frozenset[str]:
    return frozenset(f"{mark.removesuffix('.opened')}.jsonl" for mark in marks if mark.endswith(".opened"))
