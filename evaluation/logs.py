"""How long an event log of 100 MB takes: `python -m evaluation.logs [MEGABYTES]`; figures, never limits.

The log is a busy Security log of our own writing: two sign-ins in three records, the rest programs started.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from demo.builder.evtx import CHUNK, LogEvent, file_header, log
from toolkit.media.event_log import Tally, events, outline
from toolkit.media.folder import FolderSource
from toolkit.triage import event_logs, sign_ins
from toolkit.triage.machine import Machine

_AUDIT = "Microsoft-Windows-Security-Auditing"
_GUID = "{54849625-5478-4994-A5BA-3E3B0328C30D}"
_WHEN = 1_790_000_000_000_000_000
_PLACE = "Windows/System32/winevt/Logs/Security.evtx"


def main(arguments: list[str]) -> None:
    megabytes = int(arguments[0]) if arguments else 100
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / _PLACE
        place.parent.mkdir(parents=True)
        count = _write(place, megabytes)
        print(f"{place.stat().st_size / 1e6:.0f} MB, {count} records; CPU time of one run each")
        _print(FolderSource("bench", Path(scratch)))


def _print(source: FolderSource) -> None:
    entry = source.find(_PLACE)
    if entry is None:
        raise SystemExit("the log was not written")
    _timed("heads of the chunks", lambda: [outline(source, entry)])
    _timed("counted, no event wanted", lambda: events(source, entry, lambda *_: False))
    _timed("every event read whole", lambda: events(source, entry, None, Tally()))
    machine = Machine(source, "", {}, windows=True)
    _timed("artefact event_logs", lambda: event_logs.collect(machine))
    _timed("artefact sign_ins", lambda: sign_ins.collect(machine))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory: {peak:.0f} MiB")


def _timed(name: str, work: Callable[[], Iterable[object]]) -> None:
    begun = time.process_time()
    count = sum(1 for _ in work())
    print(f"  {name:28} {time.process_time() - begun:7.2f} s   {count} rows")


def _write(place: Path, megabytes: int) -> int:
    """Write the log a few chunks at a time, so that the bench's own memory tells nothing."""
    chunks = number = 0
    with place.open("wb") as stream:
        stream.write(bytes(4096))
        while chunks * CHUNK < megabytes * 1_000_000:
            made = [_event(number + n) for n in range(900)]
            body = log(made, first_record=number + 1)[4096:]
            stream.write(body)
            chunks += len(body) // CHUNK
            number += len(made)
        stream.seek(0)
        stream.write(file_header(chunks, number + 1))
    return number


def _event(number: int) -> LogEvent:
    data = {
        "SubjectUserSid": "S-1-5-18", "SubjectUserName": "POSTE1$", "SubjectDomainName": "CABINET",
        "SubjectLogonId": "0x00000000000003e7",
    }  # fmt: skip
    if number % 3:
        kind = 4625 if number % 5 else 4624
        data |= {
            "TargetUserName": f"compte{number % 400}", "TargetDomainName": "CABINET", "LogonType": "3",
            "IpAddress": f"203.0.113.{number % 250}", "IpPort": str(number % 60_000), "ProcessName": "-",
            "LogonProcessName": "NtLmSsp", "AuthenticationPackageName": "NTLM", "WorkstationName": "-",
        }  # fmt: skip
    else:
        kind = 4688
        data |= {
            "NewProcessName": rf"C:\Program Files\Cabinet\outil{number % 90}.exe",
            "CommandLine": rf'"C:\Program Files\Cabinet\outil{number % 90}.exe" /document {number}',
            "ParentProcessName": r"C:\Windows\explorer.exe", "MandatoryLabel": "S-1-16-8192",
        }  # fmt: skip
    return LogEvent(_AUDIT, kind, _WHEN + number * 10**8, "Security", data, _GUID)


if __name__ == "__main__":
    main(sys.argv[1:])
