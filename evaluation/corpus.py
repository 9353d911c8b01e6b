"""Fetch the packages whose files the measures need, and share them out between training and testing.

    python -m evaluation.corpus [--seed N]

Packages come through apt-get and pip into build/corpus, once; their names stand in corpus.toml. Nothing of
them is run by us, except what pip itself runs to learn the name of a source archive.
"""

import argparse
import hashlib
import random
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.crafted import craft

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "build" / "corpus"
SEED = 20260101
LARGEST = 16 * 1024 * 1024
PER_PACKAGE = 60  # files of one extension taken from one package
PER_EXTENSION = 500
MACHINE = ("/usr/share", "/usr/lib", "/opt")  # this machine's own files, a package for each folder there
_BESIDE = ("-updates", "-security", "-backports")
_NOTHING = ("-o", "Dir::Etc::sourceparts=-", "-o", "APT::Get::List-Cleanup=0")


@dataclass(frozen=True, slots=True)
class Original:
    """A file of the corpus: which package it came in, and where it lies."""

    package: str
    path: Path

    @property
    def extension(self) -> str:
        return self.path.suffix.lower()


def side(package: str, seed: int) -> str:
    """Say whether a package is for training or for testing under a seed: by its name, never by its files."""
    # What is packaged twice, as sources and as installed, holds the same files and stays on one side.
    family = package.removeprefix("python3-").removesuffix("-examples")
    digest = hashlib.sha256(f"{seed}:{family}".encode()).digest()
    return "train" if digest[0] < 128 else "test"


def fetch(folder: Path = FOLDER) -> list[str]:
    """Fetch and unpack what is not there yet, and return the packages that could not be had."""
    listed = tomllib.loads((HERE / "corpus.toml").read_text(encoding="utf-8"))
    (folder / "files").mkdir(parents=True, exist_ok=True)
    options = _source_index(folder, listed["sources"])
    ways = {
        "sources": lambda name: ["apt-get", *options, "source", "--download-only", name],
        "installed": lambda name: ["apt-get", "download", name],
        "archives": lambda name: [*_pip(), "--no-binary", ":all:", name],
        "windows": lambda name: [*_pip(), "--only-binary", ":all:", "--platform", "win_amd64", name],
    }
    craft(folder)
    wanted = [(kind, name) for kind in ways for name in listed[kind]]
    return [name for kind, name in wanted if not _have(folder, f"{kind}-{name}", ways[kind](name))]


def _pip() -> list[str]:
    return [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]


