"""What a person typed as the answer to a question, made fit to be recorded."""

from dataclasses import dataclass
from datetime import datetime

from toolkit.errors import UsageRefusal
from toolkit.legal import deadlines, dictionary
from toolkit.legal.dictionary import Question
from toolkit.legal.numbers import Unfit
from toolkit.report.answers import choice, word
from toolkit.texts import LANGUAGES, Speech


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer as it is recorded, and what is to be said of how it was typed."""

    key: str
    value: str | None  # None is « je ne sais pas »
    cut: int = 0  # characters kept, where more were typed than an answer holds
    odd: str | None = None  # see deadlines.oddity


def taken(key: str, text: str | None, now: datetime, speech: Speech) -> Taken:
    """Return an answer as it is recorded; raises UsageRefusal with what to check."""
    try:
        asked = dictionary.asked(key)
        if text is None or dictionary.unknown(text):
            return Taken(key, None)
        shown, cut = dictionary.cleaned(asked, text)
        value = dictionary.fit(asked, shown, now, _labels(asked))
    except Unfit as unfit:
        facts = {"key": key[: dictionary.SHORT], **unfit.facts}
        if "choices" in facts:
            facts["choices"] = words(speech, asked)
        raise UsageRefusal(unfit.code, **facts) from unfit
    when = deadlines.of_answer(value) if asked.kind == "time" else None
    odd = deadlines.oddity(when, now) if when else None
    return Taken(key, value, len(shown) if cut else 0, odd)


def words(speech: Speech, asked: Question) -> str:
    """Return the short words of the choices of a question, in a row."""
    return ", ".join(word(speech, asked, code) for code in asked.choices)


def _labels(asked: Question) -> dict[str, str]:
    """Return the words that stand for a choice, whole or short, in either language."""
    return {
        said(Speech(language), asked, code): code
        for said in (choice, word)
        for language in LANGUAGES
        for code in asked.choices
    }
