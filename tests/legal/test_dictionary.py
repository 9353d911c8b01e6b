"""The questions: none is missing, each has its words in both languages, and any answer is taken or named."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.legal import dictionary
from toolkit.legal.numbers import Unfit
from toolkit.report.answers import choice
from toolkit.texts import LANGUAGES, Speech

NOW = datetime(2026, 10, 27, 9, 0, tzinfo=UTC)
# Every row of the data dictionary: key, who needs it (complaint, CNIL, health portal, insurer), who fills it.
REFERENCE = """
case.ref ACNS tool
victim.name ACNS asked
victim.legal AC asked
victim.siret ACNS asked
victim.rpps S asked
victim.rep C asked
victim.id_doc C asked
victim.addr CS asked
victim.phone CNS asked
victim.dpo N asked
it.provider CNS asked
insurer AC asked
t0 ACNS asked
t0.who CN asked
t.first C tool
t.last C tool
t.offset C both
attack.nature CNS both
attack.vector CS asked
attack.note CS tool
attack.contacts C tool
attack.wallet C tool
attack.amount AC both
attack.dialogue C asked
attack.payment AC asked
attack.family CS tool
attack.ext CS tool
attack.leak CNS both
tech.ip C asked
tech.mail C asked
tech.remote CS tool
tech.accounts C tool
tech.av CS tool
sys.list CS tool
sys.disk C both
sys.backup ACNS tool
sys.software CS both
impact.care NS asked
impact.service ACS asked
impact.loss AC asked
pd.categories N asked
pd.count N both
pd.records N asked
pd.types N asked
pd.consequences N asked
pd.measures_before N asked
pd.measures_after NS both
pd.informed N asked
pd.late_reason N asked
pd.cross N asked
ev.manifest AC tool
ev.list C tool
ev.custody C both
ev.actions C tool
ev.tool C tool
ev.operator C asked
legal.pv AN asked
legal.parquet A asked
legal.cnil A asked
legal.sante A asked
legal.offence C tool
"""
ADDED = {
    "mission.order", "mission.by", "attack.vector.detail", "sys.power", "sys.power_done", "sys.server",
    "sys.disk.fate", "sys.disk.serial", "sys.disk.image", "sys.disk.holder", "sys.disk.reason",
    "ev.photos", "ev.logs", "restore.waiver", "ev.visit",
}  # fmt: skip


def test_every_row_of_the_data_dictionary_is_a_question() -> None:
    rows = [line.split() for line in REFERENCE.split("\n") if line]
    assert len(rows) == 61
    found = dictionary.questions()
    assert [(key, "".join(sorted(found[key].need)), found[key].origin) for key, *_ in rows] == [
        (key, need, origin) for key, need, origin in rows
    ]
    assert found.keys() - {key for key, *_ in rows} == ADDED


@pytest.mark.parametrize("key", dictionary.questions())
def test_each_question_is_whole_and_has_its_words(key: str) -> None:
    one = dictionary.question(key)
    assert one.kind in dictionary.KINDS
    assert one.origin in dictionary.ORIGINS
    assert one.need
    assert set(one.need) <= set(dictionary.NEEDS)
    assert not one.only or one.only[1] in dictionary.question(one.only[0]).choices
    assert bool(one.choices) == (one.kind in {"choice", "yes_no"})
    for language in LANGUAGES:
        speech = Speech(language)
        assert speech.say(f"dictionary.{key}")
        assert speech.say(f"dictionary.{key}_hint")
        assert len({choice(speech, one, code) for code in one.choices}) == len(one.choices)


def test_the_time_comes_first_then_the_complaint() -> None:
    order = dictionary.needed()
    assert order[0].key == "t0"
    ranks = [min(dictionary.NEEDS.index(letter) for letter in one.need) for one in order]
    assert ranks == sorted(ranks)
    assert all(one.origin != "tool" for one in order)
    assert {"C"} <= set().union(*(set(one.need) for one in dictionary.needed("C")))
    assert dictionary.needed("A")[0].key == "t0"


def test_what_an_earlier_answer_settles_is_not_asked() -> None:
    holder = dictionary.question("sys.disk.holder")
    assert dictionary.matters(holder, {})
    assert dictionary.matters(holder, {"sys.disk.fate": None})
    assert dictionary.matters(holder, {"sys.disk.fate": "kept"})
    assert not dictionary.matters(holder, {"sys.disk.fate": "image"})
    assert dictionary.matters(dictionary.question("victim.name"), {"sys.disk.fate": "image"})


def test_other_disks_have_their_own_answers() -> None:
    assert dictionary.question("sys.disk.fate#2").key == "sys.disk.fate"
    for key in ("sys.disk.fate#1", "sys.disk.fate#22", "t0#2", "nothing", "", "sys.disk.fate#2\n"):
        with pytest.raises(Unfit) as caught:
            dictionary.question(key)
        assert caught.value.code == "answer_key"
    with pytest.raises(Unfit) as caught:
        dictionary.asked("ev.manifest")
    assert caught.value.code == "answer_by_tool"


@pytest.mark.parametrize(
    "typed", ["?", " Je ne sais pas ", "je  ne sais pas.", "I don’t know", "I DON'T KNOW", "nsp"]
)
def test_not_knowing_is_understood(typed: str) -> None:
    assert dictionary.unknown(typed)


@pytest.mark.parametrize("typed", ["", "non", "je ne sais pas encore tout", "??", "know"])
def test_other_words_are_answers(typed: str) -> None:
    assert not dictionary.unknown(typed)


def test_hostile_and_endless_text_is_cut_and_plain() -> None:
    name = dictionary.question("victim.name")
    text, cut = dictionary.cleaned(name, "Cabinet\x1b[31m du\u202e Port\ud800\nligne 2")
    assert text == "Cabinet [31m du Port ligne 2"
    assert not cut
    long, cut = dictionary.cleaned(name, "a" * 10_000)
    assert (len(long), cut) == (dictionary.SHORT, True)
    assert dictionary.cleaned(name, " " * 10_000_000) == ("", True)
    assert dictionary.cleaned(name, "Cle\u0301ment")[0] == "Clément"


def test_choices_are_taken_by_code_number_or_word() -> None:
    power = dictionary.question("sys.power")
    labels = {choice(Speech(language), power, code): code for language in LANGUAGES for code in power.choices}
    for typed in ("off", "1", "Éteinte", "eteinte"):
        assert dictionary.fit(power, typed, NOW, labels) == "off"
    order = dictionary.question("mission.order")
    assert [dictionary.fit(order, typed, NOW) for typed in ("Oui", "n", "yes", "NON")] == [
        "yes",
        "no",
        "yes",
        "no",
    ]
    for typed in ("9", "0", "allumé", "x" * 5000):
        with pytest.raises(Unfit) as caught:
            dictionary.fit(power, typed, NOW, labels)
        assert caught.value.code == "answer_choice"


def test_answers_are_recorded_in_one_form() -> None:
    def kept(key: str, typed: str) -> str:
        return dictionary.fit(dictionary.question(key), typed, NOW)

    assert kept("t0", "12/10/2026 8h10") == "2026-10-12T08:10:00+02:00"
    assert kept("victim.siret", "732 829 320 00074") == "73282932000074"
    assert kept("pd.count", "1 000 à 1 500") == "1000-1500"
    assert kept("victim.name", "Cabinet du Port") == "Cabinet du Port"
    with pytest.raises(Unfit) as caught:
        kept("victim.name", "")
    assert caught.value.code == "answer_empty"


@given(st.sampled_from(sorted(dictionary.questions())), st.text(max_size=200))
def test_whatever_is_answered_is_taken_or_named_in_both_languages(key: str, typed: str) -> None:
    one = dictionary.question(key)
    text, _ = dictionary.cleaned(one, typed)
    try:
        told = [dictionary.fit(one, text, NOW)]
    except Unfit as unfit:
        facts = {"key": key, **unfit.facts}
        codes = (f"errors.{unfit.code}", f"errors.{unfit.code}_hint")
        told = [Speech(language).say(code, **facts) for language in LANGUAGES for code in codes]
    assert all(told)
