"""The page for the practitioner: what happened and what to do, in plain words, alone on its page."""

from collections.abc import Iterator, Sequence

from toolkit.legal import deadlines
from toolkit.paper.blocks import Block, Facts, Heading, Listing, Notice, Paragraph, Tone
from toolkit.paper.blocks import Words as Said
from toolkit.report import clock, kept
from toolkit.report.dossier import clocks
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.standing import begun, gravest, standing, tally, whole
from toolkit.report.dossier.steps import steps
from toolkit.report.dossier.wording import answered, brief, field
from toolkit.report.last_checked import last_checked
from toolkit.report.opened import Opened
from toolkit.report.practice import KNOWLEDGE
from toolkit.report.timeline_words import Words

_SECOND = 1_000_000_000
_DAY = 86_400 * _SECOND
_TONES = {"attacked": Tone.BAD, "nothing": Tone.PLAIN}
_KINDS = 4  # kinds of files named on the page
_MACHINES = 3
_NAME = 40  # characters of a machine's
_LONGEST = 60  # characters of one answer on this page


def blocks(matter: Matter) -> Iterator[Block]:
    """Yield the page; it holds no hash, no path and no word of the field."""
    state = gravest(matter)
    yield Heading(matter.say("dossier.first"))
    said = " ".join([matter.say(f"dossier.standing_{state}"), *_unfinished(matter)])
    yield Notice(said, _TONES.get(state, Tone.DOUBT))
    yield Facts(tuple(_what(matter)))
    yield Heading(matter.say("dossier.do" if state == "attacked" else "dossier.do_if"), 2)
    yield Listing(tuple(steps(matter)), numbered=True)
    yield Paragraph(clocks.sources(matter), soft=True)
    yield Heading(matter.say("dossier.do_not"), 2)
    yield Listing(tuple(matter.say(f"dossier.not_{one}") for one in ("pay", "delete", "reinstall")))
    yield Heading(matter.say("dossier.not_known"), 2)
    yield Listing(tuple(_unknown(matter)))


def _unfinished(matter: Matter) -> Iterator[str]:
    """Yield one sentence for all machines: which steps are missing is told further on."""
    left = sum(bool(one.unfinished) for one in matter.practice.machines)
    if left:
        yield matter.say("dossier.unfinished_first", machines=left)


def _what(matter: Matter) -> Iterator[tuple[str, Said | None]]:
    machines = matter.practice.machines
    label, told = field(matter, "t0")
    known = deadlines.of_answer(matter.practice.answer("t0"))
    yield label, matter.spoken(int(known.timestamp()) * _SECOND) if known else told
    yield matter.say("dossier.what"), " ".join(_happened(matter)) or _nothing(matter)
    yield matter.say("dossier.how_far"), _how_far(matter)
    if matter.several:
        named = " · ".join(_stands(matter, one) for one in machines[:_MACHINES])
        left = len(machines) - _MACHINES
        yield matter.say("dossier.machines_short"), named + (f" · +{left}" if left > 0 else "")
    yield matter.say("dossier.since"), _since(matter)
    yield matter.say("dossier.kept"), _kept(matter)
    yield matter.say("dossier.backups_short"), _backups(matter)


def _happened(matter: Matter) -> Iterator[str]:
    machines = matter.practice.machines
    if hit := [one for one in machines if tally(one, "encrypted")]:
        yield matter.say(f"dossier.what_encrypted{_doubt(hit)}")
    if noted := [one for one in machines if _notes(one)]:
        yield matter.say(f"dossier.what_notes{_doubt(noted)}", files=sum(map(_notes, noted)))
    if ruled := [one for one in machines if (one.survey or {}).get("hostile_rules")]:
        yield matter.say(f"dossier.what_program{_doubt(ruled)}")


def _notes(machine: Opened) -> int:
    return int((machine.survey or {}).get("note_files", 0))


def _doubt(machines: Sequence[Opened]) -> str:
    """Return how the code of a sentence ends: what stands on no established attack is told as a doubt."""
    return "" if any(standing(one) == "attacked" for one in machines) else "_maybe"


def _nothing(matter: Matter) -> str:
    """Return why nothing is told: nothing was found, or the reading never got so far."""
    state = gravest(matter)
    if state == "unscanned":
        return matter.say("dossier.what_cut" if _cut(matter) else "dossier.what_unscanned")
    return matter.say("dossier.what_unread" if state == "unread" else "dossier.what_nothing")


def _cut(matter: Matter) -> bool:
    """Tell whether the reading of files was begun on a machine and never brought to its end."""
    return any(begun(one) for one in matter.practice.machines if standing(one) == "unscanned")


