"""A folder copy as a dentist's practice keeps one: volumes of X-rays, databases, photographs, documents.

A few GB of contents are made once. Where this system allows it (root, XFS), all files are clones that share
the blocks of those on a volume of our own in build/bench: so 100 GB of distinct files take 4 GB. Reading one
reads and hashes all its bytes; only the disk below may know that it gave them before.
"""

import fcntl
import shutil
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from demo.builder import documents_image, documents_office
from evaluation import corpus

HERE = Path(__file__).parents[2] / "build" / "bench"
MB = 1_000_000
_VOLUME = 5_500  # MB the contents and the names of a million files fit into
_CLONE = 0x40049409  # FICLONE of linux/fs.h
# Share of the bytes, ending, and sizes in MB drawn in turn.
_SHARES = (
    (0.60, "dcm", (50, 200, 500)),
    (0.07, "db", (200, 2000)),
    (0.04, "sql", (300,)),
    (0.20, "jpg", (1, 2, 3, 5)),
    (0.04, "dcm", (5,)),
    (0.05, "doc", ()),
)
_DOCUMENTS = (".pdf", ".docx", ".odt", ".xlsx", ".doc", ".xls")
_ACTS = ("détartrage", "composite deux faces", "couronne", "panoramique", "consultation", "extraction")


def folder(gigabytes: float) -> Path:
    """Return a copy of about that size, laid on first use."""
    root = _mounted()
    place = root / f"copie-{gigabytes:g}"
    if not place.exists():
        unfinished = root / f"copie-{gigabytes:g}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        for number, original in enumerate(_drawn(_originals(root), int(gigabytes * 1000 * MB))):
            kind = unfinished / original.parent.name / f"{number // 200:04}"
            target = kind / f"{number:07}_{original.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            _clone(original, target)
        unfinished.rename(place)
    return place


def shares_blocks() -> bool:
    """Say whether the files of a copy are clones, and so larger together than what the disk holds."""
    return (HERE / "volume").is_mount()


def let_go() -> None:
    """Unmount the volume."""
    if shares_blocks():
        subprocess.run(["umount", str(HERE / "volume")], check=True)


def _mounted() -> Path:
    """Return the folder the copies lie in: a volume with clones where there can be one."""
    image, place = HERE / "volume.xfs", HERE / "volume"
    place.mkdir(parents=True, exist_ok=True)
    if place.is_mount() or sys.platform != "linux" or not shutil.which("mkfs.xfs"):
        return place
    if not image.exists():
        with image.open("wb") as stream:
            stream.truncate(_VOLUME * MB)
        subprocess.run(["mkfs.xfs", "-q", "-m", "reflink=1", str(image)], check=True)
    subprocess.run(["mount", "-o", "loop,noatime", str(image), str(place)], check=False)
    return place


def _clone(original: Path, target: Path) -> None:
    with original.open("rb") as source, target.open("wb") as copy:
        try:
            fcntl.ioctl(copy.fileno(), _CLONE, source.fileno())
        except OSError:
            shutil.copyfileobj(source, copy, 4 * MB)


