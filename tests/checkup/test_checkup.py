"""A healthy practice looked at: planted backups, and what is never called good."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest

from demo.builder import folder
from demo.builder.hive import Key, dword, filetime, hive, key, qword, sz
from demo.builder.tree import Node
from tests.spaces import typed
from toolkit import checkup, own_files, triage
from toolkit.checkup import Looked, Visit, judge
from toolkit.media.folder import FolderSource
from toolkit.paper import html, pdf
from toolkit.records import Artefact, Outcome, Times
from toolkit.report.checkup import About, page, sentence
from toolkit.texts import LANGUAGES, Speech
from toolkit.triage.backups import windows_backup
from toolkit.triage.machine import CONFIG

DAY = 86_400 * 1_000_000_000
NOW = int(datetime(2026, 10, 12, 9, 0, tzinfo=UTC).timestamp()) * 1_000_000_000
TABLES = {path.name: path.read_bytes() for path in own_files.signatures().glob("*.toml")}
Rows = tuple[checkup.Row, ...]
Machine = Callable[..., Looked]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Lay a Windows whose own backup last went well so many days ago, and look at it."""

    def laid(days: int | None, **more: Any) -> Looked:
        times = Times(None, NOW, None, NOW)
        software = Key()
        if days is not None:
            when = qword(filetime(NOW - days * DAY))
            values = {"LastResultSuccess": when, "LastResultTime": when, "LastResultTarget": sz("E:")}
            software = key(windows_backup.KEY, Key(values))
        system = Key(
            keys={
                "Select": Key({"Current": dword(1)}),
                "ControlSet001": key(r"Control\Terminal Server", Key({"fDenyTSConnections": dword(1)})),
            }
        )
        hives = {"SOFTWARE": software, "SYSTEM": system}
        nodes = [Node("Windows/System32", directory=True, times=times)]
        nodes += [
            Node(f"{CONFIG}/{name}", hive(top, name=name, written=NOW), times=times)
            for name, top in hives.items()
        ]
        folder.lay(nodes, tmp_path)
        source = FolderSource("poste", tmp_path)
        found = {one.name: one for one in triage.take(source, TABLES)}
        return Looked(found, NOW, kind=source.kind, **more)

    return laid


def of(rows: Rows, subject: str) -> list[tuple[str, str]]:
    return [(row["state"], row["code"]) for row in rows if row["subject"] == subject]


def test_a_backup_that_stopped_months_ago_is_the_first_and_loudest_line(machine: Machine) -> None:
    rows = judge(machine(152))
    assert (rows[0]["code"], rows[0]["state"], rows[0]["days"]) == ("backup_stopped", "mend", 152)
    french = sentence(Speech("fr"), rows[0])
    assert "152 JOURS" in french
    assert "13 mai 2026" in french
    text = html.render(page(rows, About("PC1", NOW), Speech("fr"))).decode()
    assert text.index("152 JOURS") < text.index("À réparer, dans cet ordre")
    assert text.count("152 JOURS") == 1


def test_no_backup_is_as_loud(machine: Machine) -> None:
    rows = judge(machine(None))
    assert (rows[0]["code"], rows[0]["state"]) == ("backup_none", "mend")


def test_a_good_backup_is_good_and_the_rest_stays_unknown(machine: Machine) -> None:
    rows = judge(machine(1))
    assert of(rows, "backup_runs") == [("good", "backup_recent")]
    assert of(rows, "trial") == [("unknown", "trial_not_made")]
    assert not checkup.all_good(rows)


@pytest.mark.parametrize(
    ("days", "code"), [(7, "backup_recent"), (8, "backup_late"), (31, "backup_late"), (32, "backup_stopped")]
)
def test_where_late_begins(machine: Machine, days: int, code: str) -> None:
    assert of(judge(machine(days)), "backup_runs")[0][1] == code


def test_a_success_in_the_future_is_no_success(machine: Machine) -> None:
    assert ("unknown", "backup_future") in of(judge(machine(-5)), "backup_runs")


