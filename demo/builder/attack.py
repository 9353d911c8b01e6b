"""The attack on the demonstration practice, played on a tree in memory: no file is touched."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from demo.builder import notes
from demo.builder.documents import dated, nanoseconds
from demo.builder.documents_keystream import keystream, mixed, share
from demo.builder.documents_program import MARKER, harmless
from demo.builder.practice import belongs
from demo.builder.tree import Node
from toolkit.records import Times

START = datetime(2026, 10, 11, 0, 14, 7, 312_500, tzinfo=UTC)  # Sunday, 02:14:07 in Paris
LENGTH = timedelta(minutes=9)
PAUSE = timedelta(minutes=2)  # in the middle, between two files
CHANGE = 4_700_000  # ns from the first byte written in a file to its last change, the rename
PROGRAM, SCRIPT = "Users/Public/svc_maj.exe", "ProgramData/maj.bat"
EXTENSION, OTHER_EXTENSION = ".akira", ".h4tz9q2m"
FOOTER = 512  # bytes
# Vendor files that hold nobody's data: the first samples a complaint can carry.
SAMPLES = (
    "Program Files/LOGOSw/Modeles/devis_type.docx",
    "Program Files/LOGOSw/Modeles/consentement_type.rtf",
    "Program Files/LOGOSw/Exemples/radio_exemple.jpg",
    "Program Files/LOGOSw/logosw_fr.dll",
    "Program Files/Sirona/Sidexis4/Notice.pdf",
    "Program Files (x86)/TeamViewer/Licence.rtf",
    "Windows/System32/prnport.ini",
    "Windows/sesam.ini",
)
_SMALLEST = 512  # smaller files say too little about themselves to be a fair exercise
_SHARE = 0.62
_CHOSEN = {
    "Wlogos2/patients.db": "blocks_4k",
    "Wlogos2/actes.db": "cells_64_256",
    "Wlogos2/agenda.db": "whole",
    "Users/claire.martin/Documents/Empreintes/arcade_02.stl": "blocks_64k",
    "PDATA/P00019/X202503121435.dcm": "blocks_64k",
}
_NOTES_IN = 0.55  # share of the struck folders that get a note
_PREPARED = datetime(2026, 10, 10, 21, 55, 30, tzinfo=UTC)

Range = tuple[int, int]


def _every(cell: int, period: int) -> Callable[[int], list[Range]]:
    return lambda size: [(at, min(at + cell, size)) for at in range(0, size, period)]


# What each way encrypts of a file of a given size, in bytes. Ways as published: see the families' notes.
WAYS: Mapping[str, Callable[[int], list[Range]]] = {
    "whole": lambda size: [(0, size)],
    "head": lambda size: [(0, min(4096, size))],
    "half": lambda size: [(0, size // 2)],
    "magic_spared": lambda size: [(16, size)],
    "cells_64_256": _every(64, 256),
    "cells_16_32": _every(16, 32),
    "blocks_4k": _every(4096, 8192),
    "blocks_64k": _every(65536, 131_072),
}
_FOR_SMALL = ("whole", "whole", "whole", "half", "half", "magic_spared", "cells_64_256", "cells_16_32")
_FOR_MIDDLE = ("whole", "half", "head", "magic_spared", "cells_64_256", "cells_16_32", "blocks_4k")
_FOR_LARGE = ("head", "blocks_64k", "cells_64_256", "blocks_4k")


@dataclass(frozen=True)
class Attack:
    """The tree after the attack, and the truth about it."""

    nodes: list[Node]
    expected: dict[str, Any]


def strike(nodes: Iterable[Node]) -> Attack:
    """Encrypt the practice's files and leave notes, a harmless program and a harmless script."""
    before = list(nodes)
    linked = {node.hard_link_of for node in before}
    struck = sorted((node for node in before if _is_struck(node) and node.path not in linked), key=_by_path)
    encrypted = {node.path: _encrypt(node, number, len(struck)) for number, node in enumerate(struck)}
    after = [encrypted[node.path][0] if node.path in encrypted else node for node in before]
    left = list(_notes([node for node, _ in encrypted.values()]))
    whole = [*after, *(node for node, _ in left), *tools()]
    folders = _folders(whole, [*(node for node, _ in encrypted.values()), *(node for node, _ in left)])
    facts = {node.path: fact for node, fact in encrypted.values()}
    return Attack([*folders, *whole], _truth(before, facts, left, whole))


def tools() -> list[Node]:
    """Return what the intruder brings and leaves: a harmless program and a harmless script."""
    return [dated(PROGRAM, _PREPARED, harmless()), dated(SCRIPT, _PREPARED, _script())]


def _by_path(node: Node) -> str:
    return node.path


def _is_struck(node: Node) -> bool:
    if node.directory or node.junction is not None or len(node.data) < _SMALLEST:
        return False
    if node.path in SAMPLES or node.path in _CHOSEN:
        return True
    return belongs(node.path) and share("struck " + node.path) < _SHARE


def _way(node: Node) -> str:
    size = len(node.data)
    choice: Sequence[str] = _FOR_LARGE if size > 100_000 else _FOR_MIDDLE if size > 5000 else _FOR_SMALL
    return _CHOSEN.get(node.path) or choice[int(share("way " + node.path) * len(choice))]


