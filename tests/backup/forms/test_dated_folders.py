import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from demo.builder.documents_keystream import keystream
from demo.builder.folder import lay
from demo.builder.tree import Node
from tests.backup.builder import LAST_DAY, answers, judged, made, practice
from tests.backup.forms import laid
from toolkit.backup.forms import dated_folders
from toolkit.backup.forms.form import Found


def _read(files: laid.Files) -> Found | None:
    return dated_folders.read(laid.place(files), ())


def _copies(root: Path, *folders: tuple[str, list[Node]]) -> Path:
    lay([replace(one, path=f"{name}/{one.path}") for name, nodes in folders for one in nodes], made(root))
    return root


def test_dated_copies_are_generations_and_the_newest_answers(tmp_path: Path) -> None:
    root = _copies(
        tmp_path / "support",
        ("Sauvegarde 03-10-2026", list(practice(LAST_DAY - timedelta(days=7)))),
        ("Sauvegarde 10-10-2026", list(practice())),
    )
    verdict = judged(root)
    assert [(point["name"], point["current"]) for point in verdict.points] == [
        ("Sauvegarde 10-10-2026", True), ("Sauvegarde 03-10-2026", False),
    ]  # fmt: skip
    assert verdict.points[0]["practice_files"] == len(practice())
    assert answers(verdict)["restorable"] == "yes"


def test_an_encrypted_copy_leaves_the_older_ones_clean(tmp_path: Path) -> None:
    struck = [Node(f"{one.path}.akira", keystream(one.path, 9000), times=one.times) for one in practice()]
    root = _copies(
        tmp_path / "support",
        ("2026-10-03", list(practice())),
        ("2026-10-10", list(practice())),
        ("2026-10-11", struck),
    )
    verdict = judged(root)
    assert [(point["name"], point["worth"]) for point in verdict.points] == [
        ("2026-10-11", "encrypted"), ("2026-10-10", "clean"), ("2026-10-03", "clean"),
    ]  # fmt: skip
    assert answers(verdict)["not_encrypted"] == "no"


def test_an_empty_newest_copy_is_told(tmp_path: Path) -> None:
    files = {f"{day}/a{n}.txt": b"x" for day in ("2026-10-01", "2026-10-02") for n in range(4)}
    root = tmp_path / "support"
    for path, held in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(held)
    (root / "2026-10-03").mkdir()
    for path in files:
        os.utime(root / path, (1_790_000_000, 1_790_000_000))
    verdict = judged(root)
    assert verdict.points[0]["worth"] in {"empty", "damaged"}
    assert [fault["code"] for fault in verdict.points[0]["faults"]] == ["fault_generation_empty"]


def test_photographs_visits_and_years_are_no_generations() -> None:
    photos = {f"2026-10-0{day}/IMG_{day}{n:03}.jpg": b"x" * (day + n) for day in (1, 2) for n in range(5)}
    visits = {f"2026-10-0{day}/IM{n:04}": bytes(day * 100 + n) for day in (1, 2) for n in range(20)}
    years = {f"{year}/lettre{n}.docx": b"x" for year in (2025, 2026) for n in range(5)}
    lone = {f"2026-10-01/{n}.txt": b"x" for n in range(5)}
    for files in (photos, visits, years, lone):
        assert _read(files) is None


def test_a_folder_of_another_kind_among_the_copies_stays_outside() -> None:
    copies = {f"2026-10-0{day}/f{n}.txt": b"abc" for day in (1, 2) for n in range(5)}
    found = _read({**copies, "2026-10-03/vacances.jpg": b"z"})
    assert found is not None
    assert [point.name for point in found.points] == ["2026-10-01", "2026-10-02"]
    assert found.own(f"{laid.PLACE}/2026-10-01/f1.txt")
    assert not found.own(f"{laid.PLACE}/2026-10-03/vacances.jpg")
    assert laid.points(found)[0] == {f"f{n}.txt": b"abc" for n in range(5)}


def _moved_on(nodes: Iterable[Node], root: str, hours: int) -> list[Node]:
    """Return what another day's copy holds: other dates and sizes, the database grown."""
    return [
        replace(
            one,
            path=f"{root}/{one.path}",
            data=one.data + b"\n" * hours if one.path.endswith((".pdf", ".docx")) else one.data,
            times=replace(one.times, modified=(one.times.modified or 0) + hours * 3_600_000_000_000),
        )
        for one in nodes
    ]


