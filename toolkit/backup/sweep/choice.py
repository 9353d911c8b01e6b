"""Which files a check short of time reads: what matters most in full, the others by chance.

Every file that is not read in full has the same chance: its rank is a keyed hash of its path and of the state
of the data it is of, and the lowest ranks are read, in rounds that are always finished. How many rounds there
are follows from the time they take, never from what they find.
"""

import heapq
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from toolkit.backup.classes import LASTING, dating, practice_class
from toolkit.backup.content.struck import is_struck
from toolkit.backup.forms import CONTAINERS, disk_image
from toolkit.backup.lures import SCRIPTS
from toolkit.backup.unchosen import listed
from toolkit.media.source import Source
from toolkit.records import DamageVerdict, Entry, EntryKind, Facts, Seen, Unread
from toolkit.scan import extensions
from toolkit.scan.marks import marks
from toolkit.scan.sample import CONFIDENCE, bounds

FIRST = 300  # files of the first round: none encrypted among them is at most 1 % encrypted, with 95 %
LARGEST = 20  # files read in full for their size alone
RECENT = 30 * 86_400 * 1_000_000_000  # ns before the newest data of the practice
WHOLE_IMAGE = 4 * 1024**3  # bytes, above which the image of a disk is opened and not read to its end
# Of these kinds, no more than so many for their place or name alone: a copy may be one flat folder, and an
# attack may have renamed every file.
_MOST = {"root": 1000, "renamed": 100}
_READ = (EntryKind.FILE, EntryKind.STREAM)
_COPIED = frozenset({"bak", "backup"})
_ARCHIVES = "zip 7z rar tar tgz gz bz2 xz zst iso wim esd aes dmg vma ffu gho ghs v2i pbf 001 z01"
_PACKED = frozenset(_ARCHIVES.split()).union(*(container.endings for container in CONTAINERS))
_PROGRAMS = "exe dll sys ocx cpl drv com msi msp jar lnk url reg inf scf sh"
_WITH_MACROS = "docm dotm xlsm xlsb xltm pptm"
_RUN = SCRIPTS | frozenset(f"{_PROGRAMS} {_WITH_MACROS}".split())
_DISGUISED = frozenset({"direction", "double_extension"})
_ALIKE, _DAY = 20, 86_400 * 1_000_000_000
_UNSHOWN = frozenset(
    {DamageVerdict.RANDOM, DamageVerdict.UNKNOWN, DamageVerdict.PROTECTED, DamageVerdict.DAMAGED}
)
_KINDS = ("", "root", "backups", "databases", "programs", "renamed", "unlisted")

LeftOut = Callable[[str, str], bool]


@dataclass(slots=True)
class Choice:
    """What is read of one source, and what those chosen by chance were found to be."""

    seed: str
    where: str  # "" for the medium, else the path of the state of a backup
    volume: str
    older: bool  # a state that a newer one replaced
    full: set[int] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)  # of those read in full
    images: list[Entry] = field(default_factory=list)  # opened, and not read to their end
    ranks: "array[int]" = field(default_factory=lambda: array("Q"))  # of all others, sorted
    drawn: int = 0  # the first so many of `ranks` are read
    encrypted: int = 0
    intact: set[int] = field(default_factory=set)
    open: set[int] = field(default_factory=set)  # read, and neither shown intact nor encrypted

    @property
    def whole(self) -> bool:
        """Tell a choice of every file, which is no sample."""
        return self.drawn == len(self.ranks) and not self.images

    def rank(self, volume: str, path: str) -> int:
        return _hashed(self.seed, self.where, volume, path)

    def draw(self, files: int) -> LeftOut:
        """Draw at least so many more, and return what is left out of a pass that reads only these."""
        low = self.ranks[self.drawn]
        last = min(len(self.ranks), self.drawn + files) - 1
        # A name that an archive holds twice is drawn twice.
        self.drawn = bisect_right(self.ranks, self.ranks[last])
        high = self.ranks[last]

        def but_these(volume: str, path: str) -> bool:
            rank = self.rank(volume, path)
            return not low <= rank <= high or rank in self.full

        return but_these

    def but_full(self, volume: str, path: str) -> bool:
        """Tell what is left out of the pass that reads all that is read in any case."""
        return self.rank(volume, path) not in self.full

    def left(self, source: Source, left_out: LeftOut) -> Iterator[Seen]:
        """Yield what was not chosen, as it is listed: its size, its date, and no content."""
        last = self.ranks[self.drawn - 1] if self.drawn else -1
        images = {(one.volume, one.path) for one in self.images}
        for one in source.walk():
            if isinstance(one, Unread) or one.kind not in _READ or left_out(one.volume, one.path):
                continue
            rank = self.rank(one.volume, one.path)
            if rank > last and rank not in self.full and (one.volume, one.path) not in images:
                yield listed(one)

    def count(self, seen: Seen, shown: Seen) -> None:
        """Count one file that was read, if chance chose it; `shown` is told by the path it has in reports."""
        rank = self.rank(seen.volume, seen.path)
        if not self.drawn or rank > self.ranks[self.drawn - 1] or rank in self.full:
            return
        verdict = seen.damage.verdict
        if verdict == DamageVerdict.ENCRYPTED or is_struck(seen):
            self.encrypted += 1
            return
        unshown = seen.sha256 is None or verdict in _UNSHOWN
        (self.open if unshown else self.intact).add(_hashed("", "", shown.volume, shown.path))

    def settle(self, changes: Iterable[Facts]) -> None:
        """Count as encrypted what its name, its folder and its dates say of it, once all was read."""
        for change in changes:
            place = _hashed("", "", change["volume"], change["path"])
            if change["verdict"] == DamageVerdict.ENCRYPTED and (place in self.open or place in self.intact):
                self.open.discard(place)
                self.intact.discard(place)
                self.encrypted += 1

    def facts(self) -> dict[str, Any]:
        """Return what chance chose, of how many, and the share encrypted of them all with 95 % confidence.

        "low" and "high" bound the share among files that can be judged, "most" the share of all. The unit
        is the file.
        """
        judged, of = self.encrypted + len(self.intact), len(self.ranks)
        undetermined = self.drawn - judged
        low, high = bounds(self.encrypted, judged, of - undetermined)
        most = bounds(self.encrypted + undetermined, self.drawn, of)[1]
        return {
            "volume": self.volume, "path": self.where, "older": self.older, "files": self.drawn, "of": of,
            "encrypted": self.encrypted, "undetermined": undetermined, "low": low, "high": high,
            "most": most, "confidence": CONFIDENCE, "full": dict(self.kinds), "images": len(self.images),
        }  # fmt: skip


