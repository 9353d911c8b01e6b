"""One hit and one miss per rule: inert bytes made here, never a real program."""

from pathlib import Path

import pytest

from tests.signatures import samples_delivery, samples_families, samples_scripts, samples_settled
from tests.signatures.pieces import NOT_A_PROGRAM, vss, whole
from toolkit.scan.content import Content
from toolkit.scan.rules import match
from toolkit.scan.rules.signatures import CONTROL_RULE, Signatures, compiled, data_files
from toolkit.texts import LANGUAGES, Speech
from toolkit.texts.typography import french

FOLDER = Path(__file__).resolve().parents[2] / "signatures"
RULES = compiled({path: (FOLDER / path).read_bytes() for path in data_files(FOLDER)})
SET = Signatures(FOLDER, "", RULES, (), {})
TABLES = (
    samples_settled.SAMPLES,
    samples_families.SAMPLES,
    samples_scripts.SAMPLES,
    samples_delivery.SAMPLES,
)
SAMPLES = {rule: pair for table in TABLES for rule, pair in table.items()}


def names(data: bytes) -> tuple[str, ...]:
    hits = match(Content.of(data), SET)
    assert hits.errors == ()
    return hits.names


@pytest.mark.parametrize("rule", SAMPLES)
def test_a_rule_hits_what_it_is_for(rule: str) -> None:
    assert rule in names(SAMPLES[rule][0])


@pytest.mark.parametrize("rule", SAMPLES)
def test_a_rule_misses_what_only_resembles(rule: str) -> None:
    assert rule not in names(SAMPLES[rule][1])


@pytest.mark.parametrize("rule", [name for name in SAMPLES if "_Program_" in name or "_Family_" in name])
def test_a_rule_about_programs_misses_the_same_words_in_a_text(rule: str) -> None:
    text = SAMPLES[rule][0][2:].replace(b"\0", b" ")
    assert rule not in names(NOT_A_PROGRAM + text)


def test_every_rule_but_the_control_has_its_samples() -> None:
    assert {rule.identifier for rule in RULES} - {CONTROL_RULE} == set(SAMPLES)


def test_every_rule_says_what_it_is() -> None:
    for rule in RULES:
        assert rule.meta["author"] == "Trousse"
        assert rule.meta["kind"] in {"malware", "tool", "script", "note", "demo", "control"}
        assert rule.meta["severity"] in {"high", "medium", "low"}
        assert rule.meta["description"]
        assert rule.meta["description_fr"]
        assert len(rule.meta["date"]) == 10
        assert rule.meta["reference"] or rule.meta["kind"] in {"demo", "control"}


def test_no_rule_slows_the_others() -> None:
    import yara

    for path in data_files(FOLDER):
        if path.endswith(".yar"):
            yara.compile(source=(FOLDER / path).read_text("utf-8"), includes=False, error_on_warning=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp850"])
def test_a_script_is_read_in_the_encodings_windows_runs(encoding: str) -> None:
    text = f"@echo off\r\nrem mise à jour\r\n{vss('/all /quiet')}\r\n"
    assert "Trousse_Script_Destroys_Recovery" in names(text.encode(encoding))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_sentence_and_it_is_the_one_the_rule_holds(language: str) -> None:
    speech = Speech(language, fine=True)
    held = {"fr": "description_fr", "en": "description"}[language]
    for rule in RULES:
        if rule.identifier != CONTROL_RULE:
            written = french(rule.meta[held]) if language == "fr" else rule.meta[held]
            assert speech.say(f"scan.rule_{rule.identifier}") == written
            assert speech.say(f"scan.kind_{rule.meta['kind']}")


def test_no_sample_stands_in_two_tables() -> None:
    assert sum(map(len, TABLES)) == len(SAMPLES)


def test_a_wording_alone_never_calls_a_medium_attacked() -> None:
    for rule in RULES:
        if rule.meta["kind"] in {"note", "tool"}:
            assert rule.meta["kind"] == "tool" or rule.meta["severity"] != "high"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "cp850"])
def test_a_french_demand_is_known_in_the_encodings_of_windows(encoding: str) -> None:
    text = whole("\r\n".join(samples_scripts.FRENCH))
    assert "Trousse_Note_French" in names(text.replace("É", "E").encode(encoding))


def test_our_own_files_are_not_taken_for_a_threat() -> None:
    for path in (*FOLDER.rglob("*.yar"), *Path(__file__).parent.glob("*.py")):
        assert names(path.read_bytes()) == ()


def test_the_launchers_of_python_packages_are_not_taken_for_a_threat() -> None:
    import setuptools

    launchers = sorted(Path(setuptools.__file__).parent.glob("*.exe"))
    assert launchers
    for path in launchers:
        assert names(path.read_bytes()) == ()
