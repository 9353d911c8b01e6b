"""trousse isolation: is this machine cut off, question by question; nothing is written, nothing is sent."""

from typing import Annotated

import typer

from toolkit import procedure
from toolkit.commands import opening, summary
from toolkit.commands.screen import Screen
from toolkit.errors import ANSWER_IS_NO, DONE
from toolkit.records import Answer


def isolation(context: typer.Context, json: Annotated[bool, typer.Option("--json")] = False) -> int:
    screen: Screen = context.obj
    summary.looking(screen)
    found = procedure.cut_off(opening.signatures(None))
    if json:
        for row in found.rows:
            screen.machine(row)
    else:
        summary.isolated(found, screen)
    return DONE if found.rows[0]["answer"] == Answer.YES else ANSWER_IS_NO
