"""The scripts of the system our stick starts: keyboard, clock, where to write, power. Each says one line."""

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from toolkit.host.stock_tools import environment

FOLDER = Path("/usr/lib/trousse")
KEYBOARDS = ("fr", "be", "ch-fr", "ca-fr", "uk", "us", "de", "es")
_SHORT, _LONG = 60, 600  # seconds: a clock; a file system made on a slow stick
_CODE = re.compile(r"[a-z0-9_-]{1,40}")
_NOT_RUN = 127


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where to write: `state` is "ok", "protected" or "failed"; `why` is a code."""

    state: str
    place: Path | None = None
    device: str = ""
    why: str = ""


class Scripts:
    """The scripts of one folder; none of them raises."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def keyboard(self, name: str) -> bool:
        """Load one of KEYBOARDS; return whether that was done."""
        return self._run("keyboard", name)[0] == 0

    def hardware_clock(self) -> datetime | None:
        """Return what the clock of the machine shows, without a time zone: it says none."""
        status, words = self._run("clock", "--hardware")
        try:
            return datetime.fromisoformat(words[0]).replace(tzinfo=None) if not status and words else None
        except ValueError:
            return None

    def set_clock(self, moment: datetime) -> bool:
        """Set the clock of the running system, never that of the machine, to an hour of Paris."""
        return self._run("clock", f"{moment:%Y-%m-%dT%H:%M}")[0] == 0

    def evidence(self) -> Evidence:
        """Prepare where to write and mount it, as often as one likes."""
        status, words = self._run("evidence", seconds=_LONG)
        match words:
            case ["ok", place, device] if not status and os.path.isabs(place):  # noqa: PTH117 - a word
                return Evidence("ok", Path(place), device)
            case ["protected", *_]:
                return Evidence("protected")
            case ["failed", why, *_] if _CODE.fullmatch(why):
                return Evidence("failed", why=why)
        return Evidence("failed", why="unknown")

    def power_off(self) -> bool:
        """End everything; False where we are still there to say so."""
        return self._run("power-off")[0] == 0

    def restart(self) -> bool:
        """Start the machine again; False where we are still there to say so."""
        return self._run("restart")[0] == 0

    def _run(self, name: str, *words: str, seconds: int = _SHORT) -> tuple[int, list[str]]:
        """Return the exit status of a script and the words of its last line."""
        try:
            answer = subprocess.run(  # noqa: S603 - scripts of our own system, checked whole with its root
                [str(self._folder / name), *words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
                env=environment(),
            )
        except (OSError, subprocess.TimeoutExpired):
            return _NOT_RUN, []
        lines = answer.stdout.decode("utf-8", "replace").split("\n")
        told = [line.split() for line in lines if line.strip()]
        return answer.returncode, told[-1] if told else []
