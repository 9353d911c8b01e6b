"""The facts and the actions in one order, each with how sure it is and what shows it."""

import re
from collections.abc import Iterator

from toolkit.custody.log import Act
from toolkit.paper.blocks import Block, Facts, Heading, Notice, Paragraph, Strong, Tone, Words
from toolkit.report import clock
from toolkit.report.chronology import Happening, happenings, paris
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import CHRONOLOGY, EXHIBITS, conflicting, cut, field, table
from toolkit.report.opened import Opened
from toolkit.report.practice import KNOWLEDGE
from toolkit.texts.forms import stamp

ROWS = 60
_EVIDENCE = 1  # pieces of one statement that are printed
_OF_THE_CASE = ("case.opened", "custody.transferred")
_STEPS = (".opened", ".resumed", ".checkpoint")
_NUMBER = re.compile(r"_[0-9]+(?=\.)")  # of a stage that may be repeated: backup_2.closed
_LONGEST = 600  # characters of one statement


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("dossier.facts"))
    yield Facts(tuple(_dates(matter)))
    for one in matter.practice.conflicts:
        if one.code in KNOWLEDGE:
            yield Notice(conflicting(matter, one), Tone.DOUBT)
    noted = [clock.noted(one) for one in matter.practice.machines]
    if any(noted):
        yield Paragraph(matter.say("dossier.offset_known", file=CHRONOLOGY, exhibits=EXHIBITS), soft=True)
    if not all(noted):
        yield Paragraph(matter.say("dossier.offset_unknown"), soft=True)
    examining = _examining(matter)
    told = [one for one in happenings(matter.practice, matter.speech) if _mark(one) not in examining]
    if not told:
        yield Paragraph(matter.say("dossier.facts_none"))
        return
    yield Paragraph(matter.say("dossier.facts_means", file=CHRONOLOGY), soft=True)
    yield Paragraph(matter.say("timeline.means"), soft=True)
    yield Paragraph(matter.say("dossier.codes"), soft=True)
    titles, widths = ["paris", "what", "sure", "evidence"], [3.4, 6.6, 1.8, 3.8]
    if matter.several:
        titles.insert(1, "machine")
        widths = [3.4, 2.8, 5.2, 1.8, 3.4]
    rows = [_row(matter, one) for one in told]
    yield table(matter, titles, rows, most=ROWS, where=CHRONOLOGY, widths=tuple(widths))


def _dates(matter: Matter) -> Iterator[tuple[str, Words | None]]:
    yield field(matter, "t0")
    yield field(matter, "t0.who")
    yield field(matter, "attack.nature", _nature(matter))
    yield field(matter, "attack.vector")
    yield field(matter, "attack.vector.detail")
    for machine in matter.practice.machines:
        first, last = clock.span(machine)
        found = (
            ("t.first", _time(matter, first)),
            ("t.last", _time(matter, last)),
            ("t.offset", _offset(matter, machine)),
        )
        for key, words in found:
            label, told = field(matter, key, words)
            yield (f"{label} ({matter.name(machine)})" if matter.several else label), told


def _time(matter: Matter, at_ns: int | None) -> str:
    return matter.say("dossier.not_found") if at_ns is None else matter.moment(at_ns)


def _nature(matter: Matter) -> str | None:
    surveys = [one.survey or {} for one in matter.practice.machines]
    if not any(one.get("state") == "attacked" for one in surveys):
        return None
    return matter.say("dossier.nature_seen")


def actions(matter: Matter) -> Iterator[Block]:
    """Yield what was done to examine, which the facts of the attack are told without."""
    silent, known = _silent(matter), _examining(matter)
    done = [one for one in happenings(matter.practice, matter.speech) if _mark(one) in known - silent]
    if not done:
        return
    titles, widths = ["paris", "done", "evidence"], [3.4, 8.4, 3.8]
    if matter.several:
        titles.insert(1, "machine")
        widths.insert(1, 2.8)
    rows = [_done(matter, one) for one in done]
    yield Heading(matter.say("dossier.actions"), 2)
    yield table(matter, titles, rows, most=ROWS, where=CHRONOLOGY, widths=tuple(widths))


def _acts(matter: Matter) -> Iterator[tuple[str, Act]]:
    yield from ((machine.label, act) for machine in matter.practice.machines for act in machine.acts)
    whole = matter.speech.say("practice.whole")
    yield from ((whole, act) for act in matter.practice.acts)


def _examining(matter: Matter) -> set[tuple[str, str]]:
    """Return the acts that belong to examining; taking the case up and handing it over are facts of it."""
    return {(label, str(act.n)) for label, act in _acts(matter) if act.act not in _OF_THE_CASE}


def _silent(matter: Matter) -> set[tuple[str, str]]:
    """Return the acts that are left to the file with all of them: beginnings, steps without a name."""
    return {
        (machine.label, str(act.n))
        for machine in matter.practice.machines
        for act in machine.acts
        if act.act.endswith(_STEPS) or not matter.speech.knows(f"custody.{_NUMBER.sub('', act.act)}")
    }


def _mark(one: Happening) -> tuple[str, str]:
    return (one.machine, _line(one)) if one.nature == "action" else ("", "")


def _line(one: Happening) -> str:
    """Return the number that an action has in the log."""
    return "".join(filter(str.isdigit, "".join(one.evidence[:1])))


def _offset(matter: Matter, machine: Opened) -> str | None:
    offset = machine.facts.clock.get("offset_seconds")
    return None if offset is None else matter.say("dossier.offset", seconds=_seconds(matter, offset))


def _seconds(matter: Matter, offset: float) -> str:
    shown = f"{offset:+g}".replace("-", "\N{MINUS SIGN}")
    return shown.replace(".", ",") if matter.speech.language == "fr" else shown


def hour(matter: Matter, at_ns: int | None) -> Words:
    """Return a time for the first column of a table: that of Paris, and that of UTC below it."""
    local = paris(at_ns)
    if local is None:
        return stamp(at_ns)[:19] or "–"
    utc = matter.say("dossier.utc_below", utc=stamp(at_ns)[11:19])
    return Strong(f"{local:%Y-%m-%d %H:%M:%S}"), f" {utc}"


def _done(matter: Matter, one: Happening) -> tuple[Words, ...]:
    said = matter.typeset(cut(matter, one.what, _LONGEST))
    who = f" ({cut(matter, one.who, 80)})" if one.who else ""
    told = (f"{said}{who}", matter.say("dossier.log_line", number=_line(one)))
    when = hour(matter, one.at_ns)
    return (when, matter.name_of(one.machine), *told) if matter.several else (when, *told)


def _row(matter: Matter, one: Happening) -> tuple[Words, ...]:
    said = matter.typeset(cut(matter, one.what, _LONGEST))
    if one.who:
        said = f"{said} ({cut(matter, one.who, 80)})"
    seen = [cut(matter, each, _LONGEST) for each in one.evidence[:_EVIDENCE]]
    left = len(one.evidence) - len(seen)
    evidence = " · ".join([*seen, *([f"+{left}"] if left > 0 else [])])
    if one.nature == "action":
        said = f"{matter.say('dossier.action')} {said}"
        evidence = matter.say("dossier.log_line", number=_line(one))
    when = hour(matter, one.at_ns)
    sure: Words = Strong(one.sure) if one.nature == "fact" and one.sure else one.sure or "–"
    middle = (said, sure, matter.typeset(evidence) or "–")
    return (when, matter.name_of(one.machine), *middle) if matter.several else (when, *middle)
