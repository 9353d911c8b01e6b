"""The address and the number an attack writes into the endings it adds: ".id[1A2B3C4D].[a@b.example].x"."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.scan.notes.given import SUBSCRIBERS, attacks

_LEAST = 3  # files that share one
_MOST = 1000  # distinct ones counted
_KEPT = 10
# Brackets around the address, behind the name a file had; before it at most a number in brackets or behind
# "id", behind it at most one more ending. As families of the kind of Dharma, Phobos and Makop write it.
_ENDING = re.compile(
    r"[\[({]([A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24})[\])}]"
    r"(?:[._-][^.\s/\[\](){}]{1,40})?\Z",
    re.ASCII,
)
_NUMBER = re.compile(r"(?i)(?:[._ -]id[-_ ]?[\[({]?|[\[({])([0-9A-Z]{4,16}(?:-[0-9A-Z]{2,16})?)[\])}]?\Z")


@dataclass(slots=True)
class Endings:
    """Addresses and numbers counted by the files whose names end with them."""

    found: dict[str, Counter[str]] = field(
        default_factory=lambda: {"email": Counter(), "victim_id": Counter()}
    )

    def add(self, path: str) -> None:
        """Count what the name of one file ends with."""
        if "@" not in path:
            return
        match = _ENDING.search(path.rpartition("/")[2])
        if match is None:
            return
        for kind, value in (("email", match[1]), ("victim_id", _number(match))):
            counted = self.found[kind]
            if value and (value in counted or len(counted) < _MOST):
                counted[value] += 1

    def contacts(self) -> Mapping[str, tuple[str, ...]]:
        """Return those that several files share; one at the mail of a French line may be a patient's."""
        shared = {
            kind: tuple(
                value
                for value, files in counted.most_common(_KEPT)
                if files >= _LEAST and (kind != "email" or _strangers(value))
            )
            for kind, counted in self.found.items()
        }
        # A number without an address beside it is not known for what it is.
        return {kind: values for kind, values in shared.items() if values} if shared["email"] else {}


def _number(match: re.Match[str]) -> str | None:
    before = match.string[: match.start()].rstrip("._ -")
    found = _NUMBER.search(before)
    return found[1] if found and any(char.isdigit() for char in found[1]) else None


def _strangers(address: str) -> bool:
    return attacks(address) or address.casefold().rpartition("@")[2] not in SUBSCRIBERS
