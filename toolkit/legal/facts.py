"""The legal values that may be shown, each with its source and day of checking, and those that may not."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

Say = Callable[..., str]  # Speech.say: the texts stand beside this room, not below it


class Unverified(LookupError):  # noqa: N818 - a value nobody checked, not an error of ours
    """The value of this key was not read in a source, and is not printed."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One legal value: an article number, a number of hours, an address, the name of a service."""

    key: str
    value: str | int
    source: str  # where it was read; "" for nowhere
    checked_on: date  # the day the source was last consulted
    verified: bool

    def checked(self, say: Say) -> str:
        """Return « source : …, vérifié le … »; raises Unverified."""
        _demand(self)
        return say("legal.checked", source=self.source, date=day(self.checked_on, say))

    def cited(self, say: Say) -> str:
        """Return the value followed by its source and date in brackets; raises Unverified."""
        return say("legal.cited", value=str(self.value), checked=self.checked(say))


def fact(key: str) -> Fact:
    """Return one entry of legal_fr.toml, verified or not; KeyError when there is none."""
    return every()[key]


def value(key: str) -> str | int:
    """Return a value to print; raises Unverified, and KeyError when there is no such entry."""
    return _demand(fact(key)).value


def number(key: str) -> int:
    """Return a value that is a number; raises Unverified, KeyError, and TypeError when it is a text."""
    found = value(key)
    if not isinstance(found, int):
        raise TypeError("not a number", key)
    return found


def printable(key: str) -> bool:
    """Tell whether a value may be shown; an entry that is not there may not."""
    found = every().get(key)
    return found is not None and found.verified


def values() -> Mapping[str, str | int]:
    """Return every value that may be shown, to fill the placeholders of a sentence with."""
    return {one.key: one.value for one in every().values() if one.verified}


def day(when: date, say: Say) -> str:
    """Return a day in words, as the language writes it."""
    number = say("screen.first_of_month") if when.day == 1 else when.day
    return say("legal.day", day=number, month=say(f"screen.month_{when.month}"), year=when.year)


@cache
def every() -> Mapping[str, Fact]:
    """Return all entries by key, in the order they are written."""
    text = files("toolkit.legal").joinpath("legal_fr.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    return MappingProxyType({key: Fact(key, **table) for key, table in tables.items()})


def _demand(found: Fact) -> Fact:
    if not found.verified:
        raise Unverified(found.key)
    return found
