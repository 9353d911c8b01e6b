"""One file of a medium unpacks to so much and no more, however deep what it holds is packed."""

import io
import zipfile
from pathlib import Path

import pytest

from demo.builder.documents import dated
from tests.backup.builder import LAST_DAY, answers, codes, judged, medium, practice
from toolkit.backup.sweep import swelling
from toolkit.records import Rely

_MIB = 1024 * 1024


def _zip(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def _within(content: bytes, times: int, depth: int) -> bytes:
    """Return a ZIP of `times` ZIPs of `times` ZIPs… of one file."""
    for level in range(depth):
        content = _zip({f"{level}-{number}.{'zip' if level else 'txt'}": content for number in range(times)})
    return content


def test_a_bomb_below_others_ends_the_file_that_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swelling, "_ROOM", 16 * _MIB)
    bomb = dated("Wlogos2/tout.zip", LAST_DAY, _within(bytes(_MIB), 4, 4))
    verdict = judged(medium(tmp_path / "support", [bomb, *practice()]))
    assert "fault_bomb" in codes(verdict, "restorable")
    assert verdict.rely not in {Rely.GOOD, Rely.DAMAGED}
    (told,) = verdict.backups
    assert told["state"] == "partly"
    # 256 files of 1 MiB stand in it; what was gone through stays near the room it has.
    assert verdict.coverage["files_seen"] < 100


def test_archives_in_one_file_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swelling, "_ARCHIVES", 5)
    many = dated("Wlogos2/tout.zip", LAST_DAY, _within(b"une lettre", 3, 3))
    verdict = judged(medium(tmp_path / "support", [many, *practice()]))
    assert "fault_archives_many" in codes(verdict, "restorable")
    assert answers(verdict)["restorable"] == "unknown"


def test_a_backup_of_backups_is_gone_through_whole(tmp_path: Path) -> None:
    inner = _zip({node.path: node.data for node in practice()})
    outer = _zip({f"sauvegarde-{day}.zip": inner for day in range(12)})
    verdict = judged(medium(tmp_path / "support", [dated("Wlogos2/tout.zip", LAST_DAY, outer), *practice()]))
    assert not {"fault_bomb", "fault_archives_many"} & set(codes(verdict, "restorable"))
    (told,) = verdict.backups
    assert told["state"] == "read"
