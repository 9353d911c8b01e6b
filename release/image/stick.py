"""The first partition: what `trousse stick make` lays, in an exFAT volume that Windows opens."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from release import HERE, Refused, bundle
from release.image import exfat, layout, tools
from toolkit.errors import Refusal
from toolkit.media import open_source
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread
from toolkit.stick import CASES, MANIFEST, SIGNATURE, manifest
from toolkit.stick import make as making

SERIAL = 0x74726F75  # of the volume, as Windows shows it
_CLUSTER = 32 * 1024  # bytes
_OWN = 4 * layout.MIB  # tables, bitmap, letters, folders and rounding


@dataclass(frozen=True, slots=True)
class Stick:
    """The volume, the fingerprint of the key that signed what lies in it, and the bytes of its files."""

    volume: Path
    fingerprint: str
    files: int
    bytes: int


def made(windows: Path, key: Path | None, work: Path, epoch: int) -> Stick:
    """Lay the stick with the documents of the checkout, fill its volume and read it back; raises Refused."""
    folder = bundle.renewed(work / "stick")
    try:
        laid = making.make(folder, {"windows": windows}, making.signer(key), documents=HERE)
    except Refusal as refusal:
        raise Refused(f"the stick cannot be laid: {refusal}") from refusal
    (folder / CASES).mkdir(exist_ok=True)
    volume = work / "stick.exfat"
    _empty(volume, folder)
    exfat.fill(volume, folder, dated=epoch * 10**9)
    tools.run("fsck.exfat", "-n", str(volume))
    _read_back(volume)
    shutil.rmtree(folder)
    return Stick(volume, laid.fingerprint, laid.state.files, laid.state.bytes)


def _empty(volume: Path, folder: Path) -> None:
    sizes = [path.stat().st_size if path.is_file() else _CLUSTER for path in folder.rglob("*")]
    held = sum(-(-size // _CLUSTER) * _CLUSTER for size in sizes)
    volume.unlink(missing_ok=True)
    with volume.open("wb") as stream:
        stream.truncate(-(-(held + layout.FREE + _OWN) // layout.MIB) * layout.MIB)
    tools.run("mkfs.exfat", "-c", str(_CLUSTER), "-L", layout.STICK_LABEL, str(volume))
    # mkfs.exfat takes the number of the volume from the clock.
    tools.run("tune.exfat", "-I", hex(SERIAL), str(volume))


def _read_back(volume: Path) -> None:
    """Compare every file of the volume with the list in it, through our own reader."""
    source = open_source(volume)
    try:
        entries = list(source.walk())
        if any(isinstance(entry, Unread) for entry in entries):
            raise Refused("the stick's volume cannot be listed whole")
        files = {entry.path: entry for entry in entries if isinstance(entry, Entry) and _is_file(entry)}
        found = {path: _digest(source, entry) for path, entry in files.items()}
        with source.open(files[MANIFEST]) as stream:
            wanted = manifest.read(stream.read())
    finally:
        source.close()
    if {path: one for path, one in found.items() if path not in {MANIFEST, SIGNATURE}} != wanted:
        raise Refused("the stick's volume does not hold what was laid")


def _is_file(entry: Entry) -> bool:
    return entry.kind is EntryKind.FILE and not entry.path.startswith("$")  # the volume's own tables


def _digest(source: Source, entry: Entry) -> str:
    hashed = hashlib.sha256()
    with source.open(entry) as stream:
        while chunk := stream.read(1 << 20):
            hashed.update(chunk)
    return hashed.hexdigest()
