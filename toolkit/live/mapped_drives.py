"""Network drives in use or remembered: where else the data lies, and where the attack may have gone."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import psutil

from toolkit.errors import Unreadable
from toolkit.host.windows.answer import answer
from toolkit.records import Unread

_NETWORK_FILESYSTEMS = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.davfs", "davfs", "9p", "ceph", "afs",
}  # fmt: skip

Row = dict[str, Any]


def collect(missed: list[Unread]) -> Iterator[Row]:
    """Yield one row per drive and remote folder; the remote machine is never asked anything."""
    if sys.platform == "win32":
        yield from merged(_told(missed))
    else:
        del missed
        for one in psutil.disk_partitions(all=True):
            if one.fstype in _NETWORK_FILESYSTEMS:
                yield {"letter": one.mountpoint, "remote": one.device, "connected": True}


def merged(parts: Iterable[Row]) -> list[Row]:
    """Return one row per letter, remote folder and account, those in use now first.

    A drive told twice for one account (a SID) is one.
    """
    drives: dict[tuple[str, str, str], Row] = {}
    for part in parts:
        known = {key: value for key, value in part.items() if value not in (None, "", False)}
        if not known.get("remote"):
            continue
        place = str(known.get("letter", "")).casefold(), str(known["remote"]).casefold()
        account = str(known.get("account", ""))
        whole = {"connected": False, "remembered": False, **drives.get((*place, account), {}), **known}
        drives[*place, account] = whole
    return sorted(drives.values(), key=lambda row: (not row["connected"], row.get("letter", "")))


if sys.platform == "win32":
    from toolkit.host.windows import mapped as win_mapped

    def _told(missed: list[Unread]) -> Iterator[Row]:
        account, raised = answer(win_mapped.ourselves)
        for question in (win_mapped.uses, win_mapped.letters):
            try:
                yield from ({**row, "connected": True, "account": account} for row in answer(question))
            except Unreadable as error:
                missed.append(Unread("", "in_use", error.why, error.detail))
        found, refusals = answer(win_mapped.remembered)
        missed += [Unread("", "registry", one.why, one.detail) for one in refusals]
        yield from ({**row, "remembered": True} for row in found)
        if raised:
            missed.append(Unread("", "in_use", "other_desktop"))