def test_what_could_not_be_looked_for_is_never_absent() -> None:
    for outcome, detail in ((Outcome.FAILED, "unit_failed"), (Outcome.ABSENT, "no_windows")):
        failed = {name: Artefact(name, outcome, detail=detail) for name in checkup.ARTEFACTS}
        assert {row["state"] for row in judge(Looked(failed, NOW))} == {"unknown"}
    assert {row["state"] for row in judge(Looked({}, NOW))} == {"unknown"}


@pytest.mark.parametrize(
    ("connect", "rely", "state"),
    [
        ("clean", "good", "good"), ("clean", "unknown", "unknown"), ("unknown", "good", "unknown"),
        ("infected", "good", "mend"), ("clean", "damaged", "mend"), ("clean", "opaque", "unknown"),
    ],
)  # fmt: skip
def test_a_trial_is_good_only_where_both_axes_are(connect: str, rely: str, state: str) -> None:
    trial = {"medium": "E:", "connect": connect, "rely": rely, "compared": True}
    assert {one for one, _ in of(judge(Looked({}, NOW, trial=trial)), "trial")} == {state}
    alone = judge(Looked({}, NOW, trial={**trial, "compared": False}))
    assert {one for one, _ in of(alone, "trial")} == {"unknown" if state == "good" else state}
    beside = judge(Looked({}, NOW, trial={**trial, "same_disk": True}))
    assert ("mend", "trial_same_disk") in of(beside, "trial")
    assert "good" not in {one for one, _ in of(beside, "trial")}


def test_an_empty_medium_is_no_backup() -> None:
    trial = {"medium": "E:", "connect": "unknown", "rely": "incomplete", "empty": True}
    rows = judge(Looked({}, NOW, trial=trial))
    assert of(rows, "trial") == [("mend", "trial_empty")]
    assert checkup.answer(rows) == ("no", "trial_empty")


@pytest.mark.parametrize(
    ("kinds", "missing", "code", "urgency"),
    [
        (["database"], 1, "trial_incomplete", 0), (["documents"], 100, "trial_incomplete", 0),
        (["documents"], 3, "trial_lacks_some", 2), ([], 0, "trial_lacking", 0),
    ],
)  # fmt: skip
def test_what_is_missing_weighs_by_its_kind_and_share(
    kinds: list[str], missing: int, code: str, urgency: int
) -> None:
    trial = {
        "medium": "E:", "connect": "clean", "rely": "incomplete", "compared": True, "kinds": kinds,
        "missing": missing, "total": 900, "first": "a.doc",
    }  # fmt: skip
    found = next(row for row in judge(Looked({}, NOW, trial=trial)) if row["subject"] == "trial")
    assert (found["code"], found["urgency"]) == (code, urgency)


@pytest.mark.parametrize(("until", "state"), [(NOW, "mend"), (NOW - 60 * DAY, "unknown")])
def test_data_is_old_by_the_moment_everything_is_counted_to(until: int, state: str) -> None:
    stale = {"days": 62, "limit": 7, "since": "now"}
    trial = {"medium": "E:", "connect": "clean", "rely": "stale", "stale": stale}
    rows = judge(Looked({}, until, trial=trial, made_ns=NOW))
    assert {one for one, _ in of(rows, "trial")} == {state}


TRACES = {
    "seen": 900, "whole": True, "notes": 0, "suspect": 0, "encrypted": 0, "path": "", "ending": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("found", "state", "code"),
    [
        ({}, "good", "attack_none"), ({"whole": False}, "unknown", "attack_partly"),
        ({"seen": 0}, "unknown", "attack_not_looked"), ({"suspect": 1}, "unknown", "attack_suspect"),
        ({"notes": 2}, "mend", "attack_notes"), ({"encrypted": 9}, "mend", "attack_files"),
        ({"notes": 2, "encrypted": 9, "whole": False}, "mend", "attack_both"),
    ],
)  # fmt: skip
def test_traces_of_an_attack_come_before_anything(found: dict[str, Any], state: str, code: str) -> None:
    rows = judge(Looked({}, NOW, traces={**TRACES, **found}))
    assert of(rows, "attack") == [(state, code)]
    assert state != "mend" or rows[0]["code"] == code


