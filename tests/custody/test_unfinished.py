"""A step that was broken off, or never begun, is named; a finished examination and a practice name none."""

import pytest

from toolkit.custody.unfinished import STEPS, named, unfinished
from toolkit.texts import LANGUAGES, Speech

EACH = ("triage", "scan", "context", "timeline", "capture")
WHOLE = [f"{step}.{how}" for step in EACH for how in ("opened", "checkpoint", "closed")]


@pytest.mark.parametrize(
    ("acts", "steps"),
    [
        (WHOLE, ()),
        ([act for act in WHOLE if act != "capture.closed"], ("capture",)),
        ([act for act in WHOLE if not act.startswith("capture")], ("capture",)),
        (["scan.opened", "scan.interrupted"], EACH),
        (["live.opened", "live.closed"], EACH),
        (["live.opened"], ("live", *EACH)),
        ([*WHOLE, "capture_2.opened", "capture_2.interrupted"], ("capture",)),
        ([*WHOLE, "capture_2.opened", "capture_2.closed", "backup_1.opened"], ("backup",)),
        ([*WHOLE, "answers_1.opened"], ()),
        (["case.opened", "machine_1.opened", "machine_1.closed"], ()),
        (["case.opened"], ()),
    ],
)
def test_what_was_not_brought_to_its_end(acts: list[str], steps: tuple[str, ...]) -> None:
    assert unfinished(["case.opened", *acts, "seal.opened"]) == steps


def test_every_step_has_its_words() -> None:
    for language in LANGUAGES:
        assert len(set(named(Speech(language), STEPS).split(", "))) == len(STEPS)
