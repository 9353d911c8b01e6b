"""trousse walk: the visit step by step, on a full screen or line by line; what `trousse` alone opens."""

import os
import shutil
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from toolkit.commands.screen import Screen
from toolkit.errors import CaseRefusal

if TYPE_CHECKING:
    from toolkit.walkthrough.picks import Offered

_COLUMNS = 60  # under that no step fits a screen
_SHOWN = "é│─█"  # what the full screen is made of


def walk(
    context: typer.Context,
    plain: Annotated[bool, typer.Option("--plain")] = False,
    folder: Annotated[Path | None, typer.Option("--folder")] = None,
) -> int:
    return opened(context.obj, folder, None, plain=plain)


def opened(screen: Screen, folder: Path | None, offered: "Offered | None", *, plain: bool) -> int:
    """Lead a visit on the full screen, line by line where that was asked for or nothing else is shown.

    Raises CaseRefusal where the folder is none or cannot be written, or another program leads its visit.
    """
    from toolkit.walkthrough.conversation import Conversation  # noqa: PLC0415 - start-up time

    if folder is not None and os.path.lexists(folder) and not os.path.isdir(folder):  # noqa: PTH112 - raises nothing
        raise CaseRefusal("visit_no_folder", folder=str(folder))
    conversation = Conversation(screen.speech, folder, offered)
    # Both modes say themselves what is kept and how to go on.
    screen.stopped = "walk.plain_stopped"
    try:
        code = "" if plain else poor()
        if not plain and not code:
            from toolkit.walkthrough import app  # noqa: PLC0415 - start-up time

            return app.run(conversation)
        from toolkit.walkthrough.plain import run  # noqa: PLC0415 - start-up time

        return run(conversation, reason=_reason(code, screen) if code else "")
    finally:
        conversation.close()
        screen.speech = conversation.speech


def alone() -> bool:
    """Tell whether somebody sits before a terminal: then the program without arguments leads them."""
    return _terminal(sys.stdin) and _terminal(sys.stdout)


def poor() -> str:
    """Return the code of the sentence that says why this terminal shows no full screen, "" where it does."""
    if not alone():
        return "plain_why_pipe"
    if not _terminal(sys.stderr):  # textual draws there
        return "plain_why_errors"
    if sys.platform != "win32" and os.environ.get("TERM", "dumb") in {"", "dumb", "unknown"}:
        return "plain_why_term"
    try:
        _SHOWN.encode(_encoding())
    except (UnicodeEncodeError, LookupError):
        return "plain_why_encoding"
    if shutil.get_terminal_size().columns < _COLUMNS:
        return "plain_why_narrow"
    return "" if _moves() else "plain_why_console"


def _reason(code: str, screen: Screen) -> str:
    return screen.speech.say(f"walk.{code}", encoding=_encoding(), columns=_COLUMNS)


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "ascii"


def _terminal(stream: IO[str] | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _moves() -> bool:
    """Tell whether a console of Windows can be told to move its cursor; elsewhere TERM has said so."""
    able = True
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only
        from ctypes import wintypes  # noqa: PLC0415 - Windows only

        kernel, mode = ctypes.windll.kernel32, wintypes.DWORD()
        kernel.GetStdHandle.restype = wintypes.HANDLE
        handle = wintypes.HANDLE(kernel.GetStdHandle(-11))  # STD_OUTPUT_HANDLE
        able = bool(kernel.GetConsoleMode(handle, ctypes.byref(mode)))
        # ENABLE_VIRTUAL_TERMINAL_PROCESSING
        able = able and bool(kernel.SetConsoleMode(handle, mode.value | 0x4))
        kernel.SetConsoleMode(handle, mode.value)
    return able
