"""Every step, card, choice and reason of the walkthrough has its words in both languages, none left over."""

import ast
import itertools
import random
import re
import string
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import toolkit
from toolkit import texts
from toolkit.custody.visit_journal import VisitJournal
from toolkit.legal import dictionary
from toolkit.texts import LANGUAGES, Speech
from toolkit.walkthrough import glossary, log_of_visit, path, visit, wording, works
from toolkit.walkthrough.path import Place, State
from toolkit.walkthrough.started import Started
from toolkit.walkthrough.step import OUTCOMES, PHASES, Kind
from toolkit.walkthrough.visit import Ran, Seen, Visit

PACKAGE = Path(toolkit.__file__).parent
WIDTH = 78
AT, LATER = "2026-10-12T09:10:00+02:00", "2026-10-12T09:40:00+02:00"
# Words of the screens and of the pages: they are asked for by their code, by whoever shows them.
GLOSSARY = ("term_", "gloss_")
SCREENS = ("ui_", "key_", "bar_", "clock_", "plain_", "page_")
STAGES = ("triage.closed", "scan.closed", "timeline.closed", "capture.closed", "annex.closed")
PICKED = {
    "pick_disk": {"device": "/dev/sdb", "model": None, "serial": "S3Z9", "size": 500_107_862_016},
    "pick_disk_usb": {"device": "/dev/sdc", "model": "Ultra", "serial": None, "size": 64_000_000_000},
    "pick_file": {"path": "/media/demo/cabinet.img"},
    "pick_place": {"path": "/media/CLE", "label": None, "model": "Ultra", "size": None},
    "pick_this_machine": {},
}
# Words that a general technician or a practitioner need not know; each is explained where it is said.
JARGON = {
    "fr": (
        r"rançongiciel\w*|chiffr(?:é|er|ement)\w*|empreinte\w*|manifeste|annexe|bordereau|récépissé|pare-feu"
        r"|veille prolongée|images? disque|mémoire flash|télétransmission|main courante|échantillon\w*"
        r"|prise de connaissance|procureur|parquet|amelipro|registre|phrase de passe|cartouches?|correctifs"
        r"|éditeur|prestataire|hébergeur|serveur|synchronisation|BitLocker|AnyDesk|TeamViewer|pièces?|famille"
    ),
    "en": (
        r"ransomware|encrypt\w*|hash(?:es)?|fingerprint\w*|manifest|annex|firewall|hibernat\w+"
        r"|disk images?|flash memory|electronic claims|incident log|prosecutor|amelipro|register|passphrase"
        r"|cartridges?|vendor|IT provider|server|synchronisation|BitLocker"
        r"|AnyDesk|TeamViewer|exhibits?|family"
    ),
}
ACRONYM = re.compile(r"(?<![\w{._])[A-Z0-9]*[A-Z]{2,}[A-Za-z0-9-]*(?![\w}._])")
LOUD = re.compile(r"\{[^{}]*\}|[A-ZÀ-Ý]{2,}(?:['\s]+[A-ZÀ-Ý]{2,})+")  # facts, and « EN PAUSE »: no acronyms
EVERYBODY_KNOWS = {"USB", "ZIP", "Wi-Fi", "4G", "PDF", "OUI", "YES", "PAUSED", "READY", "SSD", "IT", "TERM"}


