"""Services and drivers: what Windows starts before anybody logs on."""

import re
from collections.abc import Iterator
from typing import Any

from toolkit.host.windows.services import STARTS
from toolkit.host.windows.services import kind as named
from toolkit.media.registry import Key
from toolkit.triage.machine import Machine
from toolkit.triage.suspicion import flags, program

WHERE = (r"Windows/System32/config/SYSTEM\Services",)

_DRIVER = 0x0F
_DEFENDER, _DISABLED = "windefend", 4
# Services that tools for running programs on other machines leave behind, by their default names.
_REMOTE_RUN = re.compile(r"(?i)\b(psexe(c|svc)|paexec|remcom(svc)?|csexec(svc)?|winexesvc|xcmdsvc)")
# Written by hand or by Windows only: any service may start a program of the Windows folder that is not there.
_WINDOWS = "windows/"

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield services, those with a flag first, then those of programs, then drivers."""
    rows = list(_services(machine))
    yield from sorted(rows, key=lambda row: (_rank(row["flags"]), row["driver"], row["name"].casefold()))


def _rank(flags: list[str]) -> int:
    # Programs removed without their service are common: such a service comes after the others flagged.
    return 2 if not flags else 1 if flags == ["image_missing"] else 0


def _services(machine: Machine) -> Iterator[Row]:
    control = machine.control_set()
    listed = control.key("Services") if control else None
    letter = machine.letter() if listed else ""
    for key in listed.subkeys() if listed else ():
        kind, image = key.number("Type"), key.text("ImagePath")
        if kind is not None or image is not None:
            yield _row(machine, key, kind or 0, image or "", letter)


def _row(machine: Machine, key: Key, kind: int, image: str, letter: str) -> Row:
    parameters = key.key("Parameters") if kind & 0x20 or "svchost" in image.casefold() else None
    library = (parameters.text("ServiceDll") if parameters else None) or key.text("ServiceDll")
    start, failing = key.number("Start"), key.text("FailureCommand")
    found = _flags(machine, key.name, (image, library or "", failing or ""), letter)
    if key.name.casefold() == _DEFENDER and start == _DISABLED:
        found.append("antivirus_disabled")
    return {
        "name": key.name,
        "display": key.text("DisplayName"),
        "image": image,
        "library": library,
        "failure_command": failing,
        "start": STARTS.get(start, str(start)) if start is not None else None,
        "type": named(kind),
        "driver": bool(kind & _DRIVER),
        "account": key.text("ObjectName"),
        "written_ns": key.written_ns,
        "flags": found,
    }


def _flags(machine: Machine, name: str, commands: tuple[str, ...], letter: str) -> list[str]:
    found = [code for command in commands for code in flags(command)]
    if any(_is_missing(machine, command, letter) for command in commands):
        found.append("image_missing")
    if any(_REMOTE_RUN.search(text) for text in (name, *commands)):
        found.append("psexec_like")
    return list(dict.fromkeys(found))


def _is_missing(machine: Machine, command: str, letter: str) -> bool:
    """Say whether a program of the Windows drive is not there; Windows' own optional ones do not count."""
    place = program(command)
    if place is None or place[0] not in {"", letter} or place[1].casefold().startswith(_WINDOWS):
        return False
    return machine.source.find(place[1], machine.volume) is None
