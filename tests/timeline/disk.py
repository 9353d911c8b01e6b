"""A small Windows disk, byte by byte, on which files were encrypted one night: what the tests vary."""

import json
import random
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

from demo.builder import ntfs
from demo.builder.evtx import LogEvent, log
from demo.builder.hive import Key, dword, filetime, hive, key, merge, sz
from demo.builder.hives_sam import SID, Account, sam
from demo.builder.ntfs_journal import CLOSE, NEW_NAME, OLD_NAME, OVERWRITE, Change
from demo.builder.prefetch import VOLUME, file_name, prefetch
from demo.builder.tree import Node
from toolkit import timeline, triage
from toolkit.media import open_source
from toolkit.records import Seen, Times, plain
from toolkit.scan import known as scan_known
from toolkit.scan.walk import look

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
T0 = 1_791_850_447 * SECOND  # 2026-10-13 00:14:07 UTC
INSTALLED = T0 - 1000 * DAY
SECURITY = "Microsoft-Windows-Security-Auditing"
DEFENDER = "Microsoft-Windows-Windows Defender"
SESSIONS = "Microsoft-Windows-TerminalServices-LocalSessionManager"
DOCTOR = Account(1001, "claire.martin", INSTALLED, administrator=True, last_logon=T0 - 5 * HOUR,
                 password_set=INSTALLED, logons=10)  # fmt: skip
INTRUDER = Account(1004, "support$", T0 - 3 * HOUR, administrator=True, last_logon=T0 - 2 * MINUTE,
                   password_set=T0 - 3 * HOUR)  # fmt: skip


def node(path: str, data: bytes = b"x", at: int = INSTALLED) -> Node:
    return Node(path, data, times=Times(at, at, at, at))


def security(number: int, at: int, **values: str) -> LogEvent:
    return LogEvent(SECURITY, number, at, "Security", values, computer="PC1", level=0)


def sign_in(account: str, at: int, kind: int, address: str = "127.0.0.1") -> LogEvent:
    return security(4624, at, SubjectUserSid="S-1-5-18", TargetUserSid=f"{SID}-1001", TargetUserName=account,
                    TargetDomainName="PC1", LogonType=str(kind), IpAddress=address)  # fmt: skip


def session(account: str, at: int, address: str) -> LogEvent:
    values = {"User": rf"PC1\{account}", "SessionID": "1", "Address": address}
    return LogEvent(SESSIONS, 21, at, f"{SESSIONS}/Operational", values, computer="PC1")


def start(account: str, at: int, image: str, command: str = "", parent: str = "") -> LogEvent:
    return security(4688, at, SubjectUserName=account, SubjectDomainName="PC1", NewProcessName=image,
                    CommandLine=command, ParentProcessName=parent or r"C:\Windows\explorer.exe")  # fmt: skip


def defender(number: int, at: int, **values: str) -> LogEvent:
    return LogEvent(DEFENDER, number, at, f"{DEFENDER}/Operational", values, computer="PC1")


def trace(path: str, *times: int) -> Node:
    program, image = path.rpartition("\\")[2], VOLUME + path
    data = prefetch(program, [image], len(times), list(times))
    return node(f"Windows/Prefetch/{file_name(program, image)}", data, times[0])


def moderated(user: str, image: str, at: int) -> Key:
    """Return what the Background Activity Moderator keeps of one program."""
    path = rf"ControlSet001\Services\bam\State\UserSettings\{user}"
    return key(path, Key({image: (3, struct.pack("<Q", filetime(at)) + bytes(16))}))


def tell(
    folder: Path,
    events: Sequence[LogEvent] = (),
    nodes: Iterable[Node] = (),
    changes: Iterable[Change] = (),
    accounts: Sequence[Account] = (DOCTOR,),
    system: Sequence[Key] = (),
) -> list[timeline.Statement]:
    """Build the disk, take its inventory, scan it, and return the story."""
    victims, touched = _victims(30)
    kept = [Change(T0 - DAY, "ProgramData/x.log", OVERWRITE | CLOSE), *touched, *changes]
    image = folder / "disk.img"
    image.write_bytes(ntfs.volume(
        [*_hives(accounts, system), node("ProgramData/x.log"), *victims, *_logs(events), *nodes],
        size=24 << 20, label="X", serial=0x1234, changes=sorted(kept, key=lambda change: change.at),
    ))  # fmt: skip
    known, source = scan_known.load(None), open_source(str(image))
    try:
        lines = [plain(one) for one in look(source, known) if isinstance(one, Seen)]
        rows = [json.loads(json.dumps(plain(one))) for one in triage.take(source, known.signatures.files)]
        return list(timeline.tell(source, lines, rows))
    finally:
        source.close()


def _victims(count: int) -> tuple[list[Node], list[Change]]:
    nodes, changes = [], []
    for i in range(count):
        at, name = T0 + i * SECOND, f"patient{i:03}.jpg"
        path = f"Dossiers/{name}.akira"
        data = random.Random(i).randbytes(6000)  # noqa: S311 - the same bytes every time
        nodes.append(Node(path, data, times=Times(INSTALLED, at, at, at)))
        changes += [Change(at, path, OVERWRITE | CLOSE, name), Change(at, path, OLD_NAME, name),
                    Change(at, path, NEW_NAME | CLOSE)]  # fmt: skip
    return nodes, changes


def _hives(accounts: Sequence[Account], more: Sequence[Key]) -> list[Node]:
    zone = {"TimeZoneKeyName": sz("Romance Standard Time"), "Bias": dword(2**32 - 60)}
    system = merge(
        Key(written=INSTALLED), key("Select", Key({"Current": dword(1), "Default": dword(1)})),
        key(r"ControlSet001\Control\ComputerName\ComputerName", Key({"ComputerName": sz("PC1")})),
        key(r"ControlSet001\Control\TimeZoneInformation", Key(zone)), *more,
    )  # fmt: skip
    software = key(r"Microsoft\Windows NT\CurrentVersion", Key({"ProductName": sz("Windows 10 Pro")}))
    hives = {"SYSTEM": system, "SOFTWARE": software, "SAM": sam(list(accounts))}
    return [
        node(f"Windows/System32/config/{name}", hive(top, name=name, written=INSTALLED))
        for name, top in hives.items()
    ]


def _logs(events: Sequence[LogEvent]) -> list[Node]:
    channels: dict[str, list[LogEvent]] = {}
    for event in sorted(events, key=lambda event: event.at_ns):
        channels.setdefault(event.channel, []).append(event)
    return [
        node(f"Windows/System32/winevt/Logs/{name.replace('/', '%4')}.evtx", log(found), found[-1].at_ns)
        for name, found in channels.items()
    ]
