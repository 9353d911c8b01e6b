"""Which libraries a program asks for is read from a real one; see test_signed.py."""

import lzma
from pathlib import Path

import pytest

from release import Refused, imports

PROGRAM = lzma.decompress((Path(__file__).parent / "foundation_signed.pyd.xz").read_bytes())


def test_a_library_nobody_ships_is_missed(tmp_path: Path) -> None:
    (tmp_path / "_uuid.pyd").write_bytes(PROGRAM)
    with pytest.raises(Refused) as caught:
        imports.check(tmp_path)
    assert str(caught.value) == "_uuid.pyd needs python311.dll; _uuid.pyd needs vcruntime140.dll"


def test_a_library_shipped_is_found_in_any_folder_and_case(tmp_path: Path) -> None:
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / "_uuid.pyd").write_bytes(PROGRAM)
    # The content of the library does not matter here, only that the loader would find the name.
    for name in ("python311.dll", "VCRUNTIME140.dll"):
        (tmp_path / name).write_bytes(PROGRAM)
    imports.check(tmp_path)


def test_a_linux_folder_asks_for_none(tmp_path: Path) -> None:
    (tmp_path / "trousse").write_bytes(b"\x7fELF")
    imports.check(tmp_path)
