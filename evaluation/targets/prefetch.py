"""Prefetch files, plain and packed."""

from pathlib import Path

from demo.builder.prefetch import VOLUME, prefetch
from evaluation.targets.hive import WHEN, Files
from toolkit.errors import Unreadable
from toolkit.media import prefetch as reader
from toolkit.records import Entry, EntryKind

_REAL = Path(__file__).parents[3] / "shared" / "data" / "artefacts" / "prefetch"
_NAMES = ("XPPro/CMD.EXE-087B4001.pf", "Win7/CMD.EXE-4A81B364.pf", "Win10/CMD.EXE-D269B812.pf")


def seeds() -> list[bytes]:
    paths = [VOLUME + r"\WINDOWS\SYSTEM32\CMD.EXE", VOLUME + r"\WINDOWS\SYSTEM32\NTDLL.DLL"]
    ours = [prefetch("CMD.EXE", paths, 3, [WHEN, WHEN - 10**9], version) for version in (26, 30)]
    return ours + [(_REAL / name).read_bytes() for name in _NAMES if (_REAL / name).exists()]


def read(data: bytes) -> str:
    try:
        reader.read(Files({"a.pf": data}), Entry("", "a.pf", EntryKind.FILE, len(data)))
    except Unreadable as error:
        return error.why
    return "ok"
