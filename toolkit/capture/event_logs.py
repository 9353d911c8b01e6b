"""The event logs of Windows that tell of an attack, copied whole for the annex: they hold names of people."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from toolkit.capture.choice import Chosen, Left
from toolkit.custody.captures import ANNEX
from toolkit.media.source import Source
from toolkit.records import EntryKind

REASON = "event_log"
FOLDER = "Windows/System32/winevt/Logs"
LOG_BYTES = 64 * 1024 * 1024
ALL_BYTES = 512 * 1024 * 1024
# The gravest first: where room ends, the last are missing. "%4" is how Windows writes "/" in these names.
LOGS = (
    "Security",
    "System",
    "Application",
    "Microsoft-Windows-Windows Defender%4Operational",
    "Microsoft-Windows-TerminalServices-RemoteConnectionManager%4Operational",
    "Microsoft-Windows-TerminalServices-LocalSessionManager%4Operational",
    "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS%4Operational",
    "Microsoft-Windows-TerminalServices-RDPClient%4Operational",
    "Microsoft-Windows-PowerShell%4Operational",
    "Windows PowerShell",
    "Microsoft-Windows-TaskScheduler%4Operational",
    "Microsoft-Windows-Sysmon%4Operational",
    "Microsoft-Windows-WMI-Activity%4Operational",
    "Microsoft-Windows-Bits-Client%4Operational",
    "Microsoft-Windows-SMBServer%4Security",
    "Microsoft-Windows-SMBServer%4Operational",
    "Microsoft-Windows-SMBServer%4Audit",
    "Microsoft-Windows-Windows Firewall With Advanced Security%4Firewall",
    "Microsoft-Windows-WinRM%4Operational",
    "Microsoft-Windows-Backup",
    "Microsoft-Windows-Partition%4Diagnostic",
)


def logs(source: Source, lines: Iterable[Mapping[str, Any]]) -> Iterator[Chosen | Left]:
    """Yield each log to copy, and why each other one is not: too large, no room left, or not there.

    `lines` are those of the scan, whose hashes are compared. Logs that are not there are one line for a
    volume, with their names; a volume without Windows has none.
    """
    room = ALL_BYTES
    hashes = {
        (line["volume"], line["path"]): line["sha256"]
        for line in lines
        if line["path"].endswith(".evtx") and line["path"].casefold().startswith(FOLDER.casefold())
    }
    for volume in source.volumes():
        if not volume.read or source.find(FOLDER, volume.name) is None:
            continue
        absent: list[str] = []
        for name in LOGS:
            entry = source.find(f"{FOLDER}/{name}.evtx", volume.name)
            if entry is None or entry.kind is not EntryKind.FILE:
                absent.append(name)
                continue
            known = hashes.get((entry.volume, entry.path))
            line = {"volume": entry.volume, "path": entry.path, "sha256": known}
            if entry.size > LOG_BYTES or entry.size > room:
                why = "event_log_large" if entry.size > LOG_BYTES else "event_log_room"
                yield Left(line, why, prefix=ANNEX, facts={"size": entry.size})
                continue
            room -= entry.size
            yield Chosen(line, REASON, 1, ANNEX)
        if absent:
            line = {"volume": volume.name, "path": FOLDER}
            yield Left(line, "event_logs_absent", prefix=ANNEX, facts={"logs": absent})
