"""The files an attack touched, as the scan tells them: encrypted ones, notes, and its own endings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.scan.extensions import EXTENSIONS

LIMIT = 500_000  # files kept by name; more are counted
FREQUENT = 3  # encrypted files with an ending, from which it is the attacker's
_LONGEST = 40  # characters of an extension
_DOUBTFUL = frozenset({"random", "unknown", "damaged"})


@dataclass(slots=True)
class Marked:
    """One file of the attack; `written_ns` is when its content last changed, `meta_ns` its other facts.

    A copy keeps the date of its content, `content_ns`; `named_ns` is the date of its name where all others
    are older, which only a program that rewrites dates does.
    """

    volume: str
    path: str
    kind: str  # "encrypted" or "note"
    size: int = 0
    written_ns: int | None = None
    meta_ns: int | None = None
    number: int | None = None  # of its record in the NTFS table
    sequence: int | None = None
    content_ns: int | None = None
    named_ns: int | None = None
    counted: bool = True  # False: only its name says that it is of the attack, the scan does not


@dataclass(slots=True)
class Marks:
    """What the lines of a scan tell of the attack, added one by one, then settled."""

    metadata_times: bool = True  # False: a folder, whose creation dates may be those of a copy
    in_context: bool = False  # the lines hold what context decided: nothing else is counted as encrypted
    files: dict[tuple[str, str], Marked] = field(default_factory=dict)
    endings: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
    # Programs that rules name, by volume and path.
    suspects: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _doubtful: dict[str, list[Marked]] = field(default_factory=dict)

    def add(self, line: Mapping[str, Any]) -> None:
        """Add one line of a scan."""
        verdict, note = line["damage"]["verdict"], line["note"]
        name = line["path"].rpartition("/")[2]
        if line.get("program") and line["rules"] and len(self.suspects) < LIMIT:
            found = {key: line[key] for key in ("volume", "path", "sha256", "rules")}
            self.suspects.setdefault((str(line["volume"]), str(line["path"])), found)
        if note and note["verdict"] == "note":
            self._keep(self._marked(line, "note"))
        elif verdict == "encrypted":
            self.endings[ending(name)] += 1
            self._keep(self._marked(line, "encrypted"))
        elif verdict in _DOUBTFUL and ending(name) and len(self._doubtful) < LIMIT:
            self._doubtful.setdefault(ending(name), []).append(self._marked(line, "encrypted"))

    def settle(self) -> frozenset[str]:
        """Return the endings that are the attacker's, after adding the doubtful files that bear them."""
        theirs = frozenset(one for one, files in self.endings.items() if one and files >= FREQUENT)
        for one in theirs:
            for marked in self._doubtful.get(one, ()):
                marked.counted = not self.in_context
                self._keep(marked)
        self._doubtful.clear()
        return theirs

    def _keep(self, marked: Marked) -> None:
        if len(self.files) < LIMIT:
            self.files[marked.volume, marked.path] = marked
        else:
            self.left_out += 1

    def _marked(self, line: Mapping[str, Any], kind: str) -> Marked:
        times = line["times"]
        names = ("modified", "created") if self.metadata_times else ("modified",)
        written = max((when for name in names if (when := times[name]) is not None), default=None)
        meta = times["changed"] if self.metadata_times else None
        about = (line["volume"], line["path"], kind, line["size"], written, meta)
        return Marked(*about, content_ns=times["modified"])


def ending(name: str) -> str:
    """Return the last extension of a name where it is no ordinary one, folded; "" otherwise."""
    _, dot, last = name.rpartition(".")
    last = last.casefold()
    return last if dot and len(last) <= _LONGEST and last not in EXTENSIONS else ""
