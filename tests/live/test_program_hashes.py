"""Programs are hashed from this machine's own drives only, and every other one says why it was not."""

import hashlib
import sys
from pathlib import Path

import pytest

from toolkit.host.windows.devices import drive_kind
from toolkit.live.program_hashes import hashes


def test_each_program_has_its_hash_or_its_reason(tmp_path: Path) -> None:
    program = tmp_path / "outil.exe"
    program.write_bytes(b"MZ")
    gone = str(tmp_path / "parti.exe")
    found = hashes([str(program), gone])
    assert found[str(program)] == {"sha256": hashlib.sha256(b"MZ").hexdigest(), "size": 2}
    assert found[gone] == {"hash_why": "image_deleted"}
    assert hashes([str(program)], limit=1) == {str(program): {"hash_why": "hash_budget"}}


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
@pytest.mark.parametrize(
    "path",
    [
        r"\Device\HarddiskVolume5\Tools\x.exe", r"\Device\Mup\nas\share\x.exe", r"\\?\UNC\nas\share\x.exe",
        r"\\nas\share\x.exe", "//nas/share/x.exe", r"\\.\C:\windows\notepad.exe",
        r"\??\C:\windows\notepad.exe", r"\windows\notepad.exe", r"C:windows\notepad.exe", "notepad.exe",
    ],
)  # fmt: skip
def test_what_names_no_drive_of_this_machine_is_not_opened(path: str) -> None:
    assert drive_kind(path) in {None, "network"}
    assert hashes([path]) == {path: {"hash_why": "not_local"}}


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_a_drive_of_this_machine_is_read_whichever_way_it_is_written() -> None:
    for path in (r"C:\windows\notepad.exe", r"\\?\C:\windows\notepad.exe"):
        assert drive_kind(path) == "fixed"
        assert "sha256" in hashes([path])[path]
