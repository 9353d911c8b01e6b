"""How the files of a medium, and of each backup on it, are gone through: one way for all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from toolkit.backup.held import Heard
from toolkit.backup.sweep.already import Already
from toolkit.backup.sweep.choice import Choice, LeftOut
from toolkit.backup.sweep.failing import Failing
from toolkit.backup.sweep.time_box import TimeBox
from toolkit.backup.unchosen import listed
from toolkit.media.source import Source
from toolkit.records import Entry, Seen
from toolkit.scan.known import Known
from toolkit.scan.walk import look, size_of


def _nothing_left_out(_volume: str, _path: str) -> bool:
    return False


@dataclass(slots=True)
class Looking:
    """What every file is compared with, who hears of the bytes read, and how long there is to read them."""

    known: Known
    heard: Heard
    box: TimeBox | None = None
    already: Already | None = None  # what an interrupted check of the same medium has read
    failing: Failing = field(default_factory=Failing)
    opened: Callable[[int], Heard] | None = None  # told of the bytes a backup gives; says who hears them

    def files(
        self,
        source: Source,
        where: str,
        *,
        left_out: Callable[[str, str], bool] = _nothing_left_out,
        heard: Heard | None = None,
        choice: Choice | None = None,
        waiting: Callable[[], int] = int,
    ) -> Iterator[Seen | Entry]:
        """Yield what lies in a source; `where` is "" for the medium, else the state of a backup it shows.

        `left_out(volume, path)` names files that are shown elsewhere; `heard` is told instead of our own.
        With a `choice`, what it does not choose is yielded without having been read; `waiting()` is how many
        sources are still to be read in the time there is.
        """
        told = self._listener(source, heard, counted=choice is None)
        if choice is None or self.box is None:
            yield from self._read(source, where, left_out, told)
            return
        yield from self._read(source, where, _both(left_out, choice.but_full), told)
        for image in map(listed, choice.images):
            yield image if self.already is None else self.already.told(image)
        for but_these in self.box.rounds(choice, waiting):
            passed = self._read(source, where, _both(left_out, but_these), told)
            yield from (one for one in passed if isinstance(one, Seen))  # links were yielded before
        if not choice.whole:
            yield from choice.left(source, left_out)

    def _read(
        self, source: Source, where: str, left_out: Callable[[str, str], bool], heard: Heard
    ) -> Iterator[Seen | Entry]:
        """Read once what is not left out, nor read already."""
        outside = heard is self.heard

        def reading(done: LeftOut) -> Iterator[Seen | Entry]:
            for one in look(source, self.known, done=done, heard=heard):
                if isinstance(one, Entry):
                    yield one
                else:
                    yield self.failing.met(source, one, self.known, heard, outside=outside)

        if self.already is None:
            yield from reading(left_out)
        else:
            yield from self.already.read(source, where, left_out, reading)

    def _listener(self, source: Source, heard: Heard | None, *, counted: bool) -> Heard:
        """Return who hears of the bytes of a source; those a backup gives back are more than was counted."""
        if heard is None:
            return self.heard
        return self.opened(size_of(source)) if self.opened is not None and counted else heard


def _both(one: LeftOut, other: LeftOut) -> LeftOut:
    return lambda volume, path: one(volume, path) or other(volume, path)
