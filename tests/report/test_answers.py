"""Answers as they are kept, and as they may leave."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.legal import dictionary
from toolkit.report import answers
from toolkit.report.answers import Answer
from toolkit.texts import LANGUAGES, Speech


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case", source={"label": "d", "kind": "folder", "size": 0}, language="fr")


def one(key: str, value: str | None) -> dict[str, Answer]:
    return {key: Answer(key, value, 0, None)}


def test_each_sitting_is_a_stage_and_the_last_answer_counts(case: Case) -> None:
    with case:
        assert list(procedure.record_answers(case, [("t0.who", "a"), ("tech.ip", None)], "Dr A")) == [
            "t0.who", "tech.ip",
        ]  # fmt: skip
        assert list(procedure.record_answers(case, iter([]), None)) == []
        assert list(procedure.record_answers(case, [("t0.who", "b")])) == ["t0.who"]
        assert [case.done(f"answers_{number}") for number in (1, 2, 3)] == [True, True, False]
        told = answers.told(case)
    assert (told["t0.who"].value, told["t0.who"].by, told["tech.ip"].value) == ("b", None, None)
    assert told["t0.who"].at_ns > told["tech.ip"].at_ns > 0


def test_an_answer_is_kept_as_soon_as_it_is_given(case: Case) -> None:
    def interrupted() -> object:
        yield "t0.who", "a"
        raise KeyboardInterrupt

    with case, pytest.raises(KeyboardInterrupt):
        list(procedure.record_answers(case, interrupted()))  # type: ignore[arg-type]
    with Case.resume(case.folder) as again:
        assert answers.told(again)["t0.who"].value == "a"
        list(procedure.record_answers(again, [("t0.who", "b")]))
        assert answers.told(again)["t0.who"].value == "b"


def test_identifiers_of_others_are_masked_and_those_of_the_practice_stay() -> None:
    open_text = "tél. 06 12 34 56 78, dr@example.org, RPPS 10101234567, SIRET 12345678901234"
    text = f"{open_text}, NIR 2 84 05 75 123 456 78, née le 12/05/1984, FR7630006000011234567890189"
    for key in ("victim.phone", "victim.rep", "it.provider", "insurer", "legal.parquet", "ev.operator"):
        shown = answers.open_answers(one(key, text))[key].value
        assert shown == f"{open_text}, NIR [n°], née le [date], [IBAN]"
    for key in ("impact.care", "t0.who", "attack.dialogue", "pd.measures_after", "not.a.question"):
        value = answers.open_answers(one(key, text))[key].value
        assert value is not None
        for secret in ("06 12 34 56 78", "dr@example.org", "123 456 78"):
            assert secret not in value
    spared = answers.open_answers(
        one("attack.dialogue", "écrit à bad@evil.example"), frozenset({"bad@evil.example"})
    )
    assert spared["attack.dialogue"].value == "écrit à bad@evil.example"
    assert answers.open_answers(one("tech.mail", None))["tech.mail"].value is None


def test_an_answer_is_shown_in_words() -> None:
    french, english = Speech("fr"), Speech("en")
    assert answers.shown(french, "sys.power", "off") == "éteinte"
    assert answers.shown(english, "mission.order", "yes") == "yes"
    assert answers.shown(french, "attack.leak", "no") == "non"
    assert answers.shown(french, "t0", "2026-10-25T02:30:00+01:00") == (
        "dimanche 25 octobre 2026 à 02:30:00, heure de Paris (2026-10-25 01:30:00 UTC)"
    )
    assert answers.shown(french, "sys.disk.fate#2", "kept") == "le disque d'origine est conservé"
    assert answers.shown(english, "victim.name", "off") == "off"
    assert answers.shown(english, "not.a.question", "x") == "x"


@given(st.sampled_from([*sorted(dictionary.questions()), "not.a.question"]), st.text(max_size=50))
def test_any_recorded_text_is_shown(key: str, value: str) -> None:
    assert all(isinstance(answers.shown(Speech(language), key, value), str) for language in LANGUAGES)
    assert answers.open_answers(one(key, value))[key].value is not None
