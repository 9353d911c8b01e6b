"""trousse case wipe: the working copies erased once what left the case is kept elsewhere, and attested."""

import errno
import os
from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands import secret
from toolkit.commands.opening import said
from toolkit.commands.screen import Screen
from toolkit.custody import keeping, wiping
from toolkit.custody.erasing import HARD_LINK, Left
from toolkit.custody.keeping import Kept
from toolkit.custody.wiping import Erased, Wiping
from toolkit.errors import ANSWER_IS_NO, DONE, CaseRefusal, OutputRefusal
from toolkit.host.places import in_memory
from toolkit.texts.forms import amount

_SHOWN = 20  # files named on the screen; the others are counted


def wipe(
    context: typer.Context,
    case: Annotated[Path, typer.Option("--case")],
    kept: Annotated[list[Path] | None, typer.Option("--kept")] = None,
    also: Annotated[Path | None, typer.Option("--also")] = None,
    by: Annotated[str | None, typer.Option("--by")] = None,
    yes: Annotated[str | None, typer.Option("--yes")] = None,
    unsealed: Annotated[str | None, typer.Option("--unsealed")] = None,
    same_medium: Annotated[str | None, typer.Option("--same-medium")] = None,
) -> int:
    screen: Screen = context.obj
    with wiping.held(case, also) as held:
        if held.attested:
            screen.say("handover.wipe_again")
            return _ended(held, screen)
        found = held.kept(kept or ())
        _refuse_memory(found)
        _told(held, found, screen)
        if held.told.open:
            _insisted(unsealed, "handover.wipe_words_unsealed", "wipe_unsealed", screen)
        if any(one.beside for one in found):
            _insisted(same_medium, "handover.wipe_words_same", "wipe_same_medium", screen)
        place = _place(held, kept or ())
        _insisted(yes, "handover.wipe_words", "wipe_words", screen)
        screen.stopped = "handover.wipe_stopped"
        with screen.progress("handover.wipe_progress", held.amount[1]) as meter:
            erased = held.erase(meter.heard)
        return _attested(held, erased, found, (place, _name(by) or held.facts.examiner), screen)


def _name(typed: str | None) -> str | None:
    return " ".join(typed.split()) or None if typed else None


def _told(held: Wiping, found: tuple[Kept, ...], screen: Screen) -> None:
    """Say what would go, what is kept, and what would be lost, before any words are asked for."""
    if held.resumed:
        screen.say("handover.wipe_resumed", style="bold yellow")
    files, size = held.amount
    facts = {"files": screen.speech.number(files), "size": amount(screen.speech, size)}
    screen.say("handover.wipe_what", style="bold", ref=held.facts.ref, folder=str(held.folder), **facts)
    for one in found:
        screen.say(f"handover.wipe_kept_{one.kind}", path=str(one.path))
    names = keeping.missing_annexes(held.told, found)
    if names:
        screen.say("handover.wipe_annex_not_kept", style="bold yellow", names=", ".join(names))
    elif not held.told.annexes:
        screen.say("handover.wipe_no_annex", style="bold yellow")
    if held.told.open:
        screen.say("handover.wipe_open", style="bold yellow")
    for one in found:
        if one.beside:
            screen.say("handover.wipe_beside", style="bold yellow", path=str(one.path))
    screen.say("handover.wipe_after")


def _refuse_memory(found: tuple[Kept, ...]) -> None:
    """Raise CaseRefusal("wipe_kept_memory", path) for what the end of this system would take away."""
    for one in found:
        # Beside the case, both are there alike, and that is said.
        if not one.beside and in_memory(one.path):
            raise CaseRefusal("wipe_kept_memory", path=str(one.path))


def _insisted(given: str | None, words: str, refusal: str, screen: Screen) -> None:
    """Go on only with these words, given on the line or typed now; raises CaseRefusal(`refusal`, words)."""
    shown = screen.speech.say(words)
    if given is None and secret.somebody():
        screen.say("handover.wipe_ask", style="bold", words=shown)
        try:
            given = input()
        except EOFError:
            given = None
    if not said(given, words):
        raise CaseRefusal(refusal, words=shown)


def _place(held: Wiping, kept: list[Path] | tuple[()]) -> Path:
    """Return the folder of the attestation: that of what is kept first, or the one the case stands in.

    Raises OutputRefusal where nothing can be written there, while there is still something to attest.
    """
    first = kept[0] if kept else held.folder
    place = first if kept and first.is_dir() else first.absolute().parent
    if not os.access(place, os.W_OK):
        raise OutputRefusal("wipe_attestation", path=str(place), why=errno.errorcode[errno.EACCES])
    return place


def _attested(
    held: Wiping, erased: Erased, found: tuple[Kept, ...], asked: tuple[Path, str | None], screen: Screen
) -> int:
    """Say what was erased and what was not, write the attestation, then erase what was kept to the last."""
    from toolkit.procedure import wiped  # noqa: PLC0415 - 80 MB of a library that only a PDF needs

    place, by = asked
    _remaining(erased, screen)
    chosen = screen.written_in(held.facts.language)
    path = wiped.write(wiped.Attested(held, erased, found, by), place, chosen)
    screen.say("handover.wipe_attestation", path=str(path))
    if not erased.whole:
        screen.say("handover.wipe_incomplete", style="bold red")
        return ANSWER_IS_NO
    status = _ended(held, screen)
    if status == DONE:
        facts = {"files": screen.speech.number(erased.files), "size": amount(screen.speech, erased.size)}
        screen.say("handover.wipe_done", style="bold green", **facts)
    screen.say("handover.wiped_limit_flash")
    return ANSWER_IS_NO if erased.left or erased.strangers else status


def _remaining(erased: Erased, screen: Screen) -> None:
    failed = [one for one in erased.left if one.why != HARD_LINK]
    _left(failed, screen)
    for one in erased.left:
        if one.why == HARD_LINK:
            screen.say("handover.wipe_linked", style="bold yellow", path=str(one.path))
    if erased.strangers:
        screen.say("handover.wipe_strangers", style="bold yellow", count=len(erased.strangers))
        for path in erased.strangers[:_SHOWN]:
            screen.say("handover.wipe_stranger", path=str(path))
        if len(erased.strangers) > _SHOWN:
            screen.say("handover.wipe_more", count=len(erased.strangers) - _SHOWN)


def _left(left: list[Left], screen: Screen) -> None:
    for one in left[:_SHOWN]:
        screen.say("handover.wipe_left", style="bold red", path=str(one.path), why=one.why)
    if len(left) > _SHOWN:
        screen.say("handover.wipe_more", count=len(left) - _SHOWN)


def _ended(held: Wiping, screen: Screen) -> int:
    """Erase what was kept to the last; say what is left of it, and that the folder stays where it does."""
    left = held.end()
    _left(left, screen)
    if left:
        screen.say("handover.wipe_incomplete", style="bold red")
        return ANSWER_IS_NO
    if held.folder.exists():
        screen.say("handover.wipe_folder_stays", folder=str(held.folder))
    return DONE
