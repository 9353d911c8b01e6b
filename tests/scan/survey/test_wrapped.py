"""Files locked by a common tool are the practice's own, unless a note and their number speak."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.scan.survey.test_context import ATTACK, HOUR, KINDS, NOTE, healthy, line, struck, surveyed
from toolkit.records import Note, NoteVerdict, plain

Line = dict[str, Any]


def locked(count: int, ending: str = ".gpg", folder: str = "Docs/Letters", pause: int = 1) -> Iterator[Line]:
    for n in range(count):
        name = f"{folder}/l{n}.{KINDS[n % 4]}{ending}"
        yield line(name, "protected", "wrapper:gpg", ATTACK + n * pause)


def note(folder: str = "Docs/Letters") -> Line:
    return line(f"{folder}/READ.txt".lstrip("/"), note=NOTE, when=ATTACK)


def found(*lines: Line) -> tuple[str, int]:
    facts = surveyed(*lines).facts()
    return facts["state"], facts["damage"].get("encrypted", {"files": 0})["files"]


@pytest.mark.parametrize("ending", [".gpg", ".enc", ".age", ".aes", ".7z", ".h4tz9q"])
@pytest.mark.parametrize("place", ["Docs/Letters", "Docs", ""])
def test_many_at_once_under_a_note_are_encrypted(ending: str, place: str) -> None:
    survey = surveyed(*healthy(100), *locked(12, ending), note(place))
    facts = survey.facts()
    assert (facts["state"], facts["damage"]["encrypted"]["files"]) == ("attacked", 12)
    assert facts["state_reasons"][0] == "note_and_wrapped"
    assert facts["by_context"]["was"] == {"protected": 12}
    assert facts["by_context"]["reasons"]["context:wrapped"] == 12
    assert survey.damage["protected"].files == 12  # what content said stays


@pytest.mark.parametrize(
    "lines",
    [
        [*locked(40)],
        [*locked(40), line("Docs/Letters/READ.txt", note=plain(Note(NoteVerdict.SUSPECT)))],
        [line(f"Docs/{n}.gpg", "protected", "wrapper:gpg", ATTACK) for n in range(40)],
        [line(f"Docs/{n}.tar.gpg", "protected", "wrapper:gpg", ATTACK) for n in range(40)],
        [line(f"Docs/{n}.zip", "protected", "zip_password", ATTACK) for n in range(40)],
    ],
)
def test_without_a_note_nothing_changes(lines: list[Line]) -> None:
    assert surveyed(*healthy(100), *lines).facts()["by_context"]["files"] == 0
    assert found(*healthy(100), *lines)[0] != "attacked"


def test_bundles_beside_a_note_stay_the_practice_s_own() -> None:
    bundles = [line(f"Docs/{n}.tar.gpg", "protected", "wrapper:gpg", ATTACK) for n in range(40)]
    assert found(*bundles, note("Docs")) == ("doubtful", 0)


def test_a_few_beside_a_note_are_told_with_their_number() -> None:
    facts = surveyed(*healthy(100), *locked(9), note("Docs")).facts()
    assert (facts["state"], facts["state_reasons"]) == ("doubtful", ["note_and_protected"])
    assert facts["protected_beside_note"] == 9
    apart = surveyed(*healthy(100), *locked(9), note("Other")).facts()
    assert (apart["state_reasons"], apart["protected_beside_note"]) == (["note_alone"], 0)


def test_what_was_locked_over_months_needs_the_note_in_its_folder() -> None:
    slow = list(locked(40, pause=48 * HOUR))
    assert found(*slow, note("Docs")) == ("doubtful", 0)
    assert found(*slow, note()) == ("attacked", 40)


def test_a_note_elsewhere_speaks_for_very_many_at_once() -> None:
    assert found(*healthy(100), *locked(40), note("Other")) == ("attacked", 40)
    assert found(*healthy(100), *locked(20), note("Other")) == ("doubtful", 0)
    assert found(*healthy(100), *locked(40, pause=48 * HOUR), note("Other")) == ("doubtful", 0)


def test_what_stood_locked_before_another_attack_stays() -> None:
    before = list(locked(40, pause=-48 * HOUR))
    facts = surveyed(*healthy(20), *before[1:], *struck(20, folder="Docs/Letters"), note()).facts()
    assert facts["state"] == "attacked"
    assert facts["damage"]["protected"]["files"] == 39


def test_other_kinds_under_the_ending_follow_where_they_were_locked_with_it() -> None:
    with_it = line("Docs/Letters/x.bin.gpg", "protected", "wrapper:gpg", ATTACK + 5)
    old = line("Docs/Letters/y.tar.gpg", "protected", "wrapper:gpg", ATTACK - 999 * HOUR)
    survey = surveyed(*locked(12), with_it, old, note())
    paths = {change["path"] for change in survey.context.changes()}
    assert with_it["path"] in paths
    assert old["path"] not in paths
