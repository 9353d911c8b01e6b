"""trousse scan --hash-only: a manifest of a source, and plain words that nothing was examined."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from toolkit.commands.screen import Screen
from toolkit.custody.documents import Lines
from toolkit.errors import DONE, OutputRefusal
from toolkit.host.places import lies_on
from toolkit.media import open_source
from toolkit.media.asked import NOTHING, Asked
from toolkit.media.source import Source
from toolkit.scan.manifest import Hashed, lines
from toolkit.scan.pace import Pace, Rest, lower
from toolkit.texts.forms import amount


def scan(
    source: str | None,
    volumes: Sequence[str] | None,
    given: Asked,
    jsonl: str | None,
    screen: Screen,
    pace: Pace,
) -> int:
    """Write the manifest of what was typed, return the exit status; for a folder nothing else is loaded."""
    target = jsonl or "-"
    if source is not None and not volumes and given == NOTHING and _folder(source):
        if target != "-" and lies_on(Path(target), Path(source)):
            raise OutputRefusal("output_on_source", path=target)
        opened = open_source(source)
        try:
            _written(opened, target, screen, pace)
        finally:
            opened.close()
        return DONE
    from toolkit.commands import opening  # noqa: PLC0415 - start-up time

    where = opening.asked(source, volumes, "trousse scan", None)
    with opening.source(where, None, given, screen) as medium:
        if target != "-":
            opening.output(Path(target), where, medium)
        _written(medium, target, screen, pace)
        return opening.ended(medium, screen)


def _folder(source: str) -> bool:
    """Say whether this is a folder and no root: the root of a drive may be this machine."""
    path = Path(source)
    return path.parent != path and os.path.isdir(source)  # noqa: PTH112 - raises nothing


def _written(source: Source, target: str, screen: Screen, pace: Pace) -> None:
    """Write one line per file, then what was covered; on standard output where no file is asked for."""
    if pace.gentle:
        lower()
    rest, tally = Rest(gentle=pace.gentle), Hashed()
    processes = 0 if pace.gentle else pace.processes()
    with Lines(target) as out, _watching(source, screen) as watch:

        def heard(count: int) -> None:
            watch(count)
            rest.take()

        for line in lines(source, tally, heard, processes):
            out.put(line)
        out.write({"coverage": tally.coverage(source)})
    number = screen.speech.number
    tell = screen.tell if target == "-" else screen.say
    tell("screen.hashed", files=number(tally.files), size=amount(screen.speech, tally.bytes))
    if tally.not_read:
        tell("screen.hashed_not_read", files=number(tally.not_read))
    tell("screen.hashed_not_examined", style="bold")


@contextmanager
def _watching(source: Source, screen: Screen) -> Iterator[Callable[[int], None]]:
    """Show how far it is where somebody watches; the size of what is to come is a walk of its own."""
    if not screen.measured:
        yield lambda _: None
        return
    from toolkit import procedure  # noqa: PLC0415 - start-up time

    with screen.progress("screen.progress_hash_only", procedure.size_of(source)) as meter:
        yield meter.heard
