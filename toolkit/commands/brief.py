"""trousse brief: the practitioner's page of a case, at any time: a light and three sentences."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import ANSWER_IS_NO, DONE

_STYLES = {"red": "bold red", "orange": "bold yellow", "green": "bold green", "strong": "bold"}


def brief(
    context: typer.Context,
    case: Annotated[Path, typer.Option("--case")],
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    from toolkit.report import practitioner, practitioner_words  # noqa: PLC0415 - start-up time

    screen: Screen = context.obj
    found = practitioner.of_case(Case.read(case))
    for one in found:
        if json:
            screen.machine(one.facts())
            continue
        for said in practitioner_words.said(one, screen.speech, several=len(found) > 1):
            screen.say(said.code, style=_STYLES.get(said.tone, ""), **said.facts)
    return DONE if found and all(one.light == practitioner.GREEN for one in found) else ANSWER_IS_NO
