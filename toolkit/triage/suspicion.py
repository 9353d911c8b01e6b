"""Codes of what makes a command or a program's place worth a look; none of them is a proof."""

import re

_SHELLS = re.compile(
    r"(?i)(^|[\\/\"\s])(cmd|powershell|pwsh|wscript|cscript|mshta|rundll32|regsvr32|bitsadmin|certutil)"
    r"(\.exe)?([\"\s]|$)|%comspec%"
)
_PLACES = (
    ("in_public_folder", re.compile(r"(?i)(\\users\\public\\|%public%)")),
    ("in_temporary_folder", re.compile(r"(?i)(\\te?mp\\|%te?mp%|\\perflogs\\|\\\$recycle\.bin\\)")),
    ("in_user_folder", re.compile(r"(?i)(\\users\\|\\documents and settings\\|%(appdata|userprofile)%)")),
    ("in_program_data", re.compile(r"(?i)(\\programdata\\[^\\]+$|\\programdata\\[^\\]+\.\w+[\"\s])")),
)
_OTHER_MACHINE = re.compile(r"^\s*\"?\\\\(?![?.]\\)")
_ENCODED = re.compile(r"(?i)\s-e(nc(odedcommand)?)?\s+[A-Za-z0-9+/=]{20,}")
_LETTER = re.compile(r"^([A-Za-z]):[\\/]")
_PROGRAM = re.compile(r"(?i)\.(exe|sys|dll|com|bat|cmd|scr)(?=\s|$)")
_STARTS = (
    ("%systemroot%", "Windows"), ("\\systemroot", "Windows"), ("%windir%", "Windows"),
    ("system32\\", "Windows/System32/"), ("syswow64\\", "Windows/SysWOW64/"),
    ("%programfiles(x86)%", "Program Files (x86)"), ("%programfiles%", "Program Files"),
    ("%programdata%", "ProgramData"), ("%systemdrive%", ""), ("%public%", "Users/Public"),
)  # fmt: skip
_READ = 4096  # characters looked at


def flags(command: str) -> list[str]:
    """Return codes for where a command's program lies and what runs it."""
    text = command[:_READ].replace("/", "\\")
    found = [code for code, place in _PLACES if place.search(text)][:1]
    if _OTHER_MACHINE.search(text):
        found.append("on_other_machine")
    if _SHELLS.search(text):
        found.append("through_shell")
    if _ENCODED.search(command[:_READ]):
        found.append("encoded_command")
    return found


def program(command: str) -> tuple[str, str] | None:
    r"""Return the drive letter and the path below it, with "/", of a command's program.

    The letter is "" where the text says "the Windows drive" in one of its ways. None when no drive is named:
    such a program is searched for by Windows. Without quotes the path ends at the first program extension.
    """
    text = command[:_READ].strip().removeprefix("\\??\\")
    text = text[1:].split('"', 1)[0] if text.startswith('"') else text
    lower = text.casefold()
    for start, folder in _STARTS:
        if lower.startswith(start):
            return "", _below(folder + text[len(start) :])
    found = _LETTER.match(text)
    return (found[1].upper(), _below(text[3:])) if found else None


def _below(text: str) -> str:
    ending = _PROGRAM.search(text)
    whole = text[: ending.end()] if ending else text.split(" ", 1)[0]
    return whole.replace("\\", "/").strip("/")
