"""A machine with BIOS: its screen from GRUB to the power-off words, and an examination by the serial line."""

from evaluation.boot import disks, visit
from evaluation.boot.machine import Built, Machine
from evaluation.boot.said import fragments, shows, squeezed
from evaluation.boot.trial import Trial
from evaluation.boot.visit import PATIENCE

NAME = "BIOS, stick of 4 GiB"
GRUB = ("examiner ce poste sans ecrire sur ses disques", "Eteindre sans rien demarrer")  # boot/grub.cfg


def run(trial: Trial) -> None:
    """Take the whole visit."""
    plugged = [make(trial.place) for make in (disks.infected, disks.clean, disks.asleep, disks.backup)]
    trial.ready(plugged)
    with trial.machine(Built(trial.stick, plugged)) as machine:
        since = started(trial, machine)
        begin(trial, machine)
        _walkthrough(trial, machine)
        _state(trial, machine)
        _by_the_line(trial, machine)
        _on_the_screen(trial, machine)
        _off(trial, machine, since)
    trial.unchanged(plugged)
    trial.taken(entry=5)
    for disk, attacked in ((plugged[0], True), (plugged[1], False)):
        trial.archived(disk.serial, attacked=attacked, read_only=len(plugged))


def started(trial: Trial, machine: Machine) -> int:
    """Take GRUB's menu and start its first entry; return how many events qemu had told by then."""
    machine.line.wait([GRUB], PATIENCE)
    machine.press("up")  # stops the countdown
    machine.settled(PATIENCE)
    trial.note("GRUB shows its menu", holds=True, seen=machine.keep("1_grub").name)
    since = len(machine.monitor.events)
    machine.line.forget()
    machine.press("ret")
    return since


def begin(trial: Trial, machine: Machine) -> None:
    """Answer the first questions with Enter, pictures taken."""
    french_first(trial, machine)
    for number, code in ((2, "keyboard"), (3, "hour")):
        _until(machine, f"console.{code}")
        trial.note(f"the screen asks: {code}", holds=True, seen=machine.keep(f"{number}_{code}").name)
        machine.type("\n")
    ends = ("console.walk_next", "console.menu_next", "console.evidence_again")
    text = machine.seen(lambda text: any(shows(text, code) for code in ends), PATIENCE, "the first questions")
    picture = machine.keep("4_rien_n_ecrit")
    trial.note(
        "the stick's own place for evidence is ready", holds=shows(text, "console.evidence_ok"), seen=text
    )
    still = shows(text, "console.still") and not shows(text, "console.not_still")
    trial.note("the screen says that nothing writes", holds=still, seen=picture.name)


def french_first(trial: Trial, machine: Machine) -> None:
    """Wait for the first question, and turn it to French where it is not in French by itself."""
    code = "console.keyboard"
    text = machine.seen(lambda text: shows(text, code) or shows(text, code, "en"), PATIENCE, code)
    if not trial.note("the console begins in French", holds=shows(text, code), seen=text[-900:]):
        machine.type("F\n")


def _walkthrough(trial: Trial, machine: Machine) -> None:
    machine.type("\n")
    machine.seen(
        lambda text: not shows(text, "console.walk_next") and len(text.split()) > 40, PATIENCE, "walk"
    )
    text = machine.settled(PATIENCE)
    picture = machine.keep("5_parcours")
    trial.note(
        "the walkthrough opens by itself", holds=not shows(text, "console.walk_refused"), seen=picture.name
    )
    machine.press("f10")
    _until(machine, "console.menu_restart")


def _state(trial: Trial, machine: Machine) -> None:
    machine.type("3\n")
    _until(machine, "console.go_on")
    trial.note("the screen tells the state of the disks", holds=True, seen=machine.keep("6_disques").name)
    machine.type("\n")
    _until(machine, "console.menu_restart")


def _by_the_line(trial: Trial, machine: Machine) -> None:
    """Examine the attacked disk through the serial line."""
    visit.arrive(machine.line)
    trial.note("the serial line leads to the menu", holds=True, seen=f"serial line: {machine.line.log.name}")
    told = visit.state(machine.line)
    asleep = shows(told, "windows.state_hibernation_unclear")
    trial.note("the sleeping Windows is said to sleep", holds=asleep, seen=" ".join(told.split())[-1500:])
    visit.examine(machine.line, machine.built.disks[0].serial)
    end = visit.ended(machine.line)
    trial.note("the attacked disk is examined to its archive", holds=end == "archive_whole", seen=end)


def _on_the_screen(trial: Trial, machine: Machine) -> None:
    """Examine the healthy disk from the screen, a picture taken while it runs."""
    machine.type("2\n")
    offered = _until(machine, "console.back")
    machine.type(f"{visit.numbered(offered, machine.built.disks[1].serial)}\n")
    _until(machine, "screen.step_scan")
    trial.note("the screen follows an examination", holds=True, seen=machine.keep("7_examen").name)
    # What was said before the examination may still stand above.
    begins = squeezed(fragments("console.examine_begins")[0])
    text = machine.seen(
        lambda text: shows(squeezed(text).rpartition(begins)[2], "console.go_on"),
        PATIENCE, "end of the examination",
    )  # fmt: skip
    picture = machine.keep("8_archive")
    trial.note(
        "the screen says the archive whole", holds=shows(text, "console.archive_whole"), seen=picture.name
    )
    machine.type("\n")
    _until(machine, "console.menu_restart")


def _off(trial: Trial, machine: Machine, since: int) -> None:
    machine.type("5\n")
    _until(machine, "console.off_sure")
    picture = machine.keep("9_eteindre")
    trial.note("the screen says what is wiped and what is not", holds=True, seen=picture.name)
    trial.nothing_written(machine, since)
    machine.type("1\n")
    trial.note(
        "the machine powers itself off", holds=machine.off(PATIENCE), seen="qemu: SHUTDOWN, guest-shutdown"
    )


def _until(machine: Machine, code: str) -> str:
    return machine.seen(lambda text: shows(text, code), PATIENCE, code)
