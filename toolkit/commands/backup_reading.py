"""Reading a backup under watch: what an interrupted check read, how far it is, whether the medium stays."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit import backup as checks
from toolkit.backup.sweep.already import Already
from toolkit.backup.sweep.expected import expected
from toolkit.backup.sweep.failing import Failing, presence
from toolkit.commands import device_look, same_source, tool
from toolkit.commands.meter import Meter
from toolkit.commands.screen import Screen
from toolkit.custody import check_journal
from toolkit.custody.case import Case
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.host import mounts_linux
from toolkit.host.places import lies_on
from toolkit.media.asked import NOTHING, Asked
from toolkit.media.source import Source
from toolkit.records import Verdict
from toolkit.scan.known import Known
from toolkit.texts.forms import amount

if TYPE_CHECKING:
    from toolkit.backup.inventory import Inventory

# File systems whose files keep their numbers when they are mounted again; FAT and exFAT are given new ones.
_NUMBERED = frozenset({"ext2", "ext3", "ext4", "xfs", "btrfs", "ntfs", "ntfs3"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a backup is held against, beside the machine's case."""

    known: Known
    baseline: checks.Baseline | None = None
    max_age_days: int = 7
    given: Asked = NOTHING  # what opens the disk the backup is on
    words: tuple[str, ...] = ()  # passwords of the backup itself
    box: checks.TimeBox | None = None  # the time there is; None for all that is needed


@contextmanager
def journal(
    case: Case | None, opened: Source, where: str, known: Known, screen: Screen
) -> Iterator[check_journal.CheckJournal | None]:
    """Open the journal of a check in its case; None without one, or where it would be on the medium itself.

    It is let go of at the end, to be gone on with unless it was ended.
    """
    if case is None or lies_on(case.folder, Path(where)):
        yield None
        return
    kept, how = check_journal.opened(case, _about(opened, where, known))
    try:
        if how in {"other", "changed"}:
            screen.tell(f"backup.anew_{how}")
        yield kept
    finally:
        kept.interrupt()


def verdict(
    opened: Source,
    where: str,
    limits: Limits,
    inventory: "Inventory | None",
    kept: check_journal.CheckJournal | None,
    screen: Screen,
) -> Verdict:
    """Read a whole backup and judge it; what was read is in the journal, whatever ends this.

    Raises SourceRefusal("medium_pulled" or "medium_failing") as well: then there is no verdict.
    """
    already = Already(kept, idents=_numbered(opened, where)) if kept else None
    if already is not None and already.recorded:
        speech = screen.speech
        size = amount(speech, already.recorded_bytes)
        screen.tell("backup.goes_on", files=speech.number(already.recorded), size=size)
    failing = Failing(presence(where))
    # Names are listed only where somebody watches; with so many minutes, it is the time that limits.
    whole, packed = expected(opened) if screen.measured else (0, 0)
    total = whole + packed if screen.measured and limits.box is None else None
    try:
        with screen.progress("screen.progress_scan", total) as meter:
            given_back = _given_back(meter, packed) if screen.measured else None
            found = _verified(opened, limits, inventory, already, failing, meter, given_back, screen)
    except KeyboardInterrupt:
        screen.tell("backup.stopped_in_case" if kept else "backup.stopped_alone")
        raise
    except (OSError, Unreadable, SourceRefusal) as error:
        stopped = _stopped(error, where, failing, already, screen)
        if stopped is None:
            raise
        raise stopped from error
    if failing.gone():
        raise _refusal("medium_pulled", where, failing, already, screen)
    return found


def _verified(
    opened: Source,
    limits: Limits,
    inventory: "Inventory | None",
    already: Already | None,
    failing: Failing,
    meter: Meter,
    given_back: Callable[[int], Callable[[int], None]] | None,
    screen: Screen,
) -> Verdict:
    if already is not None and screen.measured:
        already.spared = lambda count: meter.more(-count)
    return checks.verify(
        opened,
        limits.known,
        inventory=inventory,
        baseline=limits.baseline,
        now_ns=time.time_ns(),
        max_age_days=limits.max_age_days,
        words=limits.words,
        box=limits.box,
        heard=device_look.heard(meter.heard, screen),
        already=already,
        failing=failing,
        opened=given_back,
    )


def _given_back(meter: Meter, packed: int) -> Callable[[int], Callable[[int], None]]:
    """Return what corrects the total when a backup is opened, whose content was guessed from its own size."""
    left = packed

    def opened(size: int) -> Callable[[int], None]:
        nonlocal left
        guessed = min(left, size)
        left -= guessed
        meter.more(size - guessed)
        return meter.heard

    return opened


def _stopped(
    error: Exception, where: str, failing: Failing, already: Already | None, screen: Screen
) -> SourceRefusal | None:
    """Return the refusal of a check that its medium ended, None for any other error."""
    code = getattr(error, "code", "")
    if code not in {"medium_pulled", "medium_failing"}:
        if not failing.gone():
            return None
        code = "medium_pulled"
    return _refusal(code, where, failing, already, screen)


def _refusal(
    code: str, where: str, failing: Failing, already: Already | None, screen: Screen
) -> SourceRefusal:
    number = screen.speech.number
    files = number(failing.read + (already.files if already else 0))
    why = "in_case" if already else "alone"
    return SourceRefusal(code, source=where, files=files, unread=number(failing.unread), why=why)


def _about(opened: Source, where: str, known: Known) -> dict[str, Any]:
    """Return what must be the same for a check to be gone on with."""
    told, place = same_source.about(opened, where)
    disk = dict(place.pop("disk", None) or {})
    whole = place.pop("place")
    # A device is called otherwise when it is plugged in again, and mounted elsewhere.
    if opened.kind == "folder" and sys.platform != "win32":
        whole = str(mounts_linux.of(Path(where).resolve()).place)
    elif disk.get("serial"):
        whole = ""
    named = {name: disk.get(name) for name in ("model", "serial")}
    return {"source": told, "place": whole, "disk": named, "volumes": place, "tool": tool.about(known)}


def _numbered(opened: Source, where: str) -> bool:
    """Tell whether the numbers a medium gives its files stay the same."""
    if opened.kind != "folder":
        return True
    if sys.platform == "win32":
        return False
    else:  # noqa: RET505 - mypy reads one side only on each system
        return mounts_linux.of(Path(where).resolve()).kind in _NUMBERED
