"""What else the demonstration machine kept of its programs: prefetch files, and a backup program's base."""

from collections.abc import Iterator, Sequence

from demo.builder import story
from demo.builder.documents_table import sqlite
from demo.builder.prefetch import VOLUME, file_name, prefetch
from demo.builder.tree import Node
from toolkit.records import Times

BACKUPS = "Users/claire.martin/AppData/Local/Duplicati/Duplicati-server.sqlite"
_DAY = 86_400 * 10**9
_LATER = 10 * 10**9  # Windows writes it ten seconds after the start
_NTDLL, _KERNEL = r"\WINDOWS\SYSTEM32\NTDLL.DLL", r"\WINDOWS\SYSTEM32\KERNEL32.DLL"
_SYSTEM32 = "\\WINDOWS\\SYSTEM32\\"
# Where the program lies, how often it ran, when last (newest first).
_RAN: tuple[tuple[str, int, Sequence[int]], ...] = (
    (r"\USERS\PUBLIC\SVC_MAJ.EXE", 1, (story.RUN,)),
    (_SYSTEM32 + "VSSADMIN.EXE", 1, (story.SHADOWS_GONE,)),
    (_SYSTEM32 + "WBADMIN.EXE", 1, (story.CATALOGUE_GONE,)),
    (_SYSTEM32 + "BCDEDIT.EXE", 1, (story.RECOVERY_OFF,)),
    (_SYSTEM32 + "WEVTUTIL.EXE", 1, (story.LOG_CLEARED - 10**8,)),
    (
        _SYSTEM32 + "CMD.EXE",
        19,
        (story.SCRIPT_DELETED - 10**9, story.at(0, 12, 57, day=11), story.at(21, 55, 5)),
    ),
    (_SYSTEM32 + r"WINDOWSPOWERSHELL\V1.0\POWERSHELL.EXE", 4, (story.UNPROTECTED, story.EXCLUDED)),
    (r"\WINDOWS\EXPLORER.EXE", 640, (story.INTRUDER_IN, story.DOCTOR_TAKEN, story.DOCTOR_IN)),
    (
        r"\PROGRAM FILES\LOGOSW\LOGOSW.EXE",
        1204,
        [story.at(8, 0, 12) - days * _DAY for days in (0, 1, 2, 3, 4, 5, 8, 9)],
    ),
    (
        r"\PROGRAM FILES\SIRONA\SIDEXIS4\SIDEXIS4.EXE",
        640,
        [story.at(8, 41, 3) - days * _DAY for days in (0, 1, 2)],
    ),
    (r"\PROGRAM FILES\LOGOSW\LOGOSW_AGENT.EXE", 1003, [story.COPIED[0] - days * _DAY for days in range(8)]),
    (r"\PROGRAM FILES (X86)\ANYDESK\ANYDESK.EXE", 88, (story.at(21, 41, 2), story.STARTED)),
)
_JOB = "Cabinet vers NAS"


def files(installed: int) -> list[Node]:
    """Return the files; `installed` is when Windows was, in nanoseconds UTC."""
    return [*_prefetch(installed), _backups()]


def _prefetch(installed: int) -> Iterator[Node]:
    for path, runs, dates in _RAN:
        program, image = path.rpartition("\\")[2], VOLUME + path
        read = [VOLUME + name for name in (_NTDLL, _KERNEL)]
        written = dates[0] + _LATER
        made = written if runs == len(dates) == 1 else installed
        times = Times(made, written, written, written)
        data = prefetch(program, [image, *read], runs, dates)
        yield Node(f"Windows/Prefetch/{file_name(program, image)}", data, times=times)


def _backups() -> Node:
    """Return the base of the backup program: one job, and how it last went."""
    kept = (
        ("LastBackupStarted", "20261010T190005Z"),
        ("LastBackupFinished", "20261010T190412Z"),
        ("LastBackupDate", "20261010T190005Z"),
        ("SourceFilesCount", "441"),
    )
    data = sqlite((
        ("Backup", ("ID", "Name", "TargetURL"), [("1", _JOB, "file://NAS-CABINET/sauvegarde/cabinet")]),
        ("Metadata", ("BackupID", "Name", "Value"), [("1", name, value) for name, value in kept]),
        ("Source", ("BackupID", "Path"), [("1", path) for path in ("C:\\Wlogos2\\", "C:\\PDATA\\")]),
    ))  # fmt: skip
    made, written = story.day(2024, 1, 8, 11, 58), story.SAVED[1]
    return Node(BACKUPS, data, times=Times(made, written, written, written))
