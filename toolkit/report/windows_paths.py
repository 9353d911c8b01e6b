r"""A path of a Windows as it may leave: in whatever form, names that may be a patient's are replaced.

Forms: Microsoft, "Naming Files, Paths, and Namespaces"; those of the kernel are `\Device\X`, `\??\X`
and `\SystemRoot\X`, of traces of programs `\VOLUME{X}`, of users' menus `{X}` ("KNOWNFOLDERID").
"""

import re

from toolkit.custody import places
from toolkit.custody.pseudonym import Pseudonyms

_DEVICE = re.compile(
    r"(?:\\\\[?.]\\|\\\?\?\\)?(?:GLOBALROOT\\?)?(?:\\?Device\\[^\\]+(?:\\|\Z)|\\?Volume\{[^\\}]*\}\\?)?",
    re.IGNORECASE,
)
_DRIVE = re.compile(r"([A-Za-z]:)(\\+)(.*)", re.DOTALL)
_NO_ROOT = re.compile(r"([A-Za-z]:)(.+)", re.DOTALL)  # "C:x" starts where the program happens to be
_SHARE = re.compile(r"(?:\\\\|UNC\\)([^\\]+)(?:\\+([^\\]+)(.*))?", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"([A-Za-z][\w+.-]+://[^/\\]*)(?:[/\\](.*))?", re.DOTALL)
_FILE = re.compile(r"file:/*", re.IGNORECASE)
_KNOWN_FOLDER = re.compile(
    r"(\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\})\\(.*)", re.DOTALL | re.IGNORECASE
)
# How Windows writes its own folders, and where each stands; of a user's own, "x" is the user.
_STARTS = (
    ("\\systemroot\\", "windows"), ("%systemroot%\\", "windows"), ("%windir%\\", "windows"),
    ("system32\\", "windows/system32"), ("syswow64\\", "windows/syswow64"), ("%systemdrive%\\", ""),
    ("%programfiles%\\", "program files"), ("%programfiles(x86)%\\", "program files"),
    ("%programw6432%\\", "program files"), ("%programdata%\\", "programdata"),
    ("%allusersprofile%\\", "programdata"), ("%public%\\", "users/public"), ("%userprofile%\\", "users/x"),
    ("%appdata%\\", "users/x/appdata/roaming"), ("%localappdata%\\", "users/x/appdata/local"),
    ("%temp%\\", "users/x/appdata/local/temp"), ("%tmp%\\", "users/x/appdata/local/temp"),
)  # fmt: skip
# Where the system of the machine we are developed on keeps its programs.
_UNIX = frozenset({"usr", "bin", "sbin", "lib", "lib64", "opt", "snap"})
# No name of a file holds these; a list of paths, a stream or a pattern does.
_ODD = re.compile(r'[:;*?"<>|]')
_WILD = re.compile(r"[*?.]+")
_HARMLESS = re.compile(r"[A-Za-z]:|[*?.]*")  # a drive, a pattern
_MADE_BY_WINDOWS = re.compile(
    r"(admin|ipc|print|fax|[a-z])\$|netlogon|sysvol|users|davwwwroot", re.IGNORECASE
)


def windows_path(path: str, pseudonyms: Pseudonyms, *, clear: bool = False) -> str:
    """Return a path with its names replaced; `clear` keeps the last one where it is a program's.

    A word that holds neither a separator nor a pattern is no path, and stays.
    """
    bare = path.strip().strip('"')
    if bare.startswith("/") and not bare.startswith("//"):
        first = bare.split("/")[1]
        return (
            bare
            if first in _UNIX
            else "/" + pseudonyms.path("", bare[1:], clear_name=clear and program(bare))
        )
    if _FILE.match(bare):
        bare = _FILE.sub("", bare)
    elif found := _ADDRESS.fullmatch(bare):
        return found[1] + (f"/{word(found[2], pseudonyms)}" if found[2] else "")
    return _written(bare.replace("/", "\\"), pseudonyms, clear=clear)


