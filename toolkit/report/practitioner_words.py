"""The practitioner's page in words: the light, what happened and since when, how far, what to do.

The command and the walkthrough say these same sentences.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.custody.unfinished import named
from toolkit.report.practitioner import NEEDED, Machine, count, kinds, missing, whole
from toolkit.report.timeline_words import Words
from toolkit.texts import Speech, visible
from toolkit.texts.forms import share, spoken
from toolkit.texts.reasons import why as reason

STRONG, PLAIN = "strong", "plain"
_SECOND = 1_000_000_000
_DAY = 86_400
_KINDS, _REASONS, _UNITS = 4, 3, 3


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: its code, its facts, and its tone: a light, STRONG or PLAIN."""

    code: str
    tone: str
    facts: Mapping[str, Any]


def said(one: Machine, speech: Speech, *, several: bool = False) -> Iterator[Said]:
    """Yield the sentences of a page in their order; `several` has the machine named first."""
    if several:
        yield Said("practitioner.title", STRONG, {"machine": one.name})
    yield Said(f"practitioner.state_{one.state}", one.light, {})
    yield Said(f"practitioner.means_{one.light}", PLAIN, {})
    yield _happened(one, speech)
    yield _far(one, speech)
    yield from _unseen(one, speech)
    yield Said(f"practitioner.do_{one.state}", STRONG, {})


def _happened(one: Machine, speech: Speech) -> Said:
    survey, doubt = one.survey or {}, "" if one.state == "attacked" else "_maybe"
    notes = speech.number(int(survey.get("note_files", 0)))
    units = listed(speech, one.signs)
    what = f"{_what(survey)}{doubt}" if one.state in {"attacked", "doubtful"} else _unstruck(one)
    facts = {
        "what": speech.say(f"practitioner.what_{what}", notes=notes, units=units),
        "since": _since(one, speech) if doubt == "" or one.began_ns is not None else "",
    }
    return Said("practitioner.happened", PLAIN, facts)


def _what(survey: Mapping[str, Any]) -> str:
    encrypted, notes = count(survey, "encrypted"), survey.get("note_files") or survey.get("suspect_files")
    if encrypted:
        return "encrypted_notes" if notes else "encrypted"
    if notes:
        return "notes"
    return "program" if survey.get("hostile_rules") else "traces"


def _unstruck(one: Machine) -> str:
    return one.state if one.state in {"unscanned", "signs"} else "nothing"


def _since(one: Machine, speech: Speech) -> str:
    began, ended = one.began_ns, one.ended_ns
    if began is None:
        return speech.say("practitioner.since_unknown")
    first = spoken(speech, began)
    if ended is None or ended <= began:
        return speech.say("practitioner.since_first", first=first)
    seconds = (ended - began) // _SECOND
    if 0 < seconds < _DAY:
        return speech.say("practitioner.since_lasting", first=first, length=Words(speech, []).length(seconds))
    return speech.say("practitioner.since_both", first=first, last=spoken(speech, ended))


def _far(one: Machine, speech: Speech) -> Said:
    if one.survey is None or not one.coverage or not one.coverage.get("files_seen"):
        return Said("practitioner.far_unknown", PLAIN, {})
    files, every = count(one.survey, "encrypted"), whole(one.survey)
    facts: dict[str, Any] = {"files": speech.number(files), "whole": speech.number(every)}
    if not files:
        return Said("practitioner.far_none", PLAIN, facts)
    lost = list(kinds(one.survey))
    told = [
        speech.say(
            "practitioner.kind",
            kind=lowered(speech.say(f"scan.kind_{kind}")),
            files=speech.number(hit), whole=speech.number(of),
        )
        for kind, hit, of in lost[:_KINDS]
    ]  # fmt: skip
    if len(lost) > _KINDS:
        told.append(speech.say("practitioner.more_kinds", count=len(lost) - _KINDS))
    code = "practitioner.far_kinds" if told else "practitioner.far"
    doubt = "" if one.state == "attacked" else "_maybe"
    return Said(f"{code}{doubt}", PLAIN, {**facts, "share": share(files, every), "kinds": ", ".join(told)})


def _unseen(one: Machine, speech: Speech) -> Iterator[Said]:
    """Yield what was not seen: files, steps that were broken off, parts of Windows that cannot be read."""
    coverage = one.coverage
    if not coverage:
        yield Said("practitioner.unseen_unknown", PLAIN, {})
        return
    if sample := coverage.get("sample"):
        counts = {key: speech.number(int(sample[key])) for key in ("files", "of")}
        yield Said("practitioner.unseen_sample", PLAIN, counts)
    if hidden := list(missing(coverage)):
        shown = [f"{reason(speech, why)} ({speech.number(often)})" for why, often in hidden[:_REASONS]]
        if len(hidden) > _REASONS:
            shown.append(speech.say("practitioner.more_reasons", count=len(hidden) - _REASONS))
        yield Said("practitioner.unseen", PLAIN, {"why": ", ".join(shown)})
    elif not sample:
        files = speech.number(int(coverage["files_seen"]))
        yield Said("practitioner.unseen_none", PLAIN, {"files": files})
    if left := [step for step in one.unfinished if step in NEEDED]:
        yield Said("practitioner.unseen_steps", PLAIN, {"steps": named(speech, left)})
    if one.failed:
        yield Said("practitioner.unseen_units", PLAIN, {"units": listed(speech, one.failed)})


def listed(speech: Speech, units: Sequence[str]) -> str:
    names = [speech.say(f"triage.{one}") if speech.knows(f"triage.{one}") else visible(one) for one in units]
    more = [f"+{len(names) - _UNITS}"] if len(names) > _UNITS else []
    return ", ".join([*map(lowered, names[:_UNITS]), *more])


def lowered(name: str) -> str:
    """Return a title as it is written inside a sentence; initials stay."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
