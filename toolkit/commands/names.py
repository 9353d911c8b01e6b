"""trousse names: the true names behind the codes of the documents, for who keeps the case."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import opening
from toolkit.commands.same_source import LIVE, recorded_source
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.custody.documents import Lines
from toolkit.custody.pseudonym import CODE
from toolkit.errors import ANSWER_IS_NO, DONE, OutputRefusal, UsageRefusal
from toolkit.texts import visible

_TYPED = re.compile(CODE.pattern, re.IGNORECASE)


def names(
    context: typer.Context,
    case: Annotated[Path, typer.Option("--case")],
    codes: Annotated[list[str] | None, typer.Argument(metavar="[CODE]...")] = None,
    csv: Annotated[Path | None, typer.Option("--csv")] = None,
) -> int:
    screen: Screen = context.obj
    wanted = _wanted(codes or ())
    current = Case.read(case)
    if csv is not None:
        where = recorded_source(case)
        if not where.startswith(LIVE):
            opening.output(csv, where)
        if csv.resolve().is_relative_to(case.resolve()):
            raise OutputRefusal("output_in_case", path=str(csv))
    screen.tell("annex.names_care", style="bold yellow")
    found = _told(current, wanted, csv, screen)
    unknown = sorted(wanted - found)
    for code in unknown:
        screen.tell("annex.name_unknown", typed=code)
    return ANSWER_IS_NO if unknown or not found else DONE


def _wanted(given: list[str] | tuple[()]) -> set[str]:
    """Return the codes typed, alone or inside whole paths; raises UsageRefusal("names_code")."""
    wanted: set[str] = set()
    for text in given:
        codes = [f"P-{each[2:].lower()}" for each in _TYPED.findall(text)]
        if not codes:
            raise UsageRefusal("names_code", given=text)
        wanted.update(codes)
    return wanted


def _told(case: Case, wanted: set[str], csv: Path | None, screen: Screen) -> set[str]:
    from toolkit.report import annex  # noqa: PLC0415 - start-up time

    found: set[str] = set()
    rows = annex.names(case, procedure.pseudonyms(case), screen.speech.language)
    # True names: for who asked alone, as what is taken out of an annex.
    with Lines(csv, mode=0o600) as lines:
        if csv is not None:
            titles = [screen.speech.say(f"annex.column_{name}") for name in annex.NAMED]
            lines.put("\ufeff" + annex.row(titles), "")
        for row in _chosen(rows, wanted):
            found.add(row[0])
            if csv is not None:
                lines.put(annex.row(row), "")
            else:
                sys.stdout.write("  ".join(visible(part) for part in row) + "\n")
    if csv is not None:
        screen.tell("annex.names_written", path=str(csv), codes=screen.speech.number(len(found)))
    return found


def _chosen(rows: Iterator[tuple[str, str, str]], wanted: set[str]) -> Iterator[tuple[str, str, str]]:
    return (row for row in rows if not wanted or row[0] in wanted)
