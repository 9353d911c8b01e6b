"""What is seen around a case while it is closed: other archives, what a kill left, a clock gone astray."""

from pathlib import Path

from toolkit.custody import durable, opening, standing, vouched
from toolkit.custody.case import Case
from toolkit.custody.dossier import archive, beside, place
from toolkit.custody.dossier.beside import Stranger
from toolkit.custody.dossier.fault import Fault
from toolkit.errors import CaseRefusal

_NAMED = 5  # files named on the screen; the others are counted


def strangers(case: Case, out: Path | None) -> list[Stranger]:
    """Return the archives of this case, there and in the case folder, that its log did not close."""
    given = () if out is None else (out,) if out.is_dir() or out.is_file() else (out.parent,)
    digests = {act.n: act.digest for act in opening.acts(case.folder)}
    closed = vouched.closed(case.marks)
    return list(beside.strangers({case.folder, *given}, case.facts.ref, closed, digests))


def note(case: Case, found: list[Stranger]) -> None:
    """Note each archive that the log does not know, and leave it where it is.

    A kill between the naming of an archive and its line in the log leaves one.
    """
    noted = vouched.archives(case.marks)
    for each in found:
        if not each.path.name.endswith(place.SIDECAR) and each.sha256 not in noted:
            case.note("archive_unlogged", sha256=each.sha256, size=each.size)


def check(case: Case, unknown: list[Stranger]) -> None:
    """Compare the case with its log; where an archive tells of a longer log, that is named as the cause."""
    try:
        vouched.check(case.folder, case.marks)
    except CaseRefusal as refusal:
        longer = next((each for each in unknown if each.lines is not None), None)
        if longer is None:
            raise
        told = {"name": longer.path.name, "lines": longer.lines}
        raise CaseRefusal("log_shorter", folder=str(case.folder), **told) from refusal


def clock(case: Case) -> tuple[Fault, ...]:
    """Return what is told of a clock that cannot be right; the archive is closed all the same."""
    now = case.clock()
    back = standing.went_back(opening.acts(case.folder), now)
    told = [Fault("clock_went_back", back)] if back else []
    if not archive.writable(now):
        told.append(Fault("clock_out", {"at": now.isoformat(" ", "minutes")[:16]}))
    return tuple(told)


def left(case: Case, path: Path) -> tuple[Fault, ...]:
    """Return what is told of files beside the archive that look like what a kill left of writing one."""
    if path.parent == case.folder:
        return ()  # swept when the case is opened
    names = sorted(each.name for each in path.parent.glob(f"*{case.facts.ref}*{durable.PART}"))
    told = {"count": len(names), "names": ", ".join(names[:_NAMED])}
    return (Fault("part_left", told),) if names else ()
