"""A disk that may hold backups is named; what was not told about a disk is never "none"."""

import sys
import threading
from pathlib import Path

import pytest

from toolkit.live import plugged
from toolkit.media.windows.volumes import LiveVolume

WINDOWS = LiveVolume("C", "g1", ("C:\\",), "fixed", holds_windows=True, disks=(0,), bus="sata")


def asked(
    monkeypatch: pytest.MonkeyPatch, *volumes: LiveVolume, case: LiveVolume | None = None
) -> plugged.Row:
    monkeypatch.setattr(plugged, "volumes", lambda: [WINDOWS, *volumes])
    monkeypatch.setattr(plugged, "holding", lambda *_: (case, ""))
    return plugged.backup_disks(Path("case") if case else None)


def disk(place: Path, **facts: object) -> LiveVolume:
    return LiveVolume("E", "g2", (str(place),), **{"kind": "fixed", "disks": (1,), "bus": "sata", **facts})  # type: ignore[arg-type]  # facts of several types


def test_what_backup_programs_leave_at_the_top_of_a_disk() -> None:
    assert plugged.kinds_of(["WindowsImageBackup", "Cabinet.VBK"]) == ["windows_image", "veeam"]
    assert plugged.kinds_of(["FileHistory", "Sauvegarde Logos", "pc.tibx"]) == [
        "file_history", "acronis", "backup_folder"
    ]  # fmt: skip
    assert plugged.kinds_of(["Photos", "autorun.inf", "veeamless"]) == []


def test_a_second_disk_counts_by_what_stands_at_its_top(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert asked(monkeypatch, disk(tmp_path))["answer"] == "no"
    (tmp_path / "WindowsImageBackup").mkdir()
    found = asked(monkeypatch, disk(tmp_path))
    assert (found["answer"], found["found"][0]["backups"]) == ("yes", ["windows_image"])
    assert asked(monkeypatch, disk(tmp_path, disks=(0,)))["answer"] == "no"  # the disk of Windows itself


@pytest.mark.parametrize(
    "facts", [{"kind": "unknown", "disks": (), "bus": None}, {"bus": None}, {"mounts": ()}, {"kind": "other"}]
)
def test_what_was_not_told_of_a_disk_is_not_known(
    facts: dict[str, object], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = {"guid": "g2", "mounts": (str(tmp_path),), "kind": "fixed", "disks": (1,), "bus": "sata", **facts}
    volume = LiveVolume("E", **whole)  # type: ignore[arg-type]  # facts of several types
    assert asked(monkeypatch, volume)["answer"] == "unknown"


def test_a_list_of_names_that_was_cut_is_not_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(plugged, "_NAMES", 3)
    for name in ("a", "b", "c", "d"):
        (tmp_path / name).touch()
    assert asked(monkeypatch, disk(tmp_path))["answer"] == "unknown"


def test_our_own_disks_count_for_backups_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stick = disk(tmp_path, kind="removable", bus="usb")
    assert asked(monkeypatch, stick)["answer"] == "yes"
    assert asked(monkeypatch, stick, case=stick)["answer"] == "no"
    (tmp_path / "Sauvegarde serveur").mkdir()
    assert asked(monkeypatch, stick, case=stick)["answer"] == "yes"


def test_a_list_of_volumes_that_never_comes_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(plugged, "volumes", never.wait)
    monkeypatch.setattr(plugged, "_VOLUMES", 0.05)
    assert plugged.backup_disks(None)["answer"] == "unknown"
    never.set()


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_answers() -> None:
    assert plugged.backup_disks(None)["answer"] in {"yes", "no", "unknown"}
