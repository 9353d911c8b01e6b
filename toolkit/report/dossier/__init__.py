"""The complaint file: what a practice hands to those who take its complaint, from open records alone."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from toolkit.paper.blocks import Block, Document, NewPage
from toolkit.report.answers import open_answers
from toolkit.report.dossier import (
    access,
    changes,
    checking,
    complainant,
    demand,
    exhibits,
    extent,
    facts_in_order,
    first_page,
    machines,
    method,
    unseen,
    visit,
)
from toolkit.report.dossier.matter import Matter, Seal
from toolkit.report.dossier.standing import complained
from toolkit.report.dossier.wording import brief
from toolkit.report.machines import addresses
from toolkit.report.practice import Practice
from toolkit.texts import Speech

__all__ = ["SECTIONS", "Seal", "complaint"]

# The order of the file: first what everybody reads, then what is examined.
SECTIONS = (
    first_page, complainant, facts_in_order, extent, demand, machines, access, exhibits, unseen, changes,
    visit, method, checking,
)  # fmt: skip
_NAME = 80  # characters of what a practice is called, on its first page
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


def complaint(
    practice: Practice, speech: Speech, *, seal: Seal | None = None, notes: Mapping[str, str] = _NO_TEXTS
) -> Document:
    """Return the complaint file of a practice.

    `seal` is what is known once the archive is closed, for a copy printed afterwards; the file inside the
    archive leaves its place to be filled in. `notes` are the texts of the notes that were copied, by the
    SHA-256 of their exhibit (`report.note_texts`).
    """
    # Whatever the way these answers came, none leaves with what is somebody else's.
    spared = frozenset[str]().union(*map(addresses, practice.machines))
    leaving = replace(practice, answers=open_answers(practice.answers, spared))
    matter = Matter(leaving, speech, seal, notes)
    named = brief(leaving.named() or "", _NAME)
    what = "" if complained(matter) else "_nothing"
    return Document(
        title=matter.say(f"dossier.title{what}", ref=practice.facts.ref),
        language=speech.language,
        blocks=tuple(_blocks(matter)),
        subtitle=matter.say("dossier.subtitle", practice=named, when=matter.spoken(practice.facts.opened))
        if named
        else matter.say("dossier.subtitle_unnamed", when=matter.spoken(practice.facts.opened)),
        footer=matter.say(f"dossier.footer{what}", ref=practice.facts.ref),
        dated_ns=practice.facts.opened,
    )


def _blocks(matter: Matter) -> Iterator[Block]:
    for section in SECTIONS:
        yield from section.blocks(matter)
        if section is first_page:
            yield NewPage()
