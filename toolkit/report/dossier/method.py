"""How this was done: principles followed, the tool and its signatures, who operated, the likely offence."""

from collections.abc import Iterator

from toolkit.legal import facts
from toolkit.paper.blocks import Block, Code, Facts, Heading, Listing, Paragraph, Words
from toolkit.report.dossier import booted
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.standing import complained
from toolkit.report.dossier.wording import field, joined
from toolkit.report.opened import Opened
from toolkit.texts import visible

_PRINCIPLES = ("order", "untouched", "log", "competence", "reproducible")


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("dossier.method"))
    yield Paragraph(matter.say("dossier.principles"))
    yield Listing(tuple(matter.say(f"dossier.principle_{one}") for one in _PRINCIPLES))
    yield Facts(tuple(_facts(matter)))
    yield Paragraph(matter.say("dossier.nature"), soft=True)


def _facts(matter: Matter) -> Iterator[tuple[str, Words | None]]:
    for machine in matter.practice.machines:
        label, words = field(matter, "ev.tool", _tool(matter, machine))
        yield (f"{label} ({matter.name(machine)})" if matter.several else label), words
        started = booted.told(matter, machine)
        if started is not None:
            label = matter.say("dossier.boot")
            yield (f"{label} ({matter.name(machine)})" if matter.several else label), started
    named = [one.facts.examiner for one in matter.practice.machines if one.facts.examiner]
    operator = ", ".join(dict.fromkeys(visible(name) for name in named)) or None
    yield field(matter, "ev.operator", operator)
    yield field(matter, "mission.order")
    yield field(matter, "mission.by")
    if complained(matter):
        yield field(matter, "legal.offence", _offence(matter))


def _tool(matter: Matter, machine: Opened) -> Words:
    told: list[Words] = [matter.say("dossier.tool", version=machine.facts.tool)]
    stick = next(
        (act.facts for act in machine.acts if act.act == "stick.checked" and act.facts.get("manifest")), None
    )
    program = ((machine.tool or {}).get("program") or {}).get("sha256")
    if stick:
        told.append((matter.say("dossier.tool_hash"), Code(visible(str(stick["manifest"])))))
    elif program:
        told.append((matter.say("dossier.program_hash"), Code(visible(str(program)))))
    else:
        told.append(matter.say("dossier.tool_no_hash"))
    signatures = (machine.coverage or {}).get("signatures") or {}
    if signatures.get("hash"):
        said = matter.say(
            "dossier.signatures", rules=signatures.get("rules", "–"), families=signatures.get("families", "–")
        )
        told.append((said, Code(visible(str(signatures["hash"])))))
    elif machine.facts.signatures:
        told.append((matter.say("dossier.signatures_alone"), Code(visible(machine.facts.signatures))))
    for added in signatures.get("sets") or ():
        said = matter.say("report.signatures_added", name=str(added["name"]), rules=added["rules"])
        told.append((f"{said} ", Code(visible(str(added["hash"])))))
    return joined(told)


def _offence(matter: Matter) -> str:
    first, last = facts.fact("offence_first_article"), facts.fact("offence_last_article")
    if not facts.printable(first.key) or not facts.printable(last.key):
        return matter.say("dossier.offence_unnamed")
    return matter.say(
        "dossier.offence", first=first.value, last=last.value, checked=first.checked(matter.speech.say)
    )
