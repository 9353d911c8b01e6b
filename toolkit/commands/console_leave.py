"""Leaving a machine started from our stick: what of its memory is wiped then, and what is not, said first."""

from toolkit.commands.console_seat import Seat


def power_off(seat: Seat) -> bool:
    """Say what is wiped and what is not, then end everything; False where somebody stays."""
    for code in ("off_title", "off_wiped", "off_not_wiped", "off_paper"):
        seat.talk.say(code, style="bold" if code == "off_title" else "")
    if seat.talk.pick("off_sure", ("off_now", "back")) == "back":
        return False
    seat.talk.say("off_going")
    return _done(seat, gone=seat.scripts.power_off())


def restart(seat: Seat) -> bool:
    """Say what starts next, then restart; False where somebody stays."""
    for code in ("restart_title", "off_wiped", "restart_next"):
        seat.talk.say(code, style="bold" if code == "restart_title" else "")
    if seat.talk.pick("restart_sure", ("restart_now", "back")) == "back":
        return False
    seat.talk.say("off_going")
    return _done(seat, gone=seat.scripts.restart())


def _done(seat: Seat, *, gone: bool) -> bool:
    """Say what to do where the scripts could not end everything."""
    if not gone:
        seat.talk.say("off_failed", style="bold red")
    return gone
