"""Programs of others that make, fill and read the images: run one at a time, and waited for."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UTC = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "MTOOLS_SKIP_CHECK": "1"}
_PATIENCE = 20  # seconds
_TRIES, _PAUSE = 10, 0.2  # seconds


class Absent(Exception):  # noqa: N818 - a reason to skip, not an error
    """A program, or a right, that is needed is not here; the text names it."""


def need(*programs: str, mounts: bool = False) -> None:
    """Raise Absent for the first program that is not installed, or where nothing can be mounted."""
    for program in programs:
        if shutil.which(program) is None:
            raise Absent(f"{program} is not installed")
    if mounts and (sys.platform != "linux" or os.geteuid() != 0 or not os.access("/dev/fuse", os.W_OK)):
        raise Absent("mounting through FUSE needs Linux, root and /dev/fuse")


def run(*words: object, feed: bytes | None = None) -> bytes:
    """Run a program and return what it wrote; raise RuntimeError with what it said when it fails."""
    done = subprocess.run(
        [str(word) for word in words], input=feed, capture_output=True, env=UTC, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


@contextmanager
def looped(image: Path) -> Iterator[str]:
    """Give an image a block device that can be written, for what mounts nothing else."""
    need("losetup", "blockdev")
    if os.geteuid() != 0:
        raise Absent("loop devices need root")
    device = _device(image)
    try:
        run("blockdev", "--setrw", device)  # a read-only mark outlives the image that bore it before
        yield device
    finally:
        run("blockdev", "--setrw", device)
        _again("losetup", "--detach", device)


@contextmanager
def mounted(image: Path, *command: str, what: str = "") -> Iterator[Path]:
    """Mount an image, or a device that shows it, with a FUSE program kept in the foreground.

    It is waited for at the end, until it has written all.
    """
    point = image.with_name(image.name + ".mount")
    point.mkdir(exist_ok=True)
    quiet = subprocess.DEVNULL
    program = subprocess.Popen(
        [*command, what or str(image), str(point)], stdout=quiet, stderr=quiet, env=UTC
    )
    try:
        limit = time.monotonic() + _PATIENCE
        while not point.is_mount():
            if program.poll() is not None or time.monotonic() > limit:
                raise Absent(f"{command[0]} cannot mount an image here")
            time.sleep(0.01)
        yield point
    finally:
        if point.is_mount():
            _again("umount", point)
        elif program.poll() is None:
            program.kill()
        program.wait(_PATIENCE)
        point.rmdir()


@contextmanager
def mounted_by_linux(device: str, point: Path, kind: str) -> Iterator[Path]:
    """Mount a device with a file system of Linux itself."""
    point.mkdir(exist_ok=True)
    try:
        run("mount", "-t", kind, device, point)
    except RuntimeError as error:
        raise Absent(f"this Linux does not mount {kind} here: {error}") from error
    try:
        yield point
    finally:
        _again("umount", point)


def _device(image: Path) -> str:
    """Return a free loop device given to an image; others may ask for one at the same instant."""
    for left in reversed(range(_TRIES)):
        try:
            return run("losetup", "--find", "--show", image).decode().strip()
        except RuntimeError as error:
            if not left:
                raise Absent(f"no loop device can be had here: {error}") from error
            time.sleep(_PAUSE)
    raise AssertionError


def _again(*words: object) -> None:
    """Run a program that gives something back, until nobody looks at that any more."""
    for left in reversed(range(_TRIES)):
        try:
            run(*words)
        except RuntimeError:
            if not left:
                raise
            time.sleep(_PAUSE)
        else:
            return
