"""The indicators of an attack as a STIX 2.1 bundle: what another team can look for on its own machines.

Only what is the attacker's leaves here: notes, addresses, wallets, programs the rules name, endings, the
family as a hypothesis. Identifiers are drawn from the content (UUID version 5), so the same case gives the
same bytes. Forms: OASIS STIX 2.1, sections 2.9 (identifiers), 4.7, 4.11, 4.14, 5.1, 6 and 7.2.1.4 (TLP).
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from toolkit.custody.pseudonym import CODE
from toolkit.report import clock
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice

NAME = "indicateurs_stix.json"
# The namespace of identifiers of observables (STIX 2.1, 2.9), taken for the rest as well.
_SPACE = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
_AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
_MARKING = {
    "type": "marking-definition", "spec_version": "2.1", "id": _AMBER, "created": "2017-01-20T00:00:00.000Z",
    "definition_type": "tlp", "name": "TLP:AMBER", "definition": {"tlp": "amber"},
}  # fmt: skip
_TOLD = 200  # values of one kind
# Kinds of contacts with an observable of their own; the others are told in a pattern-less note.
_PATTERNS = {
    "email": "[email-addr:value = {}]",
    "onion": "[domain-name:value = {}]",
    "url": "[url:value = {}]",
}
# No observable of STIX 2.1 is a wallet or an account of these networks: they are written in a note.
_WRITTEN = ("btc", "xmr", "eth", "tox", "session", "telegram", "jabber", "icq", "signal", "wickr")
Stix = dict[str, Any]


def bundle(practice: Practice) -> bytes:
    """Return the bundle of a practice; one without any indicator holds its author alone."""
    made = _moment(practice.facts.opened)
    author = _object("identity", practice.facts.ref, made, name=f"Trousse {practice.facts.ref}",
                     identity_class="system")  # fmt: skip
    objects = {one["id"]: one for machine in practice.machines for one in _of(machine, author["id"], made)}
    held = [author, *objects.values()]
    if objects:
        refs = [one["id"] for one in held]
        held.append(_MARKING)
        held.append(_object(
            "grouping", practice.facts.ref, made, created_by_ref=author["id"], context="suspicious-activity",
            name=practice.facts.ref, object_refs=refs, object_marking_refs=[_AMBER],
        ))  # fmt: skip
    ident = uuid5(_SPACE, "bundle" + "".join(one["id"] for one in held))
    packed = {"type": "bundle", "id": f"bundle--{ident}", "objects": held}
    return json.dumps(packed, indent=1).encode("ascii") + b"\n"


def _of(machine: Opened, author: str, made: str) -> Iterator[Stix]:
    survey = machine.survey
    if survey is None or survey["state"] == "nothing":
        return
    seen = _first(machine)
    common = {"created_by_ref": author, "object_marking_refs": [_AMBER]}
    indicators = list(_indicators(machine, made, {**common, "valid_from": seen or made}))
    yield from indicators
    for family in survey["families"]:
        malware = _object(
            "malware", family["family"], made, **common, name=family["family"], is_family=True,
            malware_types=["ransomware"], confidence=_CONFIDENCE.get(family["certainty"], 30),
        )  # fmt: skip
        yield malware
        for each in indicators:
            yield _object("relationship", each["id"] + malware["id"], made, **common,
                          relationship_type="indicates", source_ref=each["id"],
                          target_ref=malware["id"])  # fmt: skip
    if indicators and (text := _accounts(survey["contacts"])):
        refs = [one["id"] for one in indicators]
        yield _object("note", text, made, **common, abstract="payment and contact", content=text,
                      object_refs=refs)  # fmt: skip


_CONFIDENCE = {"confirmed": 90, "probable": 60}  # of 100; STIX 2.1, appendix A


def _indicators(machine: Opened, made: str, common: Mapping[str, Any]) -> Iterator[Stix]:
    for name, pattern in dict.fromkeys(_found(machine)):
        yield _object("indicator", pattern, made, **common, name=name, pattern=pattern,
                      pattern_type="stix", indicator_types=["malicious-activity"])  # fmt: skip


def _found(machine: Opened) -> Iterator[tuple[str, str]]:
    """Yield the name and the pattern of each indicator."""
    survey = machine.survey or {}
    for note in survey["notes"]:
        if note["verdict"] == "note":
            yield "ransom note", _hash(note["sha256"])
    for kind, pattern in _PATTERNS.items():
        for value in _values(survey["contacts"], kind):
            yield f"contact of the attacker ({kind})", pattern.format(_quoted(value))
    for line in machine.capture:
        facts = line.get("facts") or {}
        if line.get("reason") == "program" and facts.get("content_sha256"):
            yield "program", _hash(facts["content_sha256"])
    for ending in list(survey["extensions"])[:_TOLD]:
        if ending and not CODE.search(ending):  # a token is no ending of any other machine
            like = "%" + ending.replace("%", "\\%").replace("_", "\\_")
            yield "ending of encrypted files", f"[file:name LIKE {_quoted(like)}]"


def _hash(sha256: str) -> str:
    return f"[file:hashes.'SHA-256' = {_quoted(sha256)}]"


def _values(contacts: Mapping[str, Any], kind: str) -> list[str]:
    """Return the values of one kind; one that was masked is none."""
    return [value for value in map(str, contacts.get(kind, ())) if "[" not in value][:_TOLD]


def _accounts(contacts: Mapping[str, Any]) -> str:
    lines = (f"{kind}: {value}" for kind in _WRITTEN for value in _values(contacts, kind))
    return "\n".join(lines).encode("utf-8", "replace").decode()


def _object(kind: str, seed: str, made: str, **fields: Any) -> Stix:
    ident = uuid5(_SPACE, f"{kind}\n{seed}")
    head = {"type": kind, "spec_version": "2.1", "id": f"{kind}--{ident}", "created": made, "modified": made}
    return head | fields


def _quoted(text: str) -> str:
    """Return a string of a STIX pattern: backslash and quote escaped (STIX 2.1, 9.2)."""
    whole = text.encode("utf-8", "replace").decode()  # a lone surrogate of a hostile name is no text
    return "'" + whole.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _first(machine: Opened) -> str | None:
    first = clock.span(machine)[0]
    return _moment(first) if first else None


def _moment(nanoseconds: int) -> str:
    seconds = min(
        max(nanoseconds // 1_000_000_000, 0), 4_102_444_800
    )  # a forged time reaches beyond calendars
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
