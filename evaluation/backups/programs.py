"""Backups as real programs write them: archives, repositories, disk images, layouts of Windows.

Duplicati and kopia are not on the machines this runs on: their files come from the writers of our tests.
"""

import json
import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from evaluation.backups.practices import LAST, TAKEN
from release.image import exfat as exfat_volume
from tests.backup.forms import test_duplicati, test_kopia, test_veeam

PASSWORD = "cabinet-42"  # noqa: S105 - of media made here
_VENDOR = 300_000  # bytes of what only its maker reads
_STAMP = f"{TAKEN:%Y-%m-%d %H%M%S}"
_SECTOR, _START = 512, 2048  # bytes; sectors before the one partition
Write = Callable[[Path, Path], None]  # from a folder with the files in "cabinet", to an empty medium


def run(*command: str, folder: Path | None = None, **variables: str) -> None:
    """Run one program in UTC; raises CalledProcessError."""
    environment = {**os.environ, "TZ": "UTC", **variables}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, timeout=120)


def copied(made: Path, medium: Path) -> None:
    """Copy the files as copy jobs do, dates kept."""
    shutil.copytree(made / "cabinet", medium / "Sauvegarde", symlinks=True)


def archived(name: str, *command: str) -> Write:
    """Return a writer by an archiver; its last words are the archive and the folder packed."""

    def write(made: Path, medium: Path) -> None:
        run(*command, str(medium.resolve() / name), "cabinet", folder=made.resolve())

    return write


@cache
def _depot() -> tempfile.TemporaryDirectory[str]:
    """Return an empty restic repository, made once: its key is slow to make."""
    held = tempfile.TemporaryDirectory()
    run("restic", "--no-cache", "-q", "-r", f"{held.name}/depot", "init", RESTIC_PASSWORD=PASSWORD)
    return held


def restic(made: Path, medium: Path) -> None:
    shutil.copytree(Path(_depot().name) / "depot", medium / "depot")
    called = ["restic", "--no-cache", "-q", "-r", str(medium.resolve() / "depot")]
    day = f"{TAKEN:%Y-%m-%d %H:%M:%S}"
    packed = ("backup", "--host", "PC1", "--time", day, "cabinet")
    run(*called, *packed, folder=made, RESTIC_PASSWORD=PASSWORD)


def borg(made: Path, medium: Path) -> None:
    secret = {"BORG_PASSPHRASE": PASSWORD, "BORG_BASE_DIR": str(made / "borg")}
    depot = str(medium.resolve() / "depot")
    run("borg", "init", "-e", "repokey", depot, folder=made, **secret)
    stamp = f"{TAKEN:%Y-%m-%dT%H:%M:%S}"
    run("borg", "create", "--timestamp", stamp, f"{depot}::cabinet", "cabinet", folder=made, **secret)


def duplicati(made: Path, medium: Path) -> None:
    """Write the three kinds of volumes with the packing of our tests, in several volumes of blocks."""
    listed: list[dict[str, object]] = [{"type": "Folder", "path": "C:\\cabinet\\"}]
    (medium / "duplicati").mkdir()
    files = sorted(path for path in (made / "cabinet").rglob("*") if path.is_file())
    for at in range(0, len(files), 10):
        blocks: dict[str, bytes] = {}
        for path in files[at : at + 10]:
            name = "C:\\" + str(path.relative_to(made)).replace("/", "\\")
            moment = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
            listed.append(
                {**test_duplicati.filed(name, path.read_bytes(), blocks), "time": f"{moment:%Y%m%dT%H%M%SZ}"}
            )
        _volume(medium / "duplicati", at, blocks)
    content = test_duplicati.packed({"filelist.json": json.dumps(listed).encode()})
    _locked(medium / "duplicati", f"duplicati-{TAKEN:%Y%m%dT%H%M%SZ}.dlist", content)


def _volume(folder: Path, number: int, blocks: dict[str, bytes]) -> None:
    name = f"duplicati-b{number:032x}.dblock"
    volume = _locked(folder, name, test_duplicati.packed(blocks))
    told = {
        "blocks": [{"hash": test_duplicati.hashed(one), "size": len(one)} for one in blocks.values()],
        "volumehash": test_duplicati.hashed(volume),
        "volumesize": len(volume),
    }
    index = test_duplicati.packed({f"vol/{name}.zip.aes": json.dumps(told).encode()})
    _locked(folder, f"duplicati-i{number:032x}.dindex", index)


def _locked(folder: Path, name: str, content: bytes) -> bytes:
    made = test_duplicati.locked(content, PASSWORD)
    (folder / f"{name}.zip.aes").write_bytes(made)
    return made


def kopia(_: Path, medium: Path) -> None:
    for name, content in test_kopia.GOOD.items():
        place = medium / "kopia" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def ext(made: Path, medium: Path) -> None:
    image = str(medium / "disque.img")
    run("mke2fs", "-q", "-t", "ext4", "-d", str(made), "-L", "SAUVEGARDE", image, "12M")


def fat(made: Path, medium: Path) -> None:
    image = str(medium / "disque.img")
    run("mkfs.fat", "-C", "-F", "32", "-n", "SAUVEGARDE", image, str(34 * 1024))
    run("mcopy", "-s", "-m", "-Q", "-i", image, "cabinet", "::/", folder=made, MTOOLS_SKIP_CHECK="1")


