r"""The event logs of one volume, by channel, and what the registry says of each.

Places: Windows\System32\winevt\Logs since Vista, Windows\System32\config\*.Evt before; switches in
SOFTWARE\Microsoft\Windows\CurrentVersion\WINEVT\Channels.
"""

from toolkit.media.registry import Key
from toolkit.records import Entry, EntryKind, Unread
from toolkit.triage.machine import CONFIG, Machine

FOLDER = "Windows/System32/winevt/Logs"
_ENDING = ".evtx"
_OLD_ENDING = ".evt"
_CHANNELS = r"Microsoft\Windows\CurrentVersion\WINEVT\Channels"


def logs(machine: Machine) -> dict[str, Entry]:
    """Return the log files by the name of their channel; logs of Windows XP are noted as not read."""
    for entry in machine.listing(CONFIG):
        if entry.name.casefold().endswith(_OLD_ENDING):
            machine.unread.append(Unread(machine.volume, entry.path, "event_log_old_format"))
    found = [
        entry
        for entry in machine.listing(FOLDER)
        if entry.kind is EntryKind.FILE and entry.name.casefold().endswith(_ENDING)
    ]
    return {entry.name[: -len(_ENDING)].replace("%4", "/"): entry for entry in found}


def named(found: dict[str, Entry], channel: str) -> Entry | None:
    """Return the log of a channel, letter case ignored."""
    return next((entry for name, entry in found.items() if name.casefold() == channel.casefold()), None)


def switches(machine: Machine) -> Key | None:
    """Return the key that holds the switches of the channels, None when there is none to read."""
    hive = machine.hive(f"{CONFIG}/SOFTWARE", wanted=False)
    return hive.key(_CHANNELS) if hive else None


def enabled(channels: Key | None, channel: str) -> bool | None:
    """Say whether Windows writes a channel; None when the registry does not tell."""
    key = channels.subkey(channel) if channels else None
    number = key.number("Enabled") if key else None
    return None if number is None else number != 0
