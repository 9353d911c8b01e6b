"""What was not seen, and why: files, parts of the inventory, and what no version of the tool looks at."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.paper.blocks import Block, Facts, Heading, Listing, Paragraph, Words
from toolkit.report import inventory_words
from toolkit.report.dossier.looked import WHOLE
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import cut, each_machine, not_finished, not_scanned, table
from toolkit.report.not_seen import parts
from toolkit.report.opened import Opened
from toolkit.texts.reasons import why

_ROWS = 20
_REASONS = 12


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("report.not_seen"))
    yield from not_finished(matter)
    yield from each_machine(matter, _of)
    yield Paragraph(matter.say("report.not_covered"), soft=True)


def _of(matter: Matter, machine: Opened) -> Iterator[Block]:
    if machine.coverage and machine.survey and "volumes" in machine.coverage:
        yield from _files(matter, machine.coverage, machine.survey)
    else:
        yield Paragraph(not_scanned(matter, machine))
    yield from _inventory(matter, machine)


def _files(matter: Matter, coverage: Mapping[str, Any], survey: Mapping[str, Any]) -> Iterator[Block]:
    seen, missed = coverage["files_seen"], coverage["files_not_seen"]
    read = f"{matter.speech.number(seen)} ({matter.size(coverage['bytes_seen'])})"
    left = matter.speech.number(missed)
    yield Facts(((matter.say("dossier.files_seen"), read), (matter.say("dossier.files_not_seen"), left)))
    said = [*coverage.get("warnings", ()), *coverage.get("remarks", ())]
    if said:
        yield Listing(tuple(matter.typeset(why(matter.speech, one)) for one in said))
    if coverage["complete"]:
        yield Paragraph(matter.say("report.all_seen"))
    unseen = parts(coverage, survey)
    for code, held in (("dossier.unseen_files", unseen["missing"]), ("report.seen_inside", unseen["inside"])):
        if held:
            rows: list[tuple[Words, ...]] = [
                (
                    str(row["volume"] or "–"),
                    matter.typeset(why(matter.speech, row["why"])),
                    matter.speech.number(row["files"]),
                )
                for row in held
            ]
            yield Paragraph(matter.say(code))
            yield table(
                matter, ("volume", "because", "files"), rows, most=_ROWS, numbers=(2,), widths=(1.5, 9.0, 2.0)
            )


def _inventory(matter: Matter, machine: Opened) -> Iterator[Block]:
    if not machine.triage:
        yield Paragraph(matter.say("report.no_inventory"))
        return
    for outcome in ("absent", "failed"):
        names = [
            inventory_words.title(matter.speech, line["name"])
            for line in machine.triage
            if line["outcome"] == outcome
        ]
        if names:
            yield Paragraph(
                matter.say(f"dossier.inventory_{outcome}", count=len(names), names=" ; ".join(names))
            )
    reasons = Counter(
        str(part["why"])
        for line in machine.triage
        for part in line.get("unread") or ()
        if part.get("why") and part["why"] not in WHOLE
    )
    if reasons:
        yield Paragraph(matter.say("dossier.inventory_parts"))
        said = [
            matter.say("dossier.times_met", reason=cut(matter, why(matter.speech, code), 300), times=times)
            for code, times in reasons.most_common(_REASONS)
        ]
        yield Listing(tuple(said))
