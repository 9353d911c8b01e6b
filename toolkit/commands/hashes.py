"""The hash that whoever made an image wrote in it, compared before anything is read from the image."""

from pathlib import Path

from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import SourceRefusal
from toolkit.media import containers
from toolkit.media.source import Source
from toolkit.records import Facts, plain

DIFFERS = "container_hash_differs"

_NOT_YET = "container_hash_not_compared"
_TORN = "container_damaged_chunk"
_STATES = {"same": (), "differs": (DIFFERS,), "damaged": (_NOT_YET, _TORN), "unreadable": (_NOT_YET,)}
_SMALL = 4 * 1024**3  # bytes hashed without being asked: well under a minute


def compared(opened: Source, where: str, case: Path | None, screen: Screen, *, asked: bool) -> None:
    """Compare the hashes an image states with its content, where it is small or where that is asked for.

    The warnings of the source then say what came of it, and its `container` too: "hash_compared" is "same",
    "differs", "damaged" or "unreadable". What a case recorded of the same hashes is done again only when that
    is asked for.
    """
    about: Facts = getattr(opened, "container", {})
    if _NOT_YET not in opened.warnings or not containers.stored_hashes(about):
        return
    state = ("" if asked else _recorded(case, about)) or _compared(where, screen, asked=asked)
    if not state:
        return
    kept = (code for code in opened.warnings if code != _NOT_YET)
    opened.warnings = tuple(dict.fromkeys((*kept, *_STATES[state])))
    opened.container = {**about, "hash_compared": state}  # type: ignore[attr-defined]  # only an image has one


def _recorded(case: Path | None, about: Facts) -> str:
    """Return what came of comparing these hashes in an earlier run on the case, "" where nothing did."""
    if case is None or not (case / "case.json").exists():
        return ""
    before = Case.read(case).read_json("container") or {}
    state = before.get("hash_compared", "")
    known = state in _STATES and state != "unreadable"
    return str(state) if known and before == plain({**about, "hash_compared": state}) else ""


def _compared(where: str, screen: Screen, *, asked: bool) -> str:
    try:
        disk = containers.open_disk(Path(where))
    except (OSError, SourceRefusal):
        return "unreadable"
    if disk is None:
        return ""
    try:
        if disk.size > _SMALL and not asked:
            return ""
        with screen.progress("screen.progress_hash", disk.size if screen.measured else None) as meter:
            return "same" if containers.agrees(disk, meter.heard) else "differs"
    except OSError as error:
        return "damaged" if str(error).startswith(_TORN) else "unreadable"
    finally:
        disk.close()