class Heard(Speech):
    """A language that remembers which sentences were asked for."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.codes: set[str] = set()

    def fill(self, code: str, facts: Mapping[str, Any]) -> str:
        self.codes.add(code)
        return super().fill(code, facts)


def sentences(language: str) -> dict[str, str]:
    file = Path(texts.__file__).parent / language / "walk.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def visited() -> tuple[Place, ...]:
    """Return every card that visits of all kinds of states come by, one for each of its looks."""
    met: dict[Any, Place] = {}
    looking = [
        *path.places(Visit(running=frozenset({"windows"})), path.step("source")),
        *(one for clock in (-178, 178, 0) for one in path.places(_booted(clock), path.step("photo"))),
        *path.places(_booted(None), path.step("power")),
    ]
    by_chance = (_random_visit(random.Random(seed)) for seed in range(150))  # noqa: S311 - repeatable, no secret
    for place in itertools.chain(looking, *by_chance):
        card = place.card
        met.setdefault((place.name, card.kind, card.advice, card.blocked, card.proposed), place)
    return tuple(met.values())


def _booted(clock: int | None) -> Visit:
    given = {"sys.power": visit.Given("on_idle", AT, None)}
    return Visit(given=given, started=Started(booted=True, clock=clock))


def _random_visit(dice: random.Random) -> Iterator[Place]:
    marks = frozenset(one for one in STAGES if dice.random() < 0.5)
    now = Visit(seen=Seen(case=dice.random() < 0.6, marks=marks))
    for _ in range(3):
        for step in path.steps():
            for place in path.places(now, step):
                yield place
                now = _answered(now, place, dice)
    yield from (place for step in path.steps() for place in path.places(now, step))


def _answered(now: Visit, place: Place, dice: random.Random) -> Visit:
    card = place.card
    if card.kind is Kind.RUN:
        running = frozenset({card.work}) if dice.random() < 0.2 else frozenset[str]()
        ran = {**now.works, card.work: Ran(1, AT, dice.choice((0, 1, 3, 130)))}
        return replace(now, works=ran, running=running)
    choices = dictionary.question(card.name).choices if card.kind is Kind.ASK else card.choices
    value = dice.choice([None, *(choices or ["12"])])
    said: dict[str, Any] = {"card": place.name, "value": value}
    if card.kind is Kind.PICK and card.work:
        said["facts"] = {"kind": dice.choice(("device", "folder"))}
    line = {"act": visit.ANSWERED, "local": LATER, "who": None, "facts": said}
    return visit.after(now, line)


def test_the_visits_come_by_every_kind_of_state() -> None:
    places = visited()
    kinds = {place.card.kind for place in places}
    assert kinds == set(Kind)
    assert {place.step.CODE for place in places} == {step.CODE for step in path.steps()}
    advice = {advice for place in places for advice in place.card.advice}
    power = {f"power_{one}" for one in dictionary.question("sys.power").choices}
    booted = {"power_booted", "offset_measured"}
    more = {"blocked_gate", "handover_unfinished", "wipe_said_since", "disk_reading"}
    left_open = {"source_open", "backup_open"}
    assert advice == power | more | booted | left_open
    blocked = {place.card.blocked for place in places} - {""}
    assert blocked == set(re.findall(r'"(blocked_\w+)"', _source("steps/*.py", "conditions.py")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_named_has_its_sentence_and_no_sentence_is_left_over(language: str) -> None:
    speech = Heard(language)
    for step in path.steps():
        assert all(
            wording.part(speech, step, part, booted=booted).strip()
            for part in wording.PARTS
            for booted in (False, True)
        )
    for place in visited():
        assert wording.question(speech, place).strip()
        wording.hint(speech, place)
        assert bool(wording.proposed(speech, place)) == bool(place.card.proposed)
        assert all(words.strip() for _, words in wording.choices(speech, place))
        for code in (*place.card.advice, *filter(None, [place.card.blocked])):
            assert len(list(wording.told(speech, code))) == 2, code
    for code in (*(f"phase_{one}" for one in PHASES), *(f"state_{one}" for one in State)):
        assert wording.say(speech, code)
    assert set(re.findall(r'"(pick_\w+)"', _source("picks.py"))) == PICKED.keys()
    assert all(wording.option(speech, code, about) for code, about in PICKED.items())
    assert all(wording.work(speech, f"{name}_2" if name == "backup" else name) for name in works.WORKS)
    assert wording.say(speech, "is_unknown")
    assert list(log_of_visit.lines(_everything_said(), speech))
    assert log_of_visit.entries(_more_than_is_kept(), speech)
    for term in glossary.TERMS:
        assert speech.say(f"walk.term_{term}")
        assert speech.say(f"walk.gloss_{term}")
    heard = {code.removeprefix("walk.") for code in speech.codes if code.startswith("walk.")}
    left = {code for code in sentences(language) if not code.startswith(SCREENS)} - heard
    assert sorted(left) == []


def test_the_words_of_the_screens_are_asked_for() -> None:
    asked, patterns = _asked()
    codes = [code for code in sentences("fr") if code.startswith(SCREENS)]
    # « ui_note » named in full leads to its « ui_note_hint », put together where it is shown.
    stems = [code for code in codes if code.endswith(("_hint", "_keys")) and code.rpartition("_")[0] in asked]
    left = [code for code in codes if code not in asked and not any(one.fullmatch(code) for one in patterns)]
    assert sorted(set(left) - set(stems)) == []


def test_both_languages_fill_in_the_same_facts() -> None:
    french, english = sentences("fr"), sentences("en")
    assert french.keys() == english.keys()
    assert [code for code in french if _fields(french[code]) != _fields(english[code])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_fits_a_small_screen(language: str) -> None:
    speech = Speech(language)
    for step, booted in itertools.product(path.steps(), (False, True)):
        parts = [wording.part(speech, step, part, booted=booted) for part in ("why", "do", "tool")]
        assert sum(_height(one) for one in parts) <= 8, step.CODE
        assert _height(wording.part(speech, step, "changed", booted=booted)) <= 2, step.CODE
        assert len(wording.part(speech, step, "title")) <= 40, step.CODE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_takes_two_lines_and_a_choice_one(language: str) -> None:
    speech = Speech(language)
    for place in visited():
        assert _height(wording.question(speech, place)) <= 2, place.name
        assert _height(wording.hint(speech, place)) <= 2, place.name
        assert all(len(words) <= WIDTH - 6 for _, words in wording.choices(speech, place)), place.name
        for code in (*place.card.advice, *filter(None, [place.card.blocked])):
            assert all(_height(line) <= 2 for line in wording.told(speech, code)), code
    assert all(len(wording.say(speech, f"state_{state}")) <= 30 for state in State)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_jargon_without_its_gloss(language: str) -> None:
    speech = Speech(language)
    jargon = re.compile(rf"(?<!\w)(?:{JARGON[language]})(?!\w)", re.IGNORECASE)
    bare = []
    for code, text in _said(speech):
        words = {*jargon.findall(text), *ACRONYM.findall(LOUD.sub("", text))} - EVERYBODY_KNOWS
        bare += [(code, word) for word in sorted(words) if not glossary.found(speech, [word])]
    assert bare == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_legal_values_are_never_typed_in_a_sentence(language: str) -> None:
    typed = re.compile(r"\b72\b|17Cyber|CERT Santé|THESEE|24/7|\bart[.i]|(?:\d\d ){2}|https?:|\.fr\b")
    told = [(code, text) for code, text in sentences(language).items() if not code.startswith(GLOSSARY)]
    assert [code for code, text in told if typed.search(text)] == []


def test_a_doubt_about_power_names_who_advises() -> None:
    said = " ".join(wording.told(Speech("fr"), "power_doubt"))
    assert "17Cyber" in said
    assert "CERT Santé" in said


def test_what_is_not_known_of_a_disk_is_said() -> None:
    said = wording.option(Speech("fr"), "pick_disk", PICKED["pick_disk"])
    assert said.startswith("inconnu, n° de série S3Z9, 500,1 Go")


def test_hostile_names_of_a_disk_are_shown_as_escapes() -> None:
    about = {**PICKED["pick_disk"], "model": "[red]A\x1b[31m{size}"}
    assert "[red]A\\x1b[31m{size}, n°" in wording.option(Speech("fr"), "pick_disk", about)


def test_the_log_of_a_visit_reads_in_its_order(tmp_path: Path) -> None:
    journal = VisitJournal(tmp_path / "visite")
    journal.add(visit.ANSWERED, {"card": "isolation/network", "value": "done", "facts": {}}, "Le Goff")
    journal.add(visit.NOTED, {"step": "discovery", "note": "clé vue ; rendue"}, "Le Goff")
    journal.add(visit.SKIPPED, {"step": "photo", "reason": "écran noir"}, None)
    journal.add(visit.ANSWERED, {"card": "isolation/team", "value": None, "facts": {}}, "Le Goff")
    told = visit.folded(journal.acts(), tmp_path / "visite")
    journal.close()
    first, second, third, fourth = log_of_visit.lines(told, Speech("fr"))
    assert ", Le Goff – Couper le réseau et les sauvegardes" in first
    assert first.endswith("fait")
    assert "clé vue, rendue" in second
    assert ";" not in second
    assert ", non indiqué – Photographier les écrans" in third
    assert "étape passée (écran noir)" in third
    assert fourth.endswith("je ne sais pas")
    assert len(log_of_visit.entries(told, Speech("en"))["ev.visit"].split(" ; ")) == 4


def _everything_said() -> Visit:
    acts = [place.name for place in visited() if place.card.kind is Kind.ACT]
    outcomes = itertools.cycle((*OUTCOMES, None))
    given = {name: visit.Given(value, AT, None) for name, value in zip(acts, outcomes, strict=False)}
    said = visit.Said("plus tard", AT, None)
    gone = {"legal.pv": visit.Withdrawn("2026/1234", AT, None, "complaint/filed")}
    return Visit(given=given, withdrawn=gone, skipped={"photo": said}, notes={"disk": (said,)})


def _more_than_is_kept() -> Visit:
    return Visit(notes={"disk": (visit.Said("vu " * 600, AT, None),) * 30})


def test_a_log_of_the_visit_that_is_too_long_says_how_many_lines_are_missing() -> None:
    for language in LANGUAGES:
        found = log_of_visit.entries(_more_than_is_kept(), Speech(language))
        assert len(found) == 9
        assert all(value and len(value) <= dictionary.LONG for value in found.values())
        *kept, beyond = " ; ".join(value for value in found.values() if value).split(" ; ")
        assert int(re.sub(r"\D", "", beyond)) + len(kept) == 30


def _said(speech: Speech) -> Iterator[tuple[str, str]]:
    """Yield what the walkthrough shows: its own sentences, and the questions of the dictionary it asks."""
    for code, text in sentences(speech.language).items():
        if not code.startswith("term_"):
            yield code, text
    for place in visited():
        if place.card.kind is Kind.ASK:
            words = [words for _, words in wording.choices(speech, place)]
            yield place.name, " ".join([wording.question(speech, place), wording.hint(speech, place), *words])


def _height(text: str) -> int:
    return len(textwrap.wrap(text, WIDTH))


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def _source(*patterns: str) -> str:
    room = PACKAGE / "walkthrough"
    return "".join(file.read_text(encoding="utf-8") for one in patterns for file in room.glob(one))


def _asked() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the codes that the package names in full, and the patterns of those it puts together."""
    codes, patterns = set[str](), list[re.Pattern[str]]()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                codes.add(node.value.removeprefix("walk."))
            elif isinstance(node, ast.JoinedStr):
                patterns += _pattern(node)
    return codes, patterns


def _pattern(node: ast.JoinedStr) -> Iterator[re.Pattern[str]]:
    parts = [one.value if isinstance(one, ast.Constant) else None for one in node.values]
    first = str(parts[0] or "").removeprefix("walk.")
    if first in SCREENS and len(parts) == 2:
        # Only the parts of a step are asked for by a bare prefix, else every code would seem asked for.
        yield re.compile(first + "(?:" + "|".join(wording.PARTS) + ")")
    elif first.startswith(SCREENS):
        rest = (r"\w+" if one is None else re.escape(str(one)) for one in parts[1:])
        yield re.compile(re.escape(first) + "".join(rest))
