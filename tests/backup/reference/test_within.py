"""What a baseline knows of the inside of backups, and what is seen to be gone from them."""

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from demo.builder.documents import dated, nanoseconds
from demo.builder.documents_table import sqlite
from demo.builder.tree import Node
from tests.backup.builder import LAST_DAY, NOW, answers, codes, judged, practice, signatures, zipped
from toolkit import backup
from toolkit.backup.reference.baseline import Baseline
from toolkit.records import Rely, Verdict
from toolkit.texts import LANGUAGES, Speech

DAY = 86_400
NIGHT = nanoseconds(LAST_DAY) // 10**9 + 8 * 3600
LETTERS = [
    dated(f"Wlogos2/lettres/{number}.txt", LAST_DAY, f"Lettre {number}.\r\n".encode() * 40)
    for number in range(40)
]
NODES = [*practice(), *LETTERS]


def packed(folder: Path, nodes: Iterable[Node], name: str = "cabinet.zip", night: int = 0) -> Path:
    """Put the archive of one night on a medium, in the place of the one before."""
    folder.mkdir(exist_ok=True)
    path = zipped(folder / name, nodes)
    when = NIGHT + night * DAY
    os.utime(path, (when, when))
    return folder


def text_of(place: Path) -> str:
    source = backup.open_backup(place)
    try:
        return "".join(backup.baseline_lines(source, signatures()))
    finally:
        source.close()


def loaded(text: str) -> Baseline:
    return backup.load_baseline(text.encode(), signed="valid", label="b.jsonl", anchored=True)


def listed(place: Path) -> Baseline:
    return loaded(text_of(place))


def later(place: Path, known: Baseline) -> Verdict:
    return judged(place, baseline=known, now=NOW + 2 * DAY * 10**9)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return packed(tmp_path / "stick", NODES)


def test_the_lines_name_the_series_and_what_it_kept(place: Path) -> None:
    header, *rows = [json.loads(line) for line in text_of(place).splitlines()]
    inside, series = [row for row in rows if "inside" in row], rows[-1]
    assert (header["baseline"], header["files"], header["inside"]) == (4, 1, len(NODES))
    assert {row["path"] for row in inside} == {node.path for node in NODES}
    assert series == {"series": ["zip", "", "", "cabinet.zip", ""], "number": 0, "unread": 0}
    assert {row["inside"] for row in inside} == {0}


def test_packed_again_with_the_same_files_it_is_good(place: Path) -> None:
    known = listed(place)
    packed(place, NODES, night=1)
    verdict = later(place, known)
    assert verdict.rely == Rely.GOOD
    assert codes(verdict, "complete")[-1] == "baseline_made"


def test_a_kind_of_data_that_is_no_longer_packed_is_missing(place: Path) -> None:
    known = listed(place)
    packed(place, [node for node in NODES if not node.path.endswith((".dcm", ".jpg"))], night=1)
    verdict = later(place, known)
    assert verdict.rely == Rely.INCOMPLETE
    missing = verdict.answers["complete"].why[0]
    assert missing["code"] == "baseline_missing"
    assert missing["files"] == 9
    assert missing["path"].startswith("cabinet.zip/")


def test_one_document_deleted_is_daily_work(place: Path) -> None:
    known = listed(place)
    packed(place, NODES[:-1], night=1)
    verdict = later(place, known)
    assert verdict.rely == Rely.GOOD
    assert "baseline_deleted" in codes(verdict, "complete")


def test_other_bytes_under_the_same_date_are_damage(place: Path) -> None:
    known = listed(place)
    packed(place, [*NODES[:-1], replace(NODES[-1], data=b"Lettra 39.\r\n" * 40)], night=1)
    verdict = later(place, known)
    assert verdict.rely == Rely.DAMAGED
    assert "baseline_silent" in codes(verdict, "restorable")


def test_a_database_that_lost_most_of_its_rows_is_told(tmp_path: Path) -> None:
    def base(rows: int, at: int) -> Node:
        made = sqlite([("actes", ("id", "nom", "acte"), [(one, f"p {one}", "soin") for one in range(rows)])])
        node = dated("Wlogos2/patients.db", LAST_DAY, made)
        return replace(node, times=replace(node.times, modified=nanoseconds(LAST_DAY) + at * 10**9))

    others = [node for node in NODES if not node.path.endswith(".db")]
    place = packed(tmp_path / "stick", [*others, base(4000, 0)])
    known = listed(place)
    packed(place, [*others, base(3, 3600)], night=1)
    assert "baseline_changed" in codes(later(place, known), "complete")


def test_the_newest_of_several_nights_is_compared(tmp_path: Path) -> None:
    place = packed(tmp_path / "stick", NODES, "cabinet-2026-10-09.zip")
    known = listed(place)
    packed(place, NODES, "cabinet-2026-10-10.zip", night=1)
    assert later(place, known).rely == Rely.GOOD
    packed(
        place, [node for node in NODES if not node.path.endswith(".db")], "cabinet-2026-10-11.zip", night=2
    )
    assert later(place, known).rely == Rely.INCOMPLETE


