"""The page for the practitioner: what happened and what to do, in plain words, alone on its page."""

from collections.abc import Iterator

from toolkit.paper.blocks import Block, Facts, Heading, Listing, Notice, Paragraph, Tone, Words
from toolkit.report.dossier import clocks
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.standing import corrected, gravest, span, standing, tally, whole
from toolkit.report.dossier.wording import answered, field
from toolkit.report.opened import Opened

_TONES = {"attacked": Tone.BAD, "nothing": Tone.PLAIN}
_KINDS = 4  # kinds of files named on the page
_MACHINES = 3
_LONGEST = 160  # characters of one answer on this page


def blocks(matter: Matter) -> Iterator[Block]:
    """Yield the page; it holds no hash, no path and no word of the field."""
    state = gravest(matter)
    yield Heading(matter.say("dossier.first"))
    yield Notice(matter.say(f"dossier.standing_{state}"), _TONES.get(state, Tone.DOUBT))
    yield Facts(tuple(_what(matter)))
    yield Heading(matter.say("dossier.do" if state == "attacked" else "dossier.do_if"), 2)
    yield Listing(tuple(_steps(matter)), numbered=True)
    yield Paragraph(clocks.sources(matter), soft=True)
    yield Heading(matter.say("dossier.do_not"), 2)
    yield Listing(tuple(matter.say(f"dossier.not_{one}") for one in ("pay", "delete", "reinstall", "plug")))
    yield Heading(matter.say("dossier.not_known"), 2)
    yield Listing(tuple(_unknown(matter)))


def _what(matter: Matter) -> Iterator[tuple[str, Words | None]]:
    machines = matter.practice.machines
    yield field(matter, "t0")
    yield matter.say("dossier.what"), " ".join(_happened(matter)) or matter.say("dossier.what_nothing")
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
    if any(tally(one, "encrypted") for one in machines):
        yield matter.say("dossier.what_encrypted")
    notes = sum(int((one.survey or {}).get("note_files", 0)) for one in machines)
    if notes:
        yield matter.say("dossier.what_notes", files=notes)
    if any((one.survey or {}).get("hostile_rules") for one in machines):
        yield matter.say("dossier.what_program")


def _how_far(matter: Matter) -> str:
    machines = matter.practice.machines
    files, of = sum(tally(one, "encrypted") for one in machines), sum(whole(one) for one in machines)
    if not files:
        return matter.say("dossier.far_none" if of else "dossier.far_unknown", whole=of)
    kinds: dict[str, int] = {}
    for one in machines:
        for row in ((one.survey or {}).get("extent") or {}).get("kinds", ()):
            kinds[row["kind"]] = kinds.get(row["kind"], 0) + row["encrypted"]["files"]
    most = [one for one in sorted(kinds.items(), key=lambda item: -item[1]) if one[1]][:_KINDS]
    named = ", ".join(f"{matter.say(f'scan.kind_{kind}')} ({matter.speech.number(n)})" for kind, n in most)
    said = matter.say("dossier.far", files=files, whole=of)
    return f"{said} {matter.say('dossier.far_kinds', kinds=named)}" if named else said


def _stands(matter: Matter, machine: Opened) -> str:
    return matter.say(
        "dossier.machine_stands",
        machine=matter.name(machine)[:40],
        standing=matter.say(f"dossier.short_{standing(machine)}"),
    )


def _since(matter: Matter) -> str:
    machines = matter.practice.machines
    spans = [tuple(corrected(one, at) for at in span(one)) for one in machines]
    first = min((one for one, _ in spans if one is not None), default=None)
    last = max((one for _, one in spans if one is not None), default=None)
    if first is None:
        return matter.say("dossier.since_unknown")
    if last is None:
        return matter.say("dossier.since_first", first=matter.moment(first))
    return matter.say("dossier.since_both", first=matter.moment(first), last=matter.moment(last))


def _kept(matter: Matter) -> str:
    copied = sum("failed" not in line for one in matter.practice.machines for line in one.capture)
    said = matter.say("dossier.kept_exhibits", files=copied) if copied else matter.say("dossier.kept_none")
    fate = answered(matter, "sys.disk.fate") or answered(matter, "sys.disk")
    if fate is None:
        return f"{said} {matter.say('dossier.kept_disk_unknown')}"
    return f"{said} {matter.say('dossier.kept_disk', fate=fate[:_LONGEST])}"


def _backups(matter: Matter) -> str:
    checked = [line for one in matter.practice.machines for line in one.backups]
    if not checked:
        return matter.say("dossier.backups_none")
    good = sum(line["connect"] == "clean" and line["rely"] == "good" for line in checked)
    return matter.say("dossier.backups_checked", checked=len(checked), good=good)


def _steps(matter: Matter) -> Iterator[Words]:
    yield matter.say("dossier.step_unplugged")
    yield matter.say("dossier.step_insurer")
    yield from clocks.steps(matter)
    yield matter.say("dossier.step_disk")
    yield matter.say("dossier.step_backup")


def _unknown(matter: Matter) -> Iterator[str]:
    machines = matter.practice.machines
    if matter.practice.answer("attack.vector") is None:
        yield matter.say("dossier.unknown_origin")
    yield matter.say("dossier.unknown_copied")
    unseen = sum(int((one.coverage or {}).get("files_not_seen", 0)) for one in machines)
    if unseen:
        yield matter.say("dossier.unknown_unseen", files=unseen)
    if any(one.facts.clock.get("offset_seconds") is None for one in machines):
        yield matter.say("dossier.unknown_clock")
