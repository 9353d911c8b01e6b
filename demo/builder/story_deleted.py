"""Files that were deleted: before the attack by their owners, after it by the intruder."""

from datetime import UTC, datetime, timedelta

from demo.builder.documents import nanoseconds, paper
from demo.builder.documents_program import MARKER
from demo.builder.story import RUN, RUN_ENDED, SCRIPT, SCRIPT_DELETED, SCRIPTED, TRACE, TRACE_DELETED
from demo.builder.tree import Node
from toolkit.records import Times

_WHEN = datetime(2026, 10, 7, 9, 12, 40, tzinfo=UTC)
# Path, when it was written, how long it stayed.
_OWN = (
    ("Users/Accueil/Downloads/mutuelle_devis_reçu.pdf", _WHEN, timedelta(hours=26)),
    ("Users/claire.martin/Documents/Courriers/brouillon_confrère.docx", _WHEN, timedelta(days=2, hours=5)),
    ("Users/claire.martin/Desktop/scan_provisoire.jpg", _WHEN + timedelta(days=1), timedelta(hours=7)),
    ("Users/Accueil/Documents/à rappeler lundi.csv", _WHEN + timedelta(days=2), timedelta(hours=6)),
)


def deleted() -> dict[str, tuple[Node, int]]:
    """Return each deleted file and when it went, in nanoseconds UTC; all of them can be recovered."""
    found = {}
    for path, when, stayed in _OWN:
        made = paper(path, when)
        gone = Node(path, made.data, times=made.times, name_times=made.name_times, deleted=True)
        found[path] = gone, nanoseconds(when + stayed)
    script = Node(SCRIPT, _script(), times=Times(SCRIPTED, SCRIPTED, SCRIPTED, SCRIPTED), deleted=True)
    trace = Node(TRACE, _trace(), times=Times(RUN, RUN_ENDED, RUN_ENDED, RUN_ENDED), deleted=True)
    return {**found, SCRIPT: (script, SCRIPT_DELETED), TRACE: (trace, TRACE_DELETED)}


def _script() -> bytes:
    lines = (
        "@echo off",
        f"rem {MARKER} : ce fichier n'affiche que du texte",
        "echo del /q C:\\Users\\Public\\svc_maj.log",
        'echo wevtutil cl "Windows PowerShell"',
        "echo del %0",
        "exit /b 0",
    )
    return "\r\n".join([*lines, ""]).encode("ascii")


def _trace() -> bytes:
    lines = (f"svc_maj.exe  etape {number:03d}  demonstration, rien n'est fait" for number in range(1, 120))
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