def test_a_backup_under_another_name_is_the_same_backup(place: Path) -> None:
    known = listed(place)
    (place / "cabinet.zip").rename(place / "cabinet complet.zip")
    assert "baseline_missing" not in codes(later(place, known), "complete")


def test_a_backup_that_is_gone_lacks_all_it_kept(place: Path) -> None:
    for number in range(30):
        name = f"papier {chr(97 + number // 10)}{chr(97 + number % 10)}.txt"
        (place / name).write_text(f"{number}\n" * 50)
    known = listed(place)
    (place / "cabinet.zip").unlink()
    assert codes(later(place, known), "complete")[0] == "baseline_missing"


def test_one_that_cannot_be_read_any_more_is_not_called_incomplete(place: Path) -> None:
    known = listed(place)
    path = place / "cabinet.zip"
    path.write_bytes(path.read_bytes()[:-200])
    os.utime(path, (NIGHT + DAY, NIGHT + DAY))
    verdict = later(place, known)
    assert "baseline_inside_closed" in codes(verdict, "complete")
    assert "baseline_missing" not in codes(verdict, "complete")
    assert verdict.rely == Rely.DAMAGED


def test_what_the_baseline_could_not_read_stays_unknown_once_it_changes(place: Path) -> None:
    path = place / "cabinet.zip"
    path.write_bytes(path.read_bytes()[:-200])
    os.utime(path, (NIGHT, NIGHT))
    known = listed(place)
    assert known.closed
    packed(place, NODES, night=1)
    verdict = later(place, known)
    assert answers(verdict)["complete"] == "unknown"
    assert "baseline_outside_only" in codes(verdict, "complete")


def older_form(text: str) -> str:
    """Return a baseline as it was written before it listed what backups keep."""
    first, *rows = text.splitlines()
    header = json.loads(first)
    del header["inside"], header["signs"]
    kept = [row for row in rows if json.loads(row).keys() == {"path", "size", "mtime", "sha256"}]
    return "\n".join([json.dumps({**header, "baseline": 2}), *kept, ""])


def test_one_of_the_outside_only_answers_for_what_did_not_change(place: Path) -> None:
    known = loaded(older_form(text_of(place)))
    assert later(place, known).rely == Rely.GOOD
    packed(place, NODES[1:], night=1)
    verdict = later(place, known)
    assert answers(verdict)["complete"] == "unknown"
    assert "baseline_outside_only" in codes(verdict, "complete")


def test_files_of_windows_that_come_and_go_are_no_loss(tmp_path: Path) -> None:
    passing = [
        dated(f"C/Windows/SoftwareDistribution/{number}.txt", LAST_DAY, f"{number}\n".encode() * 30)
        for number in range(60)
    ]
    place = packed(tmp_path / "stick", [*NODES, *passing])
    known = listed(place)
    packed(place, NODES, night=1)
    assert later(place, known).rely == Rely.GOOD


def history(folder: Path, nodes: Iterable[Node], at: str) -> None:
    """Lay files as Windows keeps each of their versions."""
    root = folder / "FileHistory" / "claire" / "PC1"
    (root / "Configuration").mkdir(parents=True, exist_ok=True)
    (root / "Configuration" / "Config1.xml").write_text("<DataProtectionUserConfig/>")
    for node in nodes:
        name, _, ending = node.path.rpartition(".")
        path = root / "Data" / "C" / f"{name} ({at} UTC).{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(node.data)
        when = node.times.modified or 0
        os.utime(path, ns=(when, when))


def test_file_history_is_compared_by_the_names_it_keeps_files_of(tmp_path: Path) -> None:
    place = tmp_path / "stick"
    history(place, NODES, "2026_10_09 19_00_00")
    known = listed(place)
    assert "FileHistory/claire/PC1/Data/C/Wlogos2/patients.db" in known.files
    newer = replace(NODES[0], times=replace(NODES[0].times, modified=nanoseconds(LAST_DAY) + 10**9))
    history(place, [newer], "2026_10_10 19_00_00")
    assert "baseline_missing" not in codes(later(place, known), "complete")
    assert later(place, known).rely == Rely.GOOD
    path = next(place.rglob("39 (*.txt"))
    data, when = path.read_bytes(), path.stat().st_mtime_ns
    path.write_bytes(data.replace(b"Lettre", b"Lettra", 1))
    os.utime(path, ns=(when, when))
    verdict = later(place, known)
    assert verdict.rely == Rely.DAMAGED
    assert "baseline_silent" in codes(verdict, "restorable")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_found_inside_can_be_said(language: str) -> None:
    for code in ("outside_only", "inside_closed", "inside", "closed"):
        assert Speech(language).say(f"backup.baseline_{code}", files=1, path="a.zip")
