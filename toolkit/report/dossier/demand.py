"""What the attacker demands: the notes, the addresses and wallets they give, and what was done about them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.paper.blocks import Block, Code, Facts, Heading, Inline, Notice, Paragraph, Preformatted, Words
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.standing import begun, complained
from toolkit.report.dossier.wording import cut, each_machine, field, joined, not_scanned, parts, place, table
from toolkit.report.opened import Opened
from toolkit.texts import visible
from toolkit.texts.forms import defanged

Line = Mapping[str, Any]
TEXTS = 4  # notes whose text is printed
LONGEST = 3000  # characters of one of them
_LINES = 60
_BLANKS = re.compile(r"\n\s*\n\s*\n+")
NOTES = 20  # rows of the table
VALUES = 12  # of one kind of contact
# Which fields of the file hold which contacts of a note; what is left is an address to reach the attacker.
_WALLETS = ("btc", "xmr", "eth")
_AMOUNTS = ("amount", "deadline")
_THREATS = ("threat",)
_QUOTED = frozenset({*_AMOUNTS, *_THREATS})
_ASKED = ("attack.amount", "attack.leak", "attack.dialogue", "attack.payment")
_EXTENSIONS = 8
CONTACTS = 30
_LONGEST_ADDRESS = 300


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("dossier.demand"))
    if not complained(matter):
        yield Paragraph(matter.say("dossier.demand_none"))
        told = [field(matter, key) for key in _ASKED if matter.practice.answers.get(key) is not None]
        if told:
            yield Facts(tuple(told))
        return
    yield Facts(tuple(_facts(matter)))
    yield Heading(matter.say("dossier.field_attack_contacts"), 2)
    yield from _reach(matter)
    yield from each_machine(matter, _notes)
    yield from _texts(matter)


def _facts(matter: Matter) -> Iterator[tuple[str, Words | None]]:
    contacts = _contacts(matter)
    scanned = [one.survey is not None for one in matter.practice.machines]
    read = "not_read_whole" if any(map(begun, matter.practice.machines)) else "not_read"
    sought = "not_found" if all(scanned) else "not_found_in_part" if any(scanned) else read
    absent = matter.say(f"dossier.{sought}")
    yield field(matter, "attack.family", _families(matter) or absent)
    yield field(matter, "attack.ext", _extensions(matter) or absent)
    yield field(matter, "attack.wallet", _values(matter, contacts, _WALLETS) or absent)
    yield field(matter, "attack.amount", _values(matter, contacts, _AMOUNTS))
    yield field(matter, "attack.leak", _values(matter, contacts, _THREATS))
    yield field(matter, "attack.dialogue")
    yield field(matter, "attack.payment")


def _reach(matter: Matter) -> Iterator[Block]:
    """Yield every way to reach the attacker that a note gives; none of them can be followed from here."""
    contacts = _contacts(matter)
    rows = [_means(matter, kinds, value) for value, kinds in _addresses(contacts).items()]
    if not rows:
        yield Paragraph(matter.say("dossier.not_found"))
        return
    yield table(
        matter, ("means", "address"), rows, most=CONTACTS, where="releves/survey.json", widths=(4.0, 8.0)
    )
    yield Notice(matter.say("report.contacts_warning"))


def _addresses(contacts: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return each address once, with all that it was taken for; a site is also the URL that leads to it."""
    found: dict[str, list[str]] = {}
    for kind, values in contacts.items():
        if kind not in {*_WALLETS, *_QUOTED}:
            for value in values:
                found.setdefault(value, []).append(kind)
    for value in list(found):
        bare = value.partition("://")[2].rstrip("/")
        if bare in found and found[value] == ["url"]:
            found[bare] += [kind for kind in found.pop(value) if kind not in found[bare]]
    return found


def _means(matter: Matter, kinds: list[str], value: str) -> tuple[Words, ...]:
    sure = [kind for kind in kinds if kind != "mistyped"]
    named = [_kind(matter, kind) for kind in sure[:1] or kinds]
    if sure and "mistyped" in kinds:
        named.append(matter.say("dossier.wrong_digits"))
    shown = defanged(sure[0] if sure else kinds[0], value)
    return " · ".join(named), Code(visible(shown)[:_LONGEST_ADDRESS])


def _kind(matter: Matter, kind: str) -> str:
    code = f"notes.contact_{kind}"
    return matter.say(code) if matter.speech.knows(code) else visible(kind)


