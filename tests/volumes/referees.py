"""What readers of others see of an image: The Sleuth Kit's own programs, and dissect, each run apart."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from tests.volumes.outside import UTC, Absent, need

DISSECT = "TROUSSE_DISSECT"  # names the Python of an environment where dissect.target is installed
_SCRIPT = Path(__file__).with_name("dissect_files.py")
_OWN = ("$OrphanFiles", "$MBR", "$FAT1", "$FAT2", "$ALLOC_BITMAP", "$UPCASE_TABLE")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a body file: times in whole seconds, 0 where there is none."""

    path: str
    address: str
    mode: str
    size: int
    accessed: int
    modified: int
    changed: int
    created: int
    deleted: bool = False
    of_name: bool = False  # times of $FILE_NAME


@cache
def fls(image: Path, offset: int = 0, *, deleted: bool = False) -> list[Line]:
    """List every live name, or every deleted one, as `fls -r -p -m` does."""
    need("fls")
    only = "-d" if deleted else "-u"
    words = ["fls", "-r", "-p", only, "-m", "", "-o", str(offset // 512), str(image)]
    out = subprocess.run(words, capture_output=True, env=UTC, check=True).stdout
    rows = [_line(row) for row in out.decode("utf-8", "surrogateescape").split("\n") if row]
    return [row for row in rows if row.path.split("/")[0] not in _OWN]


def _line(row: str) -> Line:
    _, rest = row.split("|", 1)
    name, address, mode, _, _, size, accessed, modified, changed, created = rest.rsplit("|", 9)
    bare = name.removesuffix(" (deleted)").removesuffix(" (deleted-realloc)")
    deleted, of_name = bare != name, bare.endswith(" ($FILE_NAME)")
    bare = bare.removesuffix(" ($FILE_NAME)")
    bare = bare.split(" -> ")[0] if mode.startswith("l") else bare
    times = [int(part) for part in (accessed, modified, changed, created)]
    return Line(bare.lstrip("/"), address, mode, int(size), *times, deleted, of_name)


def icat(image: Path, address: str, offset: int = 0, *, deleted: bool = False) -> str:
    """Return the SHA-256 of what `icat` writes of one file."""
    need("icat")
    words = ["icat", *(["-r"] if deleted else []), "-o", str(offset // 512), str(image), address]
    return sha256(subprocess.run(words, capture_output=True, env=UTC, check=True).stdout).hexdigest()


def dissect(image: Path, volumes: Sequence[int] = (0,)) -> list[dict[str, object]]:
    """List every file of the volumes at these offsets as dissect does, with SHA-256 and times."""
    python = os.environ.get(DISSECT)
    if not python:
        raise Absent(f"{DISSECT} does not name a Python with dissect.target")
    words = [python, str(_SCRIPT), str(image), *map(str, volumes)]
    out = subprocess.run(words, capture_output=True, env=UTC, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]
