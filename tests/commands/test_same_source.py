"""The disk of a case: told where the system knows it, and another one behind the same name refused."""

from pathlib import Path

import pytest

from toolkit.commands import same_source
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal
from toolkit.media import open_source

DISK = {"model": "Ultra", "serial": "4C53", "bus": "usb", "size": 4096}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.txt").write_text("bonjour")
    return tmp_path / "source"


def opened_on(folder: Path, case: Path, monkeypatch: pytest.MonkeyPatch, disk: dict[str, object]) -> None:
    """Open a case, or take it up again, on a source that the system says lies on `disk`."""
    monkeypatch.setattr(same_source, "described", lambda _: disk)
    source = open_source(str(folder))
    about, place = same_source.about(source, str(folder))
    if not (case / "case.json").exists():
        with Case.create(case, source=about, language="fr") as current:
            current.write_json("source", place)
    with Case.resume(case) as current:
        same_source.same_source(current, source, about, place)


def test_a_folder_has_no_disk(folder: Path) -> None:
    assert "disk" not in same_source.about(open_source(str(folder)), str(folder))[1]


def test_the_disk_is_recorded_and_a_swapped_one_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "case"
    opened_on(folder, case, monkeypatch, DISK)
    assert Case.read(case).read_json("source")["disk"] == DISK
    # Another adapter, or a system that tells less, is no reason to refuse the disk: its volumes tell.
    opened_on(folder, case, monkeypatch, {})
    opened_on(folder, case, monkeypatch, {**DISK, "bus": "ata", "serial": "X"})
    opened_on(folder, case, monkeypatch, {"serial": "X"})
    with pytest.raises(CaseRefusal, match="case_other_source"):
        opened_on(folder, case, monkeypatch, {**DISK, "serial": "X"})


def test_a_case_opened_before_disks_were_told_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_on(folder, tmp_path / "case", monkeypatch, {})
    opened_on(folder, tmp_path / "case", monkeypatch, DISK)
    assert "disk" not in Case.read(tmp_path / "case").read_json("source")
