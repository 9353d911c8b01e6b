"""The practitioner's page, as the command says it: a light, what happened, how far, what to do."""

from collections.abc import Iterator

from toolkit.custody.case import Case
from toolkit.report import practitioner, practitioner_words
from toolkit.walkthrough.pages.line import BAD, GOOD, PLAIN, STRONG, WARN, Line, Look

_STYLES = {
    practitioner.RED: BAD,
    practitioner.ORANGE: WARN,
    practitioner.GREEN: GOOD,
    practitioner_words.STRONG: STRONG,
}


def lines(look: Look, case: Case) -> Iterator[Line]:
    """Yield the page of each machine of the case."""
    found = practitioner.of_case(case)
    for one in found:
        for said in practitioner_words.said(one, look.speech, several=len(found) > 1):
            yield look.say(said.code, _STYLES.get(said.tone, PLAIN), **said.facts)