def test_under_attack_nobody_is_told_to_make_a_backup_or_to_plug_one_in(machine: Machine) -> None:
    looked = machine(152)
    calm, struck = (judge(replace(looked, traces={**TRACES, "notes": notes})) for notes in (0, 3))
    told = [" ".join(sentence(Speech("fr"), row) for row in rows) for rows in (calm, struck)]
    for words in ("Faites une sauvegarde", "Branchez-en une"):
        assert (words in told[0], words in told[1]) == (True, False)
    assert checkup.answer(struck) == ("no", "attack_notes")
    assert [row["code"] for row in struck if row["urgency"] == 0] == ["attack_notes"]


def test_the_answer_is_yes_only_where_nothing_of_the_backups_is_in_doubt() -> None:
    good = [{"subject": one, "state": "good", "urgency": 9, "code": "x"} for one in ("attack", "trial")]
    assert checkup.answer(good) == ("yes", "")
    elsewhere = {"subject": "updates", "state": "mend", "urgency": 3, "code": "updates_late"}
    assert checkup.answer([elsewhere, *good]) == ("yes", "")
    doubt = {"subject": "offline", "state": "unknown", "urgency": 3, "code": "offline_not_seen"}
    assert checkup.answer([doubt, *good]) == ("unknown", "")
    tried = {"subject": "trial", "state": "good", "urgency": 9, "code": "trial_good"}
    assert checkup.answer([doubt, tried]) == ("unknown", "offline_not_seen")
    late = {"subject": "backup_runs", "state": "mend", "urgency": 1, "code": "backup_late"}
    assert checkup.answer([late, *good]) == ("unknown", "backup_late")
    assert checkup.answer([])[0] == "unknown"


def test_where_the_backup_is_good_what_is_in_doubt_is_named() -> None:
    subjects = ("attack_", "backup_", "offline_", "visit_", "no_windows", "trial_lacks")
    never = {"attack_both", "attack_files", "attack_notes", "attack_none", "backup_none", "backup_recent"}
    never |= {"offline_apart", "visit_recent"}
    asked = [one for one in _codes() if one.startswith(subjects) and one not in never]
    assert len(asked) > 12
    for language in LANGUAGES:
        speech = Speech(language)
        assert [one for one in asked if not speech.knows(f"checkup.answer_unknown_{one}")] == []


def test_an_old_backup_that_lacks_files_is_old_first() -> None:
    stale = {"days": 60, "limit": 7, "since": "machine"}
    trial = {"medium": "E:", "connect": "clean", "rely": "incomplete", "stale": stale, "newest_ns": NOW}
    lacking = {"kinds": ["agenda"], "missing": 1, "total": 212, "first": "a.ics"}
    rows = judge(Looked({}, NOW, trial={**trial, **lacking}))
    assert of(rows, "trial") == [("mend", "trial_stale"), ("mend", "trial_incomplete")]
    assert checkup.answer(rows) == ("no", "trial_stale")
    of_class = {**trial, "rely": "stale", "stale_class": "database"}
    found = next(row for row in judge(Looked({}, NOW, trial=of_class)) if row["subject"] == "trial")
    assert "bases de données" in sentence(Speech("fr"), found)


def test_no_windows_is_said_once() -> None:
    none = {name: Artefact(name, Outcome.ABSENT, detail="no_windows") for name in checkup.ARTEFACTS}
    rows = judge(Looked(none, NOW, traces=TRACES))
    assert [row["subject"] for row in rows if row["state"] == "unknown"] == [
        "no_windows",
        "trial",
        "backup_covers",
    ]


def test_an_alert_is_in_the_list_of_what_to_mend(machine: Machine) -> None:
    rows = judge(machine(152))
    text = html.render(page(rows, About("PC1", NOW, answered=checkup.answer(rows)), Speech("fr"))).decode()
    text = typed(text)
    assert "Non : la sauvegarde ne réussit plus." in text
    assert text.index("Non : la") < text.index("152 JOURS") < text.index("alerte ci-dessus")


