"""The trees that are measured: many small files, mixed ones, a few large ones, a practice's, archives.

They are laid once in build/bench/trees, from this machine's own files and from the packages of the corpus, so
two machines do not measure the same bytes: compare ratios, not seconds.
"""

import hashlib
import os
import random
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from demo.builder import folder as plain_folder
from demo.builder.attack import strike
from demo.builder.practice import healthy
from evaluation import corpus

HERE = Path(__file__).parents[2] / "build" / "bench" / "trees"
NAMES = ("small", "mixed", "large", "practice", "archives")
_MACHINE = ("/usr/share", "/usr/lib", "/usr/include")
_MB = 1_000_000
_SMALL = (5_000, 77 * _MB, 256 * 1024)  # files, bytes, most bytes of one file
_MIXED = (2_630, 115 * _MB, 8 * _MB)
_LARGE = (78 * _MB, 42 * _MB, 32 * _MB, 16 * _MB)
# A practice's disk: how many files of each kind.
_PRACTICE = (
    ((".exe", ".dll", ".pyd", ".sys"), 150),
    ((".dcm",), 150),
    ((".pdf", ".doc", ".docx", ".xls", ".xlsx", ".odt", ".ods", ".pptx", ".rtf"), 400),
    ((".jpg", ".jpeg", ".png", ".tif", ".gif"), 300),
    ((".txt", ".xml", ".html", ".csv", ".ini", ".json"), 300),
    ((".db", ".sqlite", ".zip", ".mdb", ".msg", ".lnk", ".evtx", ".mp3", ".mp4", ".ttf"), 100),
)


def tree(name: str) -> Path:
    """Return the folder of a tree, laid on first use."""
    place = HERE / name
    if not place.exists():
        unfinished = HERE / f"{name}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        _LAID[name](unfinished)
        unfinished.rename(place)
    return place


def files(place: Path) -> list[Path]:
    """Return the regular files below a folder, sorted."""
    return sorted(path for path in place.rglob("*") if path.is_file() and not path.is_symlink())


def _small(place: Path) -> None:
    _copied(_drawn(*_SMALL), place)


def _mixed(place: Path) -> None:
    _copied(_drawn(*_MIXED), place)


def _large(place: Path) -> None:
    """Lay a disk of programs, a text, a film's worth of bare bytes; the first is above what is held whole."""
    disk, log, film, other = _LARGE
    _joined(place / "programmes.img", disk, (".so", ".exe", ".dll", ".a"))
    _joined(place / "journal.log", log, (".txt", ".html", ".py"))
    for name, size in (("scanner.dat", film), ("film.dat", other)):
        (place / name).write_bytes(random.Random(name).randbytes(size))


def _archives(place: Path) -> None:
    """Lay archives of many files, which only a scan of ours looks into."""
    for number in range(2):
        with zipfile.ZipFile(place / f"sauvegarde-{number}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for place_in, path in enumerate(_by_chance(_machine(256 * 1024), number)[:1000]):
                # Without its times: some are before those a ZIP can hold.
                archive.writestr(f"{place_in:04}_{path.name}", path.read_bytes())


def _joined(target: Path, size: int, endings: tuple[str, ...]) -> None:
    with target.open("wb") as stream:
        for path in _by_chance(_machine(8 * _MB), 2):
            if path.suffix in endings:
                stream.write(path.read_bytes()[: size - stream.tell()])
            if stream.tell() >= size:
                break


def _practice(place: Path) -> None:
    """Lay programs, X-rays, documents, pictures; without the corpus, the demonstration's."""
    originals = list((corpus.FOLDER / "files").rglob("*"))
    for endings, count in _PRACTICE:
        found = [
            path for path in originals if path.suffix.lower() in endings and _usable(path, corpus.LARGEST)
        ]
        _copied(_by_chance(found, 4)[:count], place / endings[0][1:])
    if not originals:
        (place / "cabinet").mkdir()
        plain_folder.lay(strike(healthy()).nodes, place / "cabinet")


def _drawn(count: int, size: int, largest: int) -> list[Path]:
    """Draw so many files of this machine that they have about so many bytes in all."""
    found = sorted((path.stat().st_size, path) for path in _machine(largest))
    total = sum(length for length, _ in found)
    while found and total / len(found) > size / count:
        total -= found.pop()[0]
    # Too small on the whole: the smallest go until the mean is right.
    first = 0
    while first < len(found) - count and total / (len(found) - first) < size / count:
        total -= found[first][0]
        first += 1
    return _by_chance([path for _, path in found[first:]], 5)[:count]


def _machine(largest: int) -> list[Path]:
    walked = (Path(where, name) for top in _MACHINE for where, _, names in os.walk(top) for name in names)
    return [path for path in walked if _usable(path, largest)]


def _usable(path: Path, largest: int) -> bool:
    return not path.is_symlink() and path.is_file() and 0 < path.stat().st_size <= largest


def _by_chance(paths: Sequence[Path], seed: int) -> list[Path]:
    return sorted(paths, key=lambda path: hashlib.sha256(f"{seed}{path}".encode("utf-8", "replace")).digest())


def _copied(paths: Sequence[Path], place: Path) -> None:
    for number, path in enumerate(paths):
        folder = place / f"{number // 50:03}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / f"{number:05}_{path.name}")


_LAID: dict[str, Callable[[Path], None]] = {
    "small": _small,
    "mixed": _mixed,
    "large": _large,
    "practice": _practice,
    "archives": _archives,
}
