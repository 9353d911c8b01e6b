"""Somebody who types into plain mode: lines in, sentences out."""

import io
from pathlib import Path

from toolkit.custody import visit_journal
from toolkit.legal import dictionary
from toolkit.texts import Speech
from toolkit.walkthrough import plain
from toolkit.walkthrough import visit as visits
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.step import Kind
from toolkit.walkthrough.visit import Visit

WORDS = {"fr": "Votre réponse :", "en": "Your answer:"}
SAID = {"t0": "hier 8h10", "mission.order": "oui", "isolation/where": "elsewhere", "sys.power": "off"}


def ready(folder: Path, step: str = "source") -> Path:
    """Answer everything before a step, and return the folder of the visit."""
    conversation = Conversation(Speech("fr"), folder)
    while (place := conversation.place) is not None and step != place.step.CODE:
        asked = place.card.kind is Kind.ASK
        offered = dictionary.question(place.card.name).choices if asked else place.card.choices
        conversation.answer(place, SAID.get(place.name, offered[0] if offered else "12"))
    conversation.close()
    return folder


def disk(folder: Path, files: int = 30) -> Path:
    """Return a small folder to examine."""
    folder.mkdir()
    for number in range(files):
        (folder / f"{number}.txt").write_text("Bonjour, votre rendez-vous.\n" * 400)
    return folder


def talk(folder: Path | None, *typed: str, language: str = "fr") -> tuple[int, str]:
    """Lead a visit with these lines; return the exit status and everything that was said."""
    out = io.StringIO()
    conversation = Conversation(Speech(language), folder)
    status = plain.run(conversation, io.StringIO("".join(f"{line}\n" for line in typed)), out)
    return status, spaced(out.getvalue())


def spaced(said: str) -> str:
    """Return what was said with plain spaces, as it is written in these tests."""
    return said.replace("\N{NO-BREAK SPACE}", " ")


def visit_of(folder: Path) -> Visit:
    return visits.folded(visit_journal.read(folder), folder)
