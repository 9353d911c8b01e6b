r"""Network folders the users of the machine were connected to, by letter or by name.

Places: Network of each user's hive (one key per letter), Explorer\MountPoints2 (names "##server#share") and
Explorer\Map Network Drive MRU.
"""

import re
from collections.abc import Iterator
from typing import Any

from toolkit.media.registry import Key
from toolkit.triage.machine import Machine

WHERE = (r"NTUSER.DAT\Network", r"NTUSER.DAT\Software\Microsoft\Windows\CurrentVersion\Explorer\MountPoints2")

_EXPLORER = r"Software\Microsoft\Windows\CurrentVersion\Explorer"
_LETTER = re.compile(r"^[A-Za-z]$")
_WEB = re.compile(r"(?i)@(ssl|\d+)|davwwwroot|^\\\\[^\\]*\.(com|net|org|fr|io)\\")

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per user and network folder: a letter first, then what was only opened."""
    rows = [
        {**row, "user": user, "flags": ["folder_on_the_web"] if _WEB.search(row["remote"]) else []}
        for user, root in machine.user_hives()
        for row in _of(root)
    ]
    yield from sorted(rows, key=lambda row: (row["trace"] != "by_letter", row["user"], row["remote"]))


def _of(root: Key) -> Iterator[Row]:
    seen = set[str]()
    for row in (*_letters(root), *_opened(root), *_asked(root)):
        place = str(row["remote"]).casefold().rstrip("\\")
        if place not in seen:
            seen.add(place)
            yield row


def _letters(root: Key) -> Iterator[Row]:
    listed = root.key("Network")
    for key in listed.subkeys() if listed else ():
        remote = key.text("RemotePath")
        if remote:
            yield {
                "trace": "by_letter",
                "letter": key.name.upper() if _LETTER.match(key.name) else key.name,
                "remote": remote,
                "account": key.text("UserName"),
                "provider": key.text("ProviderName"),
                "written_ns": key.written_ns,
            }


def _opened(root: Key) -> Iterator[Row]:
    listed = root.key(rf"{_EXPLORER}\MountPoints2")
    for key in listed.subkeys() if listed else ():
        if key.name.startswith("##"):
            # A key cannot have "\" in its name: Explorer writes "#" instead.
            yield {
                "trace": "opened_folder",
                "remote": key.name.replace("#", "\\"),
                "written_ns": key.written_ns,
            }


def _asked(root: Key) -> Iterator[Row]:
    key = root.key(rf"{_EXPLORER}\Map Network Drive MRU")
    for name, value in key.values() if key else ():
        if isinstance(value, str) and value.startswith("\\\\") and name != "MRUList":
            yield {"trace": "asked_folder", "remote": value, "written_ns": key.written_ns if key else None}
