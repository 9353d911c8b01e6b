"""What reading a disk costs in each container, as a ratio to the raw image: CPU seconds of one process.

`python -m evaluation.containers [MIB]`: 64 MiB unless told. The images are made by qemu-img and ewfacquire.
"""

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from toolkit.media.containers import open_disk
from toolkit.media.medium import open_medium

MIB = 1024 * 1024
_STEP = MIB
QEMU = (
    ("VHD", ("vpc",)),
    ("VHDX", ("vhdx",)),
    ("VMDK", ("vmdk",)),
    ("VMDK packed", ("vmdk", "-o", "subformat=streamOptimized")),
    ("QCOW2", ("qcow2",)),
    ("QCOW2 packed", ("qcow2", "-c")),
)


def main(arguments: list[str]) -> None:
    size = int(arguments[0]) if arguments else 64
    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch) / "raw.img"
        _fill(raw, size)
        base = _seconds(raw)
        print(f"{size} MiB, a third random, a third text, a third zeros; raw: {base:.2f} s of CPU")
        for name, path in _made(raw):
            spent = _seconds(path)
            print(f"  {name:14} {spent:8.2f} s {spent / base:7.1f} × raw, {size / spent:7.0f} MiB/s")


def _fill(path: Path, size: int) -> None:
    chance = random.Random(1)
    with path.open("wb") as file:
        for number in range(size):
            text = f"ligne {number} du compte rendu\n".encode()
            piece = (chance.randbytes(MIB), (text * (MIB // len(text) + 1))[:MIB], bytes(MIB))[number % 3]
            file.write(piece)


def _made(raw: Path) -> list[tuple[str, Path]]:
    found = []
    for name, words in QEMU if shutil.which("qemu-img") else ():
        path = raw.with_name(name.replace(" ", "-"))
        subprocess.run(["qemu-img", "convert", "-O", *words, str(raw), str(path)], check=True)
        found.append((name, path))
    if shutil.which("ewfacquire"):
        for level in ("none", "fast"):
            target = raw.with_name(level)
            subprocess.run(
                ["ewfacquire", "-u", "-q", "-c", level, "-t", str(target), str(raw)],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            found.append((f"E01 {level}", target.with_suffix(".E01")))
    return found


def _seconds(path: Path) -> float:
    disk = open_disk(path) or open_medium(path)
    begun = time.process_time()
    for offset in range(0, disk.size, _STEP):
        disk.read(offset, _STEP)
    spent = time.process_time() - begun
    disk.close()
    return spent


if __name__ == "__main__":
    main(sys.argv[1:])
