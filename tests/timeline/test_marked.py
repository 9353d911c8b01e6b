"""Which files the story counts: those the scan calls encrypted, by content or by context."""

from typing import Any

import pytest

from toolkit.timeline.marked import Marks


def line(path: str, verdict: str) -> dict[str, Any]:
    return {
        "volume": "1", "path": path, "size": 9, "rules": (), "note": None,
        "damage": {"verdict": verdict}, "times": {"modified": 5, "created": 5, "changed": 5},
    }  # fmt: skip


@pytest.mark.parametrize(("in_context", "counted"), [(True, 4), (False, 6)])
def test_what_context_left_random_is_of_the_attack_and_not_counted(in_context: bool, counted: int) -> None:
    marks = Marks(in_context=in_context)
    for n in range(4):
        marks.add(line(f"{n}.jpg.akira", "encrypted"))
    for n in range(2):
        marks.add(line(f"r{n}.jpg.akira", "random"))
    assert marks.settle() == {"akira"}
    assert len(marks.files) == 6
    assert sum(marked.counted for marked in marks.files.values()) == counted
