"""Documents written only from what the case holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.paper import html, pdf
from toolkit.paper.blocks import Document
from toolkit.report import answers, chronology, machines, note_texts, pieces, releves, stix
from toolkit.report.dossier import complaint
from toolkit.report.drafts import DRAFTS
from toolkit.report.extracts import backups
from toolkit.report.page import page
from toolkit.report.practice import Practice, practice
from toolkit.texts import Speech

__all__ = [
    "Told",
    "backups",
    "complaint_files",
    "documents",
    "draft_files",
    "of_practice",
    "page",
    "told",
]

COMPLAINT = "01_DOSSIER_DE_PLAINTE"
TECHNICAL = "04_RAPPORT_TECHNIQUE.html"


@dataclass(frozen=True, slots=True)
class Told:
    """What every document is made from, worked out once: open records, answers, the texts of notes."""

    practice: Practice
    notes: Mapping[str, str]  # by the SHA-256 of the exhibit


def told(case: Case, pseudonyms: Pseudonyms) -> Told:
    """Return what documents are made from; raises SourceRefusal("machine_unreadable")."""
    held = practice(case, pseudonyms)
    return Told(held, note_texts.texts(case, held))


def documents(case: Case, pseudonyms: Pseudonyms, language: str) -> Mapping[str, bytes]:
    """Return what the open archive holds beside the exhibits and the custody log, by file name."""
    speech, known = Speech(language, fine=True), told(case, pseudonyms)
    found = {
        **_both(COMPLAINT, complaint(known.practice, speech, notes=known.notes)),
        chronology.NAME: chronology.chronology(known.practice, speech),
        pieces.NAME: pieces.exhibit_list(known.practice, speech, list(machines.recorded(case))),
        stix.NAME: stix.bundle(known.practice),
        **note_texts.files(known.practice, known.notes, speech),
    }
    if of_practice(case):
        spared = frozenset[str]().union(*map(machines.addresses, known.practice.machines))
        own = answers.open_answers(answers.told(case), spared)
        return {**found, **machines.listed(case), **releves.answered(own)}
    found[TECHNICAL] = page(case, pseudonyms, language).encode("utf-8")
    return {**found, **releves.written(known.practice.machines[0], known.practice.answers)}


def of_practice(case: Case) -> bool:
    """Tell the case of a whole practice, which examined nothing itself, from that of one machine."""
    return case.facts.source.get("kind") == machines.KIND


def complaint_files(known: Told, language: str) -> dict[str, bytes]:
    """Return the complaint file in both its forms, by file name."""
    document = complaint(known.practice, Speech(language, fine=True), notes=known.notes)
    return _both(f"dossier_de_plainte_{language}", document)


def draft_files(known: Told, language: str) -> dict[str, bytes]:
    """Return what the practitioner corrects and sends himself, by file name; none of it is in the archive."""
    speech = Speech(language, fine=True)
    return {
        name: content
        for stem, draft in DRAFTS
        for name, content in _both(f"{stem}_{language}", draft.compose(known.practice, speech)).items()
    }


def _both(stem: str, document: Document) -> dict[str, bytes]:
    return {f"{stem}.pdf": pdf.render(document), f"{stem}.html": html.render(document)}
