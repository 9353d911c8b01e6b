"""Whether every library that the Windows program asks for is shipped, or is part of every Windows."""

from collections.abc import Iterator
from pathlib import Path

import pefile

from release import Refused

# Libraries of Windows 8.1 and later. Wine has more, and lends them to a program that forgot its own.
SYSTEM = frozenset({
    "advapi32.dll", "bcrypt.dll", "bcryptprimitives.dll", "cfgmgr32.dll", "combase.dll", "comctl32.dll",
    "crypt32.dll",
    "dnsapi.dll", "gdi32.dll", "iphlpapi.dll", "kernel32.dll", "mpr.dll", "mswsock.dll", "netapi32.dll",
    "ntdll.dll", "ntdsapi.dll", "ole32.dll", "oleacc.dll", "oleaut32.dll", "pdh.dll", "powrprof.dll",
    "propsys.dll", "psapi.dll", "rpcrt4.dll", "secur32.dll", "setupapi.dll", "sfc.dll", "shell32.dll",
    "shlwapi.dll", "urlmon.dll", "user32.dll", "userenv.dll", "version.dll", "winmm.dll", "ws2_32.dll",
    "wtsapi32.dll",
})  # fmt: skip
# The Universal CRT and the core of Windows go by these names (Windows 10 and later; by an update before).
_SETS = ("api-ms-win-core-", "api-ms-win-crt-")


def check(folder: Path) -> None:
    """Raise Refused naming each library that a program file asks for and would not find on a bare machine."""
    programs = [path for path in folder.rglob("*") if path.suffix.lower() in {".exe", ".dll", ".pyd"}]
    shipped = {path.name.lower() for path in programs}
    missing = {
        f"{path.name} needs {name}"
        for path in programs
        for name in _asked(path)
        if name not in shipped | SYSTEM and not name.startswith(_SETS)
    }
    if missing:
        raise Refused("; ".join(sorted(missing)))


def _asked(path: Path) -> Iterator[str]:
    with pefile.PE(str(path), fast_load=True) as program:
        # Libraries loaded on first use only are not asked for here: the C++ runtime names one nobody calls.
        program.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"]])
        for entry in getattr(program, "DIRECTORY_ENTRY_IMPORT", ()):
            yield entry.dll.decode("ascii", "replace").lower()
