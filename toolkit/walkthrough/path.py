"""The order of the steps, where one stands, and where one may go.

The order that matters cannot be changed: a step opens once every step before it is settled. What waits for a
work lets the next steps go ahead; notifications may be taken at any time once the discovery was asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from toolkit.legal import dictionary
from toolkit.walkthrough.step import DONE, NOT_DONE, Card, Kind, Step
from toolkit.walkthrough.steps import STEPS
from toolkit.walkthrough.visit import Visit


class State(StrEnum):
    """How a step stands."""

    LATER = "later"  # what comes before it is not settled
    OPEN = "open"
    WAITING = "waiting"  # for a work
    BLOCKED = "blocked"  # a condition is missing, which a card says
    SKIPPED = "skipped"
    DONE = "done"
    NOT_DONE = "not_done"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


# Exit statuses of a work that went to its end; 1 is "the answer is no" for those that answer, else a failure.
_ANSWERS = frozenset({"isolation", "windows", "backup"})
SETTLED = frozenset({State.SKIPPED, State.DONE, State.NOT_DONE, State.NOT_APPLICABLE, State.UNKNOWN})
# Neither holds up the steps behind it: some of those say themselves what they cannot do without.
PASSED = SETTLED | {State.WAITING, State.BLOCKED}


@dataclass(frozen=True, slots=True)
class Place:
    """A card of a step: where one stands."""

    step: Step
    card: Card

    @property
    def name(self) -> str:
        """What its answer is kept under."""
        return named(self.step, self.card)


def named(step: Step, card: Card) -> str:
    """Return what the answer to a card is kept under: a question of the dictionary is asked only once."""
    return card.name if card.kind is Kind.ASK else f"{step.CODE}/{card.name}"


def steps() -> tuple[Step, ...]:
    """Return every step in its order."""
    return STEPS


def step(code: str) -> Step:
    """Return one step; KeyError for none."""
    return {one.CODE: one for one in STEPS}[code]


def number(of: Step) -> int:
    """Return which step it is, from 1."""
    return STEPS.index(of) + 1


def places(visit: Visit, of: Step) -> list[Place]:
    """Return the cards of a step that matter now."""
    return [Place(of, card) for card in of.cards(visit) if _matters(visit, card)]


def at(visit: Visit, of: Step, name: str) -> Place | None:
    """Return the place of this name in a step as it stands now, None where it does not matter."""
    return next((place for place in places(visit, of) if place.name == name), None)


def _matters(visit: Visit, card: Card) -> bool:
    if card.kind is not Kind.ASK:
        return True
    # What hangs on another answer is asked after that very answer only, not while it is unknown.
    only = dictionary.question(card.name).only
    return not only or visit.value(only[0]) == only[1]


def settled(visit: Visit, place: Place) -> bool:
    """Tell whether nothing is left to be said of a card."""
    card = place.card
    if card.told:
        return True
    if card.kind is Kind.RUN:
        return card.work in visit.running or visit.ended(card.work, *fine(card.work))
    if card.wanted and visit.value(place.name) is None:
        return False
    return visit.told(place.name) and not card.blocked


def fine(work: str) -> tuple[int, ...]:
    """Return the exit statuses with which a work is over."""
    return (0, 1) if work.partition("_")[0] in _ANSWERS else (0,)


def state(visit: Visit, of: Step) -> State:
    """Return how a step stands, its order among the others aside."""
    if of.CODE in visit.skipped:
        return State.SKIPPED
    found = places(visit, of)
    left = [place for place in found if not settled(visit, place)]
    if not left:
        runs = any(place.card.kind is Kind.RUN and place.card.work in visit.running for place in found)
        return State.WAITING if runs else _outcome(visit, of)
    first = left[0].card
    if first.blocked or (first.wanted and visit.told(left[0].name)):
        return State.BLOCKED
    return State.WAITING if first.waits else State.OPEN


def _outcome(visit: Visit, of: Step) -> State:
    """Return the worst of what was said in a step, of its instructions where it has any.

    « Je ne sais pas » is the worst; of questions alone it counts where nothing else was said.
    """
    found = places(visit, of)
    acts = [place.name for place in found if place.card.kind is Kind.ACT]
    said = [visit.value(name) for name in acts if visit.told(name)]
    for value, outcome in ((None, State.UNKNOWN), (NOT_DONE, State.NOT_DONE), (DONE, State.DONE)):
        if value in said:
            return outcome
    if said:
        return State.NOT_APPLICABLE
    if any(place.card.wanted and visit.value(place.name) == "no" for place in found):
        return State.NOT_DONE
    asked = [visit.value(place.name) for place in found if place.card.kind is Kind.ASK]
    return State.UNKNOWN if asked and not any(asked) else State.DONE


def standing(visit: Visit, of: Step) -> State:
    """Return how a step stands in the path: LATER where what comes before it is not settled."""
    found = state(visit, of)
    if found in SETTLED or may_open(visit, of):
        return found
    return State.LATER


def may_open(visit: Visit, of: Step) -> bool:
    """Tell whether one may stand at a step."""
    first, *_ = STEPS
    if of is first:
        return True
    if of.FREE:
        return state(visit, first) in PASSED
    before = STEPS[: STEPS.index(of)]
    return all(state(visit, one) in PASSED and not _holds(visit, one) for one in before if not one.FREE)


def _holds(visit: Visit, of: Step) -> bool:
    """Tell whether a step waits for what those behind it must know first."""
    if of.CODE in visit.skipped:
        return False
    left = next((place.card for place in places(visit, of) if not settled(visit, place)), None)
    return left is not None and left.waits and left.holds


def may_go_on(visit: Visit, of: Step) -> bool:
    """Tell whether what stands on a screen may be answered or skipped.

    A page that became ready meanwhile takes nothing away, nor does a card that says so of itself.
    """
    before = STEPS[: STEPS.index(of)]
    return may_open(visit, of) or all(_passed_or_read(visit, one) for one in before if not one.FREE)


def _passed_or_read(visit: Visit, of: Step) -> bool:
    if state(visit, of) is not State.OPEN:
        return state(visit, of) in PASSED
    left = next(place.card for place in places(visit, of) if not settled(visit, place))
    return left.kind is Kind.PAGE or left.late


def ahead(visit: Visit) -> Iterator[Place]:
    """Yield what may be answered now, in order: one card of each step that is open."""
    for one in STEPS:
        if (state(visit, one) is State.OPEN or _holds(visit, one)) and may_open(visit, one):
            yield next(place for place in places(visit, one) if not settled(visit, place))


def before(visit: Visit, place: Place | None) -> Place | None:
    """Return the card before this one, in the path as it stands now; the last for None."""
    found = [
        each
        for one in STEPS
        if may_open(visit, one) and one.CODE not in visit.skipped
        for each in places(visit, one)
    ]
    names = [each.name for each in found]
    here = names.index(place.name) if place is not None and place.name in names else len(names)
    return found[here - 1] if here > 0 else None


def after(visit: Visit, place: Place) -> Place | None:
    """Return the card behind this one in its step, None behind the last."""
    found = places(visit, place.step)
    names = [each.name for each in found]
    behind = found[names.index(place.name) + 1 :] if place.name in names else []
    return behind[0] if behind else None


def follows(visit: Visit, step: Step) -> Place | None:
    """Return what is left of a step that somebody stands in, None where the path goes on elsewhere."""
    if state(visit, step) is not State.OPEN or not may_open(visit, step):
        return None
    return next((place for place in places(visit, step) if not settled(visit, place)), None)


def missing(visit: Visit, step: Step) -> Iterator[str]:
    """Yield the code of the sentence that says what a step lacks, where there is one."""
    left = [place.card for place in places(visit, step) if not settled(visit, place)]
    for card in left[:1]:
        yield from (card.blocked,) if card.blocked else card.advice[:1]


def current(visit: Visit) -> Place | None:
    """Return the first thing to answer; where nothing is, what is blocked or waits; None at the end."""
    for place in ahead(visit):
        return place
    if visit.ended("wipe", 0):
        return None  # nothing is left to answer with, nor to write it in
    # What waits for a work that runs goes on by itself; what is blocked does not.
    orders = ({State.WAITING}, {State.BLOCKED}) if visit.running else ({State.WAITING, State.BLOCKED},)
    for states in orders:
        for one in STEPS:
            if state(visit, one) in states and may_open(visit, one):
                for place in places(visit, one):
                    if not settled(visit, place):
                        return place
    return None
