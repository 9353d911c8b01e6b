"""What a checkup is drawn from, and the rows it gives: good, to mend, or not known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.records import Artefact, Facts, Outcome

DAY = 86_400 * 1_000_000_000  # ns
GOOD, MEND, UNKNOWN = "good", "mend", "unknown"
STATES = (MEND, UNKNOWN, GOOD)  # the order they are told in

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """One baseline made at a visit: of which medium, and when (ns UTC)."""

    medium: str
    made_ns: int
    signs: int = 0  # of an attack, there when it was made


@dataclass(frozen=True, slots=True)
class Looked:
    """The inventory of a machine, by name; `until_ns` is the moment ages are counted to.

    That is now for a running machine, and the last use of one whose disk is read.
    """

    artefacts: Mapping[str, Artefact]
    until_ns: int
    live: Mapping[str, Artefact] = field(default_factory=dict)
    kind: str = "image"  # of the source
    trial: Facts | None = None  # the verdict on a backup: medium, connect, rely, answers and what it rests on
    visits: tuple[Visit, ...] = ()
    traces: Facts | None = None  # of an attack, as `traces.Traces.told` returns them
    made_ns: int = 0  # when the checkup is made

    @property
    def windowless(self) -> bool:
        """Tell a folder or a disk on which no Windows was found, and none failed to be read."""
        found = self.artefacts.get("system")
        return found is not None and found.outcome is Outcome.ABSENT and found.detail == "no_windows"

    def rows(self, name: str) -> tuple[Facts, ...]:
        """Return the rows of one artefact, none where it was not found."""
        found = self.artefacts.get(name)
        return found.rows if found is not None else ()

    def now(self, name: str) -> tuple[Facts, ...]:
        """Return the rows of what only a running machine tells."""
        found = self.live.get(name)
        return found.rows if found is not None else ()

    def absent(self, name: str) -> bool:
        """Tell what was looked for and is not there, apart from what could not be looked for."""
        found = self.artefacts.get(name)
        return found is not None and found.outcome is Outcome.ABSENT and found.detail != "no_windows"

    def whole(self, name: str) -> bool:
        """Tell an artefact no part of which failed to be read."""
        found = self.artefacts.get(name)
        return found is not None and found.outcome is not Outcome.FAILED and not any(_failures(found))

    def days(self, at_ns: int) -> int:
        """Return whole days since a moment, never below zero."""
        return max(0, (self.until_ns - at_ns) // DAY)

    def future(self, at_ns: int) -> bool:
        """Tell a date that cannot be: more than a day after the moment counted to."""
        return at_ns > self.until_ns + DAY


# These limit an answer without being a failure of the look.
_STANDING = ("registry_log", "control_set_not_named", "hive_absent", "registry_live")


def _failures(found: Artefact) -> Iterator[Facts]:
    return (one for one in found.unread if not str(one.get("why", "")).startswith(_STANDING))


def row(state: str, code: str, urgency: int = 9, **facts: Any) -> Row:
    """Return one row; `urgency` 0 is mended first."""
    return {"state": state, "code": code, "urgency": urgency, **facts}
