"""What the targets that are disk containers share: a small disk, and reading all of one."""

import random
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from toolkit.errors import SourceRefusal
from toolkit.media import containers

BASE = "parent.bin"
SMALL = random.Random(5).randbytes(48 * 1024) + bytes(16 * 1024) + b"fin" * 8192
_READ = 4 * 1024 * 1024  # bytes read of a disk, from its start and up to its end
_STEP = 10_000


def read_set(files: Mapping[str, bytes]) -> str:
    """Write a set of files and read its first as a disk; return "ok" or the code of what failed."""
    folder = _folder()
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        disk = containers.open_disk(folder / next(iter(files)))
    except SourceRefusal as refusal:
        return refusal.code
    if disk is None:
        return "no container"
    try:
        for start in {0, max(0, disk.size - _READ)}:
            for offset in range(start, min(start + _READ, disk.size), _STEP):
                part = disk.read(offset, _STEP)
                if len(part) != min(_STEP, disk.size - offset):
                    raise AssertionError(len(part))
    except OSError as error:
        return str(error).split()[0]
    finally:
        disk.close()
    return disk.warnings[0] if disk.warnings else "ok"


@cache
def _folder() -> Path:
    memory = Path("/dev/shm")  # noqa: S108 - 10,000 sets are written one after another
    return Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
