"""Two builds of one commit in two folders, and every file that differs between them."""

import os
import zipfile
from pathlib import Path

from release import BUILD, HERE, bundle, cpython, machine, native, windows, wine

PLACE = BUILD / "reproduce"


def run(system: str, *, as_it_stands: bool) -> bool:
    """Build twice, print what differs and why, and return whether nothing does."""
    bundle.renewed(PLACE)
    # The copies have no history: both are given the date of the commit.
    os.environ["SOURCE_DATE_EPOCH"] = str(bundle.committed(HERE))
    names = ("first", "second folder of another name")
    sources = [bundle.source_of(HERE, PLACE / name / "source", as_it_stands=as_it_stands) for name in names]
    first, second = _built(system, sources)
    unlike = differences(first, second)
    for name, why in unlike:
        print(f"{name}: {why}")
    files = sum(path.is_file() for path in first.rglob("*"))
    print(
        f"{first.name}: {files} files, {len(unlike)} differ"
        if unlike
        else f"{first.name}: identical ({files} files)"
    )
    return not unlike


def _built(system: str, sources: list[Path]) -> list[Path]:
    if system == "native":
        return [native.make(source, source.parent / "build") for source in sources]
    machine.prepare()
    # Each build has an interpreter of its own, put together from the pinned archives.
    pythons = [cpython.assembled(source.parent / "python") for source in sources]
    with wine.prefix(cpython.PLACE / "prefix") as environment:
        return [
            windows.make(python, environment, source, source.parent / "build")
            for python, source in zip(pythons, sources, strict=True)
        ]


def differences(first: Path, second: Path) -> list[tuple[str, str]]:
    """Name every file or link that is not the same in both folders, and what kind of difference it is."""
    names = sorted({str(path.relative_to(root)) for root in (first, second) for path in root.rglob("*")})
    found = [(name, _unlike(first / name, second / name)) for name in names]
    return [(name, why) for name, why in found if why]


def _unlike(one: Path, other: Path) -> str:
    kinds = _kind(one), _kind(other)
    if kinds[0] != kinds[1]:
        return f"{kinds[0]} in the first, {kinds[1]} in the second"
    if kinds[0] == "a link":
        return "" if one.readlink() == other.readlink() else "a link that leads elsewhere"
    if one.stat().st_mode != other.stat().st_mode:
        return "permissions"
    return _bytes(one, other) if kinds[0] == "a file" else ""


def _kind(path: Path) -> str:
    if path.is_symlink():
        return "a link"
    if path.is_dir():
        return "a folder"
    return "a file" if path.is_file() else "absent"


def _bytes(one: Path, other: Path) -> str:
    left, right = one.read_bytes(), other.read_bytes()
    if left == right:
        return ""
    if zipfile.is_zipfile(one) and zipfile.is_zipfile(other):
        return _in_zip(one, other)
    if len(left) != len(right):
        return f"{len(left)} and {len(right)} bytes"
    places = [place for place, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    return f"{len(places)} bytes from offset {places[0]} to {places[-1]}"


def _in_zip(one: Path, other: Path) -> str:
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
        left = {entry.filename: (entry.CRC, entry.date_time) for entry in first.infolist()}
        right = {entry.filename: (entry.CRC, entry.date_time) for entry in second.infolist()}
    unlike = sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))
    return f"inside the archive: {', '.join(unlike[:5])}" if unlike else "the order or packing of the archive"
