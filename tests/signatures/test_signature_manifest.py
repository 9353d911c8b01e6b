"""The manifest and the pin in the tree go with the signature set in the tree."""

import subprocess
from pathlib import Path

from signatures.manifest import PINNED, SET, manifest_of, pinned_of
from toolkit.scan.rules.signatures import MANIFEST


def test_the_manifest_is_fresh() -> None:
    assert (SET / MANIFEST).read_bytes() == manifest_of(SET), "run python -m signatures.manifest"


def test_the_pin_is_fresh() -> None:
    assert PINNED.read_bytes() == pinned_of(SET), "run python -m signatures.manifest"


def test_others_can_check_the_set() -> None:
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", MANIFEST], cwd=SET, capture_output=True, check=False
    )
    assert checked.returncode == 0


def test_the_manifest_follows_whatever_files_are_there(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yar").write_text("rule A { condition: false }")
    (tmp_path / "é.toml").write_text("x = 1")
    (tmp_path / "build.py").write_text("")
    lines = manifest_of(tmp_path).decode().splitlines()
    assert [line[66:] for line in lines] == ["rules/a.yar", "é.toml"]
    assert b"RULE_COUNT = 1 " in pinned_of(tmp_path)
