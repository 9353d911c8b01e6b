"""The root of a medium as Windows shows it: what starts by itself, or asks for a click."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread

# What Windows runs at a click, beside programs: scripts, and the screen savers and .pif that pass for less.
SCRIPTS = frozenset({"vbs", "vbe", "js", "jse", "wsf", "hta", "bat", "cmd", "ps1", "scr", "pif"})
_LISTED = 20_000  # names of the root looked at
_SHORTCUTS = 200  # shortcuts of the root read
_READ = 64 * 1024  # bytes of each
# A label or an icon alone, as makers of disks put there, starts nothing.
_STARTS = re.compile(
    rb"^\s*(open|shellexecute|shell\\[^=\r\n]*\\command)\s*=\s*\S", re.IGNORECASE | re.MULTILINE
)
_INTERPRETERS = (
    "cmd.exe", "wscript", "cscript", "powershell", "mshta", "rundll32", "regsvr32", "msiexec",
)  # fmt: skip


def lures(source: Source) -> Iterator[tuple[str, str, str]]:
    """Yield (code, volume, path) for each trick in the root of each volume.

    Codes: autorun, shortcut_trick (a shortcut that runs an interpreter or stands in for a folder),
    hidden_folder (a folder whose name shows as nothing), root_unread.
    """
    for volume in source.volumes():
        if not volume.read:
            continue
        root = source.find("", volume.name)
        if root is None:
            yield "root_unread", volume.name, ""
            continue
        found = list(islice(source.listing(root), _LISTED))
        yield from ((code, volume.name, path) for code, path in _root(source, found))


def _root(source: Source, found: list[Entry | Unread]) -> Iterator[tuple[str, str]]:
    entries = [one for one in found if isinstance(one, Entry)]
    yield from (("root_unread", one.path) for one in found if isinstance(one, Unread))
    folders = {one.name.casefold() for one in entries if one.kind == EntryKind.DIRECTORY}
    for one in entries:
        if one.kind == EntryKind.DIRECTORY and not one.name.strip(" \u00a0\u200b\u2800\u3000"):
            yield "hidden_folder", one.path
        elif one.kind == EntryKind.FILE and one.name.casefold() == "autorun.inf":
            yield from _judged(source, one, "autorun", _starts)
    shortcuts = [
        one for one in entries if one.name.casefold().endswith(".lnk") and one.kind == EntryKind.FILE
    ]
    for one in shortcuts[:_SHORTCUTS]:
        if one.name[:-4].casefold() in folders:
            yield "shortcut_trick", one.path
        else:
            yield from _judged(source, one, "shortcut_trick", _interprets)


def _judged(
    source: Source, entry: Entry, code: str, test: Callable[[bytes], bool]
) -> Iterator[tuple[str, str]]:
    try:
        with source.open(entry) as stream:
            data = stream.read(_READ)
    except Unreadable:
        yield "root_unread", entry.path
        return
    if test(data):
        yield code, entry.path


def _starts(data: bytes) -> bool:
    # Saved as UTF-16 the file still works.
    return bool(_STARTS.search(data.replace(b"\0", b"")))


def _interprets(data: bytes) -> bool:
    text = data.replace(b"\0", b"").lower()
    return any(name.encode() in text for name in _INTERPRETERS)
