"""The exhibits: their number, what they are, where they came from, and what they hash to."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.custody.captures import in_annex
from toolkit.paper.blocks import Block, Code, Facts, Heading, Notice, Paragraph, Tone, Words
from toolkit.report import kept
from toolkit.report.dossier import attack_files
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import EXHIBITS, copying_unfinished, each_machine, field, place, table
from toolkit.report.exhibits import quoting
from toolkit.report.opened import Opened
from toolkit.texts import visible
from toolkit.texts.reasons import why

ROWS = 40
_LEFT = 15


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("dossier.exhibits"))
    lines = [(machine, line) for machine in matter.practice.machines for line in machine.capture]
    copied = [(machine, line) for machine, line in lines if "failed" not in line]
    left = [(machine, line) for machine, line in lines if "failed" in line]
    if copying_unfinished(matter):
        yield Notice(matter.say("dossier.unfinished_capture"), Tone.DOUBT)
    yield Facts(
        (
            field(matter, "ev.list", matter.typeset(kept.said(matter.speech, kept.counted(matter.practice)))),
            field(matter, "ev.photos"),
            field(matter, "ev.logs"),
        )
    )
    if copied:
        widths = [1.4, 3.0, 4.3, 1.7, 5.0]
        rows = [_row(matter, machine, line) for machine, line in copied]
        titles = ["exhibit", "is", "origin", "size", "sha256"]
        if matter.several:
            titles.insert(1, "machine")
            widths = [1.3, 2.5, 2.6, 3.4, 1.6, 4.6]
        numbers = (titles.index("size"),)
        yield table(matter, titles, rows, most=ROWS, where=EXHIBITS, numbers=numbers, widths=tuple(widths))
    if left:
        yield Heading(matter.say("dossier.left_out"), 2)
        kept_out: list[tuple[Words, ...]] = [
            (
                str(line.get("number", "–")),
                place(str(line["origin"])),
                why(matter.speech, str(line["failed"])),
            )
            for _, line in left
        ]
        yield table(matter, ("exhibit", "origin", "because"), kept_out, most=_LEFT, where=EXHIBITS)
    yield Paragraph(matter.say("dossier.exhibits_never"))
    yield from each_machine(matter, attack_files.programs)
    yield from each_machine(matter, attack_files.pairs)


def _row(matter: Matter, machine: Opened, line: Mapping[str, Any]) -> tuple[Words, ...]:
    code = f"capture.{line['reason']}"
    kind = matter.say(code) if matter.speech.knows(code) else visible(str(line["reason"]))
    if line.get("copies", 1) > 1:
        kind = f"{kind} ({matter.say('dossier.copies', files=line['copies'])})"
    if (line.get("facts") or {}).get("as_scanned") is False:
        kind = f"{kind}. {matter.say('report.changed_since_scan')}"
    if in_annex(str(line["number"])):
        kind = f"{kind} ({matter.say('capture.quoting' if quoting(line) else 'dossier.annex')})"
    number = visible(str(line["number"]))
    told = (kind, place(str(line["origin"])), matter.speech.number(line["size"]), _hashes(matter, line))
    return (number, matter.name(machine), *told) if matter.several else (number, *told)


def _hashes(matter: Matter, line: Mapping[str, Any]) -> Words:
    """Return the hash of what is kept, and of what a protected ZIP holds."""
    whole = Code(visible(str(line["sha256"])))
    inside = (line.get("facts") or {}).get("content_sha256")
    return (whole, f" {matter.say('dossier.inside')} ", Code(visible(str(inside)))) if inside else whole
