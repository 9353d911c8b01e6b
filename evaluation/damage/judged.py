"""One file judged: benign as it came, or after an attack or an accident was played on its bytes."""

import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evaluation.corpus import Original
from evaluation.damage.naming import draw, extension, renamed
from evaluation.damage.ways import Way, apply
from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

# What a health practice keeps: the types of the goal, by extension.
_PRACTICE = """
doc docx docm xls xlsx xlsm ppt pptx odt ods odp rtf pdf txt csv xml html htm json
jpg jpeg png gif bmp tif tiff webp heic dcm stl ply
sqlite sqlite3 db mdb accdb dbf fdb 7z zip rar gz eml msg pst
mp3 mp4 mov wav avi exe dll lnk evtx
"""
PRACTICE = frozenset(_PRACTICE.split())
ENOUGH = 4096  # bytes, from which the goal of the practice types counts


@dataclass(frozen=True, slots=True)
class Judged:
    """What was called what: the file's own extension and name, what was done to it, and the answer."""

    kind: str
    name: str
    size: int
    verdict: str
    reasons: tuple[str, ...]
    title: str = ""
    naming: str = ""
    published: bool = False
    counted: bool = True
    spent: float = 0.0  # seconds of processor
    in_context: str = ""  # the verdict when the appended extension is known from other files

    @property
    def of_practice(self) -> bool:
        return self.kind in PRACTICE and self.size >= ENOUGH

    @property
    def encrypted(self) -> bool:
        return self.verdict == DamageVerdict.ENCRYPTED


def kind_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def bytes_of(originals: Iterable[Original]) -> Iterator[tuple[Original, bytes]]:
    """Yield what can be read, whole."""
    for original in originals:
        try:
            data = original.path.read_bytes()
        except OSError:
            continue
        if data:
            yield original, data


def benign(originals: Iterable[Original]) -> list[Judged]:
    """Judge files as they came, and note the seconds of processor spent."""
    answers: list[Judged] = []
    for original, data in bytes_of(originals):
        began = time.process_time()
        called = examine(original.path.name, Content.of(data))
        spent = time.process_time() - began
        where = f"{original.package}: {original.path}"
        kind = kind_of(original.path.name)
        answers.append(Judged(kind, where, len(data), called.verdict.value, called.reasons, spent=spent))
    return answers


def attacked(original: Original, data: bytes, way: Way, chance: random.Random) -> Judged | None:
    """Encrypt one file one way, name it as attacks do, and judge it alone and beside others of its kind."""
    changed = apply(way, data, chance)
    if changed is None:
        return None
    naming = way.naming or draw(chance)
    appended = extension(naming, chance)
    name = renamed(original.path.name, naming, appended, chance)
    content = Content.of(changed)
    called = examine(name, content)
    beside = called
    if appended and called.verdict != DamageVerdict.ENCRYPTED:
        beside = examine(name, content, appended=appended)
    return Judged(
        kind=kind_of(original.path.name),
        name=f"{original.package}: {original.path} as {name}",
        size=len(data),
        verdict=called.verdict.value,
        reasons=called.reasons,
        title=way.title,
        naming=naming,
        published=way.published and len(data) >= way.least,
        counted=way.counted,
        in_context=beside.verdict.value,
    )
