"""Build the demonstration disk, its two backups and the truth about them, or check those that are there.

python -m demo.build            write them beside this file
python -m demo.build --check    build them again in memory and compare; exit status 1 on a difference
"""

import argparse
import json
import lzma
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from demo.builder import backups, hives_usage, ntfs, partition, story_truth
from demo.builder.attack import EXTENSION, strike, tools
from demo.builder.documents_words import PLANTED
from demo.builder.hives import INSTALLED, hives, left_open
from demo.builder.practice import LAST_SAVE, ROOTS, healthy
from demo.builder.practice_machine import TWINS
from demo.builder.practice_odd import BROKEN, HOSTILE, LINKED, PROTECTED, STREAMS, UNEXPLAINED
from demo.builder.story_deleted import deleted
from demo.builder.story_files import files
from demo.builder.story_journal import changes
from demo.builder.story_logs import logs
from demo.builder.tree import Node

FOLDER = Path(__file__).parent
IMAGE, RECENT = "cabinet.img.xz", "sauvegarde_recente.zip"
STALE, TRUTH = "sauvegarde_ancienne.tar.xz", "EXPECTED.json"
_VOLUME = 48 * 1024 * 1024
_SERIAL = 0x5452_4F55_5353_4531
_DISK = 0x5452_4F55
_NTFS = 7  # partition type


def build() -> dict[str, bytes]:
    """Return the content of each file of the demonstration by name, archives as they are before xz."""
    practice = healthy()
    kept = [*logs(INSTALLED), *files(INSTALLED), hives_usage.amcache([*practice, *tools()], INSTALLED)]
    before = [*practice, *left_open(hives(practice), practice), *kept]
    attack = strike(before)
    encrypted, gone = attack.expected["encrypted"], deleted()
    nodes = [*attack.nodes, *(node for node, _ in gone.values())]
    told = changes(before, attack.nodes, encrypted, gone)
    volume = ntfs.volume(
        nodes, size=_VOLUME, label="CABINET-PC1", serial=_SERIAL, fragment=_cut(nodes), changes=told
    )
    image = partition.mbr([(_NTFS, volume)], disk_id=_DISK)
    recent, stale = backups.recent(), backups.tarred(backups.stale())
    found = {**_facts(attack.nodes, image), **attack.expected, "backups": _about(recent, stale)}
    truth = {**found, "story": story_truth.truth(told, encrypted, attack.expected["notes"])}
    text = json.dumps(truth, indent=1, ensure_ascii=True) + "\n"
    return {IMAGE: image, RECENT: recent, STALE: stale, TRUTH: text.encode()}


def _cut(nodes: Sequence[Node]) -> dict[str, int]:
    # Large files of an old disk lie in pieces; reading them whole is part of the exercise.
    return {node.path: 3 for node in nodes if len(node.data) > 150_000}


def _facts(nodes: Sequence[Node], image: bytes) -> dict[str, Any]:
    return {
        "image": {"size": len(image), "sha256": sha256(image).hexdigest(), "volume_offset": 1024 * 1024},
        "files": sum(not node.directory and node.junction is None for node in nodes),
        "junctions": sorted(node.path for node in nodes if node.junction is not None),
        "streams": sorted(STREAMS),
        "hard_link": list(LINKED),
        "practice_roots": list(ROOTS),
        "protected": sorted(PROTECTED),
        "unexplained": sorted(UNEXPLAINED),
        "damaged": sorted(BROKEN),
        "twins": {path + EXTENSION: twin for path, twin in sorted(TWINS.items())},
        "hostile_names": sorted(HOSTILE),
        "planted": [PLANTED.last, PLANTED.first, PLANTED.nir, PLANTED.email, PLANTED.phone],
    }


def _about(recent: bytes, stale: bytes) -> dict[str, Any]:
    old = [node for node in backups.stale() if not node.directory]
    data = [node for node in old if "/Journal/" not in node.path and not node.path.endswith("sauvegarde.txt")]
    newest = max(node.times.modified or 0 for node in data)
    return {
        "recent": {"sha256": sha256(recent).hexdigest(), "newest_ns": _last_save(), "connect": "clean"},
        "stale": {"tar_sha256": sha256(stale).hexdigest(), "files": len(data), "newest_ns": newest},
    }


def _last_save() -> int:
    return int(LAST_SAVE.timestamp()) * 1_000_000_000


def write(folder: Path = FOLDER) -> None:
    """Write every file of the demonstration into the folder."""
    for name, content in build().items():
        whole = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME) if name.endswith(".xz") else content
        (folder / name).write_bytes(whole)
        print(f"{name}: {len(whole)} bytes")


def differences(folder: Path = FOLDER) -> list[str]:
    """Return the names that are missing or differ from what is built now; archives are compared unpacked."""
    return [name for name, content in build().items() if _read(folder / name) != content]


def _read(path: Path) -> bytes | None:
    try:
        raw = path.read_bytes()
        return lzma.decompress(raw) if path.suffix == ".xz" else raw
    except (OSError, lzma.LZMAError):
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.build", description="Build the demonstration.")
    parser.add_argument("--check", action="store_true", help="compare only, and write nothing")
    if not parser.parse_args(arguments).check:
        write()
        return 0
    found = differences()
    for name in found:
        print(f"differs from what is built: {name}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
