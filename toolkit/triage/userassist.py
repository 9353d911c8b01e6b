"""Programs each user started from the desktop or the menu, with how often and when last."""

import codecs
import re
import struct
from collections import Counter
from collections.abc import Iterator
from typing import Any

from toolkit.media.registry import Key, Typed, filetime
from toolkit.triage.machine import Machine
from toolkit.triage.program_traces import at_most, place_flags

WHERE = (r"Users/*/NTUSER.DAT\Software\Microsoft\Windows\CurrentVersion\Explorer\UserAssist",)

_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\UserAssist"
_COUNTERS = re.compile(r"(?i)^UEME_CTL")  # totals of a session, not programs
_PREFIX = re.compile(r"(?i)^UEME_RUN(PATH|PIDL|CPL):")
_KNOWN = re.compile(r"^\{[0-9A-Fa-f-]{36}\}")
_EARLY_FIRST = 5  # Windows XP starts to count here
# Windows writes entries of its own, all of one instant, when it makes a profile: verboon.info, October 2011,
# and the hives of a new Windows 7 and 10. One start writes no more than two of a group.
_SEEDS = 3
_SHORTCUTS = "{F4E57C4B-"  # the group where Windows counts starts twice instead of keeping a duration
# Microsoft, "KNOWNFOLDERID", by the first eight digits, with the variables Windows itself has for them.
_FOLDERS = {
    "6D809377": "%ProgramFiles%", "905E63B6": "%ProgramFiles%", "7C5A40EF": "%ProgramFiles(x86)%",
    "F7F1ED05": r"%ProgramFiles%\Common Files", "F38BF404": "%SystemRoot%",
    "1AC14E77": r"%SystemRoot%\System32", "D65231B0": r"%SystemRoot%\SysWOW64",
    "62AB5D82": "%ProgramData%", "F1B32785": "%LocalAppData%", "3EB685DB": "%AppData%",
    "5E6C858F": "%UserProfile%", "0762D272": r"%SystemDrive%\Users", "DFDF76A2": "%Public%",
    "B4BFCC3A": r"%UserProfile%\Desktop", "374DE290": r"%UserProfile%\Downloads",
    "FDD39AD0": r"%UserProfile%\Documents", "C4AA340D": r"%Public%\Desktop",
    "625B53C3": r"%AppData%\Microsoft\Windows\Start Menu",
    "A77F5D77": r"%AppData%\Microsoft\Windows\Start Menu\Programs",
    "B97D20BB": r"%AppData%\Microsoft\Windows\Start Menu\Programs\Startup",
    "A4115719": r"%ProgramData%\Microsoft\Windows\Start Menu",
    "0139D44E": r"%ProgramData%\Microsoft\Windows\Start Menu\Programs",
    "82A5EA35": r"%ProgramData%\Microsoft\Windows\Start Menu\Programs\Startup",
    "52A4F021": r"%AppData%\Microsoft\Internet Explorer\Quick Launch",
    "9E3995AB": r"%AppData%\Microsoft\Internet Explorer\Quick Launch\User Pinned",
}  # fmt: skip

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per user and program, the last run first.

    `seeded` rows were written by Windows when it made the profile: nobody started these programs then, so
    neither a count nor a last run is told of them.
    """
    letter = machine.letter()
    found = (row for user, root in machine.user_hives() for row in _rows(user, root, letter))
    rows = at_most(machine, WHERE[0], found)
    yield from sorted(rows, key=lambda row: (-(row.get("last_run_ns") or 0), row["user"], row["image"]))


def _rows(user: str, root: Key, letter: str) -> Iterator[Row]:
    listed = root.key(_KEY)
    for group in listed.subkeys() if listed else ():
        found = list(_programs(group))
        when = Counter(facts["last_run_ns"] for _, facts in found if facts["last_run_ns"])
        for image, facts in found:
            shown = _in_words(_PREFIX.sub("", image))
            if when[facts["last_run_ns"]] >= _SEEDS:
                yield {"user": user, "image": shown, "seeded": True, "flags": []}
            else:
                yield {"user": user, "image": shown, **facts, "flags": _flags(shown, letter)}


def _programs(group: Key) -> Iterator[tuple[str, Row]]:
    counts = group.subkey("Count")
    for name, value in counts.values() if counts else ():
        image, facts = codecs.decode(name, "rot13"), _facts(value)
        if facts is None or _COUNTERS.match(image):
            continue
        if group.name.upper().startswith(_SHORTCUTS):
            facts["focus_ms"] = None
        yield image, facts


def _facts(value: Typed) -> Row | None:
    """Read the 72 bytes of Windows 7 and later, or the 16 of Windows XP and Vista."""
    if not isinstance(value, bytes) or len(value) not in {16, 72}:
        return None
    if len(value) == 16:
        runs, last = struct.unpack("<4xIQ", value)
        return {"runs": max(0, runs - _EARLY_FIRST), "last_run_ns": filetime(last), "focus_ms": None}
    runs, focus, last = struct.unpack("<4xI4xI44xQ4x", value)
    return {"runs": runs, "last_run_ns": filetime(last), "focus_ms": focus}


def _in_words(image: str) -> str:
    found = _KNOWN.match(image)
    folder = _FOLDERS.get(found[0][1:9].upper()) if found else None
    return folder + image[len(found[0]) :] if found and folder else image


def _flags(image: str, letter: str) -> list[str]:
    # A shortcut lies in a user's folder by nature: only programs count.
    return [] if image.casefold().endswith(".lnk") else place_flags(image, letter)
