"""Somebody at the serial line of the machine: begins, examines a disk without questions, powers off."""

import re
from collections.abc import Sequence

from evaluation.boot.line import Line, Unseen
from evaluation.boot.said import fragments

PATIENCE = 1500  # seconds for one thing to be said: the machine is slow and shares its cores
SEAT = ("Trousse : appuyez sur Entree",)  # boot/root/usr/lib/trousse/seat
MENU = (*fragments("console.menu_examine"), *fragments("console.menu_restart"))
_ENDS = ("archive_whole", "archive_not_whole", "examine_failed", "examine_stopped", "evidence_gone")
_LETTERS = re.compile(r"\s+")

_Answer = tuple[Sequence[str], str]  # what is said, and what is typed then
# What may be asked before the menu; the walkthrough is left as soon as it asks anything.
_BEGIN: tuple[_Answer, ...] = (
    *(
        (fragments(f"console.{code}", "en"), "F")
        for code in ("hour", "hour_unsure", "walk_next", "menu_next")
    ),
    (fragments("console.walk_resume"), "2"),
    (fragments("walk.plain_confirm"), "OUI"),
    (fragments("walk.plain_prompt"), "quitter"),
    (fragments("console.hour"), ""),
    (fragments("console.hour_unsure"), ""),
    (fragments("console.walk_next"), ""),
    (fragments("console.menu_next"), ""),
    (fragments("console.evidence_put_back"), ""),
)


def follow(line: Line, answers: Sequence[_Answer], until: Sequence[str]) -> list[str]:
    """Answer what is asked, until something is said; return what was answered to."""
    asked: list[str] = []
    while True:
        found = line.wait([until, *(said for said, _ in answers)], PATIENCE)
        if not found:
            return asked
        said, typed = answers[found - 1]
        asked.append(said[0])
        line.answer(typed)


def arrive(line: Line) -> str:
    """Sit down at the serial line, and go as far as the menu; return what was said on the way."""
    line.wait([SEAT], PATIENCE)
    begun = line.heard
    line.answer("")
    follow(line, _BEGIN, MENU)
    return line.text(begun)


def examine(line: Line, serial: str, key: str = "") -> str:
    """Choose a disk by its serial number at the menu, up to the beginning of its examination."""
    begun = line.heard
    line.answer("2")
    which = (*fragments("console.examine_which"), serial, *fragments("console.back"))
    follow(line, ((fragments("console.evidence_put_back"), ""),), which)
    line.answer(str(numbered(line.text(begun), serial)))
    asked = ((fragments("console.key"), key), (fragments("console.examine_resume"), "1"))
    follow(line, asked, fragments("console.examine_begins"))
    return line.text(begun)


def ended(line: Line) -> str:
    """Wait for the end of the examination and go back to the menu; return the code of how it ended."""
    found = line.wait([fragments(f"console.{code}") for code in _ENDS], PATIENCE)
    line.wait([fragments("console.go_on")], PATIENCE)
    line.answer("")
    line.wait([MENU], PATIENCE)
    return _ENDS[found]


def state(line: Line) -> str:
    """Ask for the state of the disks, and return what is said."""
    begun = line.heard
    line.answer("3")
    line.wait([fragments("console.go_on")], PATIENCE)
    told = line.text(begun)
    line.answer("")
    line.wait([MENU], PATIENCE)
    return told


def power_off(line: Line) -> str:
    """Power off by the menu; return what was said of it."""
    begun = line.heard
    line.answer("5")
    line.wait([fragments("console.off_sure")], PATIENCE)
    line.answer("1")
    line.wait([fragments("console.off_going")], PATIENCE)
    return line.text(begun)


def numbered(text: str, serial: str) -> int:
    """Return the number of the choice that bears a serial number, its lines broken or not."""
    offered = re.split(r"\n\s*(\d+)  (?=/dev/)", text)
    for number, said in zip(offered[1::2], offered[2::2], strict=True):
        if serial in _LETTERS.sub("", said):
            return int(number)
    raise Unseen(f"no disk {serial} among {text!r}")
