"""The pictures of the damage: over time, by folder, by kind of data, each with its figures in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.paper import svg
from toolkit.paper.blocks import Block, Picture
from toolkit.report import clock
from toolkit.report.chronology import paris
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.standing import tally
from toolkit.report.opened import Opened

Line = Mapping[str, Any]
BARS = 14
_MINUTE = 60_000_000_000
_DAY = 24 * 60 * _MINUTE


def over_time(matter: Matter, machine: Opened) -> Iterator[Block]:
    """Yield the files encrypted over time, where the timeline tells."""
    facts = next((line["facts"] for line in machine.timeline if line["code"] == "minutes"), None)
    if facts is None or not any(facts["files"]):
        return
    facts = clock.line(machine, facts)
    start, step, files = facts["start_ns"], facts["step_ns"], facts["files"]
    until = start + step * len(files)
    # The day is said once, below; beside a column the hour is enough, unless it spans several days.
    hours = slice(11, 16) if until - start < _DAY else slice(5, 16)
    points = [(_paris(start + step * number)[hours], count) for number, count in enumerate(files)]
    theirs = facts.get("encrypted") == sum(files)
    title = matter.say("dossier.picture_time" if theirs else "dossier.picture_time_touched")
    said = matter.say(
        "dossier.picture_time_alt",
        minutes=step // _MINUTE, since=_paris(start)[:16], until=_paris(until)[:16],
        files=sum(files), peak=max(files),
    )  # fmt: skip
    whole = tally(machine, "encrypted")
    if theirs and sum(files) != whole:
        said = f"{said} {matter.say('dossier.picture_time_others', encrypted=whole)}"
    drawn = svg.columns(
        points, matter.speech.number, matter.say("dossier.column_paris"), matter.say("dossier.column_files")
    )
    yield Picture(drawn, f"{title}. {said}", f"{title}. {said}")


def _paris(at_ns: int) -> str:
    local = paris(at_ns)
    return f"{local:%Y-%m-%d %H:%M}" if local else ""


def by_kind(matter: Matter, rows: Sequence[Line]) -> Iterator[Block]:
    named = [(matter.say(f"scan.kind_{row['kind']}"), row) for row in rows]
    yield from _bars(matter, "dossier.picture_kind", named)


def by_folder(matter: Matter, rows: Sequence[tuple[str, Line]]) -> Iterator[Block]:
    yield from _bars(matter, "dossier.picture_folder", rows)


def _bars(matter: Matter, code: str, rows: Sequence[tuple[str, Line]]) -> Iterator[Block]:
    told = [(name, _three(row)) for name, row in rows]
    told = [(name, values) for name, values in told if any(values)][:BARS]
    if not told:
        return
    states = (
        matter.say("scan.extent_encrypted"), matter.say("dossier.others"), matter.say("scan.extent_intact"),
    )  # fmt: skip
    encrypted, others, intact = (sum(values[at] for _, values in told) for at in range(3))
    title = matter.say(code)
    alt = matter.say(
        "dossier.picture_bars_alt", title=title, encrypted=encrypted, intact=intact, others=others
    )
    yield Picture(svg.bars(told, states, matter.speech.number), alt, title)


def _three(row: Line) -> tuple[int, int, int]:
    """Return the files that are encrypted, neither, and intact: what black and white can tell apart."""
    encrypted, intact = row["encrypted"]["files"], row["intact"]["files"]
    of = sum(held["files"] for held in row.values() if isinstance(held, Mapping))
    return encrypted, of - encrypted - intact, intact
