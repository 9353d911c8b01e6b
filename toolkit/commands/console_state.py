"""What the console says of the disks: what is plugged in, and whether anything writes."""

from toolkit.commands import boot_check
from toolkit.commands.console_seat import Seat
from toolkit.host import still
from toolkit.host.still import Still


def checked(seat: Seat) -> Still:
    """Measure, and say in one paragraph that nothing writes, or in red what does."""
    seen = still.measured(seat.boot, seat.root, seat.asked)
    disks = [one for one in seen.disks if not one.ours]
    if not disks:
        seat.talk.say("no_disk", style="bold yellow")
    for one in seen.unseen:
        seat.talk.say(f"unseen_{one.code}", style="bold yellow", name=one.name)
    if seen.faults:
        boot_check.told(seen, seat.screen)
        seat.talk.say("not_still_do")
        return seen
    names = ", ".join(one.name for one in disks) or seat.talk.word("no_name")
    written = ", ".join(seen.evidence) or seat.talk.word("no_name")
    seat.talk.say("still", style="bold green", count=len(disks), names=names, written=written)
    return seen


def disks(seat: Seat) -> None:
    """Show what is plugged in, what is known of each Windows, and whether anything writes."""
    seat.run("drives")
    seat.run("windows")
    checked(seat)
    seat.pause()
