import zipfile
from pathlib import Path

import pytest

from release import reproduce


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("one", "two"):
        (tmp_path / name / "_internal").mkdir(parents=True)
        (tmp_path / name / "trousse").write_bytes(b"0123456789")
        (tmp_path / name / "link").symlink_to("trousse")
    return tmp_path / "one", tmp_path / "two"


def test_identical(pair: tuple[Path, Path]) -> None:
    assert reproduce.differences(*pair) == []


def test_every_kind_of_difference_is_named(pair: tuple[Path, Path]) -> None:
    one, two = pair
    (two / "trousse").write_bytes(b"01234x67x9")
    (one / "extra").write_bytes(b"")
    (one / "mode").write_bytes(b"")
    (two / "mode").write_bytes(b"")
    (two / "mode").chmod(0o755)
    (one / "mode").chmod(0o644)
    (two / "link").unlink()
    (two / "link").symlink_to("extra")
    (one / "kind").mkdir()
    (two / "kind").write_bytes(b"")
    (one / "long").write_bytes(b"1")
    (two / "long").write_bytes(b"12")
    assert dict(reproduce.differences(one, two)) == {
        "trousse": "2 bytes from offset 5 to 8",
        "extra": "a file in the first, absent in the second",
        "mode": "permissions",
        "link": "a link that leads elsewhere",
        "kind": "a folder in the first, a file in the second",
        "long": "1 and 2 bytes",
    }


def test_archives_are_compared_by_what_they_hold(pair: tuple[Path, Path]) -> None:
    for root, date in zip(pair, ((1980, 1, 1, 0, 0, 0), (2020, 1, 1, 0, 0, 0)), strict=True):
        with zipfile.ZipFile(root / "base_library.zip", "w") as archive:
            archive.writestr(zipfile.ZipInfo("same.pyc"), b"1")
            archive.writestr(zipfile.ZipInfo("dated.pyc", date), b"2")
    assert reproduce.differences(*pair) == [("base_library.zip", "inside the archive: dated.pyc")]
