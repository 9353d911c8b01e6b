"""How many processes a scan takes, and the rest it gives a machine that is to stay usable."""

import time

import pytest

from toolkit.scan.pace import MOST_WORKERS, Pace, Rest, usable_cores


@pytest.mark.parametrize(
    ("pace", "count"),
    [
        (Pace(workers=0), 0),
        (Pace(workers=1), 1),
        (Pace(workers=-3), 0),
        (Pace(workers=99), MOST_WORKERS),
        (Pace(gentle=True), 1),
        (Pace(), min(usable_cores(), MOST_WORKERS)),
    ],
)
def test_how_many_workers(pace: Pace, count: int) -> None:
    assert pace.processes() == count


def slept(monkeypatch: pytest.MonkeyPatch, *, gentle: bool, cpu: float, of_worker: float) -> float:
    """Return how long is slept after work that took this much processor in one second on the clock."""
    now = {"cpu": 0.0, "wall": 0.0}
    pauses: list[float] = []
    monkeypatch.setattr(time, "process_time", lambda: now["cpu"])
    monkeypatch.setattr(time, "monotonic", lambda: now["wall"])
    monkeypatch.setattr(time, "sleep", pauses.append)
    rest = Rest(gentle=gentle)
    now.update(cpu=cpu, wall=1.0)
    rest.take(of_worker)
    return sum(pauses)


def test_a_gentle_pace_rests_as_long_as_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    assert slept(monkeypatch, gentle=True, cpu=1.0, of_worker=0.0) == pytest.approx(1.0)
    assert slept(monkeypatch, gentle=True, cpu=0.25, of_worker=0.75) == pytest.approx(1.0)
    assert slept(monkeypatch, gentle=True, cpu=0.75, of_worker=1.0) == pytest.approx(2.5)


def test_waiting_for_the_disk_is_rest_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert slept(monkeypatch, gentle=True, cpu=0.3, of_worker=0.1) == 0


def test_the_usual_pace_does_not_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert slept(monkeypatch, gentle=False, cpu=1.0, of_worker=1.0) == 0