def test_media_of_earlier_visits_are_told_with_their_age() -> None:
    visits = (Visit("A", NOW - 200 * DAY), Visit("A", NOW - 3 * DAY), Visit("B", NOW - 90 * DAY))
    rows = judge(Looked({}, NOW, visits=visits))
    assert of(rows, "offline") == [("mend", "visit_stale"), ("good", "visit_recent")]
    # Of one medium the last visit counts, and one under the signs of an attack is no good one.
    struck = judge(Looked({}, NOW, visits=(Visit("A", NOW - 9 * DAY), Visit("A", NOW - DAY, signs=4))))
    assert of(struck, "offline") == [("mend", "visit_signs")]
    # A visit may be later than the last use of the machine, not than the checkup.
    later = judge(
        Looked({}, NOW - 300 * DAY, visits=(Visit("A", NOW), Visit("B", NOW + 9 * DAY)), made_ns=NOW)
    )
    assert of(later, "offline") == [("good", "visit_recent")]


def test_every_row_has_its_sentence_in_both_languages_and_the_page_is_one_sheet(tmp_path: Path) -> None:
    words = {"name": "N" * 300, "target": "", "serial": "S" * 80, "names": "n" * 300, "tools": "t" * 300}
    facts = {
        **words, "days": 900, "count": 9, "first": "f" * 300, "folders": "d" * 400, "ends": "2025-10-14",
        "product": "Windows 10 Professionnel", "build": "19045.3803", "years": 9, "medium": "m" * 300,
        "jobs": 3, "at_ns": NOW, "notes": 900, "seen": 900, "encrypted": 90_000, "path": "p" * 300,
        "ending": ".e" * 60, "total": 90_000, "kinds": ["database", "imaging", "documents", "agenda"],
    }  # fmt: skip
    for language in LANGUAGES:
        speech = Speech(language)
        codes = [one for one in _codes() if speech.knows(f"checkup.{one}")]
        assert len(codes) == len(_codes()) > 50
        rows = [
            {"state": "mend", "urgency": min(9, at), "code": one, **facts} for at, one in enumerate(codes)
        ]
        rows += [{**row, "state": state} for state in ("unknown", "good") for row in rows]
        loud = [row for row in rows if row["code"] in {"attack_both", "backup_none", "trial_incomplete"}]
        for first in ([], [{**row, "urgency": 0} for row in loud]):
            made = pdf.render(page([*first, *rows], About("M" * 200, NOW, NOW), speech))
            (tmp_path / "page.pdf").write_bytes(made)
            read = pypdf.PdfReader(tmp_path / "page.pdf")
            assert len(read.pages) == 1
            assert typed(speech.say("checkup.footer")[-12:]) in " ".join(read.pages[0].extract_text().split())


def _codes() -> list[str]:
    """Return every code the subjects give, as they are written in them."""
    import ast

    found: set[str] = set()
    for path in Path(checkup.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "row":
                found |= {
                    one.value
                    for one in node.args[1:2]
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return sorted(found | {f"trial_{one}" for one in ("stale", "incomplete", "damaged", "encrypted")})


def test_the_subjects_are_the_modules_of_the_folder() -> None:
    modules = {path.stem for path in Path(checkup.__file__).parent.glob("*.py")} - {
        "__init__",
        "answer",
        "looked",
        "traces",
    }
    assert modules == {unit.__name__.rpartition(".")[2] for unit in checkup.SUBJECTS}


def test_the_program_writes_both_forms_and_says_no(tmp_path: Path, machine: Machine) -> None:
    machine(152)
    out = tmp_path.parent / f"{tmp_path.name}-page"
    command = [sys.executable, "-m", "toolkit", "--lang", "fr", "checkup", tmp_path, "--out", out]
    shown = subprocess.run(list(map(str, command)), capture_output=True, encoding="utf-8", check=False)
    assert shown.returncode == 1, shown.stderr
    assert "LA SAUVEGARDE NE RÉUSSIT PLUS DEPUIS" in shown.stdout.splitlines()[1]
    assert typed(shown.stdout).startswith(
        "Le cabinet se relèverait-il demain ? Non : la sauvegarde ne réussit plus."
    )
    assert out.with_name(f"{out.name}.pdf").read_bytes().startswith(b"%PDF")
    assert "LA SAUVEGARDE NE RÉUSSIT PLUS" in out.with_name(f"{out.name}.html").read_text(encoding="utf-8")
