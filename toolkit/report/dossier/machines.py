"""The machines and the disks: what they are, their serial numbers, and what became of each disk."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.paper.blocks import Block, Code, Facts, Heading, Paragraph, Words
from toolkit.report import medium_words
from toolkit.report.dossier import looked
from toolkit.report.dossier.matter import Matter, rows
from toolkit.report.dossier.wording import answered, conflicting, each_machine, field, joined, table
from toolkit.report.opened import Opened
from toolkit.texts import visible

Line = Mapping[str, Any]
_PRODUCTS = 20
_FATES = ("sys.disk.fate", "sys.disk.serial", "sys.disk.image", "sys.disk.holder", "sys.disk.reason")
_NEEDED = {"image": ("sys.disk.image", "sys.disk.holder"), "kept": ("sys.disk.serial", "sys.disk.holder"),
           "nothing": ("sys.disk.reason",)}  # fmt: skip


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("dossier.machines"))
    yield Facts((field(matter, "sys.list", _listed(matter)), field(matter, "sys.server")))
    yield from _conflicts(matter)
    yield from each_machine(matter, _of)
    yield Heading(matter.say("dossier.fates"), 2)
    yield Paragraph(matter.say("dossier.fates_mean"), soft=True)
    yield Facts(tuple(_fates(matter)))


def _listed(matter: Matter) -> str:
    return " · ".join(matter.name(one) for one in matter.practice.machines)


def _conflicts(matter: Matter) -> Iterator[Block]:
    if matter.practice.conflicts:
        yield Heading(matter.say("dossier.conflicts" if matter.several else "dossier.conflicts_one"), 2)
    for one in matter.practice.conflicts:
        yield Paragraph(conflicting(matter, one))


def _of(matter: Matter, machine: Opened) -> Iterator[Block]:
    yield Facts(tuple((label, words) for label, words in _facts(matter, machine) if words))
    programs = _programs(matter, machine)
    if programs:
        yield Heading(matter.say("dossier.field_sys_software"), 3)
        yield table(matter, ("program", "version", "kind", "role"), programs, most=_PRODUCTS)
    else:
        yield Paragraph(matter.say("dossier.software_none"))
        yield from looked.told(matter, machine, ("practice_software",))
    if programs and matter.practice.answers.get("sys.software") is None:
        return
    yield Facts((field(matter, "sys.software"),))


def _facts(matter: Matter, machine: Opened) -> Iterator[tuple[str, Words | None]]:
    system: Line = next(iter(rows(machine, "system")), {})
    roles = {str(row["role"]) for row in rows(machine, "practice_software") if row.get("role")}
    yield matter.say("dossier.machine_name"), matter.name(machine)
    yield matter.say("dossier.machine_role"), ", ".join(_role(matter, role) for role in sorted(roles)) or None
    yield matter.say("dossier.machine_system"), _set(system, "product", "release", "build")
    yield matter.say("dossier.machine_model"), _set(system, "manufacturer", "model")
    yield matter.say("dossier.machine_serial"), _set(system, "serial") or matter.say("dossier.not_found")
    source = machine.facts.source
    size = f", {matter.size(source['size'])}" if source.get("size") else ""
    kind = matter.say(f"report.kind_{source['kind']}")
    yield matter.say("report.source"), (Code(visible(str(source["label"]))), f" ({kind}{size})")
    label, found = field(matter, "sys.disk", _disks(matter, machine) or matter.say("dossier.disk_not_read"))
    yield label, found
    for name, text in medium_words.container(matter.speech, machine.medium.get("container")):
        yield matter.typeset(name), Code(visible(text))
    for said in medium_words.unlocked(matter.speech, machine.medium.get("unlocked")):
        yield "BitLocker", matter.typeset(said)


def _role(matter: Matter, role: str) -> str:
    code = f"triage.value_{role}"
    return matter.say(code) if matter.speech.knows(code) else visible(role)


def _set(row: Line, *keys: str) -> str | None:
    return " ".join(visible(str(row[key])) for key in keys if row.get(key)) or None


def _disks(matter: Matter, machine: Opened) -> Words | None:
    source = machine.medium.get("source") or {}
    told: list[Words] = []
    disk = source.get("disk") or {}
    if isinstance(disk, dict) and disk:
        named = _set(disk, "model") or "–"
        serial = _set(disk, "serial") or matter.say("dossier.not_found")
        size = matter.size(disk["size"]) if isinstance(disk.get("size"), int) else "–"
        told.append(matter.say("dossier.disk", model=named, serial=serial, size=size))
    for one in source.get("volumes") or ():
        if one.get("number"):
            volume, kind = str(one.get("volume") or "–"), str(one.get("filesystem") or "–")
            said = matter.say("dossier.volume", volume=volume, filesystem=kind)
            told.append((said, Code(visible(str(one["number"])))))
    return joined(told) if told else None


def _programs(matter: Matter, machine: Opened) -> list[tuple[Words, ...]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows(machine, "practice_software"):
        one = found.setdefault(str(row["name"]), {})
        for key in ("version", "kind", "role"):
            if row.get(key):
                one.setdefault(key, str(row[key]))
    return [
        (
            visible(name),
            visible(one.get("version", "–")),
            *(_role(matter, one[key]) if key in one else "–" for key in ("kind", "role")),
        )
        for name, one in sorted(found.items())
    ]


def _fates(matter: Matter) -> Iterator[tuple[str, Words | None]]:
    told = {key.partition("#")[2] for key in matter.practice.answers if key.startswith("sys.disk")}
    for number in sorted(told | {""}):
        mark = f"#{number}" if number else ""
        fate = matter.practice.answer(_FATES[0] + mark)
        wanted = _NEEDED.get(fate or "", () if fate else _FATES[1:])
        for key in _FATES:
            if key == _FATES[0] or key in wanted or answered(matter, key + mark) is not None:
                yield field(matter, key + mark)