def _contacts(matter: Matter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for machine in matter.practice.machines:
        for kind, values in ((machine.survey or {}).get("contacts") or {}).items():
            known = found.setdefault(kind, [])
            known += [value for value in values if value not in known]
    return found


def _values(matter: Matter, contacts: Mapping[str, list[str]], kinds: tuple[str, ...]) -> Words | None:
    told: list[Words] = []
    for kind in kinds:
        values = contacts.get(kind, [])
        if not values:
            continue
        shown = joined([_value(matter, kind, value) for value in values[:VALUES]], ", ")
        named = matter.say("dossier.named", name=_kind(matter, kind))
        left = len(values) - VALUES
        more: tuple[Inline, ...] = (f" {matter.say('dossier.more', left=left)}",) if left > 0 else ()
        told.append((f"{named} ", *parts(shown), *more))
    return joined(told) if told else None


def _value(matter: Matter, kind: str, value: str) -> Words:
    if kind in _QUOTED:
        return matter.say("dossier.quoted", text=cut(matter, value, 300))
    return Code(visible(defanged(kind, value))[:_LONGEST_ADDRESS])


def _families(matter: Matter) -> Words | None:
    told = [
        matter.say(f"dossier.family_{one['certainty']}", family=one["family"], files=one["files"])
        for machine in matter.practice.machines
        for one in (machine.survey or {}).get("families", ())
    ]
    return joined(dict.fromkeys(told)) if told else None


def _extensions(matter: Matter) -> Words | None:
    told: list[Words] = []
    for machine in matter.practice.machines:
        for extension, held in list(((machine.survey or {}).get("extensions") or {}).items())[:_EXTENSIONS]:
            files = matter.speech.number(held["files"])
            name: Words = Code(visible(extension)) if extension else matter.say("dossier.own_extension")
            told.append((*parts(name), f" ({files})"))
    return joined(told, ", ") if told else None


def _notes(matter: Matter, machine: Opened) -> Iterator[Block]:
    survey = machine.survey or {}
    label = matter.say("dossier.field_attack_note")
    yield Heading(label, 3 if matter.several else 2)
    notes = survey.get("notes") or ()
    if not notes:
        yield Paragraph(matter.say("report.no_notes") if machine.survey else not_scanned(matter, machine))
        return
    kept = {line["sha256"]: line for line in machine.capture if "failed" not in line}
    rows = [_note(matter, note, kept.get(note["sha256"])) for note in notes]
    yield table(
        matter, ("exhibit", "origin", "copies", "language", "sha256"), rows, most=NOTES,
        where="releves/survey.json", numbers=(2,), widths=(1.3, 4.0, 1.6, 1.4, 5.2),
    )  # fmt: skip


def _note(matter: Matter, note: Line, kept: Line | None) -> tuple[Words, ...]:
    origin: tuple[Inline, ...] = (place(str(kept["origin"] if kept else note["path"])),)
    if note["verdict"] != "note":
        origin = (*origin, f" ({matter.say('report.suspect')})")
    return (
        visible(str(kept["number"])) if kept else "–",
        origin,
        matter.speech.number(note["files"]),
        visible(str(note["language"] or "–")),
        Code(note["sha256"]),
    )


def _texts(matter: Matter) -> Iterator[Block]:
    distinct: dict[str, str] = {}  # what each text is the text of
    for machine in matter.practice.machines:
        named = f" ({matter.name(machine)})" if matter.several else ""
        for line in machine.capture:
            if line.get("sha256") in matter.notes:
                distinct.setdefault(line["sha256"], f"{line['number']}{named}")
    if not distinct:
        return
    yield Heading(matter.say("dossier.texts"), 2)
    # Texts that read the same, whatever their bytes, are printed once; one that was cut may differ below.
    alike: dict[str | tuple[str, str], list[str]] = {}
    for sha256, number in distinct.items():
        text, was_cut = _shortened(matter.notes[sha256])
        alike.setdefault((text, sha256) if was_cut else text.strip(), []).append(number)
    for key, numbers in list(alike.items())[:TEXTS]:
        text, was_cut = (key, False) if isinstance(key, str) else (key[0], True)
        number = ", ".join(numbers)
        yield Paragraph(matter.say("dossier.text_of", number=number))
        yield Preformatted(text)
        if was_cut:
            yield Paragraph(
                matter.say("dossier.note_cut", number=number, shown=LONGEST, lines=_LINES), soft=True
            )
    if len(alike) > TEXTS:
        left = sum(map(len, list(alike.values())[TEXTS:]))
        yield Paragraph(matter.say("dossier.texts_more", left=left), soft=True)


def _shortened(text: str) -> tuple[str, bool]:
    lines = _BLANKS.sub("\n\n", text[:LONGEST].expandtabs(4).replace("\r", "")).split("\n")
    shown = "\n".join(visible(line.rstrip()) for line in lines[:_LINES])
    return shown, len(text) > LONGEST or len(lines) > _LINES
