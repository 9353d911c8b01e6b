"""What the first console holds: the terminal, the scripts of its system, where it writes."""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from toolkit import booted, stick
from toolkit.booted import Booted
from toolkit.commands.console_talk import Talk
from toolkit.commands.screen import Screen
from toolkit.custody import documents
from toolkit.errors import OutputRefusal
from toolkit.host import still
from toolkit.host.boot_scripts import Evidence, Scripts
from toolkit.media import drives as media_drives
from toolkit.media.drive import Drive
from toolkit.walkthrough import child

# Ends what a full screen that died left: its second page, its mouse, its hidden cursor, its colours.
_RESTORED = "\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?25h\x1b[0m"


class Seat:
    """One console and whoever sits before it; what is remembered lies in /run, or with the evidence."""

    def __init__(
        self,
        screen: Screen,
        boot: Booted,
        scripts: Scripts | None = None,
        root: Path = Path("/"),
        talk: Talk | None = None,
    ) -> None:
        self.screen, self.boot, self.root = screen, boot, root
        self.scripts, self.talk = scripts or Scripts(), talk or Talk(screen)
        self.told = root / booted.TOLD.relative_to("/")
        self.drives: Callable[[], list[Drive]] = media_drives.drives
        self.asked: still.Asked = still.flag
        self.evidence = Evidence("failed", why="not_asked")
        self.serial = _serial()

    @property
    def cases(self) -> Path | None:
        """Return the folder where visits and cases are written; None where there is none."""
        place = self.evidence.place if self.evidence.state == "ok" else None
        return None if place is None else place / stick.CASES

    def recalled(self) -> dict[str, str]:
        """Return what was told since the machine was started, on whichever console."""
        return booted.pairs(self.told)

    def remember(self, told: Mapping[str, str]) -> None:
        """Keep what was told, in memory only."""
        lines = "".join(f"{key}={value}\n" for key, value in {**self.recalled(), **told}.items())
        with suppress(OutputRefusal):  # asked again, then
            documents.write_text(self.told, lines, overwrite=True)

    def there(self) -> bool:
        """Say whether the medium we write on is still plugged in and answers."""
        if self.evidence.place is None or self.evidence.state != "ok":
            return False
        name = self.evidence.device.removeprefix("/dev/")
        try:
            next(self.evidence.place.iterdir(), None)
        except OSError:
            return False
        return (self.root / "sys/class/block" / name).exists()

    def look_after(self) -> None:
        """Mount the medium again where it was pulled and put back, while another program has the terminal."""
        if self.evidence.state == "ok" and not self.there() and self.back():
            found = self.scripts.evidence()
            # Elsewhere than before, the program that runs would not find it: it is told afterwards.
            if found.state == "ok" and found.place == self.evidence.place:
                self.evidence = found

    def pause(self) -> None:
        """Wait until somebody has read; the first console keeps what left the screen (boot/root, `first`)."""
        self.talk.ask("go_on" if self.serial else "go_on_screen")

    def run(self, *words: str, secret: str | None = None) -> int:
        """Run one of our commands on this terminal, in our language; return its exit status."""
        language = self.screen.speech.language
        self.screen.out.file.flush()
        os.environ[booted.SAID] = self.boot.root_hash  # by us; those we start need not say it again
        with _terminal_kept():
            status = child.attended(["--lang", language, *words], secret=secret, meanwhile=self.look_after)
        if status == child.BROKEN and not self.serial:
            self.screen.out.file.write(_RESTORED)
            self.screen.out.file.flush()
        return status

    def back(self) -> bool:
        """Tell whether a stick of ours is plugged in."""
        return any((self.root / "sys/block" / name).exists() for name in booted.sticks(self.boot, self.root))


def _serial() -> bool:
    """Tell a serial line, where nothing is drawn, from a screen."""
    if os.environ.get("TERM", "").startswith("vt"):
        return True
    if sys.platform == "win32":
        return False
    else:  # noqa: RET505 - mypy reads one side only on each system
        try:
            return "/ttyS" in os.ttyname(0)
        except OSError:
            return False


if sys.platform == "win32":
    from contextlib import nullcontext as _terminal_kept
else:
    import termios
    from collections.abc import Iterator
    from contextlib import contextmanager

    @contextmanager
    def _terminal_kept() -> Iterator[None]:
        """Give the terminal back as it was, whatever the program that had it did."""
        try:
            before = termios.tcgetattr(0)
        except termios.error:  # a pipe
            before = None
        try:
            yield
        finally:
            if before is not None:
                with suppress(termios.error):
                    termios.tcsetattr(0, termios.TCSADRAIN, before)
