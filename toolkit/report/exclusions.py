"""What an antivirus leaves alone and how it was set, as it may leave."""

import re

from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import command_lines
from toolkit.report.windows_paths import known_ending, place, windows_path, word

_KINDS = {"paths": "path", "processes": "process", "extensions": "extension", "ipaddresses": "address"}
# As Defender writes what was changed: the place in the registry, then the value.
_SETTING = re.compile(
    r"WinDefend|HKLM\\SOFTWARE\\(?:Policies\\)?Microsoft\\Windows Defender"
    r"(?!\\Exclusions)(?:\\[\w -]+)* = 0x\w+",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"(?i).*\\Exclusions\\(Paths|Processes|Extensions|IpAddresses)\\(.+?)(?: = \S*)?", re.DOTALL
)


def excluded(kind: str, text: str, pseudonyms: Pseudonyms) -> str:
    """Return what is left alone: a path, a process, an extension or an address."""
    if kind == "extension":
        ending = text.strip().rpartition(".")[2]
        return text if known_ending(ending, pseudonyms) else word(text, pseudonyms)
    if kind == "process" and pseudonyms.people.known(text.replace("/", "\\").rpartition("\\")[2]):
        return place(text, pseudonyms)
    way = windows_path if kind in {"process", "address"} else place
    return way(text, pseudonyms, clear=kind == "process")


def setting(text: str, pseudonyms: Pseudonyms) -> str:
    """Return a setting that was changed: one of Windows' own, or what it leaves alone."""
    if _SETTING.fullmatch(text):
        return text
    if found := _EXCLUDED.fullmatch(text):
        kind = found[1].casefold()
        return f"Exclusions\\{found[1]}\\{excluded(_KINDS[kind], found[2], pseudonyms)}"
    return command_lines.arguments(text, pseudonyms)
