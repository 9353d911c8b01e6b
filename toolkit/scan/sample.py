"""A scan of files chosen at random, and what it allows to say of all the others.

Every file has the same chance: its place is a keyed hash of its path, and the lowest places are read. The
same seed on the same medium chooses the same files, whatever the order of the walk.
"""

import heapq
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from toolkit.records import Entry, EntryKind, Unread

CONFIDENCE = 0.95
_KINDS = (EntryKind.FILE, EntryKind.STREAM)
_STEPS = 60  # halvings; far below what a percentage shows
LARGEST = 1_000_000  # files of a sample
_UNSHOWN = ("random", "unknown", "protected", "damaged")  # neither intact nor encrypted for certain


@dataclass(slots=True)
class Sample:
    """The files chosen, and of how many; `unread` could not even be listed and are never left out."""

    seed: str
    of: int = 0
    chosen: Counter[bytes] = field(default_factory=Counter)
    unread: set[bytes] = field(default_factory=set)

    @property
    def files(self) -> int:
        return self.chosen.total()

    def left_out(self, then: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
        """Return the `done` of walk.look: true for what was not chosen, else what `then` answers."""
        left = self.chosen.copy()

        def done(volume: str, path: str) -> bool:
            mark = _mark(self.seed, volume, path)
            if mark in self.unread:
                return then(volume, path)
            left[mark] -= 1
            return left[mark] < 0 or then(volume, path)

        return done

    @property
    def whole(self) -> bool:
        """Tell a draw of every file there is, which is no sample."""
        return self.files >= self.of

    def facts(self, read: int, verdicts: Mapping[str, int], notes: int = 0) -> dict[str, Any]:
        """Return the sample and what it says of the whole; shares from 0 to 1, counts of files.

        `verdicts` are the files read by verdict of content, `notes` the ransom notes among them: these are no
        files of the practice, and only "files", "of" and "notes" count them. "undetermined" are shown neither
        intact nor encrypted, "judged" all others. "judged_low" and "judged_high" bound the share encrypted
        among files that can be judged, "low" and "high" the share of all files: at least what is known to be
        encrypted, at most what is not shown to be intact.
        """
        drawn, of = self.files - notes, self.of - notes
        unread = max(0, self.files - read)
        encrypted = min(verdicts.get("encrypted", 0), drawn)
        unshown = {each: verdicts[each] for each in _UNSHOWN if verdicts.get(each)}
        undetermined = min(sum(unshown.values()) + unread, drawn - encrypted)
        judged = drawn - undetermined
        judged_low, judged_high = bounds(encrypted, judged, of - undetermined)
        return {
            "files": self.files,
            "of": self.of,
            "notes": notes,
            "read": read - notes,
            "unread": unread,
            "encrypted": encrypted,
            "intact": judged - encrypted,
            "undetermined": undetermined,
            "verdicts": unshown,
            "judged": judged,
            "judged_low": judged_low,
            "judged_high": judged_high,
            "low": bounds(encrypted, drawn, of)[0],
            "high": bounds(encrypted + undetermined, drawn, of)[1],
            "confidence": CONFIDENCE,
            "seed": self.seed,
        }


def choose(walk: Iterable[Entry | Unread], files: int, seed: str | None = None) -> Sample:
    """Choose `files` among all that a walk lists; a seed of our own where none is given. Nothing is read."""
    sample = Sample(seed if seed is not None else secrets.token_hex(8))
    lowest: list[tuple[int, bytes]] = []
    for one in walk:
        if isinstance(one, Entry) and one.kind not in _KINDS:
            continue
        mark = _mark(sample.seed, one.volume, one.path)
        if isinstance(one, Unread):
            sample.unread.add(mark)
            continue
        sample.of += 1
        place = (-int.from_bytes(mark, "big"), mark)
        if len(lowest) < files:
            heapq.heappush(lowest, place)
        elif place > lowest[0]:
            heapq.heapreplace(lowest, place)
    sample.chosen.update(mark for _, mark in lowest)
    return sample


def _mark(seed: str, volume: str, path: str) -> bytes:
    text = f"{volume}\0{path}".encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=16, key=_key(seed)).digest()


@lru_cache(maxsize=4)
def _key(seed: str) -> bytes:
    return blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=32).digest()


def bounds(found: int, read: int, of: int) -> tuple[float, float]:
    """Return the shares of a whole of `of` files between which the truth lies, with 95 % confidence.

    Clopper and Pearson, Biometrika 26 (1934) 404: exact, hence never narrower than promised. Both ends where
    some were found and some not, one end (all 5 %) where none or all were. Reading every file leaves none.
    """
    if read <= 0:
        return 0.0, 1.0
    if read >= of:
        return found / read, found / read
    risk = 1 - CONFIDENCE
    side = risk / 2 if 0 < found < read else risk
    low = 0.0 if found == 0 else _root(lambda share: 1 - _at_most(found - 1, read, share), side, rising=True)
    high = 1.0 if found == read else _root(lambda share: _at_most(found, read, share), side, rising=False)
    # What was seen is certain, whatever chance allows.
    return max(low, found / of), min(high, 1 - (read - found) / of)


def _at_most(found: int, read: int, share: float) -> float:
    """Return the chance of at most `found` among `read` draws, each with chance `share`."""
    import numpy as np  # noqa: PLC0415 - only a sample needs it

    if share <= 0:
        return 1.0
    if share >= 1:
        return float(found >= read)
    factorials = _log_factorials(read)
    drawn = np.arange(found + 1)
    ways = factorials[read] - factorials[drawn] - factorials[read - drawn]
    logs = ways + drawn * np.log(share) + (read - drawn) * np.log1p(-share)
    top = logs.max()
    return min(1.0, float(np.exp(top + np.log(np.exp(logs - top).sum()))))


@lru_cache(maxsize=4)
def _log_factorials(last: int) -> Any:
    import numpy as np  # noqa: PLC0415 - same

    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, last + 1)))))


def _root(chance: Callable[[float], float], wanted: float, *, rising: bool) -> float:
    """Return the share at which a chance that rises, or falls, is the one wanted."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if (chance(middle) < wanted) is rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2
