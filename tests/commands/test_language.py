"""French for a French locale, --lang decides wherever it stands."""

import pytest

from toolkit.commands.language import asked_for, of_locale
from toolkit.errors import UsageRefusal


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["scan", "x"], {"LANG": "fr_FR.UTF-8"}, ("fr", ["scan", "x"])),
        (["scan", "x"], {"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, ("en", ["scan", "x"])),
        (["scan", "x"], {}, ("en", ["scan", "x"])),
        (["--lang", "fr", "scan", "x"], {"LANG": "en_GB"}, ("fr", ["scan", "x"])),
        (["scan", "x", "--lang=en"], {"LANG": "fr_FR"}, ("en", ["scan", "x"])),
        (["scan", "--", "--lang=xx"], {"LANG": "fr"}, ("fr", ["scan", "--", "--lang=xx"])),
    ],
)
def test_choice(arguments: list[str], environment: dict[str, str], expected: tuple[str, list[str]]) -> None:
    asked, rest = asked_for(arguments)
    assert (asked or of_locale(environment), rest) == expected


@pytest.mark.parametrize("arguments", [["--lang", "xx"], ["--lang"], ["--lang="]])
def test_an_unknown_language_is_refused(arguments: list[str]) -> None:
    with pytest.raises(UsageRefusal) as refused:
        asked_for(arguments)
    assert refused.value.code == "unknown_language"


@pytest.mark.parametrize(
    ("language", "usage", "kind"),
    [
        ("fr", "Usage : trousse key show [OPTIONS] FICHIER", "CHEMIN"),
        ("en", "Usage: trousse key show", "PATH"),
    ],
)
def test_a_help_screen_is_in_one_language(
    language: str, usage: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from toolkit.cli import run

    assert run(["--lang", language, "key", "show", "--help"]) == 0
    assert usage in " ".join(capsys.readouterr().out.split())
    assert run(["--lang", language, "key", "new", "--help"]) == 0
    assert kind in capsys.readouterr().out