def exfat(made: Path, medium: Path) -> None:
    image, top = medium / "disque.img", made / "top"
    with image.open("wb") as stream:
        stream.truncate(12 * 1024 * 1024)
    run("mkfs.exfat", "-L", "SAUVEGARDE", "-c", "4096", str(image))
    top.mkdir()
    shutil.copytree(made / "cabinet", top / "cabinet")
    exfat_volume.fill(image, top)


def ntfs(made: Path, medium: Path) -> None:
    """Write a volume by mkntfs, and its files with their dates by wimlib, which mounts nothing."""
    image, packed = medium / "disque.img", made / "cabinet.wim"
    with image.open("wb") as stream:
        stream.truncate(12 * 1024 * 1024)
    run("mkntfs", "-F", "-Q", "-q", "-L", "SAUVEGARDE", str(image))
    top = made / "top"
    top.mkdir()
    shutil.copytree(made / "cabinet", top / "cabinet")
    run("wimlib-imagex", "capture", str(top), str(packed), "--compress=none")
    run("wimlib-imagex", "apply", str(packed), "1", str(image))


def iso(made: Path, medium: Path) -> None:
    image = str(medium / "sauvegarde.iso")
    run(
        "xorriso",
        "-as",
        "mkisofs",
        "-quiet",
        "-J",
        "-R",
        "-o",
        image,
        "-graft-points",
        f"/cabinet={made}/cabinet",
    )


def virtual(form: str, name: str, *options: str) -> Write:
    """Return a writer of a virtual disk with one partition, converted by qemu-img."""

    def write(made: Path, medium: Path) -> None:
        ntfs(made, made)
        raw = made / "partie.img"
        volume = (made / "disque.img").read_bytes()
        raw.write_bytes(_partitioned(len(volume)) + volume)
        (medium / name).parent.mkdir(parents=True, exist_ok=True)
        run("qemu-img", "convert", "-f", "raw", "-O", form, *options, str(raw), str(medium / name))

    return write


def _partitioned(size: int) -> bytes:
    entry = b"\0\x02\x03\0\x07\xfe\xff\xff" + _START.to_bytes(4, "little")
    entry += (size // _SECTOR).to_bytes(4, "little")
    sector = bytes(440) + b"SAUV\0\0" + entry + bytes(48) + b"\x55\xaa"
    return sector + bytes((_START - 1) * _SECTOR)


def windows_image(made: Path, medium: Path) -> None:
    """Lay what Windows' image of a whole machine consists of, as far as that is public."""
    root = medium / "WindowsImageBackup" / "PC1"
    inside = f"Backup {_STAMP}/0f1a2b3c-0000-4000-8000-0123456789ab.vhdx"
    virtual("vhdx", inside, "-o", "subformat=dynamic")(made, root)
    (root / "MediaId").write_bytes(bytes(range(16)))
    for name in ("GlobalCatalog", "BackupGlobalCatalog"):
        (root / "Catalog").mkdir(exist_ok=True)
        (root / "Catalog" / name).write_bytes(random.Random(name).randbytes(64) + bytes(4032))
    (root / f"Backup {_STAMP}/BackupSpecs.xml").write_text("<BackupSpecs/>")


def windows_seven(made: Path, medium: Path) -> None:
    """Lay a file backup of Windows 7: ZIP files below folders of a date."""
    folder = medium / "PC1" / f"Backup Set {_STAMP}" / f"Backup Files {_STAMP}"
    folder.mkdir(parents=True)
    (made / "C").mkdir()
    shutil.copytree(made / "cabinet", made / "C" / "cabinet")
    run("zip", "-q", "-r", str(folder.resolve() / "Backup files 1.zip"), "C", folder=made)
    (medium / "PC1" / "MediaID.bin").write_bytes(bytes(range(16)))
    (folder.parent / "Catalogs").mkdir()
    (folder.parent / "Catalogs" / "GlobalCatalog.wbcat").write_bytes(bytes(4096))


def history(made: Path, medium: Path) -> None:
    """Lay files as File History names them, each with the date of its keeping."""
    root = medium / "FileHistory" / "claire" / "PC1"
    for path in sorted((made / "cabinet").rglob("*")):
        if path.is_file():
            inside = root / "Data" / "C" / path.relative_to(made)
            inside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, inside.with_name(f"{path.stem} ({TAKEN:%Y_%m_%d %H_%M_%S} UTC){path.suffix}"))
    (root / "Configuration").mkdir(parents=True)
    (root / "Configuration" / "Config1.xml").write_text("<DataProtectionUserConfig/>")


def vendor(name: str, head: bytes, tail: bytes = b"") -> Write:
    """Return a writer of what only its maker's program reads: the two ends that are public, noise between."""

    def write(_: Path, medium: Path) -> None:
        noise = random.Random(f"{name} {LAST}").randbytes(_VENDOR - len(head) - len(tail))
        (medium / name).write_bytes(head + noise + tail)

    return write


def veeam(name: str) -> Write:
    """Return a writer of a file with the header and the two slots that public descriptions tell."""
    return vendor(name, test_veeam.storage(_VENDOR)[: 4096 + 2 * test_veeam.LENGTH])
