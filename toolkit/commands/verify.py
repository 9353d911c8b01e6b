"""trousse verify: an archive is whole, authentic and says what it says; every fault named."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands.screen import Screen
from toolkit.commands.timestamp import told
from toolkit.custody import timestamps
from toolkit.custody.dossier.anchor import Kind
from toolkit.custody.dossier.fault import NOT_COMPARED, NOT_READ, NOT_SAME
from toolkit.custody.dossier.verify import Verification
from toolkit.custody.dossier.verify import verify as verified
from toolkit.custody.keys import grouped
from toolkit.custody.timestamps.stamp import State, reply_of
from toolkit.errors import ANSWER_IS_NO, DONE, SourceRefusal
from toolkit.records import plain


def verify(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument()],
    fingerprint: Annotated[str | None, typer.Option()] = None,
    root: Annotated[list[Path] | None, typer.Option("--root")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    screen: Screen = context.obj
    try:
        found = verified(archive, fingerprint=fingerprint)
    except SourceRefusal as refusal:
        if json:
            screen.machine({"whole": False, "refused": refusal.code})
        raise
    stamp = timestamps.check(archive, root or ())
    # A root was given for a stamp to be held against it: none at all is no answer.
    stamped = stamp.state in {State.VOUCHED, State.UNVOUCHED} if stamp else not root
    if json:
        screen.machine({"whole": not found.faults, **plain(found), "timestamp": plain(stamp)})
        return DONE if stamped and not found.faults else ANSWER_IS_NO
    if found.faults:
        _not_whole(found, screen)
        return ANSWER_IS_NO
    _whole(found, screen)
    if stamp:
        told(stamp, screen)
    elif root:
        screen.say("timestamps.none", style="bold yellow", path=str(reply_of(archive)))
    return DONE if stamped else ANSWER_IS_NO


def _not_whole(found: Verification, screen: Screen) -> None:
    for fault in found.faults:
        screen.say(f"verify.{fault.code}", style="bold red", **fault.facts)
    held = {fault.code for fault in found.faults}
    faults = sum(fault.code not in NOT_COMPARED for fault in found.faults)
    if held <= NOT_COMPARED:
        screen.say("verify.not_compared", style="bold red")
    elif held & NOT_READ and held <= NOT_READ | NOT_COMPARED | NOT_SAME:
        screen.say("verify.not_read", style="bold red")
    elif held <= NOT_SAME | NOT_COMPARED:
        screen.say("verify.not_same", style="bold red")
    else:
        screen.say("verify.not_whole", style="bold red", faults=faults)


def _whole(found: Verification, screen: Screen) -> None:
    """Say what holds, in green only for what was compared with paper."""
    code = f"verify.whole_{found.anchored_by or 'alone'}"
    style = "bold green" if found.anchored else "bold yellow"
    screen.say(code, style=style, ref=found.ref, files=found.files)
    if found.inside:
        screen.say("verify.inside", style="bold yellow", folder=found.inside)
    if found.anchored_by == Kind.KEY:
        screen.say("verify.key_only")
    if found.manifest_sha256:
        screen.say("verify.manifest_hash", sha256=grouped(found.manifest_sha256))
    if found.sha256:
        screen.say("verify.archive_hash", sha256=found.sha256)
    screen.say("verify.key_fingerprint", fingerprint=grouped(found.signer_fingerprint or ""))
    screen.say(f"verify.signed_by_{found.signed_by}")
    if found.key_before:
        screen.say("verify.key_replaced", style="bold yellow", fingerprint=grouped(found.key_before))
    if back := found.clock_went_back:
        screen.say("verify.clock_went_back", style="bold yellow", line=back[0], count=len(back))
    screen.say("verify.who", who=found.who or screen.speech.say("custody.nobody"))
