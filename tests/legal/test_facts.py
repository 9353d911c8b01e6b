"""Legal values: what may be printed, what may not, and that no sentence holds one."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from toolkit import texts
from toolkit.legal import facts
from toolkit.texts import AREAS, LANGUAGES, Speech

FOLDER = Path(texts.__file__).parent
UNVERIFIED = {
    "advice_address", "gdpr_processor_article", "gdpr_processor_notice_article", "health_phone",
    "insurer_article", "insurer_days", "limitation_years", "extortion_article",
    "secrecy_dentists_article",
    "secrecy_physiotherapists_article", "prosecutor_section", "nis2", "containment_sheet",
}  # fmt: skip
LEGAL = (
    r"\b72\s*(?:h\b|heures|hours)",
    r"\b(?:art\.|articles?)\s*(?:[LRD]\.?\s?)?\d",
    r"\b[LRD]\.\s?\d",
    r"\b0[1-9](?:[ .]\d\d){4}\b",
    r"https?://",
    r"\b[\w-]+\.(?:gouv|sante)\.fr\b|\bcnil\.fr\b",
)


def sentences() -> list[tuple[str, str]]:
    return [
        (f"{language}/{area}.{code}", sentence)
        for language in LANGUAGES
        for area in AREAS
        for code, sentence in tomllib.loads(
            (FOLDER / language / f"{area}.toml").read_text(encoding="utf-8")
        ).items()
    ]


def test_what_nobody_verified_is_not_printed() -> None:
    assert {key for key in facts.every() if not facts.printable(key)} == UNVERIFIED
    for key in UNVERIFIED:
        with pytest.raises(facts.Unverified):
            facts.value(key)
        with pytest.raises(facts.Unverified):
            facts.fact(key).cited(Speech("fr").say)
        assert key not in facts.values()
    assert not facts.printable("nothing_of_the_kind")
    with pytest.raises(KeyError):
        facts.value("nothing_of_the_kind")


def test_what_is_printed_says_where_and_when() -> None:
    assert facts.number("complaint_hours") == facts.number("cnil_hours") == 72
    assert facts.value("complaint_article") == "L.12-10-1"
    said = facts.fact("complaint_article").cited(Speech("fr").say)
    assert said.startswith("L.12-10-1 (source")
    assert "francenum.gouv.fr" in said
    assert "vérifié le 22 novembre 2026" in said
    assert "checked on 22 November 2026" in facts.fact("cnil_hours").checked(Speech("en").say)
    with pytest.raises(TypeError):
        facts.number("complaint_article")


@pytest.mark.parametrize("key", facts.every())
def test_each_entry_is_whole(key: str) -> None:
    found = facts.fact(key)
    assert isinstance(found.checked_on, date)
    assert found.value
    assert found.source or not found.verified


def test_no_sentence_holds_an_unverified_value() -> None:
    hidden = [str(facts.fact(key).value) for key in UNVERIFIED]
    long = [value for value in hidden if len(value) > 4]
    assert len(long) >= 8
    assert [(at, value) for at, sentence in sentences() for value in long if value in sentence] == []


def test_no_sentence_holds_a_legal_value() -> None:
    found = [
        (at, match[0])
        for at, sentence in sentences()
        for pattern in LEGAL
        for match in re.finditer(pattern, sentence, re.IGNORECASE)
    ]
    assert found == []


@pytest.mark.parametrize(
    "sentence",
    [
        "sous 72 h", "within 72 hours", "article L.12-10-1", "art. 33", "L.1111-8-2", "au 09 72 43 91 25",
        "https://signalement.social-sante.gouv.fr/", "sur 17cyber.gouv.fr",
    ],
)  # fmt: skip
def test_a_legal_value_would_be_seen(sentence: str) -> None:
    assert any(re.search(pattern, sentence, re.IGNORECASE) for pattern in LEGAL)