def _source_index(folder: Path, names: list[str]) -> list[str]:
    """Return the options by which apt-get knows source packages, from the mirror this machine uses."""
    state = folder / "apt"
    options = ["-o", f"Dir::Etc::sourcelist={state / 'src.list'}", *_NOTHING]
    options += ["-o", f"Dir::State::lists={state / 'lists'}"]
    if all(_there(folder, f"sources-{name}").exists() for name in names):
        return options
    (state / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    shown = "$(REPO_URI) $(RELEASE)"
    asked = ["Created-By: Packages", "Origin: Debian"]
    known = _run(["apt-get", "indextargets", "--format", shown, *asked])
    rows = sorted({line for line in known.stdout.split("\n") if line and not line.endswith(_BESIDE)})
    text = "".join(f"deb-src {row} main\n" for row in rows)
    (state / "src.list").write_text(text, encoding="utf-8")
    _run(["apt-get", *options, "update"])
    return options


def _run(command: list[str], folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)


def _there(folder: Path, key: str) -> Path:
    return folder / "files" / key


def _have(folder: Path, key: str, command: list[str]) -> bool:
    """Fetch one package and unpack it; the archives are kept beside, so that nothing is asked twice."""
    target = _there(folder, key)
    if target.exists():
        return True
    held = folder / "archives" / key
    held.mkdir(parents=True, exist_ok=True)
    if not any(held.iterdir()):
        _run(command, held)
    archives = [path for path in sorted(held.iterdir()) if path.suffix not in {".dsc", ".asc"}]
    if not archives:
        shutil.rmtree(held)  # only half of it came, or nothing
        print(f"  not to be had: {key}", flush=True)
        return False
    making = target.with_name(target.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    for number, archive in enumerate(archives):
        _unpack(archive, making / str(number))
    _prune(making)
    making.rename(target)
    print(f"  {key}", flush=True)
    return True


def _prune(folder: Path) -> None:
    """Keep few enough files of each extension, the first by name."""
    taken: Counter[str] = Counter()
    for path in sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file()):
        extension = path.suffix.lower()
        taken[extension] += 1
        if path.is_symlink() or taken[extension] > 4 * PER_PACKAGE or path.stat().st_size > LARGEST:
            path.unlink()


def _unpack(archive: Path, target: Path) -> None:
    target.mkdir(parents=True)
    if archive.suffix == ".deb":
        _run(["dpkg-deb", "-x", str(archive), str(target)])
    elif archive.suffix in {".zip", ".whl"}:
        with zipfile.ZipFile(archive) as packed:
            _each(target, ((m.filename, m.file_size, packed.open(m)) for m in packed.infolist()))
    elif ".debian." not in archive.name and not archive.name.endswith(".diff.gz"):
        with tarfile.open(archive) as packed:
            members = (m for m in packed if m.isreg())
            _each(target, ((m.name, m.size, packed.extractfile(m)) for m in members))


def _each(target: Path, members: Iterator[tuple[str, int, object]]) -> None:
    """Write few enough members of each extension, under their own names, in folders of a number."""
    taken: Counter[str] = Counter()
    for number, (name, size, stream) in enumerate(members):
        base = name.rsplit("/", 1)[-1]
        extension = Path(base).suffix.lower()
        if not base or not 0 < size <= LARGEST or taken[extension] >= 4 * PER_PACKAGE or stream is None:
            continue
        taken[extension] += 1
        place = target / f"{number:06d}"
        place.mkdir()
        (place / base[-120:]).write_bytes(stream.read())  # type: ignore[attr-defined]  # both kinds of stream


def originals(split: str, seed: int = SEED, most: int = 100_000, folder: Path = FOLDER) -> list[Original]:
    """List the files of one part ("train", "test" or "all"), in random order, few of each extension.

    The files of this machine count as packages too, one for each folder below /usr/share and the like.
    """
    chance = random.Random(seed)
    found: list[Original] = []
    for place in _places(folder):
        package = place.name.partition("-")[2] if place.parent.name == "files" else str(place)
        if split not in {"all", side(package, seed)}:
            continue
        paths = [path for path in sorted(place.rglob("*")) if not path.is_symlink() and path.is_file()]
        chance.shuffle(paths)
        taken: Counter[str] = Counter()
        for path in paths:
            taken[path.suffix.lower()] += 1
            if taken[path.suffix.lower()] <= PER_PACKAGE and 0 < path.stat().st_size <= LARGEST:
                found.append(Original(package, path))
    chance.shuffle(found)
    return list(_even(found))[:most]


def _places(folder: Path) -> list[Path]:
    machine = [path for place in MACHINE if Path(place).is_dir() for path in sorted(Path(place).iterdir())]
    packages = sorted((folder / "files").iterdir()) if (folder / "files").is_dir() else []
    return [path for path in packages + machine if path.is_dir() and not path.is_symlink()]


def _even(found: list[Original]) -> Iterator[Original]:
    """Yield few enough of each extension, and none whose name and size came before."""
    taken: Counter[str] = Counter()
    seen: set[tuple[str, int]] = set()
    for original in found:
        key = (original.path.name, original.path.stat().st_size)
        if taken[original.extension] < PER_EXTENSION and key not in seen:
            taken[original.extension] += 1
            seen.add(key)
            yield original


def main() -> int:
    """Fetch, then print how many files of how many extensions each part has."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.corpus", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    seed = parser.parse_args().seed
    missing = fetch()
    print(f"packages not to be had: {', '.join(missing) or 'none'}")
    for part in ("train", "test"):
        listed = originals(part, seed)
        kinds = Counter(original.extension for original in listed)
        packages = len({original.package for original in listed})
        print(f"{part}: {len(listed)} files, {len(kinds)} extensions, {packages} packages")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
