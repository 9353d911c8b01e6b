"""The passphrase of the annex, to be copied on paper: it is in memory only, and shown for this run alone."""

from collections.abc import Iterator, Sequence

from toolkit.custody.annex import passphrase
from toolkit.custody.case import Case
from toolkit.custody.keys import grouped
from toolkit.walkthrough.pages.line import BAD, DIM, STRONG, WARN, Line, Look, failed

_WORDS = 4  # of a row


def lines(look: Look) -> Iterator[Line]:
    """Yield the words, each with its number, then the whole; or why there are none, and what to do."""
    at, phrase = _printed(look.said)
    annexed = bool(look.case and "annex.closed" in look.case.marks)
    if not phrase:
        if look.said and not look.visit.ended(look.work or "handover", 0, 1):
            yield from failed(look)
        yield look.say("page.passphrase_gone" if annexed else "page.passphrase_none", WARN)
        yield look.say("page.passphrase_again")
        return
    if look.case is None or not _opens(look.case, look.said[at:]):
        yield look.say("page.passphrase_void", BAD)
        yield look.say("page.passphrase_again")
        return
    yield look.say("page.passphrase_copy", STRONG, ref=look.case.facts.ref)
    yield Line("")
    words = [f"{number}. {word}" for number, word in enumerate(phrase.split("-"), 1)]
    for first in range(0, len(words), _WORDS):
        yield Line("   " + "".join(f"{word:<17}" for word in words[first : first + _WORDS]).rstrip(), STRONG)
    yield Line("")
    yield look.say("page.passphrase_typed")
    yield Line(f"   {phrase}", STRONG)
    yield Line("")
    yield look.say("page.passphrase_care", WARN)
    yield look.say("page.passphrase_sheet", DIM)


def _printed(said: Sequence[tuple[str, str]]) -> tuple[int, str]:
    """Return the last passphrase that was printed, known by its words, and where; "" where there is none.

    No sentence of ours is words of that list alone, joined by hyphens: the language need not be known.
    """
    known, count = frozenset(passphrase.words()), passphrase.count()
    for at in range(len(said) - 1, -1, -1):
        stream, text = said[at]
        words = text.strip().split("-")
        if stream == "out" and len(words) == count and known.issuperset(words):
            return at, text.strip()
    return 0, ""


def _opens(case: Case, after: Sequence[tuple[str, str]]) -> bool:
    """Tell whether the annex noted last was made with it: its hash was printed behind the passphrase."""
    noted = case.marks.get("annex.closed", {}).get("sha256")
    return bool(noted) and any(grouped(str(noted)) in text for _, text in after)
