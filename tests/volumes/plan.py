"""What the images are filled with, and the record of it that the readers are held against."""

import os
import random
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

WHEN_NS = 1_791_667_802_123_456_700  # 2026-10-10 21:30:02, to the 100 ns of NTFS
NAMES = (
    "Ordonnance été – n°1.txt",
    "radio 🦷.dcm",
    "Nom  avec   espaces .txt",
    "l'hôpital & co; $HOME (1).csv",
    "cafe\N{COMBINING ACUTE ACCENT}.txt",
    "Ελληνικά 日本語.doc",
    "x" * 251 + ".bin",
    ".caché",
    "sans_extension",
)
SIZES = (0, 1, 511, 512, 513, 4095, 4096, 4097, 65_536, 65_537, 200_001)
MANY = 300  # names in one folder: more than one block of any index holds
DEPTH = 25


@dataclass(slots=True)
class Built:
    """One image and what was written into it: path to SHA-256."""

    image: Path
    wrote: dict[str, str] = field(default_factory=dict)
    deleted: dict[str, tuple[str, bool]] = field(default_factory=dict)  # SHA-256, and whether it is whole
    kinds: dict[str, list[str]] = field(default_factory=dict)  # class of file to paths
    volumes: int = 1


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def content(name: str, size: int) -> bytes:
    """Return bytes of their own for each name, the same at every run."""
    return random.Random(name).randbytes(size)  # noqa: S311 - bytes to read back, no secret


def lines(count: int) -> bytes:
    return b"".join(b"patient %06d; consultation; rien a signaler\r\n" % number for number in range(count))


def common(names: tuple[str, ...] = NAMES) -> dict[str, bytes]:
    """Return the files every file system is given: names, sizes, a large folder, a deep one."""
    found = {f"Noms/{name}": content(name, 700 + 3 * len(name)) for name in names}
    found |= {f"Tailles/{size}.bin": content(str(size), size) for size in SIZES}
    found |= {f"Beaucoup/fichier numero {number:05}.txt": b"%d" % number * 9 for number in range(MANY)}
    deep = "/".join(f"niveau {level}" for level in range(DEPTH))
    return {**found, f"{deep}/au fond.txt": b"au fond"}


def quiet() -> dict[str, bytes]:
    """Return files in which nothing looks like an attack."""
    found = {f"Patients/suivi {number}.txt": lines(5 + number) for number in range(12)}
    return {**found, "agenda.csv": lines(40), "lisez-moi.txt": "Sauvegarde du cabinet, à garder.".encode()}


def fill(built: Built, point: Path, files: dict[str, bytes], kind: str = "common") -> None:
    """Write files below a folder and into the record."""
    for path, held in files.items():
        place = point / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(held)
        note(built, path, held, kind)


def note(built: Built, path: str, held: bytes, kind: str) -> None:
    built.wrote[path] = digest(held)
    built.kinds.setdefault(kind, []).append(path)


def dated(point: Path, path: str) -> None:
    """Set the times of one file to a fixed instant, with its fraction of a second."""
    os.utime(point / path, ns=(WHEN_NS, WHEN_NS))
