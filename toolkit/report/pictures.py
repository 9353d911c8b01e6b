"""The pictures of the technical page: files touched over time, and the damage of each folder."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from toolkit.paper import svg
from toolkit.report.chronology import paris
from toolkit.texts import Speech

Row = Mapping[str, Any]

_DRAWN = 14  # folders
_COLUMNS = 240  # of the picture over time: more would not be told apart
_MINUTE = 60_000_000_000


def minutes(speech: Speech, facts: Row) -> dict[str, Any] | None:
    """Return {"picture", "title", "words"} of the files touched over time; None where none was."""
    step, files = facts["step_ns"], list(facts["files"])
    while len(files) > _COLUMNS:
        files, step = [sum(files[i : i + 2]) for i in range(0, len(files), 2)], step * 2
    if not any(files):
        return None
    start, until = facts["start_ns"], facts["start_ns"] + step * len(files)
    days = _paris(start)[:10] != _paris(until)[:10]
    points = [(_label(start + step * number, days=days), count) for number, count in enumerate(files)]
    title = "timeline.picture_minutes_steps" if step > _MINUTE else "timeline.picture_minutes"
    return {
        # The only markup in it is that of the drawing: each text is escaped there.
        "picture": Markup(svg.columns(points, speech.number, speech.say("chronology.column_paris"))),  # noqa: S704 - see above
        "title": speech.say(title, **({"minutes": step // _MINUTE} if step > _MINUTE else {})),
        "words": speech.say(
            "timeline.picture_minutes_alt", since=_paris(start), until=_paris(until),
            peak=speech.number(max(files)), files=speech.number(sum(files)),
        ),
    }  # fmt: skip


def _label(at: int, *, days: bool) -> str:
    return _paris(at)[5:] if days else _paris(at)[11:]


def _paris(at: int) -> str:
    local = paris(at)
    return f"{local:%Y-%m-%d %H:%M}" if local else ""


def folders(
    speech: Speech, rows: Sequence[Row], states: Sequence[tuple[str, Sequence[str]]], *, several: bool
) -> Markup | None:
    """Return the damage of the folders that were struck, as the rows order them; None where none was.

    `states` are (what it is called, the states of a row that count as it), the damage first. Numbers are of
    files.
    """
    drawn = []
    for row in rows:
        label = f"{row['volume']}: {row['path'] or '/'}" if several else row["path"] or "/"
        values = [sum(int(row[state]["files"]) for state in counted) for _, counted in states]
        if values[0]:
            drawn.append((label, values))
    if not drawn:
        return None
    said = [called for called, _ in states]
    return Markup(svg.bars(drawn[:_DRAWN], said, speech.number))  # noqa: S704 - each text is escaped there
