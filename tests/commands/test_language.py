"""French for a French locale, --lang decides wherever it stands."""

import pytest

from toolkit.commands.language import choose
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
    assert choose(arguments, environment) == expected


@pytest.mark.parametrize("arguments", [["--lang", "xx"], ["--lang"], ["--lang="]])
def test_an_unknown_language_is_refused(arguments: list[str]) -> None:
    with pytest.raises(UsageRefusal) as refused:
        choose(arguments, {})
    assert refused.value.code == "unknown_language"
