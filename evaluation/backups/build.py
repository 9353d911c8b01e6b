"""Build the media of one half, once, below build/backups."""

import hashlib
import os
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from demo.builder.documents import nanoseconds
from demo.builder.folder import lay
from demo.builder.tree import Node
from evaluation.backups.blows import strike
from evaluation.backups.contents import CONTENTS
from evaluation.backups.databases import DATABASES
from evaluation.backups.forms import FORMS, Form
from evaluation.backups.practices import TAKEN, Practice, chance
from evaluation.backups.programs import run
from toolkit.backup.classes import practice_class

FOLDER = Path(__file__).resolve().parents[2] / "build" / "backups"
OWN = ("good", "odd but good", "stale", "stale, dates new")  # what a baseline may have been made of
_NIGHT = timedelta(days=1)  # whatever else is packed was packed the night after
_OF_MEDIA = (
    "practices.py",
    "contents.py",
    "programs.py",
    "../../release/image/exfat.py",
    "databases.py",
    "forms.py",
    "blows.py",
    "build.py",
)


class Made(NamedTuple):
    """One medium: where it lies, of which form and fault, and whose data it holds."""

    place: Path
    name: str  # of the form
    fault: str
    practice: Practice

    @property
    def form(self) -> Form:
        return next(form for form in FORMS if form.name == self.name)

    @property
    def opened(self) -> Path:
        """What is opened: the image of a disk, or the medium as a folder."""
        images = list(self.place.iterdir()) if self.form.kind == "disk" else []
        return images[0] if images else self.place


def practice_of(form: Form, half: str) -> Practice:
    return Practice(half, FORMS.index(form))


def files_of(form: Form, half: str, fault: str = "good") -> list[Node]:
    """Return the files of a practice in the state a fault names, its base as the form's program writes it."""
    made = CONTENTS[fault](practice_of(form, half))
    if form.kind != "database":
        return made
    name, dump = DATABASES[form.name]
    return [
        replace(node, path=node.path.rpartition("/")[0] + f"/{name}", data=dump(node.data))
        if practice_class(node.path, None) == "database"
        else node
        for node in made
    ]


def build(half: str, only: Sequence[str] = ()) -> Iterator[Made]:
    """Yield every medium of a half, those of a form built where they are not there as they would be now."""
    for form in FORMS:
        if only and form.name not in only:
            continue
        if not form.here:
            print(f"left out, a program is missing: {form.name} ({', '.join(form.needs)})")
            continue
        folder = FOLDER / half / form.name.replace(" ", "_")
        if _stamp(folder) != _digest():
            _build(folder, form, half)
        for fault in form.faults:
            yield Made(folder / _named(fault), form.name, fault, practice_of(form, half))


def _named(fault: str) -> str:
    return fault.replace(" ", "_").replace(":", "")


def _digest() -> str:
    here = Path(__file__).resolve().parent
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in _OF_MEDIA)).hexdigest()


def _stamp(folder: Path) -> str:
    stamp = folder.with_name(folder.name + ".built")
    return stamp.read_text() if stamp.exists() else ""


def _build(folder: Path, form: Form, half: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sound = files_of(form, half)
    for fault in form.contents:
        made = sound if fault == "good" else files_of(form, half, fault)
        _write(folder / _named(fault), form, made, TAKEN if fault in OWN else TAKEN + _NIGHT)
    for blow in form.blows:
        struck = folder / _named(blow)
        run("cp", "-a", "--sparse=always", str(folder / "good"), str(struck))
        draws: random.Random = chance(practice_of(form, half), f"{form.name} {blow}")
        strike(struck, form, blow, sound, draws)
    folder.with_name(folder.name + ".built").write_text(_digest())


def _write(medium: Path, form: Form, nodes: Sequence[Node], taken: datetime) -> None:
    """Have the program pack the files; what it wrote is dated of the evening it ran."""
    medium.mkdir()
    with tempfile.TemporaryDirectory() as held:
        made = Path(held)
        (made / "cabinet").mkdir()
        lay(list(nodes), made / "cabinet")
        form.write(made, medium)
    if form.kind in {"files", "database"}:
        return
    moment = nanoseconds(taken)
    for path in medium.rglob("*"):
        os.utime(path, ns=(moment, moment))