def choose(source: Source, empty: Choice, latest: int, left_out: LeftOut, own: LeftOut) -> Choice:
    """Fill an empty choice from one walk over the names of a source; nothing is read.

    `latest` is the moment (ns UTC) beyond which no date is believed; `own` tells the parts of backups.
    """
    rows = _Rows()
    for one in source.walk():
        if left_out(one.volume, one.path) or (isinstance(one, Entry) and one.kind not in _READ):
            continue
        rank = empty.rank(one.volume, one.path)
        if isinstance(one, Unread):
            rows.add(rank, "unlisted", 0, None)
        elif not empty.where and _is_large_image(one):
            empty.images.append(one)
        else:
            rows.add(rank, "backups" if own(one.volume, one.path) else kind(one), one.size, _date(one))
            rows.practice(one, latest)
    rows.part(empty)
    return empty


def kind(entry: Entry) -> str:
    """Return why a file is read in full by its name or place alone, "" where it is not."""
    name = entry.name.casefold().rstrip(" .")
    ending = name.rpartition(".")[2]
    tests = (
        ("databases", ending in _COPIED or practice_class(entry.path, None) in LASTING),
        ("backups", ending in _PACKED),
        ("programs", ending in _RUN or not _DISGUISED.isdisjoint(marks(entry.path))),
        ("renamed", extensions.added(name) is not None),
        ("root", "/" not in entry.path),
    )
    return next((code for code, holds in tests if holds), "")


@dataclass(slots=True)
class _Rows:
    """The files of a source while they are listed: 25 bytes each."""

    ranks: "array[int]" = field(default_factory=lambda: array("Q"))
    kinds: bytearray = field(default_factory=bytearray)
    sizes: "array[int]" = field(default_factory=lambda: array("Q"))
    dates: "array[int]" = field(default_factory=lambda: array("q"))
    newest: int = 0  # of the practice's data
    oldest: int = 1 << 63
    dated: int = 0

    def add(self, rank: int, code: str, size: int, date: int | None) -> None:
        self.ranks.append(rank)
        self.kinds.append(_KINDS.index(code))
        self.sizes.append(min(size, (1 << 63) - 1))
        self.dates.append(-1 if date is None else date)

    def practice(self, entry: Entry, latest: int) -> None:
        """Learn the newest date of the practice's data that is not in the future."""
        when, group = _date(entry), practice_class(entry.path, None)
        if when is not None and when <= latest and group is not None and dating(entry.path, group):
            self.newest, self.oldest = max(self.newest, when), min(self.oldest, when)
            self.dated += 1

    def part(self, choice: Choice) -> None:
        """Part what is read in full from the others."""
        # Dates that all lie within one day are those of a copy: they do not say what is recent.
        copied = self.dated >= _ALIKE and self.newest - self.oldest < _DAY
        since = self.newest - RECENT if self.dated and not copied else None
        largest = set(heapq.nlargest(LARGEST, range(len(self.ranks)), key=self.sizes.__getitem__))
        allowed = {code: self._lowest(code, most) for code, most in _MOST.items()}
        others: array[int] = array("Q")
        for at, rank in enumerate(self.ranks):
            code = _KINDS[self.kinds[at]]
            if code in allowed and rank > allowed[code]:
                code = ""
            if not code and since is not None and self.dates[at] >= since:
                code = "recent"
            if not code and at in largest:
                code = "largest"
            if not code:
                others.append(rank)
                continue
            choice.kinds[code] += 1
            choice.full.add(rank)
        choice.ranks = array("Q", sorted(others))

    def _lowest(self, code: str, most: int) -> int:
        wanted = _KINDS.index(code)
        ranks = (rank for at, rank in enumerate(self.ranks) if self.kinds[at] == wanted)
        return max(heapq.nsmallest(most, ranks), default=0)


def _date(entry: Entry) -> int | None:
    """Return the date of a file (ns UTC) within what 64 bits hold, None for any other."""
    when = entry.times.modified
    return when if when is not None and 0 <= when < 1 << 62 else None


def _is_large_image(entry: Entry) -> bool:
    ending = entry.name.rpartition(".")[2].casefold()
    return entry.kind == EntryKind.FILE and entry.size > WHOLE_IMAGE and ending in disk_image.ENDINGS


def _hashed(seed: str, where: str, volume: str, path: str) -> int:
    text = f"{where}\0{volume}\0{path}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8, key=_key(seed)).digest(), "big")


@lru_cache(maxsize=4)
def _key(seed: str) -> bytes:
    return blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=32).digest()
