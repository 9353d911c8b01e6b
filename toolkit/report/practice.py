"""All that the documents of one practice are made from: its machines' open records, and what people told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.opening import CaseFacts
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import answers
from toolkit.report.answers import Answer
from toolkit.report.opened import Opened, of_case


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two machines that say what cannot both be so; `code` is a sentence of texts/*/practice.toml."""

    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Practice:
    """One dossier: the case it is made for, one machine or several, the answers, what disagrees.

    `answers` may hold names of the practice and of its people: they are the complainant's, and leave.
    """

    facts: CaseFacts
    machines: tuple[Opened, ...]
    answers: Mapping[str, Answer]
    conflicts: tuple[Conflict, ...] = ()

    def answer(self, key: str) -> str | None:
        """Return what was answered, None for « je ne sais pas » and for what was never asked alike."""
        given = self.answers.get(key)
        return given.value if given else None

    def unknown(self, key: str) -> bool:
        """Tell whether « je ne sais pas » was answered, which differs from never asked."""
        given = self.answers.get(key)
        return given is not None and given.value is None


def practice(case: Case, pseudonyms: Pseudonyms) -> Practice:
    """Return what the documents of a case are made from."""
    return Practice(case.facts, (of_case(case, pseudonyms),), answers.told(case))
