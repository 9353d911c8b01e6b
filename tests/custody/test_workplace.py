"""Unpacking the demonstration's own tar: names beyond 260 characters, and none that leaves the folder."""

import io
import tarfile
from pathlib import Path

import pytest

from toolkit.custody import workplace


def packed(folder: Path, *members: tarfile.TarInfo) -> Path:
    place = folder / "packed.tar.xz"
    with tarfile.open(place, "w:xz") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return place


def member(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.mtime = kind, "/etc/passwd", 1_700_000_000
    made.size = 3 if kind == tarfile.REGTYPE else 0
    made.uid, made.uname = 12_345, "personne"
    return made


def test_long_names_are_unpacked_and_removed_again(tmp_path: Path) -> None:
    name = "/".join(f"Dossier n° {number} {'x' * 60}" for number in range(5)) + "/fin.txt"
    out = tmp_path / "démo"
    workplace.prepare(out)
    workplace.unpack_tar(packed(tmp_path, member("a", tarfile.DIRTYPE), member(name)), out / "sauvegarde_a")
    (found,) = (path for path in workplace.beyond_260(out / "sauvegarde_a").rglob("*") if path.is_file())
    assert found.as_posix().endswith(name)
    assert found.read_bytes() == b"xxx"
    assert found.stat().st_mtime == 1_700_000_000
    workplace.prepare(out)
    assert [path.name for path in out.iterdir()] == [".trousse-demo"]


@pytest.mark.parametrize(
    "bad",
    [
        member("../a"), member("/a"), member("a/../../b"), member("a//b"), member(r"..\\a"), member("C:a"),
        member("a", tarfile.SYMTYPE), member("a", tarfile.LNKTYPE), member("a", tarfile.FIFOTYPE),
    ],
    ids=lambda bad: f"{bad.name} {bad.type.decode()}",
)  # fmt: skip
def test_nothing_leaves_the_folder(tmp_path: Path, bad: tarfile.TarInfo) -> None:
    with pytest.raises(tarfile.FilterError):
        workplace.unpack_tar(packed(tmp_path, bad), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
