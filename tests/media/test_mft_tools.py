"""The table of volumes that mkntfs and ntfs-3g made, beside what The Sleuth Kit says of them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.media.test_mft import agrees, named
from toolkit.media import mft, open_source
from toolkit.records import Unread

MIB = 1024 * 1024
_TOOLS = ("mkntfs", "ntfs-3g", "fls", "icat", "umount")
_MISSING = [tool for tool in _TOOLS if not shutil.which(tool)]
_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0 and Path("/dev/fuse").exists()

pytestmark = pytest.mark.skipif(
    bool(_MISSING) or not _ROOT, reason=f"needs {', '.join(_MISSING) or 'root and /dev/fuse'}"
)


def run(*command: object) -> str:
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout


def mounted(image: Path, folder: Path) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    run("ntfs-3g", "-o", "streams_interface=xattr,compression", image, folder)
    try:
        yield folder
    finally:
        run("umount", folder)


def fill(top: Path) -> dict[str, str]:
    """Write files of every kind; return what those to be deleted hold, by path."""
    (top / "dossier").mkdir()
    for n in range(120):
        (top / "dossier" / f"fichier {n:03d}.txt").write_bytes(b"%d" % n * (n * 13 % 3000))
    for n in range(0, 120, 4):
        (top / "dossier" / f"fichier {n:03d}.txt").rename(top / f"autre nom {n}.txt")
    (top / "lien.bin").write_bytes(b"q" * 5000)
    for n in range(150):
        os.link(top / "lien.bin", top / "dossier" / f"un lien dont le nom est plutot long {n:03d}.bin")
    (top / "flux.txt").write_bytes(b"main")
    os.setxattr(top / "flux.txt", "user.Zone.Identifier", b"[ZoneTransfer]")
    os.setxattr(top / "flux.txt", "user.gros", b"z" * 60_000)
    with (top / "creux.bin").open("wb") as sparse:
        sparse.truncate(5_000_000)
        sparse.seek(4_000_000)
        sparse.write(b"x" * 100)
    pieces = [(top / f"morceaux {n}.bin").open("wb", buffering=0) for n in range(2)]
    for n in range(600):
        for piece in pieces:
            piece.write(b"%d" % (n % 10) * 4096)
    for piece in pieces:
        piece.close()
    (top / "parti" / "dedans").mkdir(parents=True)
    contents = {f"parti/dedans/perdu {n}.bin": bytes([n]) * (n * 7000 + 9) for n in range(6)}
    for path, content in contents.items():
        (top / path).write_bytes(content)
    return {path: sha256(content).hexdigest() for path, content in contents.items()}


@pytest.mark.parametrize(
    "options", [(), ("-c", "512"), ("-c", "65536"), ("-s", "4096")], ids=["4K", "512", "64K", "sectors of 4K"]
)
def test_rows_agree_with_the_walk_and_with_the_sleuth_kit(options: tuple[str, ...], tmp_path: Path) -> None:
    image, folder = tmp_path / "volume.img", tmp_path / "mount"
    with image.open("wb") as empty:
        empty.truncate(160 * MIB)
    run("mkntfs", "-F", "-Q", "-q", *options, image)
    gone: dict[str, str] = {}
    for top in mounted(image, folder):
        gone = fill(top)
    for top in mounted(image, folder):
        shutil.rmtree(top / "parti")
    source = open_source(image)
    found = list(mft.rows(source))
    assert [each for each in found if isinstance(each, Unread)] == []
    assert agrees(source, "1") == 278
    rows = named(found)
    assert {path for path, row in rows.items() if row.deleted} == gone.keys() | {"parti", "parti/dedans"}
    for path, digest in gone.items():
        assert rows[path].recoverable is True
        command = ["icat", str(image), str(rows[path].number)]
        content = subprocess.run(command, check=True, capture_output=True).stdout
        assert sha256(content).hexdigest() == digest
    listed = [line.partition("\t") for line in run("fls", "-r", "-p", image).split("\n") if "\t" in line]
    theirs = {name for kind, _, name in listed if " * " not in kind and not name.startswith("$")}
    assert theirs == {path for path, row in rows.items() if not row.deleted}
