"""What of one machine may be read by anyone: paths are codes, identifiers masked; documents know no more.

It comes from a case, or from the open archive that was made of one: both give the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.log import Act
from toolkit.custody.opening import CaseFacts
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import medium_open
from toolkit.report.exhibits import origin
from toolkit.report.extracts import (
    attacker_addresses,
    open_backups,
    open_inventory,
    open_timeline,
    pathless,
)
from toolkit.report.live_open import live_lines
from toolkit.report.masking import masked_facts

Line = Mapping[str, Any]


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
    label: str = ""  # what tells this machine from the others of a practice


def of_case(case: Case, pseudonyms: Pseudonyms) -> Opened:
    """Return the open records of a case."""
    clear = pathless(pseudonyms)
    spared = attacker_addresses(case)
    survey, coverage = case.read_json("survey"), case.read_json("coverage")
    return Opened(
        facts=case.facts,
        survey=None if survey is None else masked_facts(clear(survey), spared),
        coverage=None if coverage is None else masked_facts(clear(coverage), spared),
        triage=tuple(open_inventory(case, pseudonyms, spared)),
        timeline=tuple(open_timeline(case, pseudonyms, spared)),
        capture=tuple(
            {**masked_facts(clear(line), spared), "origin": origin(line, pseudonyms)}
            for line in case.recorded("capture")
        ),
        backups=tuple(open_backups(case, pseudonyms, spared)),
        live=tuple(live_lines(case, pseudonyms, spared)),
        medium=medium_open.medium(case, pseudonyms, spared),
        acts=tuple(case.acts()),
    )
