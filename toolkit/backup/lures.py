"""The root of a medium as Windows shows it: what starts by itself, or asks for a click."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from toolkit.backup.shortcut import shortcut
from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Unread

# What Windows runs at a click, beside programs: scripts, and the screen savers and .pif that pass for less.
SCRIPTS = frozenset({"vbs", "vbe", "js", "jse", "wsf", "hta", "bat", "cmd", "ps1", "scr", "pif"})
# Programs and scripts bear the icon they like, that of a folder for one.
_STAND_INS = SCRIPTS | {"exe", "com"}
_LISTED = 20_000  # names of the root looked at
_SHORTCUTS = 200  # shortcuts of the root read
_FOLDERS = 500  # folders of the root looked into for what dresses them up
_READ = 64 * 1024  # bytes of each
# A label or an icon alone, as makers of disks put there, starts nothing.
_STARTS = re.compile(
    rb"^\s*(open|shellexecute|shell\\[^=\r\n]*\\command)\s*=\s*\S", re.IGNORECASE | re.MULTILINE
)
_INTERPRETERS = (
    "cmd.exe", "wscript", "cscript", "powershell", "pwsh.exe", "mshta", "rundll32", "regsvr32", "msiexec",
    "conhost.exe", "forfiles", "bitsadmin", "certutil", "%comspec%",
)  # fmt: skip
# Drawn as nothing, or as a space.
_BLANK = re.compile(
    "[\u0020\u00a0\u00ad\u034f\u115f\u1160\u1680\u2000-\u200b\u200d\u202f\u205f\u2060\u2800\u3000\u3164"
    "\ufe0f\ufeff\uffa0]"
)
_TURNED = re.compile("[\u202d\u202e\u2066\u2067]")  # what follows is drawn in another order
# A folder that Windows shows as something else, hiding what it holds: by desktop.ini or by its name.
_CLASS = re.compile(rb"^\s*CLSID2?\s*=\s*(\{[0-9a-f-]{36}\})", re.IGNORECASE | re.MULTILINE)
_CLASS_NAME = re.compile(r"\.(\{[0-9a-f-]{36}\})$", re.IGNORECASE)
_BIN = "{645ff040-5081-101b-9f08-00aa002f954e}"
_BINS = frozenset({"$recycle.bin", "recycler", "recycled"})
# Folders of Windows and of its users, in a copy of them: recent documents, history, downloaded programs,
# assemblies, pages kept off line, and the list of all settings that people make for themselves.
_ORDINARY = frozenset(
    {
        "{0c39a5cf-1a7a-40c8-ba74-8900e6df5fcd}",
        "{ff393560-c2a7-11cf-bff4-444553540000}",
        "{88c6c381-2e85-11d0-94de-444553540000}",
        "{1d2680c9-0e2a-469d-b787-065558bc7d43}",
        "{8e6e6079-0cb7-11d2-8f10-0000f87abd16}",
        "{ed7ba470-8e54-465e-825c-99712043e01c}",
    }
)


def lures(source: Source) -> Iterator[tuple[str, str, str]]:
    """Yield (code, volume, path) for each trick in the root of each volume.

    Codes: autorun, shortcut_trick (a shortcut that runs an interpreter or stands in for a folder),
    hidden_folder (a folder whose name shows as nothing, or as another's, or that is hidden while a program
    bears its name), turned_name (a name whose letters are drawn in another order), folder_class (a folder
    that Windows shows as something else), root_unread. Whether a folder is hidden, images of NTFS, FAT and
    exFAT tell, and a folder read by Windows.
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
    yield from _names(entries)
    files = {one.name.casefold(): one for one in entries if one.kind == EntryKind.FILE}
    if "autorun.inf" in files:
        yield from _judged(source, files["autorun.inf"], "autorun", _starts)
    yield from _dressed(source, files.get("desktop.ini"), entries)
    folders = {_bare(one.name) for one in entries if one.kind == EntryKind.DIRECTORY}
    shortcuts = [one for name, one in files.items() if name.endswith(".lnk")]
    for one in shortcuts[:_SHORTCUTS]:
        if _bare(one.name[:-4]) in folders:
            yield "shortcut_trick", one.path
        else:
            yield from _judged(source, one, "shortcut_trick", _interprets)


def _names(entries: list[Entry]) -> Iterator[tuple[str, str]]:
    """Yield what a name alone gives away."""
    folders = [one for one in entries if one.kind == EntryKind.DIRECTORY]
    plain = {one.name.casefold() for one in folders}
    posing = {_bare(stem) for stem in _stand_ins(entries)}
    for one in folders:
        bare = _bare(one.name)
        if not bare or (bare != one.name.casefold() and bare in plain) or (one.hidden and bare in posing):
            yield "hidden_folder", one.path
    yield from (("turned_name", one.path) for one in entries if _TURNED.search(one.name))


def _stand_ins(entries: list[Entry]) -> Iterator[str]:
    """Yield the names, without their endings, of what a click runs in place of a folder."""
    for one in entries:
        stem, _, ending = one.name.rpartition(".")
        if one.kind == EntryKind.FILE and ending.casefold() in _STAND_INS:
            yield stem


def _bare(name: str) -> str:
    """Return a name as it is seen: nothing invisible around it."""
    seen = _BLANK.sub(" ", name).strip()
    return seen.casefold()


def _dressed(source: Source, own: Entry | None, entries: list[Entry]) -> Iterator[tuple[str, str]]:
    if own is not None:
        yield from _judged(source, own, "folder_class", partial(_classed, folder=""))
    for one in [each for each in entries if each.kind == EntryKind.DIRECTORY][:_FOLDERS]:
        named = _CLASS_NAME.search(one.name)
        if named and not _usual(named[1], one.name):
            yield "folder_class", one.path
            continue
        inside = source.find(f"{one.path}/desktop.ini", one.volume)
        if inside is not None and inside.kind == EntryKind.FILE:
            yield from _judged(source, inside, "folder_class", partial(_classed, folder=one.name))


def _usual(ident: str, folder: str) -> bool:
    wanted = ident.casefold()
    return wanted in _ORDINARY or (wanted == _BIN and folder.casefold() in _BINS)


def _classed(data: bytes, folder: str) -> bool:
    found = _CLASS.findall(data.replace(b"\0", b""))
    return any(not _usual(one.decode("ascii"), folder) for one in found)


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
    """Say whether a shortcut runs an interpreter with something to do, or cannot be read and names one."""
    read = shortcut(data)
    if read is None:
        text = data.replace(b"\0", b"").lower()
        return any(name.encode() in text for name in _INTERPRETERS)
    targets = " ".join(read.targets).casefold()
    return bool(read.arguments) and any(name in targets for name in _INTERPRETERS)
