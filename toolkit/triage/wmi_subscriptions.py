"""Programs and scripts that Windows runs on an event through WMI: a place few people ever look at.

Source: Microsoft, "Standard Consumers" and "Binding an Event Filter with a Logical Consumer" (WMI).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Unread
from toolkit.triage.formats.wmi_repository import FOUND_LIMIT, REFERENCE, SIZE_LIMIT, Instance, instances
from toolkit.triage.machine import Machine
from toolkit.triage.suspicion import flags

WHERE = (
    "Windows/System32/wbem/Repository/OBJECTS.DATA",  # from Vista on
    "Windows/System32/wbem/Repository/FS/OBJECTS.DATA",  # Windows XP
)

_FILTER, _BINDING = "__EventFilter", "__FilterToConsumerBinding"
_PROGRAM, _SCRIPT = "CommandLineEventConsumer", "ActiveScriptEventConsumer"
_CONSUMERS = {
    _PROGRAM: "runs_program", _SCRIPT: "runs_script", "NTEventLogEventConsumer": "writes_event",
    "LogFileEventConsumer": "writes_file", "SMTPEventConsumer": "sends_mail",
}  # fmt: skip
KINDS = (_FILTER, _BINDING, *_CONSUMERS)
_NAMED = re.compile(r'(\w{1,128})\.Name="([^"]{1,512})"')
_QUERY = re.compile(r"(?is)^\s*select\s.+\sfrom\s")
_ENGINES = frozenset({"vbscript", "jscript", "javascript"})
# What Windows itself came with: the first everywhere, the second on Windows 7 and earlier.
_STANDARD = {"SCM Event Log Consumer": "", "BVTConsumer": "cscript kerncap.vbs"}
_NAMESPACE = re.compile(r"(?i)^(\\\\[^\\]+\\)?root(\\\w+)*$")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Filter:
    name: str
    query: str
    made_ns: int | None


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per consumer with what sets it off, what is not Windows' own first."""
    for path in WHERE:
        entry = machine.file(path)
        if entry is None:
            continue
        found: list[Instance] = []
        if entry.size > SIZE_LIMIT:
            machine.unread.append(Unread(machine.volume, entry.path, "file_read_in_part"))
        try:
            with machine.source.open(entry) as stream:
                found += instances(stream, KINDS)
        except (Unreadable, OSError) as error:
            machine.unread.append(Unread(machine.volume, entry.path, getattr(error, "why", "io_error")))
        if len(found) >= FOUND_LIMIT:
            machine.unread.append(Unread(machine.volume, entry.path, "too_many_rows"))
        rows = [{**row, "path": entry.path} for row in subscriptions(found)]
        yield from sorted(rows, key=lambda row: (row["standard"], row["what"] != "consumer", row["name"]))


def subscriptions(found: list[Instance]) -> Iterator[Row]:
    """Yield consumers with their filters, then those only named by something, then lone filters."""
    bindings = dict.fromkeys(pair for one in found if one.kind == _BINDING if (pair := _binding(one)))
    bound = {name for (_, name), _ in bindings} | {name for _, name in bindings}
    known = [_filter(one, bound) for one in found if one.kind == _FILTER]
    filters = {one.name: one for one in known if one.name}
    told = set[str]()
    seen = set[str]()
    for one in found:
        if one.kind in _CONSUMERS:
            row = _consumer(one, bindings, filters)
            told.add(row["name"])
            if str(mark := (row["name"], row["kind"], row.get("command"))) not in seen:
                seen.add(str(mark))
                yield row
    others = [pair for pair in bindings if pair[0][1] not in told]
    others += [
        ((one.texts[0], one.texts[1]), "")
        for one in found
        if one.kind == REFERENCE and one.texts[0] in _CONSUMERS
    ]
    for (kind, name), filter_name in others:
        if name and name not in told:
            told.add(name)
            yield _named_only(kind, name, filters.get(filter_name), filter_name)
    for lone in filters.values():
        if lone.name not in {name for _, name in bindings}:
            yield _row("event_filter", lone.name, _FILTER, query=lone.query, made_ns=lone.made_ns)


def _row(what: str, name: str, kind: str, **facts: Any) -> Row:
    return {
        "what": what,
        "name": name,
        "kind": _CONSUMERS.get(kind, kind),
        "standard": False,
        "flags": [],
        **facts,
    }


def _binding(one: Instance) -> tuple[tuple[str, str], str] | None:
    """Return the class and name of a consumer, and the name of its filter."""
    named = [match.groups() for text in one.texts for match in _NAMED.finditer(text)]
    consumer = next(((kind, name) for kind, name in named if kind.endswith("Consumer")), None)
    about = next((name for kind, name in named if kind == _FILTER), "")
    return (consumer, about) if consumer else None


def _filter(one: Instance, bound: set[str]) -> _Filter:
    query = next((text for text in one.texts if _QUERY.match(text)), "")
    rest = [text for text in one.texts if text not in {_FILTER, query, "WQL"} and not _NAMESPACE.match(text)]
    name = next((text for text in rest if text in bound), rest[0] if rest else "")
    return _Filter(name, query, one.made_ns)


def _consumer(
    one: Instance, bindings: Mapping[tuple[tuple[str, str], str], None], filters: Mapping[str, _Filter]
) -> Row:
    """Return a consumer; which of its texts is the name is known from what refers to it, else guessed."""
    pairs = [(name, about) for (kind, name), about in bindings if kind == one.kind]
    rest = [text for text in one.texts if text != one.kind]
    name, about = next(((name, about) for name, about in pairs if name in rest), ("", ""))
    name = name or min(rest, key=len, default="")
    words = [text for text in rest if text != name]
    engine = next((text for text in words if text.casefold() in _ENGINES), None)
    command = "\n".join(text for text in words if text != engine and not _NAMESPACE.match(text))
    standard = name in _STANDARD and _STANDARD[name] in command.casefold()
    known = filters.get(about)
    codes = ["runs_on_event"] if one.kind in {_PROGRAM, _SCRIPT} and not standard else []
    return _row(
        "consumer", name, one.kind, command=command or None, engine=engine, filter=about or None,
        query=known.query if known else None, made_ns=one.made_ns, changed_ns=one.changed_ns,
        cut=one.cut or None, standard=standard, flags=[*codes, *(flags(command) if codes else [])],
    )  # fmt: skip


def _named_only(kind: str, name: str, known: _Filter | None, filter_name: str) -> Row:
    """Return a consumer that something refers to and that was not found itself: removed, or damaged."""
    standard = name in _STANDARD and kind not in {_PROGRAM, _SCRIPT}
    codes = ["only_named"] if not standard else []
    return _row(
        "consumer", name, kind, filter=filter_name or None, query=known.query if known else None,
        standard=standard, flags=codes,
    )  # fmt: skip
