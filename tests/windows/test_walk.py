"""The walkthrough of the Windows program under Wine: its children, its stop, its journal and its screen."""

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
import pytest

from release import wine
from tests.frozen import walk
from tests.frozen.test_walk import ANSWERS, ASKED, LEAVE, PATIENCE, acts, answered, ended, terminal
from tests.walkthrough.app.seat import READY, told
from tests.walkthrough.app.test_works import tree
from tests.windows import machine
from tests.windows.conftest import LOCALE, PROGRAM, STARTER
from toolkit.texts import Speech
from toolkit.walkthrough.conversation import Conversation

Started = Callable[[Path], "Talk"]

GATE = {"gate/filed": "yes", "legal.pv": "2026/01234"}


@dataclass
class Talk:
    """The program in plain mode, over pipes."""

    child: "subprocess.Popen[bytes]"
    visit: Path
    heard: list[bytes] = field(default_factory=list)

    def listen(self, stream: IO[bytes]) -> None:
        while piece := stream.read1(4096):  # type: ignore[attr-defined] # a buffered reader
            self.heard.append(piece)

    @property
    def said(self) -> str:
        return b"".join(self.heard).decode("utf-8").replace("\N{NO-BREAK SPACE}", " ")

    def say(self, *lines: str) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.child.stdin.flush()

    def until(self, reached: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < end, self.said[-3000:]
            time.sleep(0.1)

    def left(self) -> int:
        return self.child.wait(timeout=PATIENCE)


@dataclass(frozen=True)
class Desk:
    """A machine with the program, a disk to examine in D:, our stick in E: and one for visits in F:."""

    environment: dict[str, str]
    disks: Path
    visits: Path

    def named(self, path: Path) -> str:
        letter, root = ("D", self.disks) if path.is_relative_to(self.disks) else ("F", self.visits)
        return "\\".join([f"{letter}:", *path.relative_to(root).parts])


@pytest.fixture(scope="module")
def desk(medium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    place = tmp_path_factory.mktemp("poste")
    visits = place / "F"
    visits.mkdir()
    machine.prepare(place / "prefix", medium, visits)
    with wine.prefix(place / "prefix") as environment:
        yield Desk({**environment, **LOCALE}, place / "D", visits)


@contextmanager
def talk(desk: Desk, visit: Path) -> Iterator[Talk]:
    words = ["--lang", "fr", "walk", "--plain", "--folder", desk.named(visit)]
    command = ["wine", PROGRAM, *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, env=desk.environment
    ) as child:
        assert child.stdout is not None
        found = Talk(child, visit)
        listening = threading.Thread(target=found.listen, args=(child.stdout,), daemon=True)
        listening.start()
        try:
            yield found
        finally:
            for one in ours(desk):  # where a test failed
                one.kill()
            child.kill()
            listening.join()


def ours(desk: Desk) -> list[psutil.Process]:
    """Return the processes of the program in this prefix."""
    found = []
    for one in psutil.process_iter():
        try:
            if one.environ().get("WINEPREFIX") == desk.environment["WINEPREFIX"]:
                found += [one] if any("trousse.exe" in word for word in one.cmdline()) else []
        except psutil.Error:
            continue
    return found


def ready(desk: Desk, name: str) -> Path:
    """Answer everything before the examination of the folder of this name; return that of the visit."""
    told(desk.visits / name, READY | {"source/disk": desk.named(desk.disks / name)}, "examine/start")
    return desk.visits / name


def test_the_full_screen_opens_takes_answers_and_is_left(desk: Desk) -> None:
    visit = desk.visits / "écran"
    words = ("--lang", "fr", "walk", "--folder", desk.named(visit))
    with terminal(desk.visits, "wine", PROGRAM, *words, environment=desk.environment) as seat:
        for (card, answer), asked in zip(ANSWERS.items(), ASKED, strict=True):
            seat.sees(asked)
            seat.press(f"{answer}\r")
            seat.until(lambda card=card: answered(visit, card))  # type: ignore[misc] # of this turn
        seat.press(LEAVE)
        assert seat.left() == 0, seat.words()[-3000:]
    given = [one["facts"]["value"] for one in acts(visit) if one["act"] == "card.answered"]
    assert given[1:] == list(ANSWERS.values())[1:]
    assert [one["act"] for one in acts(visit)][-1] == "visit.left"


def test_the_start_file_leads_in_french_once_a_key_was_pressed(desk: Desk) -> None:
    done = wine.run(desk.environment, *STARTER, limit=int(PATIENCE), typed=b"\r\nquitter\r\n")
    said = done.stdout.decode("utf-8", "replace")
    order = [
        said.find(words)
        for words in ("signature valable", "Comparez l'empreinte", "la visite pas", "trousse>")
    ]
    assert -1 not in order, said
    assert order == sorted(order), said


def test_a_visit_is_examined_handed_over_and_erased(desk: Desk) -> None:
    walk.plant(desk.disks / "un é")
    visit, kept = ready(desk, "un é"), desk.disks / "gardé"
    with talk(desk, visit) as seat:
        seat.say("1")
        seat.until(lambda: ended(visit, "examine"))
        seat.say("quitter")
        assert seat.left() == 0, seat.said
    assert ended(visit, "examine") == [0], seat.said
    skipped(visit, until="handover")
    with talk(desk, visit) as seat:
        seat.say("1")
        seat.until(lambda: ended(visit, "handover"))
        seat.say("quitter")
        assert seat.left() == 0, seat.said
    assert ended(visit, "handover") == [0], seat.said
    kept.mkdir()
    (archive,), (annex,) = visit.glob("DOSSIER_*.zip"), visit.glob("ANNEXE_*.zip")
    for one in (archive, annex):
        shutil.copy(one, kept)
    skipped(visit, until="wipe")
    with talk(desk, visit) as seat:
        # The page, where archive and annex are kept on another disk, the work and its second key.
        seat.say("", *(desk.named(kept / one.name) for one in (archive, annex)), "1", "oui")
        seat.until(lambda: not (visit / "visit.jsonl").exists())
        seat.until(lambda: len(ours(desk)) == 1)
        seat.say("quitter")
        assert seat.left() == 0, seat.said
    # No file of the visit that is open stops its erasing: the program lets go of its journal first.
    left = [path.name for path in visit.rglob("*") if path.is_file()] if visit.exists() else []
    assert not {"visit.jsonl", "visit.lock", "case.json", "custody.jsonl"} & set(left), seat.said


def skipped(visit: Path, until: str) -> None:
    """Skip what stands before a step, and open the gate by the number of a complaint."""
    conversation = Conversation(Speech("fr"), visit)
    while (place := conversation.place) is not None and until != place.step.CODE:
        if place.step.FIRM:
            conversation.answer(place, GATE.get(place.name, place.card.default))
        else:
            conversation.skip(place.step, "essai")
    conversation.close()


def test_a_work_is_stopped_in_words_and_goes_on_later(desk: Desk) -> None:
    tree(desk.disks / "deux")
    visit = ready(desk, "deux")
    scanned = visit / "dossier" / "records" / "scan.jsonl"
    with talk(desk, visit) as seat:
        seat.say("1")
        seat.until(lambda: scanned.exists() or ended(visit, "examine"))
        seat.say("arreter", "oui")
        seat.until(lambda: ended(visit, "examine"))
        assert ended(visit, "examine") == [130], seat.said
        seat.say("aller 9", "1")
        seat.until(lambda: len(ended(visit, "examine")) > 1)
        assert ended(visit, "examine") == [130, 0], seat.said
        seat.say("quitter")
        assert seat.left() == 0


def test_a_work_ends_with_a_program_that_is_killed(desk: Desk) -> None:
    tree(desk.disks / "trois")
    visit = ready(desk, "trois")
    with talk(desk, visit) as seat:
        seat.say("1")
        seat.until((visit / "dossier" / "case.json").exists)
        leaders = [one for one in ours(desk) if "walk" in one.cmdline()]
        assert leaders
        for one in leaders:
            one.kill()
        seat.until(lambda: not ours(desk))
    assert acts(visit)[-1]["act"] == "work.started"
    with talk(desk, visit) as seat:
        seat.say("1")
        seat.until(lambda: ended(visit, "examine"))
        seat.say("quitter")
        assert seat.left() == 0
    assert ended(visit, "examine") == [0], seat.said
