"""A line of a page, and what a page is made from."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from toolkit.custody.case import Case
from toolkit.texts import Speech, visible
from toolkit.walkthrough.visit import Visit

PLAIN, STRONG, GOOD, WARN, BAD, DIM = "plain", "strong", "good", "warn", "bad", "dim"
_SENTENCES, _OPTION = re.compile(r"(?<=[.!?])\s+"), re.compile(r"(?:^|\s)--[a-z]")
_SHORT = 60  # characters of a name or a path of the evidence


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; its style only repeats what its words say."""

    text: str
    style: str = PLAIN  # of the six above


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows: the visit, its case where one stands, and what the work behind it said."""

    visit: Visit
    speech: Speech
    case: Case | None = None
    work: str = ""  # the work that the card waited for
    said: Sequence[tuple[str, str]] = ()  # ("out"|"err", sentence): what that work printed, in memory only

    def say(self, code: str, style: str = PLAIN, **facts: object) -> Line:
        return Line(self.speech.say(code, **facts), style)

    @property
    def went(self) -> bool:
        """Whether the work behind the page went to its end, whatever it found: 0 or 1."""
        return self.visit.ended(self.work, 0, 1)


Page = Callable[[Look], Iterator[Line]]
PageOfCase = Callable[[Look, Case], Iterator[Line]]


def of_case(page: PageOfCase, none: str = "page.no_case") -> Page:
    """Return a page that tells about a case, or says that there is none."""

    def lines(look: Look) -> Iterator[Line]:
        if look.case is None:
            yield look.say(none, WARN)
        else:
            yield from page(look, look.case)

    return lines


def keyed(text: str) -> str:
    """Return what a command said without the sentences that name its options: nobody types them here."""
    return " ".join(one for one in _SENTENCES.split(visible(text)) if not _OPTION.search(one))


def short(text: object, most: int = _SHORT) -> str:
    """Return a name that fits a line, its middle left out where it is too long, nothing hidden in it."""
    shown = visible(str(text))
    half = (most - 1) // 2
    return shown if len(shown) <= most else f"{shown[:half]}…{shown[-half:]}"


def some(look: Look, lines: Iterable[Line], most: int) -> Iterator[Line]:
    """Yield the first lines, and say how many more there are."""
    every = iter(lines)
    yield from islice(every, most)
    if left := sum(1 for _ in every):
        yield look.say("page.more", DIM, count=left)


def names(look: Look, given: Iterable[object], most: int, longest: int = _SHORT) -> str:
    """Return names in a row, each once, saying how many more there are."""
    found = list(dict.fromkeys(short(one, longest) for one in given))
    more = [look.speech.say("page.more_names", count=len(found) - most)] if len(found) > most else []
    return ", ".join([*found[:most], *more])


def failed(look: Look, most: int = 4) -> Iterator[Line]:
    """Say that the work behind the page did not go to its end, with the last it said of why."""
    yield look.say("page.work_failed", BAD)
    told = [text for stream, text in look.said if stream == "err"] or [text for _, text in look.said]
    yield from (Line(said, WARN) for text in told[-most:] if (said := keyed(text)))
