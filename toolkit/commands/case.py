"""trousse case: the machines of one practice in one case, each with the signed archive it came with."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import boot_check
from toolkit.commands.screen import Screen
from toolkit.custody import opening
from toolkit.custody.case import Case
from toolkit.custody.dossier import anchor
from toolkit.custody.dossier.fault import NOT_READ
from toolkit.custody.dossier.verify import Verification, verify
from toolkit.errors import ANSWER_IS_NO, CaseRefusal, SourceRefusal, UsageRefusal
from toolkit.report import machines
from toolkit.report.practice import worded

CaseFolder = Annotated[Path, typer.Option("--case")]
_LEAST = 2  # machines of a common case
# What only says that the archive is not the one noted, whatever it is in itself.
_OTHER = frozenset({"archive_other", "fingerprint_other"})


def add(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument()],
    case: CaseFolder,
    fingerprint: Annotated[str | None, typer.Option()] = None,
) -> int | None:
    screen: Screen = context.obj
    with _resumed(case) as current:
        answer = _added(current, archive, fingerprint, screen)
        _told(current, case, screen)
    return answer


def merge(
    context: typer.Context,
    archives: Annotated[list[Path], typer.Argument()],
    case: CaseFolder,
    examiner: Annotated[str | None, typer.Option()] = None,
    practice: Annotated[str | None, typer.Option()] = None,
) -> int | None:
    screen: Screen = context.obj
    if len(archives) < _LEAST:
        raise UsageRefusal("usage_one_machine")
    paths = [_archive(one) for one in archives]
    found = [verify(path) for path in paths]
    for path, checked in zip(paths, found, strict=True):
        if checked.faults:
            return _refused(path, checked, None, screen)
    if len({(one.ref, one.signer_fingerprint) for one in found}) < _LEAST:
        raise UsageRefusal("usage_same_machine")
    procedure.refuse_unfit(paths, found)
    label = practice or screen.speech.say("practice.label")
    with Case.create(
        case,
        source={"label": label, "kind": machines.KIND, "size": 0},
        language=screen.speech.language,
        examiner=examiner,
        practice=practice,
    ) as current:
        current.note("stick.checked", **screen.stick)
        boot_check.noted(current, screen)
        for path, checked in zip(paths, found, strict=True):
            _keep(current, path, checked, screen, tried=True)
        _told(current, case, screen)
    return None


def _resumed(folder: Path) -> Case:
    current = Case.resume(folder)
    if current.facts.source.get("kind") != machines.KIND:
        current.close()
        raise CaseRefusal("case_of_one_machine", folder=str(folder))
    return current


def _archive(given: Path) -> Path:
    """Return the archive given, or the last one of the case folder given.

    Raises CaseRefusal("case_not_sealed") for a case that was never sealed, or whose archive is elsewhere, and
    SourceRefusal("machine_folder") for any other folder: an archive that was extracted is no longer one file
    to keep byte for byte.
    """
    if not (given / "case.json").is_file():
        if given.is_dir():
            opening.refuse_wiping(given)
            raise SourceRefusal("machine_folder", source=str(given))
        return given
    ref = Case.read(given).facts.ref
    found = sorted(given.glob(f"DOSSIER_{ref}*.zip"), key=lambda path: path.stat().st_mtime_ns)
    if not found:
        raise CaseRefusal("case_not_sealed", folder=str(given))
    return found[-1]


def _added(case: Case, given: Path, fingerprint: str | None, screen: Screen) -> int | None:
    path = _archive(given)
    if fingerprint is not None and anchor.read(fingerprint) is None:
        raise UsageRefusal("fingerprint_unread", given=fingerprint)
    found = verify(path, fingerprint=fingerprint)
    if found.faults:
        return _refused(path, found, fingerprint, screen)
    _keep(case, path, found, screen)
    return None


def _keep(case: Case, path: Path, found: Verification, screen: Screen, *, tried: bool = False) -> None:
    before = {line["number"] for line in machines.recorded(case) if line["anchored"]}
    line, new = procedure.add_machine(case, path, found, tried=tried)
    if not new:
        compared = line["anchored"] and line["number"] not in before
        screen.say("practice.again_anchored" if compared else "practice.again", number=line["number"])
        return
    screen.say("practice.added", machine=line["label"], number=line["number"], ref=line["ref"])
    if not found.anchored:
        screen.say("practice.not_anchored", style="yellow")


def _refused(path: Path, found: Verification, fingerprint: str | None, screen: Screen) -> int:
    """Say that an archive does not hold; what is wrong with it, `verify` tells, given the same."""
    facts = {"source": str(path), "noted": "".join((fingerprint or "").split())}
    held = {fault.code for fault in found.faults}
    if held & NOT_READ and held <= NOT_READ | _OTHER:
        raise SourceRefusal("machine_unread", source=str(path))
    if fingerprint is None:
        screen.say("errors.machine_not_whole", style="bold red", **facts)
    elif held <= _OTHER:
        screen.say("errors.machine_not_noted", style="bold red", **facts)
    else:
        screen.say("errors.machine_not_whole_noted", style="bold red", **facts)
    return ANSWER_IS_NO


def _told(case: Case, folder: Path, screen: Screen) -> None:
    practice = procedure.practice_of(case)
    screen.say("practice.told", count=len(practice.machines))
    for one in practice.conflicts:
        screen.say(f"practice.conflict_{one.code}", style="yellow", **worded(screen.speech, one))
    screen.say("practice.next", case=str(folder))
