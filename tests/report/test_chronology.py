"""One chronology of several machines: corrected, in order, harmless in a spreadsheet."""

import csv
import io
from dataclasses import replace
from typing import Any

from tests.report.drafts.builder import NS, case_facts, machine, practice
from tests.spaces import typed
from toolkit.custody.log import Act
from toolkit.report import acts, chronology
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.texts import Speech

FRENCH, ENGLISH = Speech("fr"), Speech("en")
AT = 1_790_000_000  # 2026-09-21 14:13:20 UTC
HOSTILE = '=cmd|"/c calc"!A1;\r\n\u202e\x1b[31m@SUM(1)'


def fact(code: str, at: int | None, until: int | None = None, **facts: Any) -> dict[str, Any]:
    times = (one if one is None else one * NS for one in (at, until))
    at_ns, until_ns = times
    return {
        "code": code, "at_ns": at_ns, "until_ns": until_ns, "sure": "likely", "facts": facts,
        "evidence": [{"artefact": "scan", "volume": "1", "path": "a"}] * 9,
    }  # fmt: skip


def act(n: int, at: str, name: str, **facts: Any) -> Act:
    return Act(n, at, at, "A. Martin", name, facts, "0" * 64, "1" * 64)


def seen(label: str, offset: float | None, *lines: dict[str, Any], **given: Any) -> Opened:
    source = {"label": label, "kind": given.pop("kind", "folder"), "size": 1}
    clock = {"offset_seconds": offset, "reference": None}
    facts = case_facts(clock=clock, source=source)
    return replace(machine(timeline=lines, **given), facts=facts, label=label)


def table(held: Practice, speech: Speech = FRENCH) -> list[list[str]]:
    written = chronology.chronology(held, speech)
    assert written.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]


def test_clocks_are_corrected_and_the_undated_comes_last() -> None:
    ahead = seen("a", 3600.0, fact("began", AT, path="x"), fact("logon_unknown", None, why="no_log"))
    exact = seen("b", 0.0, fact("began", AT - 1800, path="y"))
    behind = seen("c", -60.5, fact("began", AT - 1800, path="z"))
    rows = table(practice(ahead, exact, behind))
    assert [(row[3], row[0], row[2]) for row in rows] == [
        ("a", "2026-09-21 13:13:20", "2026-09-21 14:13:20"),
        ("b", "2026-09-21 13:43:20", "2026-09-21 13:43:20"),
        ("c", "2026-09-21 13:44:20", "2026-09-21 13:43:20"),
        ("a", "", ""),
    ]
    assert rows[0][1] == "2026-09-21 15:13:20+02:00"
    assert rows[3][1] == ""


def test_a_sentence_tells_the_corrected_time_once_and_in_short() -> None:
    (row,) = table(practice(seen("a", 3600.0, fact("wave", AT, AT + 60, wave=1, files=3))))
    assert typed(row[5]) == "Vague 1 : 3 fichiers, de 15:13:20 à 15:14:20."
    (row,) = table(practice(seen("a", None, fact("began", AT, path="x"))), ENGLISH)
    assert row[5] == "Encryption began at 16:13:20, with x."


def test_another_day_than_that_of_its_line_is_told_whole() -> None:
    (row,) = table(practice(seen("a", None, fact("wave", AT, AT + 86_400, wave=1, files=3))))
    assert typed(row[5]) == "Vague 1 : 3 fichiers, de 16:13:20 au 22 septembre 2026 à 16:13:20."


def test_a_day_that_a_name_holds_stays() -> None:
    (row,) = table(practice(seen("a", None, fact("began", AT, path="le 21 septembre 2026 à 16.docx"))))
    assert row[5] == "Le chiffrement a commencé à 16:13:20, par le 21 septembre 2026 à 16.docx."


def test_an_hour_that_comes_twice_is_told_by_its_offset() -> None:
    # 25 October 2026: 02:30 in Paris, before and after the clocks go back.
    twice = [fact("began", at, path="x") for at in (1_792_888_200, 1_792_891_800)]
    assert [row[1] for row in table(practice(seen("a", 0.0, *twice)))] == [
        "2026-10-25 02:30:00+02:00", "2026-10-25 02:30:00+01:00",
    ]  # fmt: skip


def test_the_log_is_corrected_only_where_the_machine_kept_it() -> None:
    opened = act(1, "2026-09-21T20:00:00.000000Z", "case.opened")
    for kind, expected in (("folder", "2026-09-21 20:00:00"), ("live", "2026-09-21 19:00:00")):
        (row,) = table(practice(seen("a", 3600.0, acts=(opened,), kind=kind)))
        assert (row[0], row[4], row[7], row[8]) == (expected, "action", "n° 1", "A. Martin")


def test_what_was_done_with_the_common_case_is_told() -> None:
    done = (
        act(1, "2026-09-22T08:00:00.000000Z", "machine_2.opened"),
        act(2, "2026-09-22T08:00:01.000000Z", "machine_2.closed", count=1),
        act(3, "2026-09-22T08:00:02.000000Z", "custody.transferred", to="B"),
        act(4, "2026-09-22T08:00:03.000000Z", "exhibit.kept", number="M0001"),
    )
    rows = table(replace(practice(seen("a", 0.0)), acts=done))
    assert [row[3] for row in rows] == ["Affaire commune"] * 2
    assert rows[0][5] == "Machine n° 2 ajoutée à l'affaire commune"


def test_hostile_text_stays_a_text() -> None:
    line = fact("began", AT, path=HOSTILE) | {
        "evidence": [{"artefact": "scan", "path": HOSTILE, "volume": "1"}]
    }
    told = act(1, HOSTILE, "custody.transferred", to=HOSTILE)
    rows = table(practice(seen(HOSTILE, 0.0, line, acts=(told,))))
    assert len(rows) == 2
    for row in rows:
        assert len(row) == len(chronology.COLUMNS)
        for value in row:
            assert not value.lstrip().startswith(("=", "+", "-", "@"))
            assert not {"\u202e", "\x1b", "\r", "\n"} & set(value)


def test_times_beyond_the_calendar_and_unknown_codes() -> None:
    lines = (fact("began", 2**62, path="x"), fact("never_heard_of", AT), fact("minutes", AT))
    (row,) = table(practice(seen("a", 0.0, *lines, acts=(act(1, "demain", "case.opened"),))))[:1]
    assert (row[0], row[1]) == ("", "")
    assert len(table(practice(seen("a", 0.0, *lines)))) == 1


def test_ten_thousand_lines_are_all_told() -> None:
    lines = [fact("began", AT - at, path=f"p{at}") for at in range(10_000)]
    rows = table(practice(seen("a", 1.5, *lines)))
    assert len(rows) == 10_000
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_acts_in_words() -> None:
    noted = act(1, "x", "clock.offset", seconds=None, reference=None)
    assert acts.sentence(FRENCH, noted) == "Écart d'horloge non relevé"
    assert acts.sentence(FRENCH, replace(noted, facts={"seconds": 2.0})) == "Écart d'horloge noté"
    assert acts.sentence(FRENCH, replace(noted, act="never.heard")) == "never.heard"
    handed = replace(noted, act="custody.transferred", facts={"to": "B. Durand"})
    assert acts.sentence(FRENCH, handed) == "Remise de – à B. Durand"
    assert acts.sentence(ENGLISH, replace(noted, act="backup_3.closed")) == acts.sentence(
        ENGLISH, replace(noted, act="backup_7.closed")
    )
