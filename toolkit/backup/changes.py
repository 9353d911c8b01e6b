"""What changed on a medium since its baseline was made."""

from dataclasses import dataclass, field

from toolkit.backup.baseline import Baseline, place
from toolkit.records import DamageVerdict, Seen

Place = tuple[str, str]  # volume and path

_BROKEN = frozenset({DamageVerdict.ENCRYPTED, DamageVerdict.RANDOM, DamageVerdict.DAMAGED})


@dataclass(slots=True)
class Changes:
    """A comparison under way; `several` when the medium has several volumes.

    `trusted` when the baseline can vouch: for a file being the same, never for what the file holds.
    """

    baseline: Baseline
    several: bool
    trusted: bool = False
    met: set[str] = field(default_factory=set)
    changed: list[Place] = field(default_factory=list)
    silent: list[Place] = field(default_factory=list)  # other bytes under an unchanged date
    broken: list[Place] = field(default_factory=list)  # no longer of the type their name says
    added: dict[bytes, Place] = field(default_factory=dict)  # by SHA-256, to find what moved

    def add(self, seen: Seen) -> None:
        """Compare one file; one that cannot be read is met, and counted as unread elsewhere."""
        path = place(seen, several=self.several)
        listed = self.baseline.files.get(path)
        if listed is None:
            if seen.sha256:
                self.added[bytes.fromhex(seen.sha256)] = (seen.volume, seen.path)
            return
        self.met.add(path)
        if seen.sha256 is None or self.is_same(seen):
            return
        if seen.damage.verdict in _BROKEN:
            self.broken.append((seen.volume, seen.path))
        elif listed.mtime == seen.times.modified:
            self.silent.append((seen.volume, seen.path))
        else:
            self.changed.append((seen.volume, seen.path))

    def is_same(self, seen: Seen) -> bool:
        listed = self.baseline.files.get(place(seen, several=self.several))
        return listed is not None and seen.sha256 is not None and listed.sha256.hex() == seen.sha256

    def is_new(self, seen: Seen) -> bool:
        return place(seen, several=self.several) not in self.baseline.files

    def left(self) -> tuple[list[Place], list[Place]]:
        """Return what is no longer there, and what is there under another name."""
        gone = [path for path in self.baseline.files if path not in self.met]
        moved = [path for path in gone if self.baseline.files[path].sha256 in self.added]
        elsewhere = set(moved)
        return [("", path) for path in gone if path not in elsewhere], [("", path) for path in moved]
