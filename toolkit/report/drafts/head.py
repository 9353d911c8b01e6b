"""What stands at the head of each draft: what it is, to whom it goes, by when, and that nothing is sent."""

from collections.abc import Mapping
from typing import Any

from toolkit.legal import deadlines, facts
from toolkit.legal.deadlines import Clock
from toolkit.paper.blocks import Block, Document, Facts, Heading, Notice, Tone, Words
from toolkit.report.clock import last_dealt_with
from toolkit.report.drafts.fields import form, nanoseconds, tally
from toolkit.report.drafts.found import attacked
from toolkit.report.practice import KNOWLEDGE, Practice, worded
from toolkit.texts import Speech
from toolkit.texts.forms import moment

# The titles of a form, each with its keys of the dictionary.
Sections = tuple[tuple[str, tuple[str, ...]], ...]


def head(practice: Practice, speech: Speech, draft: str, keys: tuple[str, ...] = ()) -> tuple[Block, ...]:
    """Return the warning and the four facts of a draft; with `keys`, how many of its lines are filled too."""
    rows: list[tuple[str, Words | None]] = [
        (speech.say(f"drafts.head_{one}"), said(speech, f"{draft}_{one}")) for one in ("what", "whom")
    ]
    rows.append((speech.say("drafts.head_when"), when(practice, speech, draft)))
    rows.append((speech.say("drafts.head_source"), _source(speech, draft)))
    if keys:
        full, unknown, empty = tally(practice, speech, keys)
        state = speech.say("drafts.state_of", full=full, total=len(keys), unknown=unknown, empty=empty)
        rows.append((speech.say("drafts.head_state"), state))
    warnings: list[Block] = [Notice(speech.say("drafts.warning"), Tone.DOUBT)]
    doubts = (" ".join(_past(practice, speech, draft)), *_doubts(practice, speech))
    warnings += [Notice(text, Tone.DOUBT) for text in doubts if text]
    if not attacked(practice):
        warnings.append(Notice(speech.say("drafts.not_attacked"), Tone.DOUBT))
    return (*warnings, Facts(tuple(rows)))


def said(speech: Speech, code: str, **more: Any) -> str:
    """Return a sentence of the drafts filled with the legal values that may be printed."""
    return speech.say(f"drafts.{code}", **{**facts.values(), **more})


# Which clock of `deadlines.clocks` a draft runs on; the others say their delay in words.
_CLOCKS = {"cnil": "cnil", "insurer": "complaint"}
# The entries of legal_fr.toml a draft rests on; one that is not verified is left out.
_SOURCES: Mapping[str, tuple[str, ...]] = {
    "cnil": ("gdpr_notify_article",),
    "health": ("health_article", "health_report_article"),
    "insurer": ("complaint_article",),
    "register": ("gdpr_register_article",),
    "patients": ("gdpr_patients_article",),
}


def when(practice: Practice, speech: Speech, draft: str) -> str:
    """Return by when a draft is due, as a moment where the time of knowledge was told."""
    t0 = deadlines.of_answer(practice.answer("t0"))
    if draft not in _CLOCKS:
        return said(speech, f"{draft}_when")
    if t0 is None:
        return said(speech, f"{draft}_when_no_t0")
    clock = next(one for one in deadlines.clocks(t0) if one.code == _CLOCKS[draft])
    end, start = moment(speech, nanoseconds(clock.end)), moment(speech, nanoseconds(clock.start))
    state = "past" if clock in _ended(practice) else "t0"
    return said(speech, f"{draft}_when_{state}", end=end, start=start, hours=clock.hours)


def _ended(practice: Practice) -> tuple[Clock, ...]:
    """Return the deadlines that were past when the case was dealt with last."""
    t0, now = deadlines.of_answer(practice.answer("t0")), last_dealt_with(practice.machines, practice.acts)
    if t0 is None or now is None:
        return ()
    return tuple(one for one in deadlines.clocks(t0) if now > nanoseconds(one.end))


def _past(practice: Practice, speech: Speech, draft: str) -> tuple[str, ...]:
    """Return which deadlines are past, that of the draft itself aside: it says so where it says by when."""
    ends = ((one, moment(speech, nanoseconds(one.end))) for one in _ended(practice))
    own = _CLOCKS.get(draft)
    return tuple(
        said(speech, f"past_{one.code}", end=end, hours=one.hours) for one, end in ends if one.code != own
    )


def _doubts(practice: Practice, speech: Speech) -> tuple[str, ...]:
    """Return what is doubtful about the moment of knowledge, which every draft rests on."""
    return tuple(
        speech.say(f"practice.conflict_{one.code}", **worded(speech, one))
        for one in practice.conflicts
        if one.code in KNOWLEDGE
    )


def _source(speech: Speech, draft: str) -> str:
    known = [key for key in _SOURCES[draft] if facts.printable(key)]
    return " ".join(
        said(speech, f"source_{key}", checked=facts.fact(key).checked(speech.say)) for key in known
    ) or speech.say("drafts.source_none")


def draft(
    practice: Practice, speech: Speech, name: str, sections: Sections, after: Mapping[str, tuple[Block, ...]]
) -> Document:
    """Return a form: its head, then each section with its lines and the blocks that follow them, by title."""
    keys = tuple(key for _, each in sections for key in each)
    blocks: list[Block] = [*head(practice, speech, name, keys)]
    for title, each in sections:
        blocks.append(Heading(speech.say(f"drafts.{title}")))
        if each:
            blocks.append(form(practice, speech, each))
        blocks.extend(after.get(title, ()))
    return document(practice, speech, name, tuple(blocks))


def document(practice: Practice, speech: Speech, name: str, blocks: tuple[Block, ...]) -> Document:
    """Return a draft of these blocks under its title."""
    return Document(
        title=speech.say(f"drafts.{name}_title"),
        language=speech.language,
        blocks=blocks,
        subtitle=speech.say("drafts.subtitle", ref=practice.facts.ref),
        footer=speech.say("drafts.footer", ref=practice.facts.ref),
        dated_ns=practice.facts.opened,
    )
