"""Each draft asks everything its reader needs, fills what is known, and unknown is never yes."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.spaces import typed
from toolkit.custody.log import Act
from toolkit.legal import dictionary, facts
from toolkit.paper import html, pdf
from toolkit.paper.blocks import Listing
from toolkit.report.drafts import DRAFTS, cnil, fields, found, health, insurer, register
from toolkit.report.practice import Conflict
from toolkit.texts import Speech

from . import builder
from .builder import NS, T0, bare, lines, machine, practice, survey, text, words

FRENCH, ENGLISH = Speech("fr"), Speech("en")
FORMS = ((cnil, "N"), (health, "S"), (insurer, "A"))


def keys(module: Any) -> list[str]:
    return [key for _, each in module.SECTIONS for key in each]


def labelled(module: Any, case: Any, key: str, speech: Speech = FRENCH) -> Any:
    return lines(module.compose(case, speech))[fields.label(speech, key)]


def test_every_module_of_the_folder_is_listed_once() -> None:
    stems = [stem for stem, _ in DRAFTS]
    assert len(set(stems)) == len(DRAFTS) == 5
    assert all(stem.isascii() and stem == stem.upper() for stem in stems)
    assert {module.__name__.rpartition(".")[2] for _, module in DRAFTS} == {
        "cnil", "health", "insurer", "register", "patients",
    }  # fmt: skip
    assert all(callable(module.compose) for _, module in DRAFTS)


@pytest.mark.parametrize(("module", "letter"), FORMS)
def test_each_field_its_reader_needs_stands_in_the_form(module: Any, letter: str) -> None:
    needed = {key for key, one in dictionary.questions().items() if letter in one.need}
    asked = keys(module)
    assert needed - set(asked) == set()
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("module", [cnil, health, insurer, register])
def test_every_field_is_a_question_with_words_in_both_languages(module: Any) -> None:
    for key in keys(module):
        assert key in dictionary.questions()
        assert fields.label(FRENCH, key) != key != fields.label(ENGLISH, key)


@pytest.mark.parametrize("speech", [FRENCH, ENGLISH])
@pytest.mark.parametrize(("stem", "module"), DRAFTS)
def test_each_draft_says_first_that_nothing_is_sent_and_by_when(
    stem: str, module: Any, speech: Speech
) -> None:
    document = module.compose(practice(answers={"t0": T0}), speech)
    assert words(document.blocks[0].words) == typed(speech.say("drafts.warning"))
    head = lines(document)
    for name in ("what", "whom", "when", "source"):
        assert words(head[speech.say(f"drafts.head_{name}")])
    assert document.language == speech.language
    assert stem


def test_the_clocks_count_plain_hours_over_the_night_the_hour_comes_twice() -> None:
    case = practice(answers={"t0": T0})
    for module in (cnil, insurer):
        due = lines(module.compose(case, FRENCH))["Avant quand"]
        assert "mardi 27 octobre 2026 à 17 h 00" in due
        assert f"{facts.number('cnil_hours')} heures" in due
    without = lines(cnil.compose(practice(), FRENCH))["Avant quand"]
    assert "2026" not in without
    assert str(facts.number("cnil_hours")) in without


def test_sources_are_dated_and_nothing_unverified_is_printed() -> None:
    unverified = [str(one.value) for one in facts.every().values() if not one.verified]
    telling = [value for value in unverified if len(value) > 4]
    assert len(telling) > 3
    for _, module in DRAFTS:
        for speech in (FRENCH, ENGLISH):
            said = text(module.compose(practice(answers={"t0": T0}), speech))
            assert [value for value in telling if value in said] == []
            assert "2026" in lines(module.compose(practice(), speech))[speech.say("drafts.head_source")]
    assert "obligatoire" not in text(health.compose(practice(), FRENCH)).casefold()


def test_known_answered_unknown_and_never_asked_are_four_things() -> None:
    answers = {"victim.dpo": None, "impact.care": "Soins reportés", "attack.leak": "no"}
    case = practice(answers=answers)
    assert labelled(cnil, case, "victim.dpo") == "je ne sais pas"
    assert labelled(cnil, case, "victim.dpo", ENGLISH) == "I don't know"
    assert words(labelled(cnil, case, "impact.care")) == "Soins reportés"
    assert labelled(cnil, case, "pd.categories") is None
    # What a person said and what the tool saw stand side by side when they disagree.
    leak = words(labelled(cnil, case, "attack.leak"))
    assert leak.startswith("non")
    assert builder.THREAT in leak
    assert words(labelled(cnil, case, "victim.name")) == "Cabinet dentaire des Tilleuls"


def test_unknown_to_the_person_does_not_hide_what_the_tool_saw() -> None:
    shown = words(labelled(cnil, practice(answers={"pd.records": None}), "pd.records"))
    assert shown.startswith("je ne sais pas")
    assert "Dossiers des patients (900)" in shown


def test_only_what_the_tool_saw_is_ticked() -> None:
    def ticks(case: Any) -> tuple[bool, ...] | None:
        return next(block.ticked for block in cnil.compose(case, FRENCH).blocks if isinstance(block, Listing))

    assert ticks(practice()) == (True, False, False)
    assert ticks(practice(bare())) == (False, False, False)


def test_people_are_never_counted_by_the_tool() -> None:
    assert labelled(cnil, practice(), "pd.count") is None
    assert words(labelled(cnil, practice(answers={"pd.count": "200-300"}), "pd.count")) == "200-300"


def test_figures_of_several_machines_are_added_and_each_is_named() -> None:
    second = machine(label="poste 2", survey=survey(state="doubtful"))
    case = practice(machine(), second, bare())
    assert found.by_kind(case)["records"] == (1800, 2000)
    nature = words(labelled(cnil, case, "attack.nature"))
    assert "CABINET-PC1" in nature
    assert "poste 2 : doute" in typed(nature)
    assert "les fichiers n'ont pas été lus" in nature


def test_a_clean_machine_is_told_only_as_far_as_it_was_read() -> None:
    clean = survey(state="nothing", damage={}, notes=[], contacts={}, burst=None)
    whole = found.found(practice(machine(survey=clean)), FRENCH, "attack.nature")
    part = found.found(
        practice(machine(survey=clean, coverage={"files_seen": 9, "complete": False})),
        FRENCH,
        "attack.nature",
    )
    assert "tout n'a pas été lu" in part[0]
    assert "tout n'a pas été lu" not in whole[0]
    for _, module in DRAFTS:
        assert FRENCH.say("drafts.not_attacked") in text(
            module.compose(practice(machine(survey=clean)), FRENCH)
        )
        assert FRENCH.say("drafts.not_attacked") not in text(module.compose(practice(), FRENCH))


def test_file_names_that_became_codes_and_failed_copies_are_not_named() -> None:
    note = " ".join(found.found(practice(), FRENCH, "attack.note"))
    assert "akira_readme.txt" in note
    assert "P-" not in note
    assert "P0001" in note
    assert "P0002" not in note


def test_a_practice_of_which_nothing_is_known_still_gives_every_draft() -> None:
    case = practice(bare(), practice=None)
    for _, module in DRAFTS:
        for speech in (FRENCH, ENGLISH):
            assert pdf.render(module.compose(case, speech)).startswith(b"%PDF")
    filled, unknown, empty = fields.tally(case, FRENCH, tuple(keys(cnil)))
    assert (filled + empty, unknown) == (len(keys(cnil)), 0)
    assert empty > 15


def test_a_case_of_only_je_ne_sais_pas_fills_every_line() -> None:
    case = practice(bare(), answers=dict.fromkeys(dictionary.questions()), practice=None)
    for module in (cnil, health, insurer):
        shown = lines(module.compose(case, FRENCH))
        assert [key for key in keys(module) if shown[fields.label(FRENCH, key)] is None] == []


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["impact.care", "victim.name", "insurer", "t0", "pd.count"]))
def test_hostile_answers_change_nothing_but_themselves(typed: str, key: str) -> None:
    case = practice(bare(), answers={key: f"<b>{typed}\u202e"})
    for module in (cnil, insurer):
        document = module.compose(case, FRENCH)
        assert "\u202e" not in text(document)
        assert pdf.render(document).startswith(b"%PDF")
        page = html.render(document).decode()
        assert "<b>" not in page.partition("<body")[2]


LATE = (Act(1, "2026-11-22T08:00:00+00:00", "", None, "case.opened", {}, "", ""),)


@pytest.mark.parametrize("speech", [FRENCH, ENGLISH])
@pytest.mark.parametrize(("stem", "module"), DRAFTS)
def test_a_deadline_that_is_past_is_told_as_past_in_each_draft(
    stem: str, module: Any, speech: Speech
) -> None:
    running, past = (
        text(module.compose(practice(machine(acts=acts), answers={"t0": T0}), speech)) for acts in ((), LATE)
    )
    word = {"fr": ("Délai passé", "est passé depuis"), "en": ("Deadline past", "has been past since")}
    assert all(each not in running for each in word[speech.language])
    assert word[speech.language][0] in past, stem
    if module in {cnil, insurer}:
        assert word[speech.language][1] in past
        assert "au plus tard le" not in past


def test_a_doubtful_moment_of_knowledge_is_told_at_the_head() -> None:
    known = Conflict("known_before", {"known_ns": NS, "first_ns": 2 * NS})
    case = replace(practice(answers={"t0": T0}), conflicts=(known,))
    assert "précède le premier chiffrement relevé" in text(insurer.compose(case, FRENCH))


BEGAN = survey()["burst"]["first"]


@pytest.mark.parametrize(
    ("newest", "connect", "rely", "said"),
    [
        (BEGAN + NS, "clean", "good", "ce n'est pas la date d'une sauvegarde saine"),
        (BEGAN - NS, "clean", "good", "Dernière sauvegarde saine d'après la vérification"),
        (BEGAN - NS, "clean", "stale", "n'établit pas qu'elle soit saine"),
        (None, "clean", "good", "n'établit pas qu'elle soit saine"),
    ],
)
def test_a_backup_is_called_healthy_only_before_the_attack(
    newest: int | None, connect: str, rely: str, said: str
) -> None:
    line = {"source": "b", "connect": connect, "rely": rely, "newest_data": {"modified_ns": newest}}
    shown = text(cnil.compose(practice(machine(backups=(line,))), FRENCH))
    assert said in shown
    assert shown.count("sauvegarde saine") == (said != "n'établit pas qu'elle soit saine")


@pytest.mark.parametrize(("seconds", "hour"), [(3600.0, "01:14:07"), (None, "02:14:07")])
def test_the_time_of_encryption_is_that_of_an_exact_clock_where_it_is_known(
    seconds: float | None, hour: str
) -> None:
    facts = builder.case_facts(clock={"offset_seconds": seconds, "reference": None})
    shown = words(labelled(cnil, practice(machine(facts=facts)), "attack.nature"))
    assert hour in shown
    assert ("non corrigée" in shown) is (seconds is None)
    one = survey(burst={"first": BEGAN, "last": BEGAN + 1, "files": 2, "outside": 0})
    assert "Chiffrement le " in words(labelled(cnil, practice(machine(survey=one)), "attack.nature"))
