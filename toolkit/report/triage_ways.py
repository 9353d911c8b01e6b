"""Facts of one inventory row that need more than one rule: programs that ran, targets, queries, events."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report import command_lines
from toolkit.report.command_lines import TELLING
from toolkit.report.exclusions import setting
from toolkit.report.windows_paths import place, program, windows_path, word

Row = Mapping[str, Any]

# Everybody's folders, where an attacker's program is dropped and no patient's letter lies.
_LEFT = re.compile(r"(?i)(?:\\users\\public|%public%|\\te?mp|%te?mp%)\\")
# How Windows names a program of its store, or a program names itself in the menu.
_NAMED = re.compile(r"(?i)microsoft\.[\w.]+|[\w.-]+_[0-9a-z]{13}![\w.]+|chrome|msedge|system")
_TRACE = re.compile(r"(?i)(.*/)([^/]+)-([0-9a-f]{8})\.pf")
_LETTER = re.compile(r"(.*) \(([A-Z])(?::|%3A)\)", re.DOTALL)
_HOST = re.compile(r"((?:[a-z][\w+.-]*)://[^/\\]*)(.*)", re.IGNORECASE | re.DOTALL)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+Z?")
_PLAIN = re.compile(r"(?:0x)?[0-9A-Fa-f-]{1,40}|\{[0-9A-Fa-f-]{36}\}|%%\d+")
_WQL = frozenset({
    "select", "from", "where", "within", "group", "by", "having", "isa", "and", "or", "not", "like", "is",
    "null", "true", "false", "*", "=", "<", ">", "<=", ">=", "<>", "!=", "(", ")", ",", "'", '"', "",
})  # fmt: skip
_CLASS = re.compile(
    r"(?i)(?:__|win32_|cim_|msft_|msi_|registry)\w{1,60}|\d{1,9}|(?:targetinstance|previousinstance)"
    r"(?:\.(?:hour|minute|second|day|month|year|dayofweek|systemuptime|eventcode|drivetype|logontype))?"
)
_PIECES = re.compile(r"([\s()<>=!,'\"]+)")


def telling(row: Row) -> bool:
    """Tell a row whose program is the attacker's, or of a kind that attackers bring, by its flags."""
    return not TELLING.isdisjoint(row.get("flags") or ())


def ran(text: str, row: Row, pseudonyms: Pseudonyms, *, key: str = "image") -> str:
    """Return the file of a program: its own name stays where its flags or its folder speak of an attack.

    Flags speak of the image alone. A shortcut may bear a document's name wherever it lies.
    """
    bare = text.strip().strip('"')
    flagged = key == "image" and (telling(row) or "attack_tool_ran" in (row.get("flags") or ()))
    clear = not bare.casefold().endswith(".lnk") and (flagged or _LEFT.search(bare) is not None)
    if "\\" in bare or "/" in bare:
        return windows_path(bare, pseudonyms, clear=clear)
    return bare if _NAMED.fullmatch(bare) or (clear and program(bare)) else place(bare, pseudonyms)


def trace(key: str, row: Row, pseudonyms: Pseudonyms) -> str:
    """Return the name of a program, or of the file Windows names after it, as its own path may leave."""
    name = str(row.get("program") or "")
    image = ran(str(row.get("image") or name), row, pseudonyms).replace("/", "\\").rpartition("\\")[2]
    # Windows cuts the name at 29 characters.
    stays = bool(name) and image.casefold().startswith(name.casefold())
    if key == "program":
        return name if stays else word(name, pseudonyms)
    path = str(row["path"])
    found = _TRACE.fullmatch(path)
    if found and found[2].casefold() == name.casefold():
        return path if stays else f"{found[1]}{word(name, pseudonyms)}-{found[3]}.pf"
    return pseudonyms.path(str(row.get("volume", "")), path)


def target(text: str, pseudonyms: Pseudonyms) -> str:
    """Return where a backup or a drive leads: the machine or the letter stays."""
    if found := _HOST.fullmatch(text):
        below = found[2].strip("/\\")
        return found[1] + (f"/{word(below, pseudonyms)}" if below else "")
    if found := _LETTER.fullmatch(text):
        return f"{word(found[1], pseudonyms)} ({found[2]}:)"
    if text.casefold() in {"c%3a", "d%3a", "e%3a"}:
        return text
    return place(text, pseudonyms)


def query(text: str, pseudonyms: Pseudonyms) -> str:
    """Return a query of WMI with every word replaced but those of the language and of its classes."""
    return "".join(
        part if at % 2 or part.casefold() in _WQL or _CLASS.fullmatch(part) else word(part, pseudonyms)
        for at, part in enumerate(_PIECES.split(text))
    )


# Named by Windows: a threat, a log, another machine, a way to start.
_NAMES = frozenset({
    "defender_detected", "defender_action", "defender_action_failed", "log_cleared", "logon_explicit",
    "service_start_changed",
})  # fmt: skip
_TOLD: Mapping[str, Callable[[str, Pseudonyms], str]] = {
    "defender_changed": setting,
    "defender_change_blocked": setting,
    "transfer_started": target,
    "shadow_copies_lost": place,
}


def event(key: str, row: Row, pseudonyms: Pseudonyms) -> str | None:
    """Return a fact of an event by what the event is; None for a command, which is told with its program."""
    code, text = str(row.get("code")), str(row[key])
    if key in {"command", "image"} and code != "script_block":
        return ran(text, row, pseudonyms) if code.startswith("defender_") else None
    if code in _NAMES or _ISO.fullmatch(text) or _PLAIN.fullmatch(text):
        return text
    if code == "wmi_subscription" and key == "detail":
        return query(text, pseudonyms)
    if code in _TOLD:
        return _TOLD[code](text, pseudonyms)
    return command_lines.arguments(text, pseudonyms, clear=telling(row))
