"""Count the keys and questions of a first-time technician's path, up to the sealed archive.

`python -m evaluation.walk` takes the demonstration's visit on the full screen, 80 columns by 25 lines, each
key sent to the application: in French and English, once answering what a technician would who does all of it,
once « je ne sais pas » wherever that is an answer. It ends with status 1 where a screen that wants something
did not show the key that gives it, or where no archive was sealed.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from textual.pilot import Pilot

from toolkit import own_files
from toolkit.custody import workplace
from toolkit.legal import dictionary
from toolkit.texts import LANGUAGES, Speech
from toolkit.walkthrough import works
from toolkit.walkthrough.app import Walkthrough
from toolkit.walkthrough.app.overlay import Sure, Told
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.picks import Offered
from toolkit.walkthrough.step import Kind

SIZE = (80, 25)
_LONGEST = 900  # seconds of one visit
_LAST = "handover/archive"
# What whoever does everything types; a choice by its code, the rest as it is written.
_TYPED = {
    "t0": "12/10/2026 8h10",
    "t0.who": "Anne, à l'accueil : des fichiers illisibles",
    "ev.operator": "David Le Goff",
    "victim.name": "Cabinet du Port",
    "sys.power": "off",
    "sys.power_done": "laissée éteinte, 9 h 05",
    "ev.photos": "3 photos, téléphone d'Anne",
    "t.offset": "aucun écart",
    "mission.order": "yes",
    "mission.by": "Dr Dupont, 12/10/2026 9h30",
    "sys.server": "le poste de l'accueil",
    "sys.software": "Logos, agenda en ligne",
    "attack.leak": "yes",
    "ev.logs": "box : demandé au fournisseur",
    "sys.disk.fate": "kept",
    "sys.disk.serial": "Samsung S4X2NF0M",
    "sys.disk.holder": "Dr Dupont, coffre du cabinet",
    "victim.legal": "EI",
    "victim.siret": "73282932000074",
    "victim.rep": "Dr Dupont, titulaire",
    "victim.addr": "1 quai du Port, 29200 Brest",
    "victim.phone": "02 98 00 00 00",
    "attack.vector": "mail",
    "impact.service": "dossiers, agenda : depuis le 12 octobre",
    "impact.loss": "3 jours d'arrêt",
    "legal.pv": "2026/1234",
    "pd.categories": "patients, salariés",
    "pd.count": "1000-1500",
    "pd.types": "identité, santé",
    "pd.consequences": "perte d'accès aux dossiers",
    "legal.cnil": "CNIL-2026-77",
    "pd.informed": "pas encore",
    "legal.sante": "S-2026-12",
    "insurer": "MACSF, contrat 123",
}
# Without these there is no archive to seal: even who knows little gives them.
_NEEDED = frozenset({"mission.order", "restore.waiver"})


@dataclass
class Walked:
    """What one visit took."""

    language: str
    knows: bool
    keys: int = 0
    typed: int = 0  # of those, characters of answers in words
    screens: int = 0
    questions: int = 0
    wordless: list[str] = field(default_factory=list)  # screens that did not show what gives the answer
    sealed: bool = False
    unchanged: bool = False


def main() -> int:
    """Print one line for each visit, and return 1 where one did not hold."""
    visits = [asyncio.run(_visit(language, knows=knows)) for language in LANGUAGES for knows in (True, False)]
    print(
        "language  answers     screens  questions  keys  of them in words  next action missing  sealed  image"
    )
    for one in visits:
        answers = "everything" if one.knows else "don't know"
        print(
            f"{one.language:<9} {answers:<11} {one.screens:>7} {one.questions:>10} {one.keys:>6} "
            f"{one.typed:>16} {len(one.wordless):>15}  {'yes' if one.sealed else 'NO':<6}  "
            f"{'unchanged' if one.unchanged else 'CHANGED'}"
        )
        for name in one.wordless:
            print(f"   no next action on the screen of {name}")
    return 0 if all(one.sealed and one.unchanged and not one.wordless for one in visits) else 1


async def _visit(language: str, *, knows: bool) -> Walked:
    walked = Walked(language, knows)
    with tempfile.TemporaryDirectory(prefix="trousse-walk-") as place:
        image, recent = Path(place, "cabinet.img"), Path(place, "sauvegarde_recente.zip")
        workplace.unpack_xz(own_files.demo() / "cabinet.img.xz", image)
        shutil.copy(own_files.demo() / recent.name, recent)
        before = workplace.sha256_of(image)
        talk = Conversation(Speech(language), Path(place, "visite"), Offered((str(image),), (str(recent),)))
        app = Walkthrough(talk)
        async with app.run_test(size=SIZE) as pilot:
            await _walk(app, pilot, walked)
        talk.close()
        archive = works.newest(talk.visit, "DOSSIER_*.zip")
        walked.sealed = archive is not None and _verified(archive)
        walked.unchanged = workplace.sha256_of(image) == before
    return walked


def _verified(archive: Path) -> bool:
    command = [sys.executable, "-m", "toolkit", "verify", str(archive)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


async def _walk(app: Walkthrough, pilot: Pilot[int], walked: Walked) -> None:
    """Answer every screen until the archive is sealed and shown."""
    end, at = time.monotonic() + _LONGEST, ""
    while time.monotonic() < end:
        await pilot.pause()
        place = app.leading.place
        if place is None or app.conversation.visit.told(_LAST):
            return
        if place.card.waits or place.card.blocked or not _ready(app, place):
            await asyncio.sleep(0.1)
            continue
        if place.name == at:
            await asyncio.sleep(0.05)  # the answer has not been drawn yet
            continue
        at = place.name
        _looked(app, place, walked)
        await _press(pilot, _keys(app, place, walked), walked)
        await _confirmed(app, pilot, walked)
    raise TimeoutError(at)


def _ready(app: Walkthrough, place: Place) -> bool:
    """Tell whether what is asked for stands on the screen."""
    screen, view = app.leading, app.leading.view
    if app.screen is not screen or view.name != place.name:
        return False
    return place.card.kind is not Kind.PICK or any(row.does == "answer" and row.answer for row in view.rows)


def _looked(app: Walkthrough, place: Place, walked: Walked) -> None:
    walked.screens += 1
    walked.questions += place.card.kind is not Kind.PAGE
    view = app.leading.view
    shown = str(app.leading.query_one("#keys").render())
    enter = app.conversation.speech.say("walk.key_enter")
    if not (view.rows or view.field or view.read) or _plain(enter) not in _plain(shown):
        walked.wordless.append(place.name)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _keys(app: Walkthrough, place: Place, walked: Walked) -> list[str]:
    """Return the keys that answer a screen."""
    view, card = app.leading.view, place.card
    if view.read:
        return ["enter"]
    rows = [row.answer for row in view.rows]
    if card.kind in {Kind.RUN, Kind.PICK}:
        return ["1"]
    knows = walked.knows or card.name in _NEEDED or card.kind is Kind.CHOOSE
    if not knows and card.name != "restore.waiver":
        # The last row is « je ne sais pas », below the field where there is one.
        return ["down", "enter"] if view.field else [str(len(rows))]
    if not view.field:
        asked = _TYPED.get(card.name) if card.kind is Kind.ASK else None
        return [str(rows.index(asked or card.default or rows[0]) + 1)]
    text = _TYPED.get(card.name, "Dr Dupont")
    if card.kind is Kind.ASK and dictionary.question(card.name).kind == "time" and card.name not in _TYPED:
        text = _TYPED["t0"]
    walked.typed += len(text)
    return [*({" ": "space"}.get(one, one) for one in text), "enter"]


async def _press(pilot: Pilot[int], keys: list[str], walked: Walked) -> None:
    for key in keys:
        await pilot.press(key)
    walked.keys += len(keys)


async def _confirmed(app: Walkthrough, pilot: Pilot[int], walked: Walked) -> None:
    """Give the second key where one is asked for; a refusal here is a fault of this script, and told."""
    await pilot.pause()
    if isinstance(app.screen, Sure):
        await _press(pilot, ["o" if walked.language == "fr" else "y"], walked)
    if isinstance(app.screen, Told):
        raise ValueError(app.leading.view.question)  # noqa: TRY004 - no wrong type: a refusal


if __name__ == "__main__":
    sys.exit(main())
