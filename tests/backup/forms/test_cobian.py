from pathlib import Path

from tests.backup.builder import answers, judged, made, practice, zipped
from tests.backup.forms import laid
from tests.backup.forms.test_windows_backup import _zip
from toolkit.backup.forms import cobian
from toolkit.backup.forms.form import Found

_FULL, _INCR = "Docs 2026-10-01 12;00;00 (Complète)", "Docs 2026-10-02 12;00;00 (Incrémentielle)"
_NEXT = "Docs 2026-10-08 12;00;00 (Full)"


def _read(files: laid.Files) -> Found:
    found = cobian.read(laid.place(files), ())
    assert found is not None
    return found


def test_a_full_backup_and_what_came_after_it_is_one_state() -> None:
    found = _read({
        f"{_FULL}/a.txt": b"ancien", f"{_FULL}/b.txt": b"b", f"{_INCR}/a.txt": b"recent",
        f"{_NEXT}.zip": _zip(a="plus recent"),
    })  # fmt: skip
    assert laid.points(found) == [
        {"a.txt": b"recent", "b.txt": b"b"},
        {"C/Users/claire/a.txt": b"plus recent"},
    ]
    assert not any(point.faults for point in found.points)
    assert found.own(f"{laid.PLACE}/{_FULL}/a.txt")
    assert found.own(f"{laid.PLACE}/{_NEXT}.zip")
    assert not found.own(f"{laid.PLACE}/autre.txt")


def test_a_chain_without_its_full_backup_says_so() -> None:
    for files in ({f"{_INCR}/a.txt": b"x"}, {f"{_INCR}.zip": _zip(a="x")}):
        (point,) = _read(files).points
        assert [one["code"] for one in point.faults] == ["fault_full_missing"]
    found = _read({f"{_INCR}.7z": b"7z"})
    assert [one["code"] for one in found.faults] == ["fault_full_missing"]
    assert not found.own(f"{laid.PLACE}/{_INCR}.7z")


def test_other_names_are_none() -> None:
    assert cobian.read(laid.place({"2026-10-01/a.txt": b"a", "Docs 2026-10-01.zip": b"a"}), ()) is None


def test_a_task_on_a_medium_answers_by_its_newest_chain(tmp_path: Path) -> None:
    root = made(tmp_path / "support")
    zipped(root / f"{_FULL}.zip", practice())
    zipped(root / f"{_NEXT}.zip", practice())
    verdict = judged(root)
    assert [(one["current"], one["worth"]) for one in verdict.points] == [(True, "clean"), (False, "clean")]
    assert answers(verdict)["restorable"] == "yes"
