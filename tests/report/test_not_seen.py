"""The page lists what was not seen, and apart from it what was read whole but not opened inside."""

from pathlib import Path
from typing import Any

from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.records import Damage, DamageVerdict, Seen, Volume, plain
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.texts import Speech

SPEECH = Speech("en")


def page(folder: Path, *errors: str) -> str:
    survey = Survey()
    for number, error in enumerate(errors):
        survey.add(line(f"Windows/{number}.zip", (error,)))
    case = Case.create(folder, source={"label": "x", "kind": "image", "size": 1}, language="en")
    coverage: dict[str, Any] = coverage_facts(survey, [Volume("1", "ntfs", 1 << 20, 1 << 26)], ())
    case.write_json("survey", survey.facts())
    sets = [{"name": "theirs.set", "hash": "cd" * 32, "rules": 2}]
    case.write_json(
        "coverage", {**coverage, "links": [], "signatures": {"rules": 5, "hash": "ab", "sets": sets}}
    )
    text = procedure.write_report(case, "en").read_text(encoding="utf-8")
    case.close()
    return text.replace("&#39;", "'")


def line(path: str, errors: tuple[str, ...]) -> dict[str, Any]:
    seen = Seen(
        volume="1", path=path, size=9, sha256="ab" * 32, type=None, damage=Damage(DamageVerdict.INTACT),
        note=None, rules=(), errors=errors,
    )  # fmt: skip
    return plain(seen)  # type: ignore[no-any-return]


def test_a_remark_is_listed_though_everything_was_read(tmp_path: Path) -> None:
    told = page(tmp_path / "case", "inside_locked")
    assert SPEECH.say("report.all_seen") in told
    assert told.index(SPEECH.say("report.seen_inside")) < told.index(SPEECH.say("scan.inside_locked"))
    assert ".zip</code>" in told


def test_what_is_missing_stands_apart_from_remarks(tmp_path: Path) -> None:
    told = page(tmp_path / "case", "inside_locked", "rules_timeout")
    remarks = told.index(SPEECH.say("report.seen_inside"))
    assert (
        told.index(SPEECH.say("scan.rules_timeout")) < remarks < told.index(SPEECH.say("scan.inside_locked"))
    )
    assert SPEECH.say("report.all_seen") not in told


def test_added_rules_are_counted_apart(tmp_path: Path) -> None:
    told = page(tmp_path / "case", "inside_locked")
    assert SPEECH.say("report.signatures_loaded", rules=3) in told
    assert SPEECH.say("report.signatures_added", name="theirs.set", rules=2) in told
