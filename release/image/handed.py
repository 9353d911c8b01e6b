"""What is handed out with an image: its sum, the record of its parts, and what to note on paper."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from release import DIST
from release.image import layout, table
from toolkit.custody.keys import grouped

_PAPER = """To note on paper, kept away from the stick:
  SHA-256 of the image      {sha256}
  root hash                 {root_hash}
  fingerprint of the stick  {fingerprint}"""
_NEW_KEY = """\
The key that signed the stick was made for this image and no longer exists: another build differs
by that key and its signature. With --key FILE (KEY=FILE of make), two builds of one commit are alike."""


@dataclass(frozen=True, slots=True)
class Part:
    """One partition of an image."""

    number: int
    name: str
    guid: str
    start: int  # bytes
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """An image, as its .json says it."""

    version: str
    dated: int  # seconds, the date of every file in it
    size: int
    sha256: str
    root_hash: str
    root_offset: int  # bytes: where the verity tree begins in the root partition
    stick_fingerprint: str
    partitions: tuple[Part, ...]  # as they stand on the disk
    weighs: Mapping[str, int]  # bytes of what takes the room, the heaviest first


def part(image: Path, place: table.Place) -> Part:
    """Return one partition with its SHA-256."""
    hashed, one = hashlib.sha256(), place.partition
    with image.open("rb") as stream:
        stream.seek(place.start)
        for _ in range(place.size // layout.MIB):
            hashed.update(stream.read(layout.MIB))
    return Part(one.number, one.name, one.guid.lower(), place.start, place.size, hashed.hexdigest())


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def placed(image: Path, record: Record, target: Path = DIST) -> Path:
    """Move an image where it is handed out, with its sum, as sha256sum reads it, and its record."""
    target.mkdir(exist_ok=True)
    left = image.replace(target / image.name)
    Path(f"{left}.sha256").write_text(f"{record.sha256}  {left.name}\n", encoding="ascii")
    Path(f"{left}.json").write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="ascii")
    return left


def report(image: Path, record: Record, *, kept: bool) -> str:
    """Say the size of an image, what takes it, and what to note; `kept`: the key that signed still exists."""
    lines = [f"{image}: {record.size / 1e6:.0f} MB ({record.size} bytes)"]
    lines += [f"{size / 1e6:8.1f} MB  {name}" for name, size in record.weighs.items()]
    fingerprint = grouped(record.stick_fingerprint)
    lines.append(_PAPER.format(sha256=record.sha256, root_hash=record.root_hash, fingerprint=fingerprint))
    return "\n".join(lines if kept else [*lines, _NEW_KEY])


def differences(first: Record, second: Record) -> list[str]:
    """Name what is not the same in two images: partitions, or what stands outside them."""
    if first.sha256 == second.sha256:
        return []
    pairs = zip(first.partitions, second.partitions, strict=True)
    return [one.name for one, other in pairs if one != other] or ["the table of partitions"]
