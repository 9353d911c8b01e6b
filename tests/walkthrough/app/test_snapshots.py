"""Every kind of screen as it is drawn, kept as text: read them in `screens/`.

`python -m tests.walkthrough.app.test_snapshots --write` writes them anew.
"""

import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.report.dossier.builder import attacked
from tests.spaces import typed
from tests.walkthrough.app.seat import Seat
from tests.walkthrough.pages.test_pages import stale
from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.texts import Speech
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.app import Walkthrough
from toolkit.walkthrough.app.answering import Choices
from toolkit.walkthrough.app.overlay import Small
from toolkit.walkthrough.app.prose import Prose
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.picks import Option
from toolkit.walkthrough.step import Kind

KEPT = Path(__file__).parent / "screens"
SMALL, LARGE = (80, 25), (160, 50)
MOMENT = datetime(2099, 11, 22, 10, 0, tzinfo=UTC)
GIVEN = {
    "t0": "22/11/2099 8h10",
    "t0.who": "la secrétaire",
    "ev.operator": "Marc Petit",
    "victim.name": "Cabinet du Port",
    "mission.order": "yes",
    "mission.by": "Dr Martin",
    "sys.power": "off",
    "gate/filed": "yes",
    "legal.pv": "2099/123, gendarmerie de Quimper",
    "source/disk": "/mnt/disque.img",
    "backup/medium_1": "/mnt/sauvegarde",
    "handover/to": "adjudant Durand",
    "wipe/kept": "/mnt/cabinet",
}
NOT_FILED = {"gate/filed": "no", "complaint/filed": "not_done"}
DISKS = [("SanDisk Ultra", "4C5300", 64_000_000_000, "/dev/sdb"), ("WDC WD10EZEX", None, 10**12, "/dev/sdc")]
# What changes from one machine to another, at the same width.
MASKED = [(re.compile(r"(?<= Examen du disque)\b.*"), " …"), (re.compile(r"(?<=il y a )\d+"), "…")]

Script = Callable[[Seat], Awaitable[None]]


class Fixed(Conversation):
    """A visit whose disks do not hang on the machine that runs this."""

    def options(self, place: Place) -> list[Option]:
        del place
        told = ("model", "serial", "size", "device")
        return [Option(one[-1], "pick_disk", dict(zip(told, one, strict=True))) for one in DISKS]


async def still(seat: Seat) -> None:
    """Do nothing before the screen is kept."""
    await seat.pilot.pause()


def keys(*pressed: str) -> Script:
    async def press(seat: Seat) -> None:
        await seat.press(*pressed)

    return press


async def refused(seat: Seat) -> None:
    await seat.type("le jour de l'attaque")


async def started(seat: Seat) -> None:
    await seat.press("enter")
    # Held, so that it stands where it does for as long as the screen is looked at.
    seat.app.conversation.works["examine"].pause()
    await seat.until(lambda: seat.place != "examine/start")


@dataclass(frozen=True)
class Screen:
    """One screen: where the visit stands, and what is pressed there."""

    until: str
    script: Script = still
    answers: Mapping[str, str | None] = field(default_factory=dict)
    case: bool = True
    skipped: str = ""  # a step


SCREENS = {
    "discovery": Screen("t0", case=False),
    "refusal": Screen("t0", refused, case=False),
    "words": Screen("t0", keys("f1"), case=False),
    "folder": Screen("ev.operator", case=False),
    "isolation": Screen("isolation/backups", case=False),
    "power": Screen("power/follow", case=False),
    "consent": Screen("mission.order", case=False),
    "no_consent": Screen("source/disk", keys("1", "o"), {"mission.order": "no"}, case=False),
    "disk": Screen("source/disk", case=False),
    "sure": Screen("source/disk", keys("1"), case=False),
    "running": Screen("examine/start", started, case=False),
    "inventory": Screen("inventory/inventory"),
    "recognised": Screen("scan/scan"),
    "damage": Screen("damage/damage"),
    "notes": Screen("notes/notes"),
    "steps": Screen("attack.leak", keys("f4")),
    "gate": Screen("gate/gate", answers={"legal.pv": None, "complaint/filed": "not_done"}),
    "waiver": Screen("restore.waiver", answers=NOT_FILED),
    "gate_closed": Screen("restore.waiver", keys("down", "enter"), NOT_FILED),
    "backup": Screen("backup/verdict_1"),
    "passphrase": Screen("handover/passphrase"),
    "archive": Screen("handover/archive"),
    "erasing": Screen("wipe/erase"),
    "end": Screen("", skipped="wipe"),
}
ONCE = {"running", "no_consent", "gate_closed"}  # what the keys did stays done
OVER = {"words", "steps"}  # these cover the title, the clocks and the keys
IN_ENGLISH = ("discovery", "disk", "damage", "gate")
ONES = [*(("fr", name) for name in SCREENS), *(("en", name) for name in IN_ENGLISH), ("fr", "too_small")]


