"""What names of states of one thing have in common: weekdays, months, numbers and words of copies aside."""

import re
import unicodedata
from enum import IntEnum

_ALONE = r"(?<![^\W\d_])(?:{})(?![^\W\d_])"  # no part of a longer word
_DAYS = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_SHORT_DAYS = "lun|mer|jeu|vend?|sam|dim|tues?|wed|thurs?|thu|fri|sat|sun"
_MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
    "|janv?|fevr?|feb|avr|apr|juil|jul|jun|aug|sept?|oct|nov|dec"
)
_COPIES = r"copies?(?: de)?|copy(?: of)?"
_TURNS = (
    "old|ancien(?:ne)?s?|nouveau|nouvelle|new|derni(?:er|ere)|last|latest|prev(?:ious)?|precedente?"
    "|complete?|full|avant|apres|before|after"
)
_WEEK = r"(?:semaine|sem|week|wk|s|w)[-_. ]?\d{1,2}(?!\d)"
_ROTATED = re.compile(rf"\(\d{{1,3}}\)|{_ALONE.format(f'{_DAYS}|{_COPIES}')}")
_WORDS = re.compile(
    rf"\(\d{{1,3}}\)|{_ALONE.format(f'{_DAYS}|{_SHORT_DAYS}|mar|{_COPIES}|{_TURNS}')}|(?<![^\W_]){_WEEK}"
)
_MONTH = re.compile(_ALONE.format(_MONTHS))
_DIGITS = re.compile(r"\d+")
_ENDING = re.compile(r"(?:\.tar)?\.[a-z0-9]{1,5}$")
_BETWEEN = re.compile(r"[\W_]+")
# In folded paths, which keep their accents; a folder that ends in a number, or tells one of the words.
SIGNS = (
    rf"{_ALONE.format(f'{_DAYS}|{_SHORT_DAYS}|mar|{_COPIES}|{_TURNS}|{_MONTHS}|dernière|après')}"
    r"|(?:février|août|décembre|févr?|déc)(?![^\W\d_])|\d{1,3}\)?$"
)


class Apart(IntEnum):
    """By what two names of one stem differ."""

    WORDS = 1  # a weekday, a week, the word of a copy
    MONTHS = 2  # what is filed by month is called so too
    NUMBERS = 3  # patients and machines are numbered too


def rotated(name: str) -> str:
    """Return a folded name with "#" for its numbers, and without its weekday and the words of a copy."""
    plain = name.casefold()
    if _ROTATED.search(plain) is None:
        return _DIGITS.sub("#", plain)
    stem = _ENDING.sub("", plain)
    return _DIGITS.sub("#", _left(_ROTATED.sub(" ", stem)) + plain[len(stem) :])


def stem_of(name: str) -> str:
    """Return what is left of a name without anything that tells states of one thing apart."""
    return _left(_DIGITS.sub(" ", _MONTH.sub(" ", _WORDS.sub(" ", _plain(name)))))


def apart(one: str, other: str) -> Apart:
    """Return by what two names of one stem differ."""
    ours, theirs = (_WORDS.sub(" ", _plain(name)) for name in (one, other))
    if _left(ours) == _left(theirs):
        return Apart.WORDS
    return Apart.MONTHS if _MONTH.search(ours) and _MONTH.search(theirs) else Apart.NUMBERS


def _left(text: str) -> str:
    return _BETWEEN.sub(" ", text).strip()


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFD", name.casefold())
    return "".join(each for each in folded if not unicodedata.combining(each))
