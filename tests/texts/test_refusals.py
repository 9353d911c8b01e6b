"""A refusal in words: its codes are sentences, what to try may depend on the cause, its facts stay."""

import pytest

from toolkit.texts import LANGUAGES, Speech
from toolkit.texts.refusals import words


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_among_the_facts_are_said_in_words(language: str) -> None:
    speech = Speech(language)
    facts = {"folder": "/affaire", "why": "log_chain"}
    sentence, hint = words(speech, "errors.case_damaged", facts)
    assert speech.say("custody.why_log_chain") in sentence
    assert hint == speech.say("errors.case_damaged_hint", **facts)
    assert facts == {"folder": "/affaire", "why": "log_chain"}
    of_cause = words(speech, "errors.case_damaged", {**facts, "why": "tokens_missing"})[1]
    assert of_cause == speech.say("errors.case_damaged_hint_tokens_missing", **facts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_an_archive_lacks_is_named(language: str) -> None:
    speech = Speech(language)
    facts = {"faults": 1, "fault": "file_missing", "of": {"name": "records/survey.json"}}
    sentence, _ = words(speech, "errors.seal_unsound", facts)
    assert speech.say("verify.file_missing", name="records/survey.json") in sentence


def test_what_has_no_sentence_is_its_code_and_nothing_to_try() -> None:
    assert words(Speech("fr"), "errors.none_such", {}) == ("errors.none_such", "")
