"""trousse scan --hash-only: a manifest of a source, and plain words that nothing was examined."""

from pathlib import Path

from toolkit import procedure
from toolkit.commands import opening
from toolkit.commands.screen import Screen
from toolkit.custody.documents import Lines
from toolkit.media.source import Source
from toolkit.scan.manifest import Hashed, lines
from toolkit.scan.pace import Pace, Rest, lower
from toolkit.texts.forms import amount


def written(source: Source, where: str, jsonl: str | None, screen: Screen, pace: Pace) -> None:
    """Write one line per file, then what was covered; on standard output where no file is asked for."""
    target = jsonl or "-"
    if target != "-":
        opening.output(Path(target), where, source)
    if pace.gentle:
        lower()
    rest, tally = Rest(gentle=pace.gentle), Hashed()
    total = procedure.size_of(source) if screen.watched else None
    with Lines(target) as out, screen.progress("screen.progress_hash_only", total) as meter:

        def heard(count: int) -> None:
            meter.heard(count)
            rest.take()

        for line in lines(source, tally, heard):
            out.write(line)
        out.write({"coverage": tally.coverage(source)})
    number = screen.speech.number
    tell = screen.tell if target == "-" else screen.say
    tell("screen.hashed", files=number(tally.files), size=amount(screen.speech, tally.bytes))
    if tally.not_read:
        tell("screen.hashed_not_read", files=number(tally.not_read))
    tell("screen.hashed_not_examined", style="bold")
