"""Daily work is never damage, and damage is never daily work."""

import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.builder.documents import nanoseconds
from tests.backup.builder import codes, judged, signatures
from tests.backup.year import Year, harms
from toolkit import backup
from toolkit.media import open_source
from toolkit.records import Verdict

START = datetime(2025, 10, 1, 19, 0, tzinfo=UTC)
DAMAGE = {"baseline_missing", "baseline_changed", "baseline_silent", "baseline_broken"}


def listed(place: Path) -> backup.Baseline:
    source = open_source(place)
    text = "".join(backup.baseline_lines(source, signatures()))
    return backup.load_baseline(text.encode(), signed="valid", label="b", anchored=True)


def alarms(verdict: Verdict) -> set[str]:
    """Return the reasons that call a medium damaged, incomplete or infected."""
    found = {code for question in ("complete", "restorable") for code in codes(verdict, question)} & DAMAGE
    return found | ({"new_programs"} & set(codes(verdict, "clean")))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, backup.Baseline]:
    """A medium after two months of work, and its baseline of the first day."""
    folder = tmp_path_factory.mktemp("lived") / "support"
    year = Year(folder, START)
    first = listed(folder)
    year.month()
    verdict = judged(folder, baseline=first, now=nanoseconds(year.now))
    assert alarms(verdict) == set()
    assert str(verdict.answers["complete"].answer) == "yes"
    return folder, listed(folder)


@pytest.mark.parametrize("name", [name for name, _ in harms()])
def test_no_damage_passes_for_daily_work(
    lived: tuple[Path, backup.Baseline], tmp_path: Path, name: str
) -> None:
    place, known = lived
    struck = tmp_path / "support"
    shutil.copytree(place, struck)
    dict(harms())[name](struck, random.Random(3))  # noqa: S311 - no secret
    assert alarms(judged(struck, baseline=known, now=nanoseconds(START)))
