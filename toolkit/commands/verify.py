"""trousse verify: an archive is whole, authentic and says what it says; every fault named."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.screen import Screen
from toolkit.custody.verify import verify as verified
from toolkit.errors import ANSWER_IS_NO, DONE
from toolkit.records import plain


def verify(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument()],
    fingerprint: Annotated[str | None, typer.Option()] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    screen: Screen = context.obj
    found = verified(archive, fingerprint=fingerprint)
    if json:
        screen.machine({"whole": not found.faults, **plain(found)})
        return ANSWER_IS_NO if found.faults else DONE
    for fault in found.faults:
        screen.say(f"verify.{fault.code}", style="bold red", **fault.facts)
    if found.faults:
        screen.say("verify.not_whole", style="bold red", faults=len(found.faults))
        return ANSWER_IS_NO
    screen.say("verify.whole", style="bold green", ref=found.ref, files=found.files)
    screen.say("verify.signed_by", fingerprint=found.signer_fingerprint)
    if found.anchored:
        screen.say("verify.anchored")
    return DONE
