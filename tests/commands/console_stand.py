"""A stand for the console: scripts of the shell, a machine as a tree, somebody at a terminal of 80 by 25."""

import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from tests.host.booted_machine import lay, machine
from tests.terminal import Terminal, terminal

PATIENCE = 120.0  # seconds
LEAD = """
import sys
from pathlib import Path
from tests.host.booted_machine import asked
from toolkit import booted
from toolkit.commands.console import lead
from toolkit.commands.console_seat import Seat
from toolkit.commands.screen import Screen
from toolkit.host.boot_scripts import Scripts
from toolkit.media.drive import Drive, Partition
from toolkit.texts import Speech

root, disk, locked = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
seat = Seat(Screen(Speech("fr")), booted.facts(root / "run/trousse/boot"), Scripts(root / "scripts"), root)
seat.asked = asked
parts = (Partition(disk, 1, locked or "ntfs", None),)
ours = Drive("/dev/sdb", "Cle d'essai", "S2", 4 << 30, "usb", True, False, (Partition("/dev/sdb5"),), True)
seat.drives = lambda: [Drive(disk, "Disque", "S1", 8 << 20, "ata", False, True, parts), ours]
sys.exit(lead(seat))
"""
_SCRIPTS = {
    "keyboard": 'case "$1" in fr|us) ;; *) exit 1 ;; esac',
    "clock": 'if [ "$1" = --hardware ]; then echo 2026-11-23T10:15:02; fi',
    "evidence": 'cat "$(dirname "$0")/evidence.says"',
    "power-off": ":",
    "restart": "exit 1",
}


def stand(root: Path) -> Path:
    """Lay the machine and its scripts, each noting how it was called; return where evidence is written."""
    lay(machine(root), {"sys/block/sdb/device/model": "Cle d'essai\n"})
    scripts, place = root / "scripts", root / "PREUVES"
    scripts.mkdir()
    (place / "cases").mkdir(parents=True)
    for name, body in _SCRIPTS.items():
        script = scripts / name
        script.write_text(f'#!/bin/sh\necho "{name} $*" >>"$(dirname "$0")/calls"\n{body}\n')
        script.chmod(0o755)
    (scripts / "evidence.says").write_text(f"ok {place} /dev/sdb5\n")
    return place


def calls(root: Path) -> list[str]:
    return [line.strip() for line in (root / "scripts/calls").read_text().splitlines()]


def console(
    root: Path, disk: object = "", locked: str = "", term: str = "linux"
) -> AbstractContextManager[Terminal]:
    """Open the console at the stand of `root`, with one disk beside the stick."""
    command = [sys.executable, "-c", LEAD, str(root), str(disk), locked]
    return terminal(command, {**os.environ, "TERM": term, "PYTHONUTF8": "1"}, PATIENCE)
