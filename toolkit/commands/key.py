"""trousse key: the technician's own key, made once and kept with a passphrase."""

from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.commands import secret
from toolkit.commands.screen import Screen
from toolkit.custody import strength, technician
from toolkit.custody.keys import grouped
from toolkit.errors import UsageRefusal

KeyFile = Annotated[Path | None, typer.Option("--key")]
FromPipe = Annotated[bool, typer.Option("--passphrase-stdin")]
_TRIES = 5


def new(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out")] = Path("trousse_ed25519"),
    passphrase_stdin: FromPipe = False,
) -> None:
    screen: Screen = context.obj
    passphrase = secret.piped("passphrase_missing") if passphrase_stdin else _chosen(screen)
    made = technician.make(out, passphrase)
    screen.say("keys.made", style="bold green", path=str(out), public=f"{out}{technician.PUBLIC}")
    _told(made, screen)
    screen.say("keys.keep")


def _chosen(screen: Screen) -> str:
    """Return a passphrase typed twice, judged before the second time; asked for again when it will not do."""
    screen.say(
        "keys.passphrase_advice", least=technician.LEAST, bits=technician.BITS, word=int(strength.WORD)
    )
    for _ in range(_TRIES - 1):
        try:
            return _twice(screen)
        except UsageRefusal as refusal:
            if refusal.code == "passphrase_missing":
                raise
            screen.refuse(refusal)
    return _twice(screen)


def _twice(screen: Screen) -> str:
    typed = _asked(screen, "keys.prompt_new", from_pipe=False)
    technician.strong(typed)
    if _asked(screen, "keys.prompt_again", from_pipe=False) != typed:
        raise UsageRefusal("passphrase_differs")
    return typed


def show(context: typer.Context, file: Annotated[Path, typer.Argument()]) -> None:
    screen: Screen = context.obj
    shown = technician.show(file)
    _told(shown, screen)
    if shown.locked is False:
        screen.say("keys.unlocked", style="bold yellow")


def _told(shown: technician.Shown, screen: Screen) -> None:
    screen.say("keys.fingerprint", style="bold", fingerprint=grouped(shown.fingerprint))
    screen.say("keys.public", line=shown.line)


def opened(screen: Screen, file: Path | None, *, from_pipe: bool) -> Ed25519PrivateKey | None:
    """Return the technician's key, its passphrase asked for now; None when no key was given.

    Raises UsageRefusal as technician.load does, and ("passphrase_missing").
    """
    if file is None:
        return None
    shown = technician.show(file)
    locked = shown.locked is True
    return technician.load(file, _asked(screen, "keys.prompt", from_pipe=from_pipe) if locked else None)


def _asked(screen: Screen, prompt: str, *, from_pipe: bool) -> str:
    return secret.asked(screen, prompt, "passphrase_missing", from_pipe=from_pipe)
