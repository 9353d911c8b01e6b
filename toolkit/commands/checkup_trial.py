"""The trial of a backup for a checkup: read whole, held against the names of the machine it is of."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from toolkit import backup as checks
from toolkit import procedure
from toolkit.backup.classes import CLASSES
from toolkit.backup.inventory import Inventory
from toolkit.backup.sweep.failing import Failing, presence
from toolkit.commands import device_look, opening
from toolkit.commands.meter import Meter
from toolkit.commands.screen import Screen
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.host.places import lies_on
from toolkit.media.asked import NOTHING
from toolkit.media.live import LiveSource
from toolkit.media.source import Source
from toolkit.records import Answer, Facts, Verdict
from toolkit.scan.known import Known

_OLD = frozenset({"old_data", "old_database"})
_EMPTY = frozenset({"nothing_examined", "empty_medium", "blank_medium"})
_UNSEEN = frozenset({"volume_unread", "unread"})


def same_disk(backup: str, where: str, opened: Source) -> bool:
    """Tell a backup that lies in the source itself, or on the same disk."""
    if opening.on_suspect(Path(backup), opened, where):
        return True
    if isinstance(opened, LiveSource):
        return False
    looks = [device_look.looked_at(place).medium for place in (backup, where)]
    # An image of the machine may well be kept on the disk that is tried.
    around = opened.kind != "image" and lies_on(Path(where), Path(backup))
    return around or device_look.same_disk(*looks)


def there(backup: str) -> None:
    """Raise SourceRefusal("source_missing") for a place where there is nothing, before anything is read."""
    if not backup.startswith(("\\\\.\\", "\\\\?\\")) and not os.path.exists(backup):  # noqa: PTH110 - raises nothing
        raise SourceRefusal("source_missing", source=backup)


def tried(
    place: str, known: Known, inventory: Inventory, now: int, words: tuple[str, ...], screen: Screen
) -> dict[str, Any]:
    """Read a whole backup and return what its verdict comes to; raises SourceRefusal("medium_pulled") too."""
    failing = Failing(presence(place))
    with opening.source(place, None, NOTHING, screen, opener=checks.open_backup) as medium:
        total = procedure.size_of(medium) if screen.measured else None
        try:
            with screen.progress("checkup.progress_backup", total) as meter:
                verdict = checks.verify(
                    medium,
                    known,
                    inventory=inventory,
                    now_ns=now,
                    words=words,
                    heard=device_look.heard(meter.heard, screen),
                    failing=failing,
                    opened=_given_back(meter),
                )
        except (OSError, Unreadable) as error:
            if not failing.gone():
                raise
            raise SourceRefusal("medium_pulled", source=place, files=failing.read) from error
        if failing.gone():
            raise SourceRefusal("medium_pulled", source=place, files=failing.read)
    return {"medium": place, **_drawn(verdict)}


def _given_back(meter: Meter) -> Callable[[int], Callable[[int], None]]:
    """Return what adds to the total the bytes that a backup gives back, once it is opened."""

    def opened(size: int) -> Callable[[int], None]:
        meter.more(size)
        return meter.heard

    return opened


def not_opened(place: str, look: device_look.DeviceLook) -> dict[str, Any]:
    """Return what is told of a device that must not be opened."""
    verdict, _ = device_look.stopped(look)
    return {"medium": place, "connect": str(verdict.connect), "rely": str(verdict.rely), "not_read": True}


def _drawn(verdict: Verdict) -> dict[str, Any]:
    answers = {name: str(one.answer) for name, one in verdict.answers.items()}
    complete = verdict.answers["complete"].why
    lost = [one for one in complete if _kind(one, "missing_")]
    codes = {str(one["code"]) for one in verdict.reasons}
    return {
        "connect": str(verdict.connect),
        "rely": str(verdict.rely),
        "answers": answers,
        "empty": bool(codes & _EMPTY) and not codes & _UNSEEN,
        "newest_ns": verdict.newest_data.get("decisive_ns") or verdict.newest_data.get("modified_ns"),
        "stale_class": verdict.newest_data.get("decisive_class"),
        "stale": _stale(verdict),
        "kinds": [_kind(one, "missing_") for one in lost],
        "missing": sum(one["files"] for one in lost),
        "total": sum(one["total"] for one in complete if _kind(one, "missing_") or _kind(one, "present_")),
        "present": sum(one["files"] for one in complete if _kind(one, "present_")),
        "first": str(lost[0]["path"]) if lost else "",
    }


def _kind(reason: Facts, prefix: str) -> str:
    """Return the class of CLASSES that a reason of this prefix is about, "" for any other reason."""
    code = str(reason["code"])
    kind = code.removeprefix(prefix)
    return kind if code.startswith(prefix) and kind in CLASSES else ""


def _stale(verdict: Verdict) -> Mapping[str, Any] | None:
    """Return how old the data is that is too old, counted back from when."""
    recent = verdict.answers["recent"]
    if recent.answer is not Answer.NO:
        return None
    found = next((one for one in recent.why if one["code"] in _OLD), None)
    return {name: found[name] for name in ("days", "limit", "since")} if found is not None else None
