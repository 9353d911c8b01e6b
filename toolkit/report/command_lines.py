"""A command line as it may leave: the program, its options and the words of an attack; no other word."""

import re

from toolkit.custody.places import PROGRAM_KINDS
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.windows_paths import windows_path, word

# The arguments of a program that bears one of these say what the attack did; those of any other may be the
# name of the document somebody has open.
TELLING = frozenset({
    "recovery_removal", "log_clearing", "protection_disabling", "disk_encryption", "copying_out", "fetching",
    "encoded_command", "in_temporary_folder", "in_downloads", "in_public_folder", "deceptive_name",
    "windows_name_elsewhere", "image_deleted", "through_shell", "psexec_like", "task_cache_only",
    "differs_from_file",
})  # fmt: skip
# Words of commands that remove recovery, clear logs, disable protection, encrypt a disk or copy files out:
# MITRE ATT&CK T1490, T1070.001, T1562.001, T1486, T1567, T1059; nobody's name.
_PROGRAMS = frozenset({
    "attrib", "bcdedit", "bitsadmin", "certutil", "cipher", "cmd", "cscript", "diskshadow", "fsutil",
    "icacls", "manage-bde", "megacmd", "mpcmdrun", "mshta", "msiexec", "net", "net1", "netsh", "powershell",
    "psexec", "pwsh", "rclone", "reagentc", "reg", "regsvr32", "rundll32", "sc", "schtasks", "shutdown",
    "start", "takeown", "taskkill", "vssadmin", "wbadmin", "wevtutil", "wmic", "wscript",
})  # fmt: skip
_VERBS = frozenset({
    "add", "call", "cl", "clear-log", "config", "copy", "create", "delete", "deletejournal", "disable",
    "disabled", "enable", "enabled", "list", "move", "process", "query", "resize", "run", "set",
    "shadow", "shadowcopy", "shadows", "shadowstorage", "stop", "sync", "sl", "terminate", "usn", "where",
    "nointeractive",
})  # fmt: skip
_THINGS = frozenset({
    "advfirewall", "allprofiles", "application", "backup", "bootstatuspolicy", "catalog", "currentprofile",
    "current", "default", "false", "firewall", "hkcu", "hklm", "ignoreallfailures",
    "localsystem", "mode", "mpssvc", "no", "off", "on", "opmode", "recoveryenabled", "sdrsvc", "security",
    "sense", "setup", "state", "swprv", "system", "systemstatebackup", "true", "vss", "wbengine",
    "windefend", "windows", "wscsvc", "yes", "unbounded", "401mb", "320mb",
})  # fmt: skip
_POWERSHELL = frozenset({
    "$false", "$true", "$_.delete", "add-mppreference", "bypass", "clear-eventlog", "disable-computerrestore",
    "enable-bitlocker", "foreach-object", "get-ciminstance", "get-wmiobject", "hidden", "invoke-expression",
    "remove-ciminstance", "remove-eventlog", "remove-wmiobject", "set-mppreference", "stop-service",
    "unrestricted", "win32_shadowcopy",
})  # fmt: skip
_KNOWN = _PROGRAMS | {f"{name}.exe" for name in _PROGRAMS} | _VERBS | _THINGS | _POWERSHELL

_READ = 8192  # characters of a command looked at
_OPTION = re.compile(r"[-/]{1,2}[\w-]{1,40}")
# All of "-a:-b:" at once: thousands of them must not be answered one inside another.
_VALUE = re.compile(r"((?:[-/]{1,2}[\w-]{1,40}[:=])+)(.+)", re.DOTALL)
_HARMLESS = re.compile(r"[A-Za-z]:\\?|\d|\W|")  # a drive, a digit, a sign
_PLACED = re.compile(r"[A-Za-z]:|[^/]*[^/]/|/[^/]+/")
# Where one text holds more than one path, or a path and other words.
_SEVERAL = re.compile(r"[;,]|[\s|&=(<>'](?:[A-Za-z]:[\\/]|\\\\|%\w+%|[-/]\w)|\.\w{1,5}\s")
_BETWEEN = re.compile(r"([;,|&=(){}<>'\s]+)")
_WORDS = re.compile(r'"([^"]*)"?|(\S+)')
# Without quotes a path ends at the first extension of a program, before any other path or option.
_PATH = re.compile(
    r'(?:(?!\s(?:[A-Za-z]:|\\\\|["%/-])).)+?\.(?:' + "|".join(sorted(PROGRAM_KINDS)) + r')(?=[\s",]|\Z)',
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"[\w.{}$()%-]+")


def split(command: str) -> tuple[str, str]:
    """Return the program of a command and the rest of it."""
    text = command[:_READ].strip()
    quoted, _, behind = text[1:].partition('"') if text.startswith('"') else (text, "", "")
    first = quoted.split(maxsplit=1)[0] if quoted.strip() else ""
    found = _PATH.match(quoted) if _path(first) else None
    name = found[0] if found else quoted if text.startswith('"') else first
    return name, f"{quoted[len(name) :]} {behind}".strip()


def program(name: str, pseudonyms: Pseudonyms, *, clear: bool) -> str:
    """Return a program as it may leave; `clear` keeps its file name, for it is the attacker's."""
    if _path(name):
        return windows_path(name, pseudonyms, clear=clear)
    return name if _NAME.fullmatch(name) else arguments(name, pseudonyms)


def count(rest: str) -> int:
    """Return how many arguments there are, which is all an ordinary program's may tell."""
    return sum(1 for _ in _WORDS.finditer(rest))


def arguments(rest: str, pseudonyms: Pseudonyms, *, clear: bool = False) -> str:
    """Return arguments with every word replaced but options and the vocabulary of attacks.

    `clear` keeps the file names of programs among them.
    """
    found = (one[1] if one[2] is None else one[2] for one in _WORDS.finditer(rest[:_READ]))
    return " ".join(_argument(text, pseudonyms, clear=clear) for text in found)


def _argument(text: str, pseudonyms: Pseudonyms, *, clear: bool) -> str:
    if _OPTION.fullmatch(text):
        return text
    if found := _VALUE.fullmatch(text):
        return found[1] + _argument(found[2], pseudonyms, clear=clear)
    if _path(text) and not _SEVERAL.search(text):
        shown = windows_path(text, pseudonyms, clear=clear)
    else:
        parts = enumerate(_BETWEEN.split(text))
        shown = "".join(part if at % 2 else _part(part, pseudonyms, clear=clear) for at, part in parts)
    return f'"{shown}"' if " " in shown else shown


def _part(text: str, pseudonyms: Pseudonyms, *, clear: bool) -> str:
    if text.casefold() in _KNOWN or _HARMLESS.fullmatch(text) or _OPTION.fullmatch(text):
        return text
    if found := _VALUE.fullmatch(text):
        return found[1] + _part(found[2], pseudonyms, clear=clear)
    return windows_path(text, pseudonyms, clear=clear) if _path(text) else word(text, pseudonyms)


def _path(text: str) -> bool:
    return "\\" in text or "*" in text or _PLACED.match(text) is not None
