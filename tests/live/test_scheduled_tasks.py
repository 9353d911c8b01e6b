"""Dates of the Task Scheduler, and its answers asked of the system itself."""

import datetime as dt
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.host.windows.tasks import automation_date
from toolkit.live import scheduled_tasks
from toolkit.records import Outcome


def test_local_dates_become_utc() -> None:
    local = dt.datetime(2026, 3, 14, 21, 30, 15)
    days = (local - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    assert automation_date(days) == int(local.timestamp()) * 10**9


@pytest.mark.parametrize("days", [0.0, -5.0, 36_494.0, 3_000_000.0, float("inf"), float("nan")])
def test_never_and_nonsense_are_no_date(days: float) -> None:
    assert automation_date(days) is None


@given(st.floats())
def test_any_figure_is_answered(days: float) -> None:
    found = automation_date(days)
    assert found is None or found > -86_400 * 10**9


@pytest.mark.skipif(sys.platform == "win32", reason="another system than Windows")
def test_elsewhere_it_is_not_offered() -> None:
    (found,) = live.take([scheduled_tasks])
    assert (found.outcome, found.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_the_scheduler_answers_or_says_it_does_not() -> None:
    (found,) = live.take([scheduled_tasks])
    # Wine 8 answers for folders and not for the tasks in them.
    if found.outcome is Outcome.FAILED:
        assert {part["why"] for part in found.unread} <= {"not_offered", "needs_elevation"}
    else:
        assert all(row["task"].startswith("\\") for row in found.rows)
