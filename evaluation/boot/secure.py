"""A machine with UEFI and Secure Boot, a network card plugged in, and a stick no larger than the image."""

import re

from evaluation.boot import disks, visit
from evaluation.boot.bios import french_first, started
from evaluation.boot.machine import Built, Machine
from evaluation.boot.picture import fitting
from evaluation.boot.said import fragments, shows, squeezed
from evaluation.boot.trial import Trial
from evaluation.boot.visit import PATIENCE

NAME = "UEFI with Secure Boot, wide screen, network card, small stick"
_SCREEN, _LARGE = (2560, 1600), 32  # dots
_KEY = disks.RECOVERY_KEY[14:34].encode()  # its middle, in whatever it was copied into
_ENABLED = 3  # secure_boot in the kernel's boot_params (Documentation/x86/zero-page.rst): enabled
# Typed at the expert's line.
_ASKED = (
    ("secure", "od -An -tu1 -j492 -N1 /sys/kernel/boot_params/data"),
    ("kernel", "dmesg | grep -i -m4 -e 'secure boot' -e secureboot -e locked"),
    ("cards", "ls /sys/class/net"),
    ("pci", "cat /sys/bus/pci/devices/*/class | grep -c 0x0200"),
    ("drivers", "cut -d' ' -f1 /proc/modules | grep -c -e '^e1000' -e net"),
    ("swaps", "tail -n +2 /proc/swaps | wc -l"),
    ("order", "cat /run/trousse/read-only.log"),
    ("boot", "cat /run/trousse/boot"),
)


def run(trial: Trial) -> None:
    """Take the whole visit."""
    plugged = [make(trial.place) for make in (disks.clean, disks.locked, disks.backup)]
    trial.ready(plugged, size=None)
    built = Built(trial.stick, plugged, secure=True, card=True, screen=_SCREEN)
    with trial.machine(built) as machine:
        since = _started(trial, machine)
        _expert(trial, machine)
        said = visit.arrive(machine.line)
        still = shows(said, "console.still")
        trial.note("the console says that nothing writes", holds=still, seen=" ".join(said.split())[-700:])
        _locked(trial, machine)
        while_used = _examined(trial, machine)
        trial.nothing_written(machine, since)
        _off(trial, machine, while_used)
    trial.unchanged(plugged)
    trial.taken(entry=1)
    for disk in plugged[:2]:
        trial.archived(disk.serial, attacked=False, read_only=len(plugged))


def _examined(trial: Trial, machine: Machine) -> int:
    """Examine the healthy and the locked disk; return how often the key stood in memory while it was used."""
    healthy, locked, _ = machine.built.disks
    visit.examine(machine.line, healthy.serial)
    _ended(trial, machine, healthy.name)
    visit.examine(machine.line, locked.serial, disks.RECOVERY_KEY)
    machine.line.wait([fragments("screen.step_scan")], PATIENCE)
    found = machine.in_memory(_KEY)
    _ended(trial, machine, locked.name)
    return found


def _ended(trial: Trial, machine: Machine, name: str) -> None:
    end = visit.ended(machine.line)
    trial.note(f"{name} is examined to its archive", holds=end == "archive_whole", seen=end)


def _off(trial: Trial, machine: Machine, while_used: int) -> None:
    """Power off, then look for the key that was typed in what the memory holds."""
    before = machine.in_memory(_KEY)
    visit.power_off(machine.line)
    trial.note(
        "the machine powers itself off", holds=machine.off(PATIENCE), seen="qemu: SHUTDOWN, guest-shutdown"
    )
    after = machine.in_memory(_KEY)
    trial.note(
        "the recovery key is nowhere in the memory after power-off", holds=while_used > 0 and not after,
        seen=f"times it stood there: {while_used} while used, {before} at the menu, {after} after",
    )  # fmt: skip


def _started(trial: Trial, machine: Machine) -> int:
    since = started(trial, machine)  # the signed shim, then the signed GRUB
    french_first(trial, machine)
    machine.seen(lambda text: shows(text, "console.keyboard"), PATIENCE, "console.keyboard")
    picture = machine.look()
    font = fitting(picture, machine.fonts)
    seen = f"{picture.width} x {picture.height} dots, letters {font.width} x {font.height}"
    trial.note("letters are large on a wide screen", holds=font.height == _LARGE, seen=seen)
    trial.note("the console asks for the keyboard", holds=True, seen=machine.keep("2_clavier").name)
    machine.type("\n")
    machine.seen(lambda text: shows(text, "console.hour"), PATIENCE, "console.hour")
    return since


def _expert(trial: Trial, machine: Machine) -> None:
    """Ask the system itself, at the expert's line, with the answers written to the serial line."""
    machine.press("alt", "f2")
    machine.seen(lambda text: "Alt+F1" in text, PATIENCE, "the expert's line")
    told = {name: _typed(machine, command) for name, command in _ASKED}
    machine.keep("3_ligne_de_commande")
    machine.press("alt", "f1")
    enabled = told["secure"].split() == [str(_ENABLED)]
    trial.note("Secure Boot is on, as the kernel was told", holds=enabled,
               seen=f"boot_params.secure_boot = {told['secure']}; {told['kernel']}")  # fmt: skip
    none = told["cards"].split() == ["lo"] and told["drivers"] == "0" and told["pci"] != "0"
    seen = f"cards on PCI: {told['pci']}; interfaces: {told['cards']}; drivers: {told['drivers']}"
    trial.note("a network card is plugged in and no driver of it came up", holds=none, seen=seen)
    trial.note("no swap", holds=told["swaps"] == "0", seen=told["swaps"])
    every = [row.split() for row in told["order"].splitlines()]
    trial.note("every disk was set read-only as it appeared", holds=bool(every) and
               all(row[2] == "ro" for row in every), seen=told["order"])  # fmt: skip
    trial.note("the program was verified whole before it ran", holds="verified=whole" in told["boot"],
               seen=told["boot"])  # fmt: skip


def _typed(machine: Machine, command: str) -> str:
    """Type one command on the French keyboard, and return what it printed."""
    begun = machine.line.heard
    machine.type(f"(echo DEBUT;{command};echo FIN) >/dev/ttyS0\n")
    machine.line.wait([("DEBUT", "FIN")], PATIENCE, since=begun)
    found = re.search(r"DEBUT\n(.*?)\n?FIN", machine.line.text(begun), re.DOTALL)
    return found[1].strip() if found else ""


def _locked(trial: Trial, machine: Machine) -> None:
    told = visit.state(machine.line)
    said = shows(told, "windows.locked")
    named = "3FD763F9" in squeezed(told)  # the identifier its protector bears
    trial.note(
        "the locked disk is said locked, its key named",
        holds=said and named,
        seen=" ".join(told.split())[-1500:],
    )