def test_bare_dates_are_states_though_every_file_was_written_anew(tmp_path: Path) -> None:
    lacking = [one for one in practice() if not one.path.endswith((".jpg", ".dcm"))]
    nodes = [*_moved_on(practice(), "2026-10-09", -24), *_moved_on(lacking, "2026-10-10", 0)]
    lay(nodes, made(tmp_path / "support"))
    verdict = judged(tmp_path / "support")
    assert [(point["name"], point["current"]) for point in verdict.points] == [
        ("2026-10-10", True), ("2026-10-09", False),
    ]  # fmt: skip
    assert verdict.points[0]["practice_files"] == len(lacking)


def test_a_newest_copy_cut_short_leaves_the_day_before_clean(tmp_path: Path) -> None:
    cut = [replace(one, data=one.data[: len(one.data) // 2]) for one in practice()]
    root = _copies(tmp_path / "support", ("PC1-09-10-2026", list(practice())), ("PC1-10-10-2026", cut))
    verdict = judged(root)
    assert answers(verdict)["restorable"] == "no"
    assert verdict.last_clean is not None
    assert verdict.last_clean["name"] == "PC1-09-10-2026"


def test_a_large_newest_copy_is_compared_by_what_it_still_holds() -> None:
    letters = {f"Lettres/{n // 40}/lettre {n}.docx": b"abc" for n in range(450)}
    pictures = {f"Images/{n}.jpg": b"abc" for n in range(450)}
    found = _read(
        {
            **{f"2026-10-01/{path}": held for path, held in {**pictures, **letters}.items()},
            **{f"2026-10-02/{path}": held for path, held in letters.items()},
        }
    )
    assert found is not None
    assert [point.name for point in found.points] == ["2026-10-01", "2026-10-02"]


def test_names_that_a_camera_or_a_visit_writes_again_are_no_generations() -> None:
    camera = {
        f"2026-10-0{day}/DCIM/10{folder}CANON/IMG_{n:04}.JPG": bytes(day * 300 + n)
        for day in (1, 2) for folder in range(4) for n in range(9)
    }  # fmt: skip
    visit = {
        f"2026-10-0{day}/{name}": bytes(day * 300 + at)
        for day in (1, 2)
        for at, name in enumerate(("pano.dcm", "tele.dcm", "devis.pdf", "photo1.jpg", "consentement.pdf"))
    }
    for files in (camera, visit):
        assert _read(files) is None


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("vendredi", "samedi"),
        ("Sauvegarde", "Sauvegarde (2)"),
        ("complet", "dernier"),
        ("semaine 40", "semaine 41"),
        ("9 oct 2026", "10 oct 2026"),
        ("cab1", "cab2"),
    ],
)
def test_folders_called_in_turn_are_states_and_the_newest_files_answer(
    tmp_path: Path, before: str, now: str
) -> None:
    lacking = [one for one in practice() if not one.path.endswith((".jpg", ".dcm"))]
    nodes = [*_moved_on(practice(), before, -24), *_moved_on(lacking, now, 0)]
    lay(nodes, made(tmp_path / "support"))
    verdict = judged(tmp_path / "support")
    assert [(point["name"], point["current"], point["dated_by"]) for point in verdict.points] == [
        (now, True, "file"), (before, False, "file"),
    ]  # fmt: skip
    assert verdict.points[0]["practice_files"] == len(lacking)


def test_patients_months_and_machines_are_no_states() -> None:
    visit = ("2D/pano.dcm", "3D/cone.dcm", "Photos/face.jpg", "Photos/profil.jpg", "Docs/devis.pdf")
    patients = {f"Patient {n}/{name}": bytes(n * 9 + 1) for n in range(5) for name in visit}
    filed = (
        "Banque/releve.pdf",
        "Factures/edf.pdf",
        "Salaires/paul.pdf",
        "Factures/labo.pdf",
        "Banque/a.xlsx",
    )
    months = {f"{month}/{name}": month.encode() for month in ("janvier", "mars 2026") for name in filed}
    machines = {"PC1/base/patients.db": b"x", "PC2/Documents/a.docx": b"y", "PC2/Documents/b.docx": b"y"}
    others = {"Base/patients.db": b"x", "Images/patients.db": b"x"}
    for files in (patients, months, machines, others):
        assert _read(files) is None
