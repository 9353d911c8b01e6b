"""A stand for the console: scripts of the shell, a machine as a tree, somebody at a terminal of 80 by 25."""

import os
import re
import select
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.host.booted_machine import lay, machine

PATIENCE = 120.0
_MARKS = re.compile(rb"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78]")
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


if sys.platform != "win32":
    import fcntl
    import pty
    import struct
    import termios

    class Terminal:
        """Somebody at a terminal, and the console that has it."""

        def __init__(self, root: Path, disk: object = "", locked: str = "", term: str = "linux") -> None:
            self.shown, self.status = b"", None
            command = [sys.executable, "-c", LEAD, str(root), str(disk), locked]
            self.pid, self.outer = pty.fork()
            if not self.pid:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
                os.execve(command[0], command, {**os.environ, "TERM": term, "PYTHONUTF8": "1"})  # noqa: S606 - ours
            os.set_inheritable(self.outer, False)  # another console would hold this terminal open

        def hear(self) -> None:
            ready, _, _ = select.select([self.outer], [], [], 0.05)
            with suppress(OSError):  # the other end has gone
                self.shown += os.read(self.outer, 65536) if ready else b""
            if self.status is None:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self.status = os.waitstatus_to_exitcode(status) if pid else None

        def words(self) -> str:
            """Return all that was shown without its spaces: lines end where the terminal does."""
            text = _MARKS.sub(b"", self.shown).decode("utf-8", "replace").replace("\N{NO-BREAK SPACE}", "")
            return "".join(text.split())

        def sees(self, words: str) -> None:
            """Wait for words, and forget what was shown before them."""
            wanted, end = "".join(words.split()), time.monotonic() + PATIENCE
            while wanted not in self.words():
                assert time.monotonic() < end, self.words()[-3000:]
                assert self.status is None, self.words()[-3000:]
                self.hear()
            rest = self.words().split(wanted, 1)[1]
            self.shown = rest.encode()

        def says(self, keys: str | bytes) -> None:
            os.write(self.outer, keys.encode() if isinstance(keys, str) else keys)

        def answers(self, words: str, keys: str | bytes) -> None:
            self.sees(words)
            self.says(keys)

        def left(self) -> int | None:
            end = time.monotonic() + PATIENCE
            while self.status is None:
                assert time.monotonic() < end, self.words()[-3000:]
                self.hear()
            return self.status

        def close(self) -> None:
            os.close(self.outer)
            if self.status is None:
                os.waitpid(self.pid, 0)
