"""trousse signatures: what the tool compares with, and whether the set is whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from toolkit.commands.screen import Screen
from toolkit.scan.known import load

Folder = Annotated[Path | None, typer.Option("--signatures")]


def list_(
    context: typer.Context, folder: Folder = None, json: Annotated[bool, typer.Option("--json")] = False
) -> None:
    screen: Screen = context.obj
    known = load(folder)
    if json:
        for rule in known.signatures.facts:
            screen.machine(rule)
        return
    say = screen.speech.say
    titles = ("signatures.rule", "signatures.kind", "signatures.severity", "signatures.description")
    rows = (
        (
            rule["rule"],
            say(f"scan.kind_{rule['kind']}"),
            say(f"scan.severity_{rule['severity']}"),
            _sentence(rule, screen),
        )
        for rule in known.signatures.facts
    )
    screen.table(titles, rows)
    screen.say("signatures.families_known", families=screen.speech.number(len(known.notes.families)))


def _sentence(rule: Mapping[str, Any], screen: Screen) -> str:
    code = f"scan.rule_{rule['rule']}"
    return screen.speech.say(code) if screen.speech.knows(code) else str(rule["description"])


def check(
    context: typer.Context, folder: Folder = None, json: Annotated[bool, typer.Option("--json")] = False
) -> None:
    screen: Screen = context.obj
    known = load(folder)
    summary = {**known.signatures.summary(), "families": len(known.notes.families)}
    if json:
        screen.machine(summary)
    else:
        screen.say("signatures.whole", style="bold green", **summary)
