"""Words that follow a number follow it in number too."""

import re
import tomllib

import pytest

from tests.texts.asking import ROOT
from toolkit.texts import AREAS, LANGUAGES, Speech
from toolkit.texts.forms import amount

# A field that counts, then at once a noun or a participle that can only be of several.
_COUNTS = (
    r"\{(?:count|files|number|lines|days|rules|families|faults|rows|bytes|codes|notes|rest|more|found|seen|unread"
    r"|encrypted|intact|protected|damaged|undetermined|not_read|machines|exhibits|pieces|failed|decided|volumes)\}"
)
_SEVERAL = re.compile(_COUNTS + r" (?:autres? |other |more )?([a-zà-ÿœ]{3,}(?:s|x)|fichiers|files)\b")
# Words in s or x that are of one too, and what no number of one can reach.
_ALSO_ONE = {"dans", "sans", "sous", "plus", "mais", "fois", "accès", "premiers", "always", "heures", "hours"}
ALLOWED = {
    "dictionary.ask_cut",  # a length of hundreds of characters
    "dossier.picture_time_others",  # a picture stands only for many
    "errors.log_shorter",  # a log has many lines
    "checkup.alerts_above",  # within the form of several
    "walk.ui_cut",  # a length of hundreds of characters
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_follows_a_number_follows_it(language: str) -> None:
    fixed = [
        f"{area}.{code}: {found[0]}"
        for area in AREAS
        for code, sentence in _typed(language, area).items()
        for found in _SEVERAL.finditer(sentence)
        if found[1] not in _ALSO_ONE and f"{area}.{code}" not in ALLOWED
    ]
    assert fixed == []


def _typed(language: str, area: str) -> dict[str, str]:
    text = (ROOT / "texts" / language / f"{area}.toml").read_text(encoding="utf-8")
    held: dict[str, str] = tomllib.loads(text)
    return held


@pytest.mark.parametrize(
    ("language", "files", "said"),
    [
        ("fr", 0, "0 fichier vérifié"),
        ("fr", 1, "1 fichier vérifié"),
        ("fr", "1", "1 fichier vérifié"),
        ("fr", "2\N{NO-BREAK SPACE}000", "2\N{NO-BREAK SPACE}000 fichiers vérifiés"),
        ("en", 0, "0 files checked"),
        ("en", "1", "1 file checked"),
        ("en", "1,001", "1,001 files checked"),
    ],
)
def test_a_number_written_before_counts_too(language: str, files: int | str, said: str) -> None:
    assert said in Speech(language).say("verify.whole_manifest", ref="K7Q2-M9XD", files=files)


def test_no_byte_is_one_in_french_and_several_in_english() -> None:
    assert [amount(Speech("fr"), size) for size in (0, 1, 2, 1500)] == [
        "0 octet",
        "1 octet",
        "2 octets",
        "1,5 Ko",
    ]
    assert [amount(Speech("en"), size) for size in (0, 1, 2)] == ["0 bytes", "1 byte", "2 bytes"]
