"""trousse identify: is this a ransom note, whose, and which contacts."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands import summary
from toolkit.commands.screen import Screen
from toolkit.errors import DONE, SourceRefusal
from toolkit.records import plain
from toolkit.scan.known import load
from toolkit.scan.notes import identify_always

# A note is a text; the largest known are under 100 KB, and the decoder reads no more than its head.
_READ = 4 * 1024 * 1024


def identify(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument()],
    json: Annotated[bool, typer.Option("--json")] = False,
    signatures: Annotated[Path | None, typer.Option()] = None,
) -> int:
    screen: Screen = context.obj
    known = load(signatures)
    status = DONE
    for path in files:
        try:
            with path.open("rb") as stream:
                data = stream.read(_READ)
        except OSError as error:
            status = _unreadable(path, error, screen, json=json)
            continue
        note = identify_always(path.name, data, known.notes)
        if json:
            screen.machine({"path": str(path), **plain(note), "errors": []})
        else:
            summary.note(str(path), note, screen)
    return status


def _unreadable(path: Path, error: OSError, screen: Screen, *, json: bool) -> int:
    codes = {FileNotFoundError: "source_missing", IsADirectoryError: "source_folder"}
    code = codes.get(type(error), "source_denied")
    if json:
        screen.machine({"path": str(path), "verdict": "unknown", "errors": [code]})
    return screen.refuse(SourceRefusal(code, source=str(path)))
