"""A stick pulled out and a power cut, each in the middle of the scan: what was done is kept, and goes on."""

from evaluation.boot import disks, visit
from evaluation.boot.bios import started
from evaluation.boot.machine import Built, Machine
from evaluation.boot.said import fragments, shows
from evaluation.boot.trial import Trial
from evaluation.boot.visit import PATIENCE

PULLED, CUT = "Stick pulled out during the scan", "Power cut during the scan"


def pulled(trial: Trial) -> None:
    """Pull the stick, put it back, and go on in the same session."""
    plugged = [disks.infected(trial.place)]
    trial.ready(plugged)
    with trial.machine(Built(trial.stick, plugged)) as machine:
        since = started(trial, machine)
        _scanning(machine)
        machine.pull()
        machine.line.wait([fragments("console.evidence_gone")], PATIENCE)
        trial.note("the stick that is gone is said to be gone", holds=True, seen="console.evidence_gone")
        machine.plug()
        # Back at the menu, the disk is asked for again; the place to write is prepared again by itself.
        machine.line.wait([fragments("console.go_on")], PATIENCE)
        machine.line.answer("")
        _resumed(trial, machine)
        _off(trial, machine, since)
    _after(trial)


def cut(trial: Trial) -> None:
    """Cut the power, start again from the same stick, and go on."""
    plugged = [disks.infected(trial.place)]
    trial.ready(plugged)
    built = Built(trial.stick, plugged)
    with trial.machine(built, "before") as machine:
        since = started(trial, machine)
        _scanning(machine)
        trial.nothing_written(machine, since, "before the cut")
        machine.cut()
    with trial.machine(built, "after") as machine:
        since = started(trial, machine)
        visit.arrive(machine.line)
        _resumed(trial, machine)
        _off(trial, machine, since)
    _after(trial)


def _scanning(machine: Machine) -> None:
    """Go as far as the middle of the scan of the attacked disk."""
    visit.arrive(machine.line)
    visit.examine(machine.line, machine.built.disks[0].serial)
    machine.line.wait([fragments("screen.step_scan")], PATIENCE)


def _resumed(trial: Trial, machine: Machine) -> None:
    serial = machine.built.disks[0].serial
    said = visit.examine(machine.line, serial)
    again = shows(said, "console.examine_resume")
    trial.note("the unfinished examination is offered again", holds=again, seen="console.examine_resume")
    end = visit.ended(machine.line)
    trial.note("it goes on to its archive", holds=end == "archive_whole", seen=end)


def _off(trial: Trial, machine: Machine, since: int) -> None:
    trial.nothing_written(machine, since)
    visit.power_off(machine.line)
    trial.note(
        "the machine powers itself off", holds=machine.off(PATIENCE), seen="qemu: SHUTDOWN, guest-shutdown"
    )


def _after(trial: Trial) -> None:
    disk = disks.infected(trial.place)
    trial.unchanged([disk])
    trial.taken(entry=5)
    trial.archived(disk.serial, attacked=True, read_only=1)
