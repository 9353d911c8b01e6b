"""What the machine of a case held that its backup must hold too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from toolkit.backup.classes import fold, is_apart, practice_class, undone
from toolkit.backup.content.alike import Alike
from toolkit.backup.content.unlike import is_line
from toolkit.scan.extensions import EXTENSIONS

_WEIGHED = 512  # bytes, from which a content is told from chance


class Item(NamedTuple):
    """One practice file of the machine."""

    group: str  # of classes.CLASSES
    size: int  # bytes
    modified: int | None  # ns UTC
    created: int | None  # ns UTC
    whole: bool  # not encrypted: its size and dates are those of before the attack
    sound: bool = False  # nothing speaks against its content


@dataclass(slots=True)
class Inventory:
    """The practice files of a machine by folded folder and name, ransom extensions undone."""

    folders: dict[str, dict[str, Item]] = field(default_factory=dict)
    appended: frozenset[str] = frozenset()  # extensions the attack put behind names
    attack_ns: int | None = None  # when the attack began
    unnamed: int = 0  # encrypted files whose names no longer say what they were
    damaged: set[str] = field(default_factory=set)  # SHA-256 of what is damaged on the machine itself
    unlike: set[str] = field(default_factory=set)  # SHA-256 of what holds another content than its name says
    # Hashes of the folder and name of files of any kind, those nothing speaks against and the others.
    sound: set[int] = field(default_factory=set)
    spoiled: set[int] = field(default_factory=set)
    alike: Alike = field(default_factory=Alike)

    @classmethod
    def of(cls, lines: Iterable[Mapping[str, Any]], survey: Mapping[str, Any]) -> Self:
        """Build it from the recorded lines of a scan (plain Seen) and the facts of its survey."""
        bare = (extension.lstrip(".").lower() for extension in survey.get("extensions", ()))
        burst = survey.get("burst")
        inventory = cls(
            appended=frozenset(ending for ending in bare if ending and ending not in EXTENSIONS),
            attack_ns=burst["first"] if burst else None,
        )
        for line in lines:
            inventory._add(line)
        return inventory

    def _add(self, line: Mapping[str, Any]) -> None:
        if line["kind"] != "file":
            return
        verdict = line["damage"]["verdict"]
        if verdict == "damaged" and line["sha256"]:
            self.damaged.add(line["sha256"])
        if line["sha256"] and is_line(line):
            self.unlike.add(line["sha256"])
        self._judge(line, sound=_is_sound(line))
        if line["note"]:
            return
        group = practice_class(line["path"], line["type"], self.appended)
        if group is None:
            self.unnamed += verdict == "encrypted" and self._is_lost(line["path"])
            return
        # Each volume is one more folder above the others: two disks may hold the same paths.
        folder, name = key(f"{line['volume']}/{line['path']}", self.appended)
        times = line["times"]
        item = Item(
            group, line["size"], times["modified"], times["created"], verdict != "encrypted", _is_sound(line)
        )
        self.alike.add(group, item.size, line["sha256"], line["volume"], line["path"])
        names = self.folders.setdefault(folder, {})
        # An attack may leave beside the encrypted copy what it emptied: the larger says what there was.
        if name not in names or item.size >= names[name].size:
            names[name] = item

    def _judge(self, line: Mapping[str, Any], *, sound: bool) -> None:
        """Keep whether a file is as it should be, without its class: databases of no known kind have none."""
        if line["size"] >= _WEIGHED and not is_apart(line["path"]):
            (self.sound if sound else self.spoiled).add(self._tail(line["path"]))

    def _tail(self, path: str) -> int:
        # The folders above are others in a backup.
        folder, name = key(path, self.appended)
        return hash((folder.rpartition("/")[2], name))

    def was_sound(self, path: str) -> bool:
        """Tell a name and folder whose every file on the machine is sound."""
        tail = self._tail(path)
        return tail in self.sound and tail not in self.spoiled and not is_apart(path)

    def _is_lost(self, path: str) -> bool:
        """Tell a name whose type the attack took away from one that is of no class."""
        ending = undone(path.rpartition("/")[2], self.appended).rpartition(".")[2]
        return ending.lower() not in EXTENSIONS

    def is_empty(self, path: str) -> bool:
        """Tell a name whose every file on the machine is empty."""
        _, name = key(path, self.appended)
        sizes = [names[name].size for names in self.folders.values() if name in names]
        return bool(sizes) and not any(sizes)

    @property
    def files(self) -> int:
        return sum(len(names) for names in self.folders.values())

    def written(self, item: Item) -> int | None:
        """Return when a file came to the machine, as far as the attack left that to be known (ns UTC)."""
        known = item.created if item.created is not None else item.modified
        if known is None or item.whole or self.attack_ns is None:
            return known
        return known if known < self.attack_ns else None

    def newest(self) -> int | None:
        """Return the newest date of the practice files the attack did not touch (ns UTC)."""
        dates = (
            item.modified
            for names in self.folders.values()
            for item in names.values()
            if item.whole and item.modified is not None
        )
        limit = self.attack_ns
        return max((when for when in dates if limit is None or when < limit), default=None)


def _is_sound(line: Mapping[str, Any]) -> bool:
    """Tell a file that was read, and whose content nothing speaks against."""
    damage = line["damage"]
    lost = damage["verdict"] in {"damaged", "encrypted", "random"} or "zeroed" in damage.get("reasons", ())
    return bool(line["size"] and line["sha256"] and not lost and not line.get("errors"))


def key(path: str, appended: frozenset[str]) -> tuple[str, str]:
    """Return the folder and name under which a file is compared."""
    folder, _, name = path.rpartition("/")
    return fold(folder), fold(undone(name, appended))
