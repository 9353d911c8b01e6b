"""One machine of qemu: its firmware, its disks, its stick, its screen, its keyboard and its plugs.

No acceleration of the processor is used (`tcg`), so that the same trial runs everywhere; nothing is measured
in time. What the machine is told and what it says goes over pipes; it has no network card unless asked for.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evaluation.boot import keys
from evaluation.boot.line import Line, Unseen
from evaluation.boot.monitor import Monitor, Refused
from evaluation.boot.picture import Font, Picture, best

CLOCK = "2026-10-12T08:30:00"  # what the machine's own clock says when it is switched on
STICK = "stick"
_FIRMWARE = Path("/usr/share/OVMF")
_SECURE, _VARIABLES = "OVMF_CODE_4M.ms.fd", "OVMF_VARS_4M.ms.fd"
_BUSES = {
    "ahci": "ide-hd,bus=ide.{port},drive={id},id={id}-disk,serial={serial},model=Disque_interne",
    "nvme": "nvme,drive={id},id={id}-disk,serial={serial}",
    "virtio": "virtio-blk-pci,drive={id},id={id}-disk,serial={serial}",
    # A RAID controller of servers; one is enough for its bus to have a name.
    "raid": "megasas,id=raid -device scsi-hd,bus=raid.0,drive={id},id={id}-disk,serial={serial}",
    "usb": "usb-storage,bus=usb.0,drive={id},id={id}-disk,serial={serial},removable=on",
}
_KEY_PAUSE = 0.15  # seconds; a keyboard keeps sixteen codes, and a slow machine reads them late
_SAME = 3
_LOOK = 2.0  # seconds between two looks at the screen


@dataclass(frozen=True)
class Disk:
    """One disk of the machine: a raw file, and what it is plugged into."""

    name: str
    file: Path
    bus: str

    @property
    def serial(self) -> str:
        return f"ESSAI-{self.name.upper()}"


@dataclass(frozen=True)
class Built:
    """What the machine is made of."""

    stick: Path
    disks: Sequence[Disk] = ()
    secure: bool = False  # UEFI with Secure Boot and Microsoft's keys, else BIOS
    card: bool = False  # a network card, wired
    memory: int = 3072  # MiB
    screen: tuple[int, int] | None = None  # dots across and down that the screen says it has


def command(built: Built, place: Path) -> list[str]:
    """Return the words that start the machine."""
    words = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-smp", "2", "-m", str(built.memory)]
    words += ["-machine", "q35,smm=on" if built.secure else "q35", "-cpu", "Westmere"]
    words += ["-nodefaults", "-display", "none", "-no-reboot", "-no-shutdown"]
    words += ["-vga", "none", "-device", _screen(built.screen)]
    words += ["-rtc", f"base={CLOCK},clock=vm", "-device", "qemu-xhci,id=usb"]
    words += ["-chardev", "stdio,id=monitor,signal=off", "-mon", "chardev=monitor,mode=control"]
    words += ["-chardev", f"pipe,id=line,path={place / 'serial'}", "-serial", "chardev:line"]
    words += ["-nic", "user,model=e1000,restrict=on"] if built.card else ["-nic", "none"]
    words += _firmware(place) if built.secure else []
    words += _plugged(Disk(STICK, built.stick, "usb"), 0, ",bootindex=1")
    for port, disk in enumerate(built.disks):
        words += _plugged(disk, port)
    return words


def _screen(size: tuple[int, int] | None) -> str:
    return "VGA" if size is None else f"VGA,vgamem_mb=64,xres={size[0]},yres={size[1]}"


def _firmware(place: Path) -> list[str]:
    variables = place / "variables.fd"
    shutil.copy(_FIRMWARE / _VARIABLES, variables)
    return [
        "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={_FIRMWARE / _SECURE}",
        "-drive", f"if=pflash,format=raw,unit=1,file={variables}",
        "-global", "driver=cfi.pflash01,property=secure,value=on",
        "-global", "ICH9-LPC.disable_s3=1",
    ]  # fmt: skip


def _plugged(disk: Disk, port: int, more: str = "") -> list[str]:
    # Every disk can be written by the machine: that nothing was is what the trial shows.
    node = f"driver=raw,node-name={disk.name},file.driver=file,file.filename={disk.file},discard=unmap"
    device = _BUSES[disk.bus].format(port=port, id=disk.name, serial=disk.serial)
    return ["-blockdev", node, "-device", *f"{device}{more}".split(" ")]


@dataclass
class Machine:
    """The machine, switched on for as long as it is entered."""

    built: Built
    place: Path
    fonts: list[Font] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.place.mkdir(parents=True, exist_ok=True)
        self.line = Line(self.place / "serial")
        with (self.place / "qemu.log").open("ab") as errors:
            self.process = subprocess.Popen(
                command(self.built, self.place),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, bufsize=0,
            )  # fmt: skip
        self.line.alive = lambda: self.process.poll() is None
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("no pipe to the machine")
        self.monitor = Monitor(self.process.stdout, self.process.stdin)
        self.monitor.ask("qmp_capabilities")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self.process.poll() is None:
            self.keep("au_moment_de_la_faute")
        self.cut()
        self.line.close()

    def look(self) -> Picture:
        """Return what the screen shows."""
        file = self.place / "screen.ppm"
        self.monitor.ask("screendump", filename=str(file))
        return Picture.read(file.read_bytes())

    def read(self) -> str:
        """Return the letters on the screen."""
        return best(self.look(), self.fonts)

    def keep(self, name: str) -> Path:
        """Keep a picture of the screen, and the letters on it beside."""
        try:
            picture = self.look()
        except (Refused, OSError):
            return self.place
        file = self.place / f"{name}.png"
        file.write_bytes(picture.png())
        file.with_suffix(".txt").write_text(best(picture, self.fonts) + "\n", encoding="utf-8")
        return file

    def seen(self, tell: Callable[[str], bool], seconds: float, what: str) -> str:
        """Return the letters on the screen once they are what is waited for."""
        end = time.monotonic() + seconds
        while True:
            text = self.read()
            if tell(text):
                return text
            if time.monotonic() > end or self.process.poll() is not None:
                raise Unseen(f"wanted on the screen: {what}; it shows: {text!r}")
            time.sleep(_LOOK)

    def settled(self, seconds: float) -> str:
        """Return the letters on the screen once three looks in a row show the same."""
        seen: list[str] = []

        def steady(text: str) -> bool:
            seen.append(text)
            return len(seen) >= _SAME and len(set(seen[-_SAME:])) == 1

        return self.seen(steady, seconds, "a screen that changes no more")

    def press(self, *together: str) -> None:
        """Press keys together, and let them go."""
        held = [{"type": "qcode", "data": one} for one in together]
        self.monitor.ask("send-key", keys=held, **{"hold-time": 40})
        time.sleep(_KEY_PAUSE)

    def type(self, text: str) -> None:
        """Type a text on the French keyboard."""
        for chord in keys.chords(text):
            self.press(*chord)

    def written(self) -> dict[str, int]:
        """Return how many writes each disk was asked for since the machine was switched on."""
        found = {}
        for one in self.monitor.ask("query-blockstats"):
            name = one.get("node-name")
            if name in {disk.name for disk in self.built.disks} | {STICK}:
                stats: dict[str, Any] = one["stats"]
                found[name] = sum(stats[f"{kind}_operations"] for kind in ("wr", "unmap", "failed_wr"))
        return found

    def pull(self, name: str = STICK) -> None:
        """Pull the plug of a disk on USB."""
        before = len(self.monitor.events)
        self.monitor.ask("device_del", id=f"{name}-disk")
        self.monitor.waited("DEVICE_DELETED", 60, before)

    def plug(self, name: str = STICK) -> None:
        """Plug a disk on USB in again, its bytes as they were when it was pulled."""
        self.monitor.ask(
            "device_add", driver="usb-storage", bus="usb.0", drive=name, id=f"{name}-disk", removable=True,
            serial=Disk(name, self.built.stick, "usb").serial,
        )  # fmt: skip

    def off(self, seconds: float) -> bool:
        """Wait until the machine switches itself off; its memory then stays as that left it."""
        told = self.monitor.waited("SHUTDOWN", seconds)
        return bool(told["data"]["reason"] == "guest-shutdown")

    def in_memory(self, wanted: bytes) -> int:
        """Count how often some bytes stand in the machine's whole memory, as it is now."""
        file = self.place / "memory.elf"
        self.monitor.ask("dump-guest-memory", paging=False, protocol=f"file:{file}")
        try:
            with file.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as held:
                return sum(1 for _ in re.finditer(re.escape(wanted), held))
        finally:
            file.unlink()

    def clock_written(self, since: int = 0) -> bool:
        """Tell whether the machine's own clock was set after the first so many events."""
        return any(event["event"] == "RTC_CHANGE" for event in self.monitor.events[since:])

    def cut(self) -> None:
        """Cut the power."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
