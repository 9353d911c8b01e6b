"""A year of ordinary work on a backup medium, day by day, and what an attack or a failing disk does to it."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from demo.builder.documents import dated, nanoseconds, paper
from demo.builder.documents_keystream import keystream
from demo.builder.documents_program import harmless
from demo.builder.documents_table import sqlite

from .builder import zipped

COPY, ARCHIVES, LOGS = "Copie/Wlogos2", "Archives", "Journaux"
KEPT = 7  # archives and logs a job keeps
ENDINGS = ("docx", "pdf", "jpg", "dcm")


class Year:
    """A medium that lives; the same seed gives the same year."""

    def __init__(self, root: Path, start: datetime, patients: int = 80, seed: int = 1) -> None:
        self.root, self.now, self.chance = root, start, random.Random(seed)  # noqa: S311 - no secret
        self.acts, self.files, self.number = 200, list[str](), 0
        root.mkdir(parents=True)
        for patient in range(patients):
            for ending in ENDINGS:
                self._write(f"Patients/P{patient:03d}/piece.{ending}", start - timedelta(days=patient + 1))
        self.night()

    def _lay(self, path: str, when: datetime, data: bytes) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        os.utime(place, ns=(nanoseconds(when), nanoseconds(when)))

    def _write(self, name: str, when: datetime) -> None:
        self._lay(f"{COPY}/{name}", when, paper(name, when).data)
        if name not in self.files:
            self.files.append(name)

    def day(self) -> None:
        """Work one day: new documents, some edited, now and then one deleted, renamed, or filed elsewhere."""
        self.now += timedelta(days=1)
        for _ in range(self.chance.randint(1, 3)):
            self.number += 1
            patient = self.chance.randrange(80)
            ending = self.chance.choice(ENDINGS)
            self._write(f"Patients/P{patient:03d}/{self.now:%Y%m%d}-{self.number}.{ending}", self.now)
        edited = self.chance.choice([name for name in self.files if name.endswith("docx")])
        data = paper(f"{self.number}.docx", self.now).data
        self._lay(f"{COPY}/{edited}", self.now, data)
        if self.now.day % 9 == 0:
            self._gone(self.chance.choice(self.files))
        if self.now.day % 7 == 0:
            self._moved(self.chance.choice(self.files))

    def _gone(self, name: str) -> None:
        (self.root / COPY / name).unlink()
        self.files.remove(name)

    def _moved(self, name: str) -> None:
        self.number += 1
        folder, _, last = name.rpartition("/")
        self.files.remove(name)
        self.files.append(f"{folder}/classé {self.number} {last}")
        (self.root / COPY / name).rename(self.root / COPY / self.files[-1])

    def night(self) -> None:
        """Write the databases, and make the archive and the log of the night, of which the oldest go."""
        self.acts += 3
        rows = [(number, f"patient {number}", "soin") for number in range(self.acts)]
        base = sqlite([("actes", ("id", "nom", "acte"), rows)])
        log = f"{self.now:%d/%m/%Y} sauvegarde terminée, {self.acts} fichiers\r\n".encode() * 5
        self._lay(f"{COPY}/patients.db", self.now, base)
        self._lay(f"{COPY}/agenda.ics", self.now, paper(f"{self.acts}.ics", self.now).data)
        self._lay(f"{LOGS}/journal {self.now:%Y-%m-%d}.log", self.now, log)
        folder = self.root / ARCHIVES
        folder.mkdir(exist_ok=True)
        name = f"base {self.now:%Y-%m-%d}.zip"
        os.utime(
            zipped(folder / name, [dated("patients.db", self.now, base)]), ns=(nanoseconds(self.now),) * 2
        )
        for place in (folder, self.root / LOGS):
            for old in sorted(place.iterdir())[:-KEPT]:
                old.unlink()

    def month(self, days: int = 30) -> None:
        for _ in range(days):
            self.day()
            if self.now.weekday() < 5:
                self.night()


def harms() -> Iterator[tuple[str, Callable[[Path, random.Random], None]]]:
    """Yield what is no daily work, by name: each changes a medium in place."""
    yield "bit under an unchanged date", _flip
    yield "encrypted in place", _encrypted
    yield "encrypted in place under an unchanged date", _encrypted_quietly
    yield "encrypted and renamed", _renamed
    yield "database gone", lambda root, _: (root / COPY / "patients.db").unlink()
    yield "agenda gone", lambda root, _: (root / COPY / "agenda.ics").unlink()
    yield "database emptied", lambda root, _: (root / COPY / "patients.db").write_bytes(b"")
    yield "database of another day put back", _older
    yield "a tenth of the files gone", _wiped
    yield "all archives gone", lambda root, _: shutil.rmtree(root / ARCHIVES)
    yield "everything of the patients gone", lambda root, _: shutil.rmtree(root / COPY / "Patients")
    yield "cut short", _cut
    yield "zeroed", _zeroed
    yield "a program came", lambda root, _: _put(root / COPY / "outil.exe", harmless())


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _some(root: Path, chance: random.Random, count: int, ending: str = "*") -> list[Path]:
    return chance.sample(sorted((root / COPY / "Patients").rglob(f"*.{ending}")), count)


def _quietly(path: Path, data: bytes) -> None:
    when = path.stat().st_mtime_ns
    path.write_bytes(data)
    os.utime(path, ns=(when, when))


def _flip(root: Path, chance: random.Random) -> None:
    path = _some(root, chance, 1)[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    _quietly(path, bytes(data))


def _encrypted(root: Path, chance: random.Random) -> None:
    for path in _some(root, chance, 5, "docx"):
        path.write_bytes(keystream(path.name, max(900, path.stat().st_size)))


def _encrypted_quietly(root: Path, chance: random.Random) -> None:
    for path in _some(root, chance, 3):
        _quietly(path, keystream(path.name, max(900, path.stat().st_size)))


def _renamed(root: Path, chance: random.Random) -> None:
    _encrypted(root, chance)
    for path in _some(root, chance, 60):
        path.rename(path.with_name(path.name + ".akira"))
        path.with_name(path.name + ".akira").write_bytes(keystream(path.name, 900))


def _older(root: Path, _: random.Random) -> None:
    path = root / COPY / "patients.db"
    when = path.stat().st_mtime_ns - 90 * 86_400 * 10**9
    path.write_bytes(sqlite([("actes", ("id", "nom"), [(1, "un")] * 300)]))
    os.utime(path, ns=(when, when))


def _wiped(root: Path, chance: random.Random) -> None:
    every = sorted((root / COPY / "Patients").rglob("*.*"))
    for path in chance.sample(every, len(every) // 8):
        path.unlink()


def _cut(root: Path, chance: random.Random) -> None:
    path = _some(root, chance, 1, "docx")[0]
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _zeroed(root: Path, chance: random.Random) -> None:
    path = _some(root, chance, 1, "pdf")[0]
    path.write_bytes(bytes(path.stat().st_size))
