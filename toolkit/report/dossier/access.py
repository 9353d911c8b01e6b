"""Accounts, remote access and protection: the traces that are worth a question, never an accusation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.paper.blocks import Block, Facts, Heading, Paragraph, Strong, Words
from toolkit.report import clock, inventory_words
from toolkit.report.dossier import looked
from toolkit.report.dossier.matter import Matter, rows
from toolkit.report.dossier.wording import cut, each_machine, field, table
from toolkit.report.opened import Opened
from toolkit.texts import visible

Line = Mapping[str, Any]
# The artefacts that answer each field of the file.
_FIELDS = (
    ("tech.remote", ("remote_access", "firewall")),
    ("tech.accounts", ("users", "groups", "sign_ins")),
    ("tech.av", ("defender",)),
    ("logs", ("event_logs",)),
)
# Sessions opened from elsewhere are told with remote access too.
_AFAR = frozenset({"reached_from_outside", "remote_desktop_from_outside", "from_outside"})
_LONGEST = 400
_TOOLS = 30


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("dossier.access"))
    yield Paragraph(matter.say("dossier.access_means"), soft=True)
    yield from each_machine(matter, _of)
    yield Facts((field(matter, "tech.ip"), field(matter, "tech.mail")))


def _of(matter: Matter, machine: Opened) -> Iterator[Block]:
    level = 3 if matter.several else 2
    for key, artefacts in _FIELDS:
        yield Heading(matter.say(f"dossier.field_{key.replace('.', '_')}"), level)
        tools = list(_tools(matter, machine)) if key == "tech.remote" else []
        yield from tools
        lines = [line for line in machine.triage if line["name"] in artefacts]
        afar = _from_afar(machine)
        concerned = [*lines, *afar] if key == "tech.remote" else lines
        if key == "tech.accounts" and any(line["name"] == "sign_ins" for line in afar):
            concerned = [_without(line, afar[0]["rows"]) for line in lines]
            yield Paragraph(matter.say("dossier.sessions_above"))
        shown = _in_order(_flagged(matter, [clock.line(machine, line) for line in concerned]))
        if shown:
            yield table(matter, ("utc", "seen", "because"), shown, most=len(shown), widths=(2.4, 6.0, 5.0))
        odd = {str(line["name"]) for line in lines if any(row.get("flags") for row in line["rows"])}
        if tools:
            odd.add("remote_access")
        if key == "tech.accounts":
            yield from looked.accounts(matter, machine)
        quiet = [name for name in artefacts if name not in odd]
        if quiet:
            yield from looked.told(matter, machine, quiet)


def _from_afar(machine: Opened) -> list[Line]:
    """Return the sessions opened from elsewhere, by account; where none is kept so, by event."""
    for artefact in ("sign_ins", "event_logs"):
        afar = [row for row in rows(machine, artefact) if _AFAR & set(row.get("flags") or ())]
        if afar:
            return [{"name": artefact, "outcome": "found", "rows": afar}]
    return []


def _without(line: Line, rows: Sequence[Line]) -> Line:
    return {**line, "rows": [row for row in line["rows"] if row not in rows]}


def _flagged(matter: Matter, lines: list[Mapping[str, Any]]) -> list[tuple[Words, ...]]:
    ordered = inventory_words.ordered(dict(line) for line in lines)
    told: list[tuple[Words, ...]] = []
    for part in inventory_words.odd(matter.speech, ordered):
        told += [_row(matter, row) for row in part["rows"]]
        if part["more"]:
            told.append(("–", matter.say("dossier.more_flagged", more=part["more"]), "–"))
    return told


def _in_order(shown: list[tuple[Words, ...]]) -> list[tuple[Words, ...]]:
    """Return the rows by time, each once, what bears no time at the end."""
    return sorted(dict.fromkeys(shown), key=lambda row: (row[0] == "–", str(row[0])))


def _row(matter: Matter, row: Mapping[str, Any]) -> tuple[Words, ...]:
    beside = [str(row[key]) for key in ("who", "command") if row[key]]
    tail = f" · {cut(matter, ' · '.join(beside), _LONGEST)}" if beside else ""
    return row["when"] or "–", (Strong(cut(matter, row["name"], 120)), tail), matter.typeset(row["flags"])


def _tools(matter: Matter, machine: Opened) -> Iterator[Block]:
    found: dict[str, list[str]] = {}
    for row in rows(machine, "remote_access"):
        trace = inventory_words.fact(matter.speech, "trace", row.get("trace", ""))
        traces = found.setdefault(visible(str(row.get("tool") or "–")), [])
        if trace and trace not in traces:
            traces.append(trace)
    if found:
        shown: list[tuple[Words, ...]] = [(tool, ", ".join(traces)) for tool, traces in found.items()]
        yield Paragraph(matter.say("dossier.tools"))
        yield table(matter, ("tool", "trace"), shown, most=_TOOLS, widths=(3.0, 9.0))
