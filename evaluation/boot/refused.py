"""A stick with one byte changed in its program: refused in words, nothing started."""

import re
from pathlib import Path

from evaluation.boot import disks, evidence
from evaluation.boot.bios import started
from evaluation.boot.machine import Built
from evaluation.boot.trial import Trial
from evaluation.boot.visit import PATIENCE
from release.image.layout import ROOT

NAME = "One byte of the program changed"
_FIRST_ROOT = Path(__file__).parents[2] / "boot" / "initramfs" / "scripts" / "trousse"


def run(trial: Trial) -> None:
    """Flip one byte in the middle of the program's partition and start."""
    plugged = [disks.infected(trial.place)]
    trial.ready(plugged, size=None)
    at = _flip(trial.stick)
    with trial.machine(Built(trial.stick, plugged)) as machine:
        since = started(trial, machine)
        machine.line.wait([refusal()], PATIENCE)
        picture = machine.keep("2_refus")
        trial.note(
            "the altered program is refused in words",
            holds=True,
            seen=f"byte {at} of the stick; {picture.name}",
        )
        trial.nothing_written(machine, since)
        machine.line.answer("")
        trial.note("Enter powers off", holds=machine.off(PATIENCE), seen="qemu: SHUTDOWN, guest-shutdown")
    trial.unchanged(plugged)


def refusal() -> tuple[str, ...]:
    """Return what the first root says of an altered program, in both languages, from its own script."""
    said = re.findall(r'(?:french|english)="([^"]+)"', _FIRST_ROOT.read_text(encoding="utf-8"))
    return tuple(said[2:4])


def _flip(stick: Path) -> int:
    start, size = evidence.table(stick)[ROOT.number]
    at = start + size // 2
    with stick.open("r+b") as stream:
        stream.seek(at)
        held = stream.read(1)[0]
        stream.seek(at)
        stream.write(bytes([held ^ 1]))
    return at
