"""One read-only file out of a root, then the tree of hashes by which the kernel checks every block."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from release import Refused

BLOCK = 4096
# Both are public and fixed, so that the same root gives the same hash.
_SALT = "74726f757373652d" * 4
_UUID = "6c6f7572-7472-4f75-8053-452d42300006"
_PATH = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}


def squash(root: Path, program: Path, target: Path, date: int) -> None:
    """Pack a root with the program at /opt/trousse into one squashfs, every date being that of the commit."""
    place = root / "opt" / "trousse"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(program, place, symlinks=True)
    target.unlink(missing_ok=True)
    command = [
        "mksquashfs", str(root), str(target), "-comp", "zstd", "-Xcompression-level", "15", "-b", "256K",
        "-noappend", "-no-progress", "-quiet", "-no-xattrs", "-no-exports",
    ]  # fmt: skip
    _said(command, {**_PATH, "SOURCE_DATE_EPOCH": str(date)})


def append(squashfs: Path) -> tuple[str, int]:
    """Append the hash tree; return the root hash and where the tree begins."""
    size = squashfs.stat().st_size
    offset = -(-size // BLOCK) * BLOCK
    os.truncate(squashfs, offset)
    command = [
        "veritysetup", "format", "--hash=sha256", f"--salt={_SALT}", f"--uuid={_UUID}",
        f"--data-block-size={BLOCK}", f"--hash-block-size={BLOCK}", f"--data-blocks={offset // BLOCK}",
        f"--hash-offset={offset}", str(squashfs), str(squashfs),
    ]  # fmt: skip
    found = re.search(r"Root hash:\s*([0-9a-f]{64})", _said(command, _PATH))
    if found is None:
        raise Refused("veritysetup said no root hash")
    return found[1], offset


def _said(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        raise Refused(f"{command[0]} failed:\n{done.stderr.decode(errors='replace')}")
    return done.stdout.decode()
