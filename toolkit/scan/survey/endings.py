"""Which endings of names are the attack's: learnt from the files that bear them, never from a list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.scan import extensions

_KEPT = 20_000  # endings counted apart; those that only one or two files bear go first
_LONGEST = 40  # characters; longer ones are sentences with a full stop
_KINDS = 8  # promised types told apart under one ending
_LEAST = 3  # files judged by content that bear it
_SPARED = 4  # of that many encrypted files one may be intact: copies, files an attack skipped
_SHARE = 5  # of that many files with the ending, one at least is judged encrypted by its content
_MANY = 10  # random files under an ending that no content judged; files that prove one
_VAIN = 500  # intact files under an ending that no encrypted one bears


@dataclass(slots=True)
class Ending:
    """Files that bear one ending, by what their content is; `kinds` are the types promised before it."""

    encrypted: int = 0
    intact: int = 0
    random: int = 0
    other: int = 0  # unknown, damaged or protected
    coded: int = 0  # encrypted, and written as text
    kinds: set[str] = field(default_factory=set)

    @property
    def files(self) -> int:
        return self.encrypted + self.intact + self.random + self.other

    @property
    def learnt(self) -> bool:
        """Tell an ending of encrypted files: several, hardly any intact, and not a few among very many."""
        return (
            self.encrypted >= _LEAST
            and self.intact * _SPARED <= self.encrypted
            and (self.encrypted * _SHARE >= self.files or len(self.kinds) >= _LEAST)
        )

    @property
    def proven(self) -> bool:
        """Tell a learnt ending put behind names of several kinds so often that it speaks by itself."""
        often = self.encrypted >= _MANY and self.intact * _MANY <= self.encrypted
        return self.learnt and often and len(self.kinds) >= _LEAST

    @property
    def shared(self) -> bool:
        """Tell an ending that many files bear which are all random; alone it proves nothing."""
        return self.random >= _MANY and not self.intact and self.random * 2 >= self.files


@dataclass(slots=True)
class Endings:
    """Counts by ending, added one by one; memory is bounded however many endings there are."""

    found: dict[str, Ending] = field(default_factory=dict)

    def add(self, name: str, verdict: str, *, text: bool = False) -> None:
        """Count one file under the unknown ending of its name, if any; `text` where it is written so."""
        ending = last(name)
        if not ending:
            return
        known = self.found.get(ending)
        if known is None:
            if len(self.found) >= _KEPT:
                self._thin()
            known = self.found[ending] = Ending()
        if verdict in {"encrypted", "intact", "random"}:
            setattr(known, verdict, getattr(known, verdict) + 1)
        else:
            known.other += 1
        known.coded += text and verdict == "encrypted"
        if len(known.kinds) < _KINDS and (promised := extensions.expected(name)):
            known.kinds.add(promised)

    def _thin(self) -> None:
        worth = {ending: one for ending, one in self.found.items() if one.encrypted or one.files > _LEAST}
        # Endings that are each one file's own teach nothing; were all worth keeping, the newest would go.
        self.found = dict(list(worth.items())[: _KEPT // 2])

    def learnt(self) -> frozenset[str]:
        """Return the endings to believe, from files judged by their content."""
        return frozenset(ending for ending, one in self.found.items() if one.learnt)

    def proven(self) -> frozenset[str]:
        """Return those of the learnt endings that need no other fact."""
        return frozenset(ending for ending, one in self.found.items() if one.proven)

    def coded(self) -> frozenset[str]:
        """Return those of the learnt endings under which text is what was encrypted, written as text."""
        return frozenset(
            one for one in self.learnt() if self.found[one].coded * 2 > self.found[one].encrypted
        )

    def ordinary(self, ending: str) -> bool:
        """Tell an ending that so many intact files bear that it can hardly be an attack's."""
        known = self.found.get(ending)
        return known is not None and not known.encrypted and known.intact >= _VAIN

    def shared(self) -> frozenset[str]:
        """Return the endings many random files share, of which content alone says nothing."""
        return frozenset(ending for ending, one in self.found.items() if one.shared and not one.learnt)


def last(name: str) -> str:
    """Return the last extension in lower case where nobody knows it, else ""."""
    _, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST or ":" in name:
        return ""
    ending = ending.lower()
    return ending if ending not in extensions.EXTENSIONS and _unknown(ending) else ""


@lru_cache(maxsize=4096)
def _unknown(ending: str) -> bool:
    # What people, programs and languages put behind a name themselves is no attacker's.
    return extensions.added(f"a.txt.{ending}") == ending


def encrypted(endings: Endings, among: Iterable[str]) -> int:
    """Return how many files judged by content bear one of the endings."""
    return sum(endings.found[ending].encrypted for ending in among if ending in endings.found)
