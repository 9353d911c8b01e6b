"""How the files of a medium, and of each backup on it, are gone through: one way for all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolkit.backup.held import Heard
from toolkit.media.source import Source
from toolkit.records import Entry, Seen
from toolkit.scan.known import Known
from toolkit.scan.walk import look


def _nothing_left_out(_volume: str, _path: str) -> bool:
    return False


@dataclass(slots=True)
class Looking:
    """What every file is compared with, and who hears of the bytes read."""

    known: Known
    heard: Heard

    def files(
        self,
        source: Source,
        where: str,
        *,
        left_out: Callable[[str, str], bool] = _nothing_left_out,
        heard: Heard | None = None,
    ) -> Iterator[Seen | Entry]:
        """Yield what lies in a source; `where` is "" for the medium, else the state of a backup it shows.

        `left_out(volume, path)` names files that are shown elsewhere; `heard` is told instead of our own.
        """
        yield from self._read(source, where, left_out, self.heard if heard is None else heard)

    def _read(
        self, source: Source, where: str, left_out: Callable[[str, str], bool], heard: Heard
    ) -> Iterator[Seen | Entry]:
        """Read once what is not left out."""
        del where
        yield from look(source, self.known, done=left_out, heard=heard)
