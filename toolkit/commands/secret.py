"""A secret from whoever runs the program: typed unseen on a terminal, or one line of a pipe."""

import getpass
import sys

from toolkit.commands.screen import Screen
from toolkit.errors import UsageRefusal

_LONGEST = 4096  # characters of a line read from a pipe


def somebody() -> bool:
    """Tell whether there is a keyboard to answer on."""
    return sys.stdin is not None and sys.stdin.isatty()


def asked(screen: Screen, prompt: str, missing: str, *, from_pipe: bool) -> str:
    """Return a secret typed unseen, or one line of standard input when that was asked for.

    `prompt` is the code of a sentence. Raises UsageRefusal(`missing`) where there is none.
    """
    return piped(missing) if from_pipe else typed(screen, prompt, missing)


def of_backups(screen: Screen) -> tuple[str, ...]:
    """Return the password of the backups on a medium, typed unseen, or one line of a pipe where nobody is."""
    return (asked(screen, "backup.password_prompt", "password_missing", from_pipe=not somebody()),)


def piped(missing: str) -> str:
    """Return one line of standard input; raises UsageRefusal(`missing`) where there is none."""
    line = sys.stdin.readline(_LONGEST) if sys.stdin is not None else ""
    # PowerShell begins a pipe with a byte order mark.
    secret = line.lstrip("\ufeff").rstrip("\r\n")
    if not secret:
        raise UsageRefusal(missing)
    return secret


def typed(screen: Screen, prompt: str, missing: str) -> str:
    """Return a secret typed unseen; raises UsageRefusal(`missing`) where nobody is there to type."""
    if not somebody():
        raise UsageRefusal(missing)
    return getpass.getpass(screen.speech.say(prompt) + " ")
