"""trousse timeline: what happened on a disk and when, and its dates in forms other programs read."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit import procedure
from toolkit.commands import keys, opening, summary
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.custody.documents import Lines
from toolkit.errors import UsageRefusal
from toolkit.media.source import Source
from toolkit.scan.known import Known

Story = list[Mapping[str, Any]]


def timeline(
    context: typer.Context,
    source: Annotated[str | None, typer.Argument()] = None,
    volume: Annotated[list[str] | None, typer.Option("--volume")] = None,
    case: Annotated[Path | None, typer.Option("--case")] = None,
    bodyfile: Annotated[str | None, typer.Option("--bodyfile")] = None,
    csv: Annotated[str | None, typer.Option("--csv")] = None,
    jsonl: Annotated[str | None, typer.Option("--jsonl")] = None,
    insist: Annotated[str | None, typer.Option("--insist")] = None,
    recovery_key: keys.RecoveryKeys = None,
    startup_key: keys.StartupKeys = None,
    password: keys.Password = False,
    shadow_copy: keys.ShadowCopy = None,
) -> int:
    screen: Screen = context.obj
    asked = [place for place in (bodyfile, csv, jsonl) if place]
    if asked.count("-") > 1 or len(set(asked)) < len(asked):
        raise UsageRefusal("usage_value", name="--jsonl", command="trousse timeline")
    where = opening.asked(source, volume, "trousse timeline", case)
    given = keys.given(screen, recovery_key, startup_key, password, shadow_copy, case)
    known = opening.signatures(None)
    beside = "-" in asked
    with opening.source(where, case, given, screen) as opened:
        for place in asked:
            if place != "-":
                opening.output(Path(place), where, opened)
        inventory, story = _read(opened, where, case, known, screen, (bool(asked), insist))
        if asked:
            _export(opened, inventory, story, (bodyfile, csv, jsonl), screen)
        if story and not beside:
            summary.told(story, screen, whole=True)
        return opening.ended(opened, screen)


def _read(
    opened: Source,
    where: str,
    case: Path | None,
    known: Known,
    screen: Screen,
    how: tuple[bool, str | None],
) -> tuple[Iterable[Mapping[str, Any]], Story]:
    """Return the inventory and the story: of the case, or taken now; an export alone reads no whole file."""
    exporting, insist = how
    if case is None:
        if exporting:
            screen.tell("timeline.export_without_story")
        return procedure.story_alone(opened, known, whole=not exporting)
    options = opening.step(known, insist)
    with opening.case(case, opened, where, options, screen) as current:
        _steps(current, opened, known, screen)
        opening.settled(current, opened, screen)
        return list(current.recorded("triage")), list(current.recorded("timeline"))


def _steps(current: Case, opened: Source, known: Known, screen: Screen) -> None:
    """Take what the story rests on where the case does not hold it yet, then the story."""
    from toolkit.commands.examine import scan_with_progress  # noqa: PLC0415 - needed for a new case only

    procedure.inventory(current, opened, known)
    if not current.done("scan"):
        scan_with_progress(current, opened, known, screen, beside_machine=True)
    procedure.story(current, opened)


def _export(
    opened: Source,
    inventory: Iterable[Mapping[str, Any]],
    story: Story,
    places: tuple[str | None, str | None, str | None],
    screen: Screen,
) -> None:
    from toolkit.timeline import exports  # noqa: PLC0415 - start-up time
    from toolkit.timeline.happenings import happenings, names  # noqa: PLC0415 - same

    rows = 0
    body, csv, jsonl = places
    several = sum(volume.read for volume in opened.volumes()) > 1
    with ExitStack() as stack:
        bodies, table, lines = (stack.enter_context(Lines(place)) for place in places)
        for named in names(opened) if body else ():
            for line in exports.body_lines(named, several=several):
                rows += 1
                bodies.put(line)
        if csv:
            table.put(exports.table_head(), "\r\n")
        for dated in happenings(opened, inventory, story) if csv or jsonl else ():
            rows += 1
            if csv:
                table.put(exports.table_row(dated), "\r\n")
            if jsonl and (line_of := exports.sketch(dated)) is not None:
                lines.write(line_of)
    screen.tell("timeline.exported", rows=screen.speech.number(rows))
    screen.tell("timeline.export_unordered")
    screen.tell("timeline.export_names")