def visited(folder: Path, screen: Screen) -> None:
    """Take a visit as far as a card: by the answers given, done for what is done, each work to its end."""
    Fixed(Speech("fr"), folder, clock=lambda: MOMENT).close()  # a case stands in a visit, never before it
    if screen.case:
        attacked(folder / "dossier")
        with Case.resume(folder / "dossier") as case:
            procedure.record_backup(case, "/mnt/sauvegarde", stale())
    answers = {**GIVEN, **screen.answers}
    conversation = Fixed(Speech("fr"), folder, clock=lambda: MOMENT)
    conversation.tick()
    while (place := conversation.place) is not None and place.name != screen.until:
        card = place.card
        if screen.skipped == place.step.CODE:
            conversation.skip(place.step, "plus tard")
        elif card.kind is Kind.RUN:
            conversation._record(visits.STARTED, {"work": card.work})
            conversation._record(visits.ENDED, {"work": card.work, "status": 0, "stopped": False})
        else:
            plain = "done" if card.kind in {Kind.ACT, Kind.PAGE} else card.default
            conversation.answer(place, answers.get(place.name, plain))
    assert (place.name if place else "") == screen.until
    conversation.close()


def drawn(folder: Path, language: str, name: str) -> dict[str, tuple[list[str], list[str]]]:
    """Return the rows of a screen at each size, with the words that stand on it."""
    screen = SCREENS.get(name, Screen("mission.order", shrunk, case=False))
    found: dict[str, tuple[list[str], list[str]]] = {}
    visited(folder, screen)
    conversation = Fixed(Speech(language), folder, clock=lambda: MOMENT)

    async def run() -> None:
        for size in (SMALL, LARGE) if language == "fr" and name != "too_small" else (SMALL,):
            app = Walkthrough(conversation)
            async with app.run_test(size=size) as pilot:
                seat = Seat(app, pilot)
                await settled(seat, screen.script if size == SMALL or name not in ONCE else still)
                words = [one.said.plain for each in app.screen_stack for one in each.query(Prose)]
                lists = [one for each in app.screen_stack for one in each.query(Choices)]
                words += [str(option.prompt) for one in lists for option in one.options]
                found[f"{language}_{name}_{size[0]}"] = rows(seat), words

    try:
        asyncio.run(run())
    finally:
        conversation.close()
    return found


async def settled(seat: Seat, script: Script) -> None:
    """Wait until a page is read, do what is to be done there, and wait until it is drawn."""
    await seat.until(lambda: "Lecture…" not in seat.words() and "Reading…" not in seat.words())
    await script(seat)
    for _ in range(3):
        await seat.pilot.pause()


async def shrunk(seat: Seat) -> None:
    await seat.pilot.resize_terminal(60, 20)
    await seat.until(lambda: isinstance(seat.app.screen, Small))


def rows(seat: Seat) -> list[str]:
    """Return what is drawn, what hangs on the machine left out."""
    strips = seat.app.screen._compositor.render_strips()
    lines = [typed("".join(each.text for each in strip)).rstrip() for strip in strips]
    for pattern, mask in MASKED:
        lines = [pattern.sub(mask, line) for line in lines]
    return lines


def cut(lines: Sequence[str], words: Sequence[str], width: int) -> list[str]:
    """Return the rows that end inside a word at the edge of the screen."""
    known = {word for one in words for word in typed(one).split()}
    ends = [line.rstrip(" │▁▂▃▄▅▆▇█").split() for line in lines if len(line) >= width - 1]
    return [" ".join(end) for end in ends if end and end[-1] not in known and end[-1].strip("─┐┘┌└") != ""]


@pytest.mark.parametrize(("language", "name"), ONES)
def test_a_screen_is_as_it_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for kept, (lines, words) in drawn(Path("visite"), language, name).items():
        if name != "too_small":
            below = lines[-2:] if name != "end" else [*lines[-2:], "F10"]
            assert name in OVER or any("F10" in line for line in below), lines
            assert name in OVER or "CNIL" in lines[1], lines
            assert cut(lines, words, int(kept.rpartition("_")[2])) == []
        assert "\n".join(lines).rstrip() + "\n" == (KEPT / f"{kept}.txt").read_text(encoding="utf-8")


def test_nothing_is_kept_that_no_screen_shows() -> None:
    names = {f"{language}_{name}" for language, name in ONES}
    assert {path.stem.rpartition("_")[0] for path in KEPT.glob("*.txt")} == names


def write() -> None:
    """Write every screen anew."""
    KEPT.mkdir(exist_ok=True)
    for language, name in ONES:
        folder = Path(tempfile.mkdtemp())
        os.chdir(folder)
        for kept, (lines, _) in drawn(Path("visite"), language, name).items():
            (KEPT / f"{kept}.txt").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
        shutil.rmtree(folder)


if __name__ == "__main__" and "--write" in sys.argv:
    write()
