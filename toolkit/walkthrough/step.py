"""What a step of the walkthrough is made of: cards, each one thing asked, shown or started.

A step is a module of `steps` with `CODE`, `PHASE`, the constants below where they differ, and one function,
`cards`, which yields every card that matters in the present state, answered or not. Its sentences stand in
texts/*/walk.toml under its code: `_title`, `_why`, `_do`, `_tool`, `_changed`, and one of each card.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from toolkit.walkthrough.visit import Visit

# What a person may say of an instruction; « je ne sais pas » is the absence of a value everywhere.
DONE, NOT_DONE, NOT_APPLICABLE = "done", "not_done", "not_applicable"
OUTCOMES = (DONE, NOT_DONE, NOT_APPLICABLE)


class Kind(StrEnum):
    """What a card wants of the person."""

    ASK = "ask"  # a question of legal/dictionary.toml, `name` being its key
    ACT = "act"  # an instruction: one of OUTCOMES
    CHOOSE = "choose"  # one of `choices`
    TEXT = "text"  # a line of text that is no question of the dictionary
    PICK = "pick"  # one of what `pick` lists (disks, places, media), or a path typed
    SECRET = "secret"  # a line that is kept in memory only  # noqa: S105 - a kind of card
    RUN = "run"  # a work to start
    PAGE = "page"  # something to read


@dataclass(frozen=True, slots=True)
class Card:
    """One thing at a time: an instruction, a question, a page, or the start of a work."""

    name: str  # key of the dictionary for ASK, else unique inside its step
    kind: Kind
    choices: tuple[str, ...] = ()
    default: str | None = None  # the safe answer, taken by a bare Enter; never for what cannot be undone
    pick: str = ""  # of picks.PICKS
    work: str = ""  # of works.WORKS; of a page: the one it tells about
    page: str = ""  # of pages.PAGES
    advice: tuple[str, ...] = ()  # codes of texts/*/walk.toml said above the question
    facts: Mapping[str, Any] = field(default_factory=dict)  # for the sentences of this card
    twice: bool = False  # a second key confirms it
    waits: bool = False  # answered by a work that has not ended
    holds: bool = False  # while it waits, so does all that comes behind it
    blocked: str = ""  # code of the sentence that says why it cannot be answered yet
    forgets: bool = False  # once it was read, what its work printed is kept no more
    allows: str = ""  # the work that stops where this is answered by anything but yes
    wanted: bool = False  # « je ne sais pas » leaves it open, and what hangs on it closed
    late: bool = False  # once it no longer waits, it takes nothing away from whoever stands further on
    proposed: str = ""  # code of the answer that the tool measured itself: a bare Enter takes it
    told: bool = False  # answered already elsewhere: settled, shown when somebody goes back to it


class Step(Protocol):
    """A module of `steps`."""

    CODE: str
    PHASE: str  # of PHASES
    FREE: bool  # may be taken at any time once the moment of discovery was asked
    FIRM: bool  # cannot be skipped

    def cards(self, visit: "Visit") -> Iterator[Card]: ...


PHASES = ("arrive", "isolate", "preserve", "evidence", "declare", "recover")


def act(name: str, **more: Any) -> Card:
    """Return an instruction that was carried out, was not, or does not apply."""
    return Card(name, Kind.ACT, choices=OUTCOMES, **more)


def ask(key: str, **more: Any) -> Card:
    """Return a question of the dictionary."""
    return Card(key, Kind.ASK, **more)


def page(name: str, **more: Any) -> Card:
    """Return something to read; Enter says it was read."""
    return Card(name, Kind.PAGE, page=more.pop("page", name), choices=(DONE,), default=DONE, **more)


def run(name: str, **more: Any) -> Card:
    """Return the start of a work."""
    return Card(name, Kind.RUN, work=more.pop("work", name), choices=("start",), default="start", **more)