def _written(path: str, pseudonyms: Pseudonyms, *, clear: bool) -> str:
    found = _DEVICE.match(path)  # every part of it may be missing
    start = found[0] if found else ""
    rest = path[len(start) :]
    if found := _DRIVE.fullmatch(rest):
        below = _names(found[1][0].upper(), "", found[3], pseudonyms, clear=clear)
        return f"{start}{found[1]}\\{below}"
    if found := _NO_ROOT.fullmatch(rest):
        return f"{start}{found[1]}{_names('', '', found[2], pseudonyms.whole(), clear=clear)}"
    if found := _SHARE.fullmatch(rest):
        return start + _shared(rest, found, pseudonyms, clear=clear)
    spelling, stands = next((one for one in _STARTS if rest.casefold().startswith(one[0])), ("", ""))
    if spelling or start or rest.startswith("\\"):
        shown = rest[: len(spelling)] or ("\\" if rest.startswith("\\") else "")
        return f"{start}{shown}{_names('', stands, rest[len(spelling) :], pseudonyms, clear=clear)}"
    if "\\" not in rest and "*" not in rest:
        return rest
    # A folder known by a number alone may be anybody's.
    found = _KNOWN_FOLDER.fullmatch(rest)
    above, below = (f"{found[1]}\\", found[2]) if found else ("", rest)
    return above + _names("", "", below, pseudonyms.whole(), clear=clear)


def _shared(path: str, found: re.Match[str], pseudonyms: Pseudonyms, *, clear: bool) -> str:
    """Return a path of another machine: nobody knows what lies below its share, so that every name goes."""
    if not found[2]:
        return path
    below = _names("", "", found[3], pseudonyms.whole(), clear=clear)
    return f"{path[: found.end(1)]}\\{share(found[2], pseudonyms)}" + (f"\\{below}" if below else "")


def _names(volume: str, stands: str, below: str, pseudonyms: Pseudonyms, *, clear: bool) -> str:
    """Replace the names below a folder that stands at `stands`, which is not part of what is returned."""
    above = [part for part in stands.split("/") if part]
    parts = [part for part in below.split("\\") if part not in {"", "."}]
    if not parts:
        return ""
    odd = 0 if ".." in parts else next((i for i, part in enumerate(parts) if _ODD.search(part)), len(parts))
    whole = "/".join([*above, *parts])
    # A maker's own file is nobody's, even where nobody knows yet where the patients' data lies.
    kept = odd == len(parts) and ((clear and program(whole)) or places.vendor_file(whole))
    shown = pseudonyms.path(volume, whole, clear_name=kept).split("/")[len(above) :]
    shown[odd:] = [part if _WILD.fullmatch(part) else word(part, pseudonyms) for part in parts[odd:]]
    return "\\".join(shown) + ("\\" if below.endswith("\\") else "")


def share(name: str, pseudonyms: Pseudonyms) -> str:
    """Return the name of a shared folder; one that Windows makes, or a word of everybody's, stays."""
    if _MADE_BY_WINDOWS.fullmatch(name) or name.casefold() in places.DATA_FOLDERS:
        return name
    return word(name, pseudonyms)


def word(text: str, pseudonyms: Pseudonyms) -> str:
    """Return the token of a text that is no path, with its extension where that is a known one."""
    token = pseudonyms.whole().path("", text.replace("/", "\\"))
    # What an attacker appends to a name is kept with files; behind a bare word it may be somebody's name.
    return (
        token
        if known_ending(text.rpartition(".")[2], pseudonyms)
        else token.partition(".")[0].partition(":")[0]
    )


def known_ending(extension: str, pseudonyms: Pseudonyms) -> bool:
    """Tell an extension that says what a file is from one that may be somebody's name."""
    return pseudonyms.ending(f"x.{extension}").endswith(f".{extension}")


def thing(name: str, pseudonyms: Pseudonyms) -> str:
    """Return what a service, a task, a program or a value is called; a person's name in it is a token."""
    names = name.split("\\")
    return "\\".join(word(one, pseudonyms) if pseudonyms.people.named(one) else one for one in names)


def place(text: str, pseudonyms: Pseudonyms, *, clear: bool = False) -> str:
    """Return `windows_path` where every text should be a path: a word that is none is replaced too."""
    shown = windows_path(text, pseudonyms, clear=clear)
    bare = text.strip().strip('"')
    same = shown == bare and not {"\\", "/"} & set(bare)
    return word(bare, pseudonyms) if same and not _HARMLESS.fullmatch(bare) else shown


def program(path: str) -> bool:
    """Tell by its extension what runs when it is opened."""
    return path.rpartition(".")[2].casefold() in places.PROGRAM_KINDS
