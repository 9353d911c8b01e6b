"""What strikes a case while it is sealed: a kill, a full disk, a stick pulled out."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from evaluation.kills_case import Template, acts, begun, run, settled, state

_STICK = 24 * 1024 * 1024  # bytes
_PAGE = 4096
_WAYS = {
    "vfat": ["mkfs.vfat"],
    "ext4": ["mkfs.ext4", "-q", "-F"],
    "unjournaled": [
        "mkfs.ext4",
        "-q",
        "-F",
        "-O",
        "^has_journal",
    ],  # nearest to FAT where the kernel has none
}
_CHECK = ["e2fsck", "-f", "-y"]
_REPAIRS = {"vfat": ["fsck.vfat", "-a"], "ext4": _CHECK, "unjournaled": _CHECK}
_REPAIRED = 1  # the status of a repair that was done


class NotHere(Exception):  # noqa: N818 - a fact about this machine
    """A blow cannot be struck on this machine; says why."""


def killed(made: Template, place: Path, share: float) -> list[str]:
    """Kill the process at a share of its duration."""
    folder = _copied(made, place)
    _kill(begun(*acts(folder, annex=made.annex)), share * made.seconds)
    return _judged(made, folder)


def limited(made: Template, place: Path, share: float) -> list[str]:
    """Let no file grow beyond a share of what the largest takes."""
    folder = _copied(made, place)
    largest = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    status = run(*acts(folder, annex=made.annex), largest=int(share * 3 * largest))
    return _refused(status, _judged(made, folder))


def filled(made: Template, place: Path, share: float) -> list[str]:
    """Seal on a disk that has a share of the room that is needed; then it gets room."""
    disk = place / "disk"
    with _mounted(["-t", "tmpfs", "-o", "size=64m", "none"], disk):
        folder = _copied(made, disk)
        used = os.statvfs(disk)
        pages = used.f_blocks - used.f_bfree + int(share * _needed(made) / _PAGE)
        _asked("mount", "-o", f"remount,size={pages * _PAGE}", str(disk))
        status = run(*acts(folder, annex=made.annex))
        said = state(made, folder)
        _asked("mount", "-o", "remount,size=64m", str(disk))
        return _refused(status, said + settled(made, folder))


def _needed(made: Template) -> int:
    return sum((made.folder / name).stat().st_size for name in made.former) + 192 * 1024


def pulled_fat(made: Template, place: Path, share: float) -> list[str]:
    return _pulled("vfat", made, place, share)


def pulled_unjournaled(made: Template, place: Path, share: float) -> list[str]:
    return _pulled("unjournaled", made, place, share)


def pulled_ext4(made: Template, place: Path, share: float) -> list[str]:
    return _pulled("ext4", made, place, share)


def _pulled(kind: str, made: Template, place: Path, share: float) -> list[str]:
    """Keep the stick as it is the moment after the kill: what was not synced by then is not on it.

    The bytes of the stick are a file behind a loop device; the copy of that file holds what the file system
    has handed on, in whatever order it did, and nothing of what it still had in memory.
    It is then repaired as systems propose to: without a journal it may take no writing before.
    """
    stick, pulled, at = place / "stick", place / "pulled", place / "mnt"
    with stick.open("wb") as stream:
        stream.truncate(_STICK)
    _asked(*_WAYS[kind], str(stick))
    with _mounted(["-o", "loop", str(stick)], at):
        folder = _copied(made, at)
        os.sync()
        _kill(begun(*acts(folder, annex=made.annex)), share * made.seconds)
        shutil.copyfile(stick, pulled)
    _asked(*_REPAIRS[kind], str(pulled), last=_REPAIRED)
    with _mounted(["-o", "loop", str(pulled)], at):
        return _judged(made, at / "case")


def _kill(child: int, seconds: float) -> None:
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _judged(made: Template, folder: Path) -> list[str]:
    return state(made, folder) + settled(made, folder)


def _refused(status: int, said: list[str]) -> list[str]:
    """Say beside what is left how the command ended; a crash is wrong."""
    named = {0: "done", 4: "refused by name", 6: "refused by name"}.get(status)
    wrong = [] if named else [f"ended with {status}"]
    return [f"{said[0]} ({named or 'crashed'})", *wrong, *said[1:]]


def _copied(made: Template, place: Path) -> Path:
    shutil.copytree(made.folder, place / "case", copy_function=shutil.copyfile)
    return place / "case"


@contextmanager
def _mounted(what: list[str], at: Path) -> Iterator[None]:
    at.mkdir(exist_ok=True)
    _asked("mount", *what, str(at))
    try:
        yield
    finally:
        _asked("umount", str(at))


def _asked(*command: str, last: int = 0) -> None:
    """Run a program; raises NotHere where it is missing or ends with more than `last`."""
    if shutil.which(command[0]) is None:
        raise NotHere(f"{command[0]} is missing")
    run_ = subprocess.run(command, capture_output=True, check=False, text=True)
    if run_.returncode > last:
        raise NotHere(f"{command[0]}: {' '.join(run_.stderr.split())[:100]}")
