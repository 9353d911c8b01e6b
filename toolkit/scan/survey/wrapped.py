"""Files that a common tool of encryption protects, in numbers and behind names that keep their own extension.

Practices lock letters one by one too: without a ransom note such files stay what they are.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.scan import extensions
from toolkit.scan.survey.burst import Burst, Span, within

_MANY = 10  # files under one ending
_FAR = 30  # where the note lies elsewhere on the medium
_AROUND = 5 * 60 * 1_000_000_000  # ns
_LONGEST = 40  # characters of an ending
_ENDINGS = 1000  # told apart
_FOLDERS = 20_000  # told apart
_DEEPEST = 64  # folders above one
# A person encrypts a bundle under its own name; letters and pictures one by one are another matter.
_BUNDLES = frozenset({"zip", "7z", "rar", "tar", "gzip", "bzip2", "xz", "zstd", "iso", "vhd", "vhdx", "vmdk"})


@dataclass(slots=True)
class Kept:
    """Protected files under one ending that was put behind a name."""

    files: int = 0
    burst: Burst = field(default_factory=Burst)

    @property
    def many(self) -> bool:
        return self.files >= _MANY

    @property
    def span(self) -> Span | None:
        """Return when they were written, a few minutes around, where most were at once."""
        found = self.burst.together(self.files)
        if found is None:
            return None
        return Span(found["first"] - _AROUND, found["last"] + _AROUND)

    @property
    def spread(self) -> bool:
        """Tell files written at many different times, as a person locks one letter after the other."""
        return bool(self.burst.times) and self.burst.together(self.files) is None

    def at_once(self, others: "array[int]") -> bool:
        """Tell so many, written in one burst that holds little else, that a note anywhere speaks for them."""
        span = self.burst.together(self.files) if self.files >= _FAR else None
        if span is None:
            return False
        # The times of others hold these too.
        return within(others, span["first"], span["last"]) <= 2 * span["files"]


@dataclass(slots=True)
class Wrapped:
    """Counted one by one; memory is bounded but for eight bytes a file that keeps its own extension."""

    folders: Counter[str] = field(default_factory=Counter)  # protected files; "volume/path"
    endings: dict[str, Kept] = field(default_factory=dict)

    def add(self, folder: str, name: str, written: int | None) -> bool:
        """Count one protected file; True where an ending stands behind its own extension, or any."""
        if folder in self.folders or len(self.folders) < _FOLDERS:
            self.folders[folder] += 1
        ending, document = put_behind(name)
        if not ending or not document:
            return bool(ending)
        if ending not in self.endings and len(self.endings) >= _ENDINGS:
            return False
        kept = self.endings.setdefault(ending, Kept())
        kept.files += 1
        kept.burst.add(written)
        return True

    def beside(self, noted: Callable[[str], bool]) -> int:
        """Return how many protected files lie in a folder with a note, or below one."""
        return sum(files for place, files in self.folders.items() if any(map(noted, upwards(place))))

    def decided(self, others: "array[int]") -> tuple[Mapping[str, Span | None], ...]:
        """Return the endings a note in the folder, in one above and anywhere on the medium speaks against.

        Each has its burst: what bears such an ending and is no document was locked with them or is none.
        """
        many = {ending: kept for ending, kept in self.endings.items() if kept.many}
        spans = {ending: kept.span for ending, kept in many.items()}
        upper = {ending: spans[ending] for ending, kept in many.items() if not kept.spread}
        far = {ending: spans[ending] for ending, kept in many.items() if kept.at_once(others)}
        return spans, upper, far


def put_behind(name: str) -> tuple[str, bool]:
    """Return the ending behind another one ("" where there is none), and whether that is a document's."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not ending or "." not in stem.strip(".") or len(ending) > _LONGEST or ":" in name:
        return "", False
    promised = extensions.expected(stem)
    return ending.lower(), promised is not None and promised not in _BUNDLES


def upwards(place: str) -> Iterator[str]:
    """Yield a folder, "volume/path", and those above it up to the root, "volume/"."""
    for _ in range(_DEEPEST):
        yield place
        if place.endswith("/"):
            return
        place = above(place)


def above(place: str) -> str:
    """Return the folder above one; the root is its own."""
    if place.endswith("/"):
        return place
    folder = place.rpartition("/")[0]
    return folder if "/" in folder else f"{folder}/"
