from pathlib import Path

from tests.backup.builder import answers, codes, judged, medium, practice
from tests.backup.forms import laid
from toolkit.backup.forms import copy_jobs
from toolkit.backup.forms.form import Found

_ROBOCOPY = "   FICHIER : 12\r\n2026/10/01 12:00:00 ERREUR 32 (0x00000020) Copie du fichier C:\\a.db\r\n"


def _read(files: laid.Files) -> Found | None:
    return copy_jobs.read(laid.place(files), ())


def test_what_a_job_left_unfinished_is_a_fault() -> None:
    found = _read({"sync.ffs_db": b"x", "sync.ffs_lock": b"x", "a.db.b82c.ffs_tmp": b"x"})
    assert found is not None
    assert {one["code"] for one in found.faults} == {"fault_job_unfinished"}
    assert not found.own(f"{laid.PLACE}/a.txt")


def test_a_finished_job_is_told_without_a_fault() -> None:
    found = _read({"sync.ffs_db": b"x", "$SBV$/a.docx": b"x", "a.docx": b"x"})
    assert found is not None
    assert (found.faults, found.points, found.about["versions"]) == ((), (), 1)


def test_errors_in_a_log_are_a_remark_and_never_a_fault() -> None:
    for text in (_ROBOCOPY.encode("cp1252"), _ROBOCOPY.encode("utf-16"), b"Total: 3 errors\n"):
        found = _read({"robocopy.log": text})
        assert found is not None
        assert found.faults == ()
        assert [one["code"] for one in found.about["remarks"]] == ["fault_job_errors"]


def test_a_log_without_an_error_is_none() -> None:
    for text in ("0 erreurs\n", "Errors: 0\nno error\n", "aucune erreur\n", "", "Mme FAILED\n"):
        assert _read({"cobian.log": text.encode()}) is None


def test_a_job_beside_a_copy_leaves_its_files_as_they_are(tmp_path: Path) -> None:
    root = medium(tmp_path / "support", practice())
    (root / "sync.ffs_db").write_bytes(b"FreeFileSync")
    assert answers(judged(root))["restorable"] == "yes"
    (root / "sync.ffs_lock").write_bytes(b"1")
    verdict = judged(root)
    assert answers(verdict)["restorable"] == "no"
    assert "fault_job_unfinished" in codes(verdict, "restorable")
