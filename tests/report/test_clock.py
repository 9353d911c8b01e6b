"""Times by an exact clock: every time of a line is moved, nothing else, and now is the log's."""

from dataclasses import replace
from typing import Any

import pytest

from tests.report.drafts.builder import NS, case_facts, machine
from toolkit.custody.log import Act
from toolkit.report import clock
from toolkit.report.opened import Opened

LINE = {
    "code": "minutes", "at_ns": 100 * NS, "until_ns": None,
    "facts": {"start_ns": 90 * NS, "step_ns": 60 * NS, "files": [1], "usn": 7, "odd_ns": True,
              "order": [{"at_ns": 95 * NS, "path": "a"}]},
}  # fmt: skip


def ahead(seconds: float | None, **given: Any) -> Opened:
    return machine(facts=case_facts(clock={"offset_seconds": seconds, "reference": "phone"}), **given)


def act(at: str) -> Act:
    return Act(1, at, at, None, "case.opened", {}, "", "")


@pytest.mark.parametrize(("seconds", "first"), [(10.0, 90), (-10.0, 110), (0.0, 100), (None, 100)])
def test_every_time_of_a_line_is_moved_and_no_length_is(seconds: float | None, first: int) -> None:
    one = ahead(seconds, timeline=(LINE,))
    (told,) = clock.timeline(one)
    back = first - 100
    assert (told["at_ns"], told["until_ns"]) == (first * NS, None)
    facts = told["facts"]
    assert facts["start_ns"] == (90 + back) * NS
    assert facts["order"] == [{"at_ns": (95 + back) * NS, "path": "a"}]
    assert (facts["step_ns"], facts["usn"], facts["files"], facts["odd_ns"]) == (60 * NS, 7, [1], True)
    assert clock.noted(one) is (seconds is not None)
    assert clock.exact(one, 100 * NS) == first * NS
    assert clock.exact(one, None) is None
    assert LINE["at_ns"] == 100 * NS


def test_now_is_the_last_act_of_any_log() -> None:
    opened = case_facts().opened
    assert clock.last_dealt_with([machine()]) == opened
    assert clock.last_dealt_with([]) is None
    later = replace(machine(), acts=(act("2026-10-12T00:00:00+00:00"), act("no time")))
    assert clock.last_dealt_with([machine(), later]) == clock.nanoseconds("2026-10-12T00:00:00+00:00")
    own = [act("2026-10-13T00:00:00+00:00")]
    assert clock.last_dealt_with([later], own) == clock.nanoseconds("2026-10-13T00:00:00+00:00")


def test_dates_of_files_alone_date_an_established_attack_only() -> None:
    one = ahead(None)
    assert clock.span(one) == (1_791_677_647 * NS, 1_791_678_165 * NS)
    assert clock.span(replace(one, survey={**(one.survey or {}), "state": "doubtful"})) == (None, None)
    # A timeline weighed the same dates, and told nothing by them.
    assert clock.span(replace(one, timeline=({**LINE, "code": "too_few"},))) == (None, None)
