"""Which language the screen speaks: --lang, else the locale, else English."""

import os
from collections.abc import Mapping, Sequence

from toolkit.errors import UsageRefusal
from toolkit.texts import LANGUAGES


def asked_for(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the language of --lang, which may stand anywhere before "--", and the other arguments.

    Raises UsageRefusal for a language there is no text file for.
    """
    rest: list[str] = []
    asked: str | None = None
    pending = iter(enumerate(arguments))
    for index, argument in pending:
        if argument == "--":
            rest.extend(arguments[index:])
            break
        if argument == "--lang":
            asked = next(pending, (0, ""))[1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    if asked is not None and asked not in LANGUAGES:
        raise UsageRefusal("unknown_language", language=asked, known=", ".join(LANGUAGES))
    return asked, rest


def of_locale(environment: Mapping[str, str]) -> str:
    """Return "fr" for a French locale, else "en"."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := environment.get(name))), "")
    if not locale and os.name == "nt":
        locale = _windows_locale()
    return "fr" if locale.casefold().startswith("fr") else "en"


def _windows_locale() -> str:
    import ctypes  # noqa: PLC0415 - Windows only
    import locale  # noqa: PLC0415 - Windows only

    windll = getattr(ctypes, "windll", None)
    number = windll.kernel32.GetUserDefaultUILanguage() if windll else 0
    return locale.windows_locale.get(number, "")
