"""What stands at the head of each draft: what it is, to whom it goes, by when, and that nothing is sent."""

from collections.abc import Mapping
from typing import Any

from toolkit.legal import deadlines, facts
from toolkit.legal.deadlines import Clock
from toolkit.paper.blocks import Block, Document, Facts, Heading, Listing, Notice, Tone, Words
from toolkit.report.clock import last_dealt_with
from toolkit.report.drafts.fields import form, nanoseconds, tally
from toolkit.report.drafts.found import attacked
from toolkit.report.practice import KNOWLEDGE, Practice, worded
from toolkit.texts import Speech, visible
from toolkit.texts.forms import spoken

# The titles of a form, each with its keys of the dictionary.
Sections = tuple[tuple[str, tuple[str, ...]], ...]


def head(
    practice: Practice, speech: Speech, draft: str, keys: tuple[str, ...] = (), boxes: int = 0
) -> tuple[Block, ...]:
    """Return the warning and the four facts of a draft; with `keys`, what is still to be settled too."""
    rows: list[tuple[str, Words | None]] = [
        (speech.say(f"drafts.head_{one}"), said(speech, f"{draft}_{one}")) for one in ("what", "whom")
    ]
    rows.append((speech.say("drafts.head_when"), when(practice, speech, draft)))
    rows.append((speech.say("drafts.head_source"), _source(speech, draft)))
    if keys:
        full, unknown, empty = tally(practice, speech, keys)
        state = speech.say(
            "drafts.state_of", full=full, total=len(keys), unknown=unknown, empty=empty, boxes=boxes,
            left=unknown + empty + boxes,
        )  # fmt: skip
        rows.append((speech.say("drafts.head_state"), state))
    warnings: list[Block] = [Notice(speech.say("drafts.warning"), Tone.DOUBT)]
    past = " ".join((*_past(practice, speech, draft), *_reason(practice, speech, draft)))
    doubts = (past, *_doubts(practice, speech, draft))
    warnings += [Notice(text, Tone.DOUBT) for text in doubts if text]
    if not attacked(practice):
        warnings.append(Notice(speech.say("drafts.not_attacked"), Tone.DOUBT))
    return (*warnings, Facts(tuple(rows)))


def said(speech: Speech, code: str, **more: Any) -> str:
    """Return a sentence of the drafts filled with the legal values that may be printed."""
    return speech.say(f"drafts.{code}", **{**facts.values(), **more})


# Which clock of `deadlines.clocks` a draft runs on; the others say their delay in words.
_CLOCKS = {"cnil": "cnil", "insurer": "complaint"}
# The answer that tells what a clock counts was done.
# Doubts about the answers that a draft rests on, beside those about the moment of knowledge.
_WEIGHING: Mapping[str, tuple[str, ...]] = {
    "cnil": ("people_many",),
    "insurer": ("waived_and_filed",),
    "register": ("people_many",),
}
_LONGEST = 200  # characters of one answer that is repeated at the head
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
    number = practice.answer(deadlines.DONE[_CLOCKS[draft]])
    if number:
        return said(speech, f"{draft}_when_done", number=visible(number)[:_LONGEST])
    if t0 is None:
        return said(speech, f"{draft}_when_no_t0")
    clock = next(one for one in deadlines.clocks(t0) if one.code == _CLOCKS[draft])
    end, start = spoken(speech, nanoseconds(clock.end)), spoken(speech, nanoseconds(clock.start))
    state = "past" if clock in _ended(practice) else "t0"
    due = said(speech, f"{draft}_when_{state}", end=end, start=start, hours=clock.hours)
    now = last_dealt_with(practice.machines, practice.acts)
    return due if now is None else f"{due} {speech.say('drafts.reckoned', when=spoken(speech, now))}"


def _ended(practice: Practice) -> tuple[Clock, ...]:
    """Return the deadlines that were past when the case was dealt with last, and nothing tells them kept."""
    t0, now = deadlines.of_answer(practice.answer("t0")), last_dealt_with(practice.machines, practice.acts)
    if t0 is None or now is None:
        return ()
    ended = (one for one in deadlines.clocks(t0) if now > nanoseconds(one.end))
    return tuple(one for one in ended if not practice.answer(deadlines.DONE[one.code]))


def _past(practice: Practice, speech: Speech, draft: str) -> tuple[str, ...]:
    """Return which deadlines are past, that of the draft itself aside: it says so where it says by when."""
    ends = ((one, spoken(speech, nanoseconds(one.end))) for one in _ended(practice))
    own = _CLOCKS.get(draft)
    return tuple(
        said(speech, f"past_{one.code}", end=end, hours=one.hours) for one, end in ends if one.code != own
    )


def _reason(practice: Practice, speech: Speech, draft: str) -> tuple[str, ...]:
    """Return the reason that was given for being late, to be looked at by whoever gives it."""
    told = practice.answer("pd.late_reason")
    late = draft == "cnil" and any(one.code == "cnil" for one in _ended(practice))
    return (speech.say("drafts.reason_check", told=visible(told)[:_LONGEST]),) if late and told else ()


def _doubts(practice: Practice, speech: Speech, draft: str) -> tuple[str, ...]:
    """Return what is doubtful in answers: the moment of knowledge, and what this draft rests on beside it."""
    weighing = {*KNOWLEDGE, *_WEIGHING.get(draft, ())}
    return tuple(
        speech.say(f"practice.conflict_{one.code}", **worded(speech, one))
        for one in practice.conflicts
        if one.code in weighing
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
    following = [block for each in after.values() for block in each if isinstance(block, Listing)]
    boxes = sum(not ticked for block in following for ticked in block.ticked or ())
    blocks: list[Block] = [*head(practice, speech, name, keys, boxes)]
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
