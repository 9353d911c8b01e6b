"""The options that open what is locked or past: keys of BitLocker volumes, a shadow copy."""

from pathlib import Path
from typing import Annotated

import typer

from toolkit.commands import secret
from toolkit.commands.screen import Screen
from toolkit.errors import SourceRefusal, UsageRefusal
from toolkit.media.asked import Asked

RecoveryKeys = Annotated[list[str] | None, typer.Option("--recovery-key")]
StartupKeys = Annotated[list[Path] | None, typer.Option("--startup-key")]
Password = Annotated[bool, typer.Option("--password")]
ShadowCopy = Annotated[str | None, typer.Option("--shadow-copy")]

_LARGEST = 64 * 1024  # bytes of a startup key file; real ones hold fewer than 200


def given(
    screen: Screen,
    recovery_keys: list[str] | None,
    startup_keys: list[Path] | None,
    password: bool,
    shadow_copy: str | None = None,
    case: Path | None = None,
) -> Asked:
    """Return what was given, the password asked for on the terminal or read as one line from a pipe.

    A password of the shape of a recovery key is one: whoever is asked for one secret gives what he holds.
    The shadow copy of a case at hand is taken again when none is named. No key is ever shown
    or kept. Raises UsageRefusal `recovery_key_length`, `recovery_key_mistyped` (groups), `password_missing`,
    and SourceRefusal `startup_key_unreadable` (path).
    """
    keys = list(recovery_keys or ())
    for text in keys:
        _check(text)
    secret_word = _password(screen) if password else None
    if secret_word is not None and _has_shape(secret_word):
        _check(secret_word)
        keys.append(secret_word)
        secret_word = None
    return Asked(
        recovery_keys=tuple(keys),
        password=secret_word,
        startup_keys=tuple(_content(path) for path in startup_keys or ()),
        shadow_copy=shadow_copy or _recorded_copy(case),
    )


def _check(recovery_key: str) -> None:
    """Refuse a recovery key that cannot be right; raises UsageRefusal as `given` does."""
    from toolkit.media.bitlocker.keys import mistyped  # noqa: PLC0415 - start-up time

    wrong = mistyped(recovery_key)
    if wrong == (0,):
        raise UsageRefusal("recovery_key_length")
    if wrong:
        raise UsageRefusal("recovery_key_mistyped", groups=", ".join(map(str, wrong)))


def _has_shape(text: str) -> bool:
    """Tell eight groups of six digits, right or mistyped, from a password."""
    from toolkit.media.bitlocker.keys import mistyped  # noqa: PLC0415 - start-up time

    return mistyped(text) != (0,)


def _password(screen: Screen) -> str:
    prompt = "screen.password_prompt"
    return secret.asked(screen, prompt, "password_missing", from_pipe=not secret.somebody())


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST)
    except OSError as error:
        raise SourceRefusal("startup_key_unreadable", path=str(path)) from error


def _recorded_copy(case: Path | None) -> str | None:
    if case is None or not (case / "case.json").exists():
        return None
    from toolkit.custody.case import Case  # noqa: PLC0415 - start-up time

    recorded = Case.read(case).read_json("source") or {}
    copy = recorded.get("shadow_copy")
    return str(copy) if copy else None
