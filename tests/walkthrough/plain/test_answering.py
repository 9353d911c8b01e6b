"""What is typed in plain mode: recorded, understood, refused with what to try, confirmed."""

from pathlib import Path

import pytest

from tests.walkthrough.plain.talking import WORDS, disk, ready, spaced, talk, visit_of
from toolkit.custody import visit_journal
from toolkit.texts import Speech
from toolkit.walkthrough import visit as visits


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("Étape 1 sur 26", "Pourquoi : ", "À faire : ", "Question : ", "« nsp »", "type: english")),
        ("en", ("Step 1 of 26", "Why: ", "To do: ", "Question: ", "“dont know”", "tapez : francais")),
    ],
)
def test_the_first_screen_says_what_to_do(tmp_path: Path, language: str, said: tuple[str, ...]) -> None:
    status, heard = talk(tmp_path / "visit", language=language)
    assert status == 0
    assert [
        one for one in (*said, WORDS[language], "trousse walk --plain --folder") if one not in heard
    ] == []


def test_the_beginning_of_the_path_is_answered_and_recorded(tmp_path: Path) -> None:
    typed = (
        "hier 8h10",
        "Le titulaire",
        "Le Goff",
        "Cabinet du Port",
        "1",
        "Pas fait",
        "elsewhere",
        "1",
        "1",
    )
    status, heard = talk(tmp_path / "visit", *typed, "quitter")
    assert status == 0
    visit = visit_of(tmp_path / "visit")
    assert (visit.t0 is not None, visit.value("t0.who"), visit.who) == (True, "Le titulaire", "Le Goff")
    assert visit.value("isolation/network") == "done"
    assert visit.value("isolation/backups") == "not_done"
    assert visit.value("isolation/where") == "elsewhere"
    assert visit.value("sys.power") == "off"
    # Two clocks at each of the three steps that were opened behind the first.
    assert heard.count("il reste 1 jour") == 6
    assert "Étape terminée : Couper le réseau" in heard


@pytest.mark.parametrize("typed", ["nsp", "je ne sais pas", "Je ne sais pas.", "I don't know", "dont know"])
def test_not_knowing_is_an_answer_everywhere(tmp_path: Path, typed: str) -> None:
    talk(tmp_path / "visit", typed, typed, typed, typed, "4", typed, "3", typed)
    given = {name: one.value for name, one in visit_of(tmp_path / "visit").given.items()}
    asked = ("t0", "t0.who", "ev.operator", "victim.name", "isolation/network", "isolation/where")
    assert {name: given[name] for name in asked} == dict.fromkeys(asked)
    assert len(given) == 8


def test_an_unknown_discovery_is_said_of_the_clocks(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "nsp", "nsp")
    assert "le moment de la découverte est inconnu" in heard


def test_enter_takes_the_safe_answer_that_was_announced(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "", "nsp", "nsp", "nsp", "nsp", "1", "1", "")
    assert heard.count("Entrée seule ne répond rien") >= 2  # announced, then said once it was pressed
    assert "Entrée seule : Ailleurs" in heard
    assert visit_of(tmp_path / "visit").value("isolation/where") == "elsewhere"


def test_what_is_confirmed_is_said(tmp_path: Path) -> None:
    source = str(disk(tmp_path / "disk", 1))
    _, heard = talk(ready(tmp_path / "visit"), source, "non")
    assert f"Votre réponse est : {source}" in heard
    assert "Pas confirmé" in heard


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_does_not_fit_is_refused_with_what_to_try(tmp_path: Path, language: str) -> None:
    _, heard = talk(tmp_path / "visit", "bientôt", "32/13/2026 8h", language=language)
    assert visit_of(tmp_path / "visit").given == {}
    speech = Speech(language)
    assert spaced(speech.say("errors.time_shape_hint")) in heard
    assert spaced(speech.say("errors.time_calendar")) in heard


def test_an_unlikely_time_is_doubted(tmp_path: Path) -> None:
    _, heard = talk(tmp_path / "visit", "12/10/2010 8h10")
    assert spaced(Speech("fr").say("deadlines.odd_old")) in heard


