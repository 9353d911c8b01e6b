"""What the stick holds after the machine is off, read on this machine with tools that are not ours."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release.image.layout import PROOFS, SECTOR, STICK
from tests.volumes.outside import looped, mounted, run
from toolkit.custody.sshsig import DOSSIER
from toolkit.host import stock_tools

_STEP = 1 << 20


@dataclass(frozen=True)
class Case:
    """One case folder copied from the stick."""

    folder: Path

    @property
    def archive(self) -> Path | None:
        return max(self.folder.glob("DOSSIER_*.zip"), default=None)

    def record(self, name: str) -> Any:
        """Return one record of the case."""
        return json.loads((self.folder / "records" / name).read_text(encoding="utf-8"))

    def acts(self, act: str) -> list[dict[str, Any]]:
        """Return the facts of every line of the log with this act."""
        rows = map(json.loads, (self.folder / "custody.jsonl").read_text(encoding="utf-8").splitlines())
        return [row["facts"] for row in rows if row["act"] == act]


def table(stick: Path) -> dict[int, tuple[int, int]]:
    """Return where each partition begins and how large it is, in bytes, as sfdisk reads the table."""
    rows = json.loads(run("sfdisk", "--json", stick))["partitiontable"]["partitions"]
    return {
        int(row["node"].removeprefix(str(stick))): (row["start"] * SECTOR, row["size"] * SECTOR)
        for row in rows
    }


def taken(stick: Path, place: Path) -> tuple[int, str]:
    """Copy the cases of the stick into a folder; return the entry they stood on and fsck's word on it."""
    found = table(stick)
    number = PROOFS.number if PROOFS.number in found else STICK.number
    volume = place / "volume.img"
    _cut(stick, *found[number], volume)
    word = _fsck(volume)
    shutil.rmtree(place / "cases", ignore_errors=True)
    with _exfat(volume) as point:
        if (point / "cases").is_dir():
            shutil.copytree(point / "cases", place / "cases")
    volume.unlink()
    return number, word


def cases(place: Path) -> list[Case]:
    """Return the examinations copied, the oldest first."""
    found = (place / "cases").glob("examen-*/case.json")
    return [Case(one.parent) for one in sorted(found, key=lambda one: one.stat().st_mtime)]


def about(place: Path, serial: str) -> Case | None:
    """Return the examination of the disk with a serial number."""
    for case in cases(place):
        if (case.record("source.json").get("disk") or {}).get("serial") == serial:
            return case
    return None


def opinions(archive: Path, place: Path) -> Iterator[stock_tools.Opinion]:
    """Yield what unzip, sha256sum, sha512sum, bagit and ssh-keygen say of an archive."""
    folder = place / "bag"
    shutil.rmtree(folder, ignore_errors=True)
    run("unzip", "-q", archive, "-d", folder)
    (bag,) = folder.iterdir()
    yield from stock_tools.opinions(bag, archive.stem.removeprefix("DOSSIER_"), DOSSIER)


def manifest(archive: Path) -> str:
    """Return the hash that is copied on paper, computed here."""
    with zipfile.ZipFile(archive) as bag:
        return hashlib.sha256(bag.read(f"{archive.stem}/tagmanifest-sha256.txt")).hexdigest()


def _cut(stick: Path, start: int, size: int, volume: Path) -> None:
    """Copy one partition into a file, holes left as holes."""
    with stick.open("rb") as whole, volume.open("wb") as part:
        part.truncate(size)
        at, end = start, start + size
        while at < end:
            try:
                at = os.lseek(whole.fileno(), at, os.SEEK_DATA)
            except OSError:  # nothing but a hole up to the end
                return
            hole = min(os.lseek(whole.fileno(), at, os.SEEK_HOLE), end)
            while at < hole:
                whole.seek(at)
                held = whole.read(min(_STEP, hole - at))
                part.seek(at - start)
                part.write(held)
                at += len(held)


def _fsck(volume: Path) -> str:
    try:
        return run("fsck.exfat", "-n", volume).decode(errors="replace").strip().splitlines()[-1]
    except (RuntimeError, IndexError) as error:
        return f"not clean: {error}"


@contextmanager
def _exfat(volume: Path) -> Iterator[Path]:
    with (
        looped(volume) as device,
        mounted(volume, "mount.exfat-fuse", "-d", "-o", "ro", what=device) as point,
    ):
        yield point
