"""What examining changed on the machine, and the proof that a disk stayed as it was."""

from collections.abc import Iterator

from toolkit.paper.blocks import Block, Facts, Heading, Listing, Notice, Paragraph, Tone
from toolkit.report import live_words, medium_words
from toolkit.report.dossier import facts_in_order
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import each_machine, field
from toolkit.report.opened import Opened

_KINDS = ("unavoidable", "chosen", "avoided")
# Acts of the log that left a trace, and the trace each left.
_ACTS = {"case.on_suspect_disk": "suspect_disk", "notice.shown": "notice"}


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("dossier.field_ev_actions"))
    yield from each_machine(matter, _of)
    asked = ["sys.power", "sys.power_done"]
    if "restore.waiver" in matter.practice.answers:
        asked.append("restore.waiver")
    yield Facts(tuple(field(matter, key) for key in asked))
    yield from facts_in_order.actions(matter)


def _of(matter: Matter, machine: Opened) -> Iterator[Block]:
    kind = machine.facts.source.get("kind")
    acts = {act.act for act in machine.acts}
    if kind != "live" and "case.on_suspect_disk" not in acts:
        yield Paragraph(matter.say("dossier.read_only_source"))
    proof = medium_words.read_only(matter.speech, machine.medium.get("read_only"))
    if proof is not None:
        yield Notice(matter.typeset(" ".join(proof[1])), Tone.GOOD if proof[0] else Tone.BAD)
    elif kind == "device":
        yield Paragraph(matter.say("dossier.read_only_unknown"))
    lived = [row for line in machine.live if line["name"] == "traces" for row in line["rows"]]
    traces = [*lived, *({"trace": trace, "kind": "chosen"} for act, trace in _ACTS.items() if act in acts)]
    if kind == "live" and not lived:
        yield Paragraph(matter.say("dossier.traces_none"))
    for one in _KINDS:
        said = live_words.traces(matter.speech, traces, one)
        if said:
            yield Heading(matter.say(f"live.{one}"), 3)
            yield Listing(tuple(matter.typeset(text) for text in said))