@pytest.mark.parametrize("typed", ["9", "deux", "1 2", "-1", "10000000000000000000000"])
def test_a_choice_that_is_none(tmp_path: Path, typed: str) -> None:
    _, heard = talk(tmp_path / "visit", "nsp", "nsp", "nsp", "nsp", typed)
    assert "pas parmi celles proposées" in heard
    assert not visit_of(tmp_path / "visit").told("isolation/network")


def test_whatever_is_pasted_is_cleaned_and_cut(tmp_path: Path) -> None:
    hostile = "\x00\x1b]0;titre\x07[bold]\u202e" + "a" * 1_000_000
    status, heard = talk(tmp_path / "visit", "nsp", hostile, "nsp")
    value = visit_of(tmp_path / "visit").value("t0.who") or ""
    assert status == 0
    assert value.startswith("]0;titre [bold] aaa")
    assert len(value) == 4000
    assert not {"\x1b", "\x00", "\x07", "\u202e"} & set(heard)
    assert spaced(Speech("fr").say("dictionary.ask_cut", key="t0.who", count=4000)) in heard


def test_a_number_or_a_word_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    typed = ("nsp", "nsp", "97", "oui", str(tmp_path / "visit"), "Le Goff")
    status, heard = talk(None, *typed)
    assert status == 0
    assert heard.count("pas parmi celles proposées") == 2
    assert [one.name for one in tmp_path.iterdir()] == ["visit"]
    assert visit_of(tmp_path / "visit").who == "Le Goff"


def test_without_a_folder_nothing_is_kept_and_that_is_said() -> None:
    status, heard = talk(None, "hier 8h10")
    assert status == 0
    assert "pas gardé" in heard


def test_a_visit_is_taken_up_where_it_stood(tmp_path: Path) -> None:
    talk(tmp_path / "visit", "hier 8h10")
    _, heard = talk(tmp_path / "visit")
    assert "Visite reprise" in heard
    assert "Découvert par, comment" in heard
    assert "Découverte de l'attaque (prise de connaissance)" not in heard


def test_a_disk_is_confirmed_by_a_whole_word(tmp_path: Path) -> None:
    tree = disk(tmp_path / "disk")
    _, heard = talk(ready(tmp_path / "visit"), str(tmp_path / "nowhere"), str(tree), "o", str(tree), "OUI")
    assert "Pas confirmé" in heard
    assert str(tmp_path / "nowhere") in heard
    assert visit_of(tmp_path / "visit").value("source/disk") == str(tree)
    assert "Entrée seule : lancer" in heard


def test_what_is_blocked_says_why_and_takes_no_answer(tmp_path: Path) -> None:
    folder = ready(tmp_path / "visit", "consent")
    _, heard = talk(folder, "non", "aller 8", str(disk(tmp_path / "disk")), "OUI", "aller 9", "", "1", "nsp")
    assert heard.count("accord écrit du praticien.") >= 3
    assert visit_of(folder).works == {}
    assert "examine/start" not in visit_of(folder).given


def test_the_key_of_a_locked_disk_is_asked_for_and_kept_in_memory_only(tmp_path: Path) -> None:
    folder = ready(tmp_path / "visit")
    journal = visit_journal.VisitJournal(folder)
    journal.add(visits.ANSWERED, {"card": "source/disk", "value": str(tmp_path), "facts": {"kind": "device"}})
    for work, status in (("windows", 1), ("examine", 3)):  # what was looked at is locked
        journal.add(visits.STARTED, {"work": work})
        journal.add(visits.ENDED, {"work": work, "status": status, "stopped": False})
    journal.add(visits.ANSWERED, {"card": "source/windows", "value": "done", "facts": {}})
    journal.close()
    _, heard = talk(folder, "111111-222222-333333")
    assert "ce que vous tapez s'affiche" in heard
    assert "reste en mémoire" in heard
    assert visit_of(folder).value("examine/key") == "given"
    assert b"111111" not in (folder / visit_journal.NAME).read_bytes()
