"""All that the documents of one practice are made from: its machines' open records, and what people told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.log import Act
from toolkit.custody.opening import CaseFacts
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import answers, machines, site
from toolkit.report.answers import Answer
from toolkit.report.conflicts import conflicts, doubts
from toolkit.report.extracts import attacker_addresses
from toolkit.report.opened import Opened, of_case
from toolkit.report.timeline_words import Words
from toolkit.texts import Speech
from toolkit.texts.forms import moment

# Conflicts about the moment that every deadline runs from.
KNOWLEDGE = frozenset({"known_before", "known_after"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two machines that say what cannot both be so; `code` is a sentence of texts/*/practice.toml."""

    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Practice:
    """One dossier: the case it is made for, one machine or several, the answers, what disagrees.

    `answers` may hold names of the practice and of its people: they are the complainant's, and leave.
    `archives` are the numbers of the exhibits that the machines were read from, in their order, and `acts`
    what was done with the case of several machines itself: both empty where a machine's own case is told.
    """

    facts: CaseFacts
    machines: tuple[Opened, ...]
    answers: Mapping[str, Answer]
    conflicts: tuple[Conflict, ...] = ()
    archives: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()

    def named(self) -> str | None:
        """Return what the practice is called: as it was answered, else as the case was opened."""
        return self.answer("victim.name") or self.facts.practice or None

    def answer(self, key: str) -> str | None:
        """Return what was answered, None for « je ne sais pas » and for what was never asked alike."""
        given = self.answers.get(key)
        return given.value if given else None

    def unknown(self, key: str) -> bool:
        """Tell whether « je ne sais pas » was answered, which differs from never asked."""
        given = self.answers.get(key)
        return given is not None and given.value is None


def practice(case: Case, pseudonyms: Pseudonyms) -> Practice:
    """Return what the documents of a case are made from, a machine's own case or that of a whole practice.

    Raises SourceRefusal("machine_unreadable") when a machine's archive holds what this tool does not write.
    """
    if case.facts.source.get("kind") != machines.KIND:
        spared = attacker_addresses(case, pseudonyms)
        given = site.unnamed(answers.open_answers(answers.told(case), spared), pseudonyms, spared)
        machine = of_case(case, pseudonyms)
        found = tuple(Conflict(code, said) for code, said in doubts([machine], given))
        return Practice(case.facts, (machine,), given, found)
    lines = list(machines.recorded(case))
    return of_machines(case.facts, lines, list(machines.held(case)), answers.told(case), tuple(case.acts()))


def of_machines(
    facts: CaseFacts,
    lines: Sequence[Mapping[str, Any]],
    held: Sequence[machines.Held],
    own: Mapping[str, Answer],
    acts: tuple[Act, ...] = (),
) -> Practice:
    """Return the practice of several machines; `held` are what the archives of `lines` that are read hold."""
    opened, told = machines.told_apart(one for one, _ in held), [answered for _, answered in held]
    spared = frozenset[str]().union(*map(machines.addresses, opened))
    # What was answered for the practice as a whole comes last, hence counts.
    given = {**machines.together(told), **answers.open_answers(own, spared)}
    found = tuple(Conflict(code, said) for code, said in conflicts(facts, opened, told, lines, given))
    archives = tuple(str(line["number"]) for line in machines.read_now(lines))
    return Practice(facts, tuple(opened), given, found, archives, acts)


def worded(speech: Speech, conflict: Conflict) -> dict[str, Any]:
    """Return the facts of a conflict as its sentence, practice.conflict_<code>, takes them."""
    key = str(conflict.facts.get("key", ""))
    code = f"dictionary.{key}"
    told: dict[str, Any] = {
        name.removesuffix("_ns"): moment(speech, value) if name.endswith("_ns") else value
        for name, value in conflict.facts.items()
    }
    if "seconds" in told:
        told["length"] = Words(speech, []).length(round(told["seconds"]))
    return {**told, "question": speech.say(code) if speech.knows(code) else key}