def _drawn(originals: dict[tuple[str, int], list[Path]], most: int) -> Iterator[Path]:
    """Yield the originals, each kind in turn until its share of the bytes is full."""
    for share, ending, sizes in _SHARES:
        left = share * most
        groups = [originals[ending, size] for size in sizes or (0,)]
        taken = 0
        while left > 0:
            group = groups[taken % len(groups)]
            original = group[taken // len(groups) % len(group)]
            taken += 1
            size = original.stat().st_size
            if size > 2 * left and len(groups) > 1:
                groups, taken = groups[:-1], 0
                continue
            left -= size
            yield original


def _originals(root: Path) -> dict[tuple[str, int], list[Path]]:
    """Return the contents by kind and size, made on first use."""
    found: dict[tuple[str, int], list[Path]] = {}
    for _, ending, sizes in _SHARES:
        for size in sizes:
            count = 4 if ending == "jpg" else 1
            found[ending, size] = [
                _made(root / "contents" / ending / f"{size}-{number}.{ending}", size)
                for number in range(count)
            ]
    found["doc", 0] = _documents(root / "contents" / "doc")
    return found


def _made(path: Path, size: int) -> Path:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        _MAKERS[path.suffix[1:]](unfinished, size * MB)
        unfinished.rename(path)
    return path


def _documents(place: Path) -> list[Path]:
    """Return documents of 50 kB to 2 MB: those of the corpus, or else a few of ours."""
    if not place.exists():
        place.mkdir(parents=True)
        found = [path for path in (corpus.FOLDER / "files").rglob("*") if path.suffix.lower() in _DOCUMENTS]
        suited = sorted(path for path in found if 50_000 <= path.stat().st_size <= 2 * MB)
        for number, path in enumerate(suited[:200]):
            shutil.copyfile(path, place / f"{number:03}{path.suffix}")
        if not suited:
            lines = [f"Séance {number} : {_ACTS[number % 6]} n° {number * 7919}" for number in range(20_000)]
            (place / "lettre.docx").write_bytes(documents_office.docx(lines))
    return sorted(place.iterdir())


def _photograph(path: Path, size: int) -> None:
    """Draw a picture whose coded size is near the one asked: about 12 bytes a cell of 8 by 8."""
    side = int((size / 12) ** 0.5) * 8
    path.write_bytes(documents_image.jpeg(path.name, side, side, colour=True))


def _xray(path: Path, size: int) -> None:
    """Write an uncompressed DICOM volume of 800 by 800 voxels of 12 bits, grainy as a CT is."""
    side = 800
    frames = max(1, size // (2 * side * side))
    meta = _element(0x0002, 0x0010, b"UI", b"1.2.840.10008.1.2.1\0")
    fields = (
        (0x0008, 0x0020, b"DA", b"20260905"), (0x0008, 0x0060, b"CS", b"CT"),
        (0x0010, 0x0010, b"PN", b"ESSAI^MARIE "), (0x0028, 0x0002, b"US", struct.pack("<H", 1)),
        (0x0028, 0x0004, b"CS", b"MONOCHROME2 "), (0x0028, 0x0008, b"IS", b"%04d" % frames),
        (0x0028, 0x0010, b"US", struct.pack("<H", side)), (0x0028, 0x0011, b"US", struct.pack("<H", side)),
        (0x0028, 0x0100, b"US", struct.pack("<H", 16)), (0x0028, 0x0101, b"US", struct.pack("<H", 12)),
        (0x0028, 0x0102, b"US", struct.pack("<H", 11)), (0x0028, 0x0103, b"US", struct.pack("<H", 0)),
    )  # fmt: skip
    grain = np.random.default_rng(size)
    across = np.hypot(*np.meshgrid(np.linspace(-1, 1, side), np.linspace(-1, 1, side)))
    with path.open("wb") as stream:
        stream.write(bytes(128) + b"DICM" + _element(2, 0, b"UL", struct.pack("<I", len(meta))) + meta)
        stream.write(b"".join(_element(*field) for field in fields))
        stream.write(struct.pack("<HH2sHI", 0x7FE0, 0x0010, b"OW", 0, frames * side * side * 2))
        for frame in range(frames):
            level = np.where(across < 0.3 + 0.5 * frame / frames, 1800.0, 900.0)
            voxels = level + grain.normal(0, 40, (side, side))
            stream.write(np.clip(voxels, 0, 4095).astype("<u2").tobytes())


def _element(group: int, number: int, kind: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sH", group, number, kind, len(value)) + value


def _database(path: Path, size: int) -> None:
    """Write patients, what was done to them and their letters, every row dated."""
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA journal_mode=OFF")
        base.execute("PRAGMA synchronous=OFF")
        base.execute(
            "CREATE TABLE actes (id INTEGER PRIMARY KEY, patient INT, date_acte TEXT, libelle TEXT, prix REAL"
            ")"
        )
        base.execute("CREATE TABLE lettres (id INTEGER PRIMARY KEY, patient INT, cree_le TEXT, texte BLOB)")
        for table, share, row in (("actes", 0.5, "?, ?, ?, 52.5"), ("lettres", 0.5, "?, ?, randomblob(?)")):
            _filled(base, table, row, int(size * share))
    base.close()


def _filled(base: sqlite3.Connection, table: str, row: str, size: int) -> None:
    each = 60 if table == "actes" else 3_050
    begun = int(datetime(2015, 1, 1, tzinfo=UTC).timestamp())
    ended = int(datetime(2026, 9, 5, tzinfo=UTC).timestamp())
    count = size // each

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(count):
            when = datetime.fromtimestamp(begun + (ended - begun) * number // count, UTC)
            what = f"{_ACTS[number % 6]} dent {number % 32 + 11}" if table == "actes" else 3_000
            yield number * 7919 % 6000, when.strftime("%Y-%m-%d %H:%M:%S"), what

    base.executemany(f"INSERT INTO {table} VALUES (NULL, {row})", rows())  # noqa: S608 - names of ours


def _dump(path: Path, size: int) -> None:
    """Write a dump as mysqldump lays one out."""
    rows = [
        f"({number},{number * 7919 % 6000},'2026-{number % 9 + 1:02}-{number % 28 + 1:02} 10:00:00',"
        f"'{_ACTS[number % 6]} dent {number % 32 + 11}',{number % 997}.50)"
        for number in range(400_000)
    ]
    lines = [",".join(rows[at : at + 5000]) for at in range(0, len(rows), 5000)]
    with path.open("w", encoding="utf-8") as stream:
        stream.write("-- MySQL dump 10.13  Distrib 8.0.36\n--\n")
        stream.write("CREATE TABLE `actes` (`id` int, `patient` int, `date_acte` datetime, ")
        stream.write("`libelle` text, `prix` decimal(8,2));\n")
        written = 0
        while written < size:
            for line in lines:
                stream.write("INSERT INTO `actes` VALUES " + line + ";\n")  # noqa: S608 - a text, never run
                written += len(line) + 30
        stream.write("-- Dump completed on 2026-09-05 22:00:00\n")


_MAKERS = {"dcm": _xray, "db": _database, "sql": _dump, "jpg": _photograph}