def _ending(path: str) -> str:
    place = share("ending " + path)
    if path in SAMPLES or place >= 0.09:
        return EXTENSION
    return "" if place < 0.05 else OTHER_EXTENSION


def _encrypt(node: Node, number: int, total: int) -> tuple[Node, dict[str, Any]]:
    """Return the node as the attack leaves it, and what was done to it."""
    way, ending = _way(node), _ending(node.path)
    cipher = mixed(node.data, "cipher " + node.path)
    body = bytearray(node.data)
    ranges = WAYS[way](len(body))
    for start, end in ranges:
        body[start:end] = cipher[start:end]
    footed = bool(ending) and share("footer " + node.path) < 0.6
    footer = keystream("footer " + node.path, FOOTER) if footed else b""
    data = bytes(body) + footer
    times, named, forged = _times(node, number, total, renamed=bool(ending))
    fact = {
        "original": node.path,
        "way": way,
        "appended": ending,
        "size": len(data),
        "original_size": len(node.data),
        "encrypted_bytes": sum(end - start for start, end in ranges),
        "footer": len(footer),
        "date_put_back": forged,
        "sha256": sha256(data).hexdigest(),
    }
    return replace(node, path=node.path + ending, data=data, times=times, name_times=named), fact


def _moment(number: int, total: int) -> int:
    # The last file falls some seconds before the end, so that the last note still comes in time.
    last = (LENGTH - timedelta(seconds=20)) * (total - 1) / total
    waited = PAUSE if number >= total // 2 else timedelta(0)
    return nanoseconds(START + (last - PAUSE) * number / max(total - 1, 1) + waited)


def _times(node: Node, number: int, total: int, *, renamed: bool) -> tuple[Times, Times | None, bool]:
    """Return the file's times, those of its name, and whether the date of writing was put back.

    Renaming copies the file's times to its name; a file that keeps its name keeps that name's times.
    """
    written = _moment(number, total)
    changed = written + CHANGE
    forged = not renamed and share("forged " + node.path) < 0.2
    seen = node.times.modified if forged else written
    times = Times(node.times.created, seen, changed, changed)
    named = Times(node.times.created, written, written, written) if renamed else node.name_times
    return times, named, forged


def _notes(struck: Sequence[Node]) -> Iterator[tuple[Node, notes.Variant]]:
    kinds = notes.variants()
    text, page = kinds[:-1], kinds[-1]
    yield _left(text[0].name, _moment(len(struck), len(struck)), text[0].data), text[0]
    for number, (folder, moment) in enumerate(sorted(_last_writes(struck).items())):
        deep = folder.count("/") > 1
        if deep and share("note " + folder) >= _NOTES_IN:
            continue
        # Two thirds are the plain note, as one run of one program would leave; the rest are the hard cases.
        kind = text[0] if number % 3 else text[number // 3 % len(text)]
        yield _left(f"{folder}/{kind.name}", moment, kind.data), kind
        if not deep:
            yield _left(f"{folder}/{page.name}", moment, page.data), page


def _left(path: str, moment: int, data: bytes) -> Node:
    at = moment + 31_000_000
    return Node(path, data, times=Times(at, at, at, at))


def _last_writes(nodes: Iterable[Node]) -> dict[str, int]:
    last: dict[str, int] = {}
    for node in nodes:
        folder = node.path.rpartition("/")[0]
        last[folder] = max(last.get(folder, 0), node.times.changed or 0)
    return last


def _folders(whole: Sequence[Node], touched: Sequence[Node]) -> list[Node]:
    """Return the struck folders, dated by the last name that changed in them."""
    out = []
    for folder, moment in sorted(_last_writes(touched).items()):
        if not folder:
            continue
        made = min(node.times.created or moment for node in whole if node.path.startswith(folder + "/"))
        times = Times(made, moment, moment, moment)
        out.append(Node(folder, directory=True, times=times, name_times=Times(made, made, made, made)))
    return out


def _script() -> bytes:
    lines = (
        "@echo off",
        f"rem {MARKER} : ce fichier n'affiche que du texte",
        "echo vssadmin delete shadows /all /quiet",
        "echo wbadmin delete catalog -quiet",
        "echo bcdedit /set {default} recoveryenabled no",
        "exit /b 0",
    )
    return "\r\n".join([*lines, ""]).encode("ascii")


def _truth(
    before: Sequence[Node],
    facts: Mapping[str, dict[str, Any]],
    left: Sequence[tuple[Node, notes.Variant]],
    whole: Sequence[Node],
) -> dict[str, Any]:
    files = [node for node in before if not node.directory and node.junction is None]
    moments = [node.times.changed or 0 for node in whole if node.path in facts]
    return {
        "attack": {"first_ns": nanoseconds(START), "last_ns": max(moments)},
        "encrypted": dict(sorted(facts.items())),
        "encrypted_count": len(facts),
        "intact_count": len(files) - len(facts),
        "notes": {node.path: kind.code for node, kind in sorted(left, key=lambda pair: pair[0].path)},
        "notes_count": len(left),
        "notes_distinct": len({node.data for node, _ in left}),
        "contacts": {kind: list(values) for kind, values in notes.CONTACTS.items()},
        "program": PROGRAM,
        "script": SCRIPT,
        "rule": "Trousse_Demo_Harmless_Program",
        "samples": sorted(path + EXTENSION for path in SAMPLES),
    }