def _how_far(matter: Matter) -> str:
    machines = matter.practice.machines
    files, of = sum(tally(one, "encrypted") for one in machines), sum(whole(one) for one in machines)
    if not files:
        unknown = "dossier.far_cut" if _cut(matter) else "dossier.far_unknown"
        return matter.say("dossier.far_none" if of else unknown, whole=of)
    kinds: dict[str, int] = {}
    for one in machines:
        for row in ((one.survey or {}).get("extent") or {}).get("kinds", ()):
            kinds[row["kind"]] = kinds.get(row["kind"], 0) + row["encrypted"]["files"]
    most = [one for one in sorted(kinds.items(), key=lambda item: -item[1]) if one[1]][:_KINDS]
    named = ", ".join(f"{matter.say(f'scan.kind_{kind}')} ({matter.speech.number(n)})" for kind, n in most)
    hit = [one for one in machines if tally(one, "encrypted")]
    said = matter.say(f"dossier.far{_doubt(hit)}", files=files, whole=of)
    return f"{said} {matter.say('dossier.far_kinds', kinds=named)}" if named else said


def _stands(matter: Matter, machine: Opened) -> str:
    return matter.say(
        "dossier.machine_stands",
        machine=matter.name(machine)[:_NAME],
        standing=matter.say(f"dossier.short_{standing(machine)}"),
    )


def _since(matter: Matter) -> str:
    machines = matter.practice.machines
    dated = [(one, clock.span(one)) for one in machines]
    first = min((at for _, (at, _) in dated if at is not None), default=None)
    last = max((at for _, (_, at) in dated if at is not None), default=None)
    if first is None:
        return matter.say("dossier.since_unknown")
    began = next(one for one, (at, _) in dated if at == first)
    ended = next((one for one, (_, at) in dated if at == last), began)
    by = matter.say(f"dossier.{_whose(matter, [one for one, times in dated if times != (None, None)])}")
    since = matter.spoken(first)
    if last is None:
        return matter.say("dossier.since_first", first=since, by=by)
    if last == first:
        return matter.say("dossier.since_at", first=since, by=by)
    # A length between times of two clocks means nothing.
    one_clock = began is ended or (clock.noted(began) and clock.noted(ended))
    if one_clock and 0 < last - first < _DAY:
        length = Words(matter.speech, []).length((last - first) // _SECOND)
        return matter.say("dossier.since_lasting", first=since, length=length, by=by)
    if not one_clock:
        return matter.say("dossier.since_first", first=since, by=by)
    return matter.say("dossier.since_both", first=since, last=matter.spoken(last), by=by)


def _whose(matter: Matter, machines: Sequence[Opened]) -> str:
    """Return the code of the clock that times go by; an offset that people told is not applied."""
    noted = {clock.noted(one) for one in machines}
    if len(noted) > 1:
        return "by_some"
    if True in noted:
        return "by_exact_clock"
    return "by_told" if matter.practice.answer("t.offset") else "by_machine"


def _kept(matter: Matter) -> str:
    said = matter.typeset(kept.said(matter.speech, kept.counted(matter.practice)))
    fate = answered(matter, "sys.disk.fate") or answered(matter, "sys.disk")
    if fate is None:
        return f"{said} {matter.say('dossier.kept_disk_unknown')}"
    return f"{said} {matter.say('dossier.kept_disk', fate=brief(fate, _LONGEST))}"


def _backups(matter: Matter) -> str:
    checked = [line for one in matter.practice.machines for line in last_checked(one.backups)]
    if not checked:
        return matter.say("dossier.backups_none")
    good = sum(line["connect"] == "clean" and line["rely"] == "good" for line in checked)
    return matter.say("dossier.backups_checked", checked=len(checked), good=good)


def _unknown(matter: Matter) -> Iterator[str]:
    machines = matter.practice.machines
    if matter.practice.answer("attack.vector") is None and gravest(matter) in {"attacked", "doubtful"}:
        yield matter.say("dossier.unknown_origin")
    yield matter.say("dossier.unknown_copied")
    unseen = sum(int((one.coverage or {}).get("files_not_seen", 0)) for one in machines)
    if unseen:
        yield matter.say("dossier.unknown_unseen", files=unseen)
    if not all(map(clock.noted, machines)):
        told = matter.practice.answer("t.offset")
        yield matter.say("dossier.unknown_clock_told" if told else "dossier.unknown_clock")
    doubts = (one.code for one in matter.practice.conflicts if one.code in KNOWLEDGE)
    yield from (matter.say(f"dossier.unknown_{code}") for code in doubts)
