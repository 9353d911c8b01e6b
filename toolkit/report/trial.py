"""Whether archives can be told together: every document is made of them once, before anything is kept.

An archive that holds is signed by somebody, who may be a stranger and may have written anything in it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.custody.opening import CaseFacts
from toolkit.errors import Refusal, SourceRefusal
from toolkit.paper import html, pdf
from toolkit.report import chronology, handover, machines, note_texts, pieces, releves, stix
from toolkit.report.answers import Answer
from toolkit.report.dossier import complaint
from toolkit.report.drafts import DRAFTS
from toolkit.report.handover import Closed
from toolkit.report.practice import Practice, of_machines, worded
from toolkit.texts import LANGUAGES, Speech

_CLOSED = Closed("DOSSIER.zip", 1, "0" * 64, "0" * 64, "SHA256:", 1, 0)
Line = Mapping[str, Any]


def refuse_unfit(
    archives: Sequence[Path],
    lines: Sequence[Line],
    facts: CaseFacts | None = None,
    own: Mapping[str, Answer] | None = None,
) -> None:
    """Read archives and make every document of them, in both languages; `lines` are theirs, in their order.

    The last one is named when they do not go together. `facts` and `own` are those of the case they are for.
    Raises SourceRefusal("machine_is_practice", source) or ("machine_unreadable", source, why).
    """
    every = {str(line["number"]): path for line, path in zip(lines, archives, strict=True)}
    paths = [every[str(line["number"])] for line in machines.read_now(lines)]
    held = [releves.read(path) for path in paths]
    for path, (opened, _) in zip(paths, held, strict=True):
        source = opened.facts.source
        if isinstance(source, Mapping) and source.get("kind") == machines.KIND:
            raise SourceRefusal("machine_is_practice", source=str(path))
    try:
        practice = of_machines(facts or held[0][0].facts, lines, held, own or {})
        notes = note_texts.read(practice.machines, map(note_texts.of_archive, paths))
        _compose(practice, notes, lines)
    except Refusal:
        raise
    except Exception as error:  # whatever a forged record breaks is refused here, not later
        raise SourceRefusal("machine_unreadable", source=str(paths[-1]), why=type(error).__name__) from error


def _compose(practice: Practice, notes: Mapping[str, str], lines: Sequence[Line]) -> None:
    for language in LANGUAGES:
        speech = Speech(language, fine=True)
        made = complaint(practice, speech, notes=notes)
        html.render(made)
        pdf.render(made)
        for _, draft in DRAFTS:
            html.render(draft.compose(practice, speech))
        html.render(handover.receipt(practice, speech, _CLOSED))
        chronology.chronology(practice, speech)
        pieces.exhibit_list(practice, speech, lines)
        note_texts.files(practice, notes, speech)
        for one in practice.conflicts:
            speech.say(f"practice.conflict_{one.code}", **worded(speech, one))
    stix.bundle(practice)
