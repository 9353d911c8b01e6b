"""What of one machine may be read by anyone: paths are codes, identifiers masked; documents know no more.

It comes from a case, or from the open archive that was made of one: both give the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.custody.captures import captured
from toolkit.custody.case import Case
from toolkit.custody.log import Act
from toolkit.custody.opening import CaseFacts
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.custody.unfinished import unfinished
from toolkit.report import medium_open
from toolkit.report.exhibits import origin
from toolkit.report.extracts import (
    attacker_addresses,
    open_backups,
    open_inventory,
    open_pairs,
    open_programs,
    open_timeline,
    pathless,
)
from toolkit.report.live_open import live_lines
from toolkit.report.masking import masked_facts

Line = Mapping[str, Any]
_LABEL = 60  # characters of what tells one machine from the others


@dataclass(frozen=True, slots=True)
class Opened:
    """The open records of one machine; a record that was never made is None, or empty for lines.

    Lines of `capture` hold `origin`, where the exhibit came from as it may be told.
    """

    facts: CaseFacts
    survey: Line | None
    coverage: Line | None
    triage: tuple[Line, ...]
    timeline: tuple[Line, ...]
    capture: tuple[Line, ...]
    backups: tuple[Line, ...]
    live: tuple[Line, ...]
    medium: Line  # see medium_open
    acts: tuple[Act, ...] = ()  # the custody log: codes, counts and hashes, never a path of the evidence
    pairs: Line | None = None  # encrypted files and their intact twins: {"count", "pairs"}
    programs: Line | None = None  # what the rules tie to an attack: {"count", "programs"}
    tool: Line | None = None  # what examined it: versions and hashes of the program and its signatures
    label: str = ""  # what tells this machine from the others of a practice
    unfinished: tuple[str, ...] = ()  # steps of the examination not brought to their end, of custody's STEPS


def of_case(case: Case, pseudonyms: Pseudonyms) -> Opened:
    """Return the open records of a case."""
    clear = pathless(pseudonyms)
    spared = attacker_addresses(case, pseudonyms)
    survey, coverage = case.read_json("survey"), case.read_json("coverage")
    triage = tuple(open_inventory(case, pseudonyms, spared))
    return Opened(
        facts=case.facts,
        survey=None if survey is None else masked_facts(clear(survey), spared),
        coverage=None if coverage is None else masked_facts(clear(coverage), spared),
        triage=triage,
        timeline=tuple(open_timeline(case, pseudonyms, spared)),
        capture=tuple(
            {**masked_facts(clear(line), spared), "origin": origin(line, pseudonyms)}
            for line in captured(case)
        ),
        backups=tuple(open_backups(case, pseudonyms, spared)),
        live=tuple(live_lines(case, pseudonyms, spared)),
        medium=medium_open.medium(case, pseudonyms, spared),
        acts=tuple(case.acts()),
        pairs=open_pairs(case, pseudonyms, spared),
        programs=open_programs(case, pseudonyms, spared),
        tool=case.read_json("tool"),
        label=label_of(case.facts, triage),
        unfinished=unfinished(case.marks),
    )


def label_of(facts: CaseFacts, triage: tuple[Line, ...]) -> str:
    """Return what a machine is called: the name it gave itself, else the source it was seen on."""
    return (name_of(triage) or str(facts.source.get("label") or facts.ref))[:_LABEL]


def name_of(triage: tuple[Line, ...]) -> str:
    """Return the name a machine gave itself, "" when the inventory does not hold it."""
    rows = (row for line in triage if line["name"] == "system" for row in line["rows"])
    return next((str(row["computer"]) for row in rows if row.get("computer")), "")
