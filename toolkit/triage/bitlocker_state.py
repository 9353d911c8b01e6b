r"""Whether the machine's volumes are encrypted by BitLocker, as far as volumes and settings tell.

Places: the volumes of the source; Control\BitlockerStatus and Control\BitLocker, written by Windows at its
start; Policies\Microsoft\FVE; the files "FVE2.{…}" BitLocker keeps in System Volume Information.
"""

from collections.abc import Iterator
from typing import Any

from toolkit.media.registry import Key
from toolkit.records import EntryKind
from toolkit.triage.machine import Machine

_HIDDEN = "System Volume Information"
_POLICY = r"Policies\Microsoft\FVE"
WHERE = (
    r"Windows/System32/config/SYSTEM\Control\BitlockerStatus",
    rf"Windows/System32/config/SOFTWARE\{_POLICY}", _HIDDEN,
)  # fmt: skip

_BITLOCKER = "bitlocker"

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per volume known to be or to have been encrypted, then what Windows noted and was told.

    `state` is "locked", "open" (read through its key) or "traces": its files are there, whatever it is now.
    """
    yield from _volumes(machine)
    control, software = machine.control_set(), machine.config("SOFTWARE")
    if control is not None:
        yield from _noted(control)
    policy = software.key(_POLICY) if software else None
    told = dict(policy.values()) if policy else {}
    if told:
        yield {
            "what": "bitlocker_policy",
            "settings": sorted(f"{name}={value}" for name, value in told.items() if isinstance(value, int)),
            "written_ns": policy.written_ns if policy else None,
            "flags": [],
        }


def _volumes(machine: Machine) -> Iterator[Row]:
    unlocked = getattr(machine.source, "unlocked", {})
    for volume in machine.source.volumes():
        row: Row = {"what": "volume", "volume": volume.name, "size": volume.size or None}
        if volume.name in unlocked:
            yield {**row, "state": "open", "flags": ["encrypted_open"]}
        elif _BITLOCKER in {volume.filesystem, volume.why}:
            yield {**row, "state": "locked", "flags": ["encrypted_locked"]}
    files = [
        one.times.created
        for one in machine.listing(_HIDDEN)
        if one.kind is EntryKind.FILE and one.name.casefold().startswith("fve2.")
    ]
    if files and machine.volume not in unlocked:
        created = min((one for one in files if one is not None), default=None)
        yield {"what": "volume", "state": "traces", "files": len(files), "created_ns": created, "flags": []}


def _noted(control: Key) -> Iterator[Row]:
    status, wish = control.key(r"Control\BitlockerStatus"), control.key(r"Control\BitLocker")
    boot = status.number("BootStatus") if status else None
    prevented = wish.number("PreventDeviceEncryption") if wish else None
    if boot is not None or prevented is not None:
        yield {
            "what": "noted_at_start",
            "encrypted_at_start": None if boot is None else boot == 1,
            "prevented": None if prevented is None else prevented != 0,
            "written_ns": (status or wish or control).written_ns,
            "flags": [],
        }
