"""A story interrupted while it was recorded is recorded to its end, each statement once, and never again."""

from pathlib import Path

import pytest

from toolkit import procedure, timeline
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal
from toolkit.media import open_source
from toolkit.records import plain

START = 1_790_000_000 * 1_000_000_000


def line(i: int) -> dict[str, object]:
    at = START + i * 1_000_000_000
    return {
        "volume": "", "path": f"Data/f{i}.jpg.akira", "size": 1, "sha256": "0" * 64, "note": None,
        "rules": [], "times": dict.fromkeys(("created", "modified", "changed", "accessed"), at),
        "damage": {"verdict": "encrypted"}, "errors": [], "program": None,
    }  # fmt: skip


def test_what_was_told_is_not_told_twice(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    source = open_source(str(tmp_path / "source"))
    about = {"label": "source", "kind": "folder", "size": 0}
    with Case.create(tmp_path / "case", source=about, language="fr") as case:
        with pytest.raises(CaseRefusal, match="case_unfinished"):
            procedure.story(case, source)
        list(case.record("scan", map(line, range(30))))
        whole = [plain(one) for one in timeline.tell(source, case.recorded("scan"), ())]
        begun = case.record("timeline", whole)
        next(begun)
        begun.close()
    with Case.resume(tmp_path / "case") as again:
        procedure.story(again, source)
        recorded = list(again.recorded("timeline"))
        procedure.story(again, source)
        assert recorded == list(again.recorded("timeline")) == whole
        assert again.done("timeline")
    source.close()
