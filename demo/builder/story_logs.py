"""The other event logs of the demonstration machine, and the Security log beside them.

Providers, numbers and names of fields as Microsoft documents each event.
"""

from collections.abc import Iterator, Mapping, Sequence

from demo.builder import story
from demo.builder.evtx import LogEvent, log
from demo.builder.story_security import CHANNEL as SECURITY
from demo.builder.story_security import FIRST_RECORD, security
from demo.builder.tree import Node
from toolkit.records import Times

FOLDER = "Windows/System32/winevt/Logs"
_MANAGER = "Microsoft-Windows-TerminalServices-RemoteConnectionManager"
_SESSIONS = "Microsoft-Windows-TerminalServices-LocalSessionManager"
_TASKS, _DEFENDER = "Microsoft-Windows-TaskScheduler", "Microsoft-Windows-Windows Defender"
_SERVICES, _KERNEL = "Service Control Manager", "Microsoft-Windows-Kernel-General"
_GUIDS = {
    _MANAGER: "{c76baa63-ae81-421c-b425-340b4b24157f}",
    _SESSIONS: "{5d896912-022d-40aa-a3a8-4fa5515c76d7}",
    _TASKS: "{de7b24ea-73c8-4a09-985d-5bdadcfa9017}",
    _DEFENDER: "{11cd958a-c507-4ef3-b3f2-5fd9dfbd2c78}",
    _SERVICES: "{555908d1-a6d7-4695-8e1e-26931d2012f4}",
    _KERNEL: "{a68ca8b7-004f-d7b6-a698-07e2de0f1f5d}",
    "Microsoft-Windows-Eventlog": "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}",
}
_BACKUP_TASK = r"\Sauvegarde LOGOSw"
_AGENT = r"C:\Program Files\LOGOSw\logosw_agent.exe"
_SYSTEM_SID = "S-1-5-18"
_FIRST = {SECURITY: FIRST_RECORD, "System": 18_340, "Application": 9_105}


def logs(installed: int) -> list[Node]:
    """Return the log files; `installed` is when Windows was, in nanoseconds UTC."""
    # All that is left of the log that was cleared came after.
    after = _event(
        story.CLEARED, "PowerShell", 400, story.at(0, 24, 5, day=11), {"NewEngineState": "Available"}
    )
    events = [*security(), *_system(), *_application(), *_remote(), *_scheduler(), *_defender(), after]
    by_channel: dict[str, list[LogEvent]] = {}
    for event in sorted(events, key=lambda event: event.at_ns):
        by_channel.setdefault(event.channel, []).append(event)
    return [_node(channel, kept, installed) for channel, kept in sorted(by_channel.items())]


def _node(channel: str, events: Sequence[LogEvent], installed: int) -> Node:
    written = events[-1].at_ns + 2 * 10**9
    data = log(events, first_record=_FIRST.get(channel, 1))
    path = f"{FOLDER}/{channel.replace('/', '%4')}.evtx"
    return Node(path, data, times=Times(installed, written, written, written))


def _event(
    channel: str, provider: str, number: int, at: int, data: Mapping[str, str] | None = None, user: str = ""
) -> LogEvent:
    return LogEvent(
        provider,
        number,
        at,
        channel,
        data or {},
        guid=_GUIDS.get(provider, ""),
        computer=story.COMPUTER,
        user_data=user,
    )


def _system() -> Iterator[LogEvent]:
    for day in (5, 6, 7, 8, 9, 10):
        at = story.STARTED if day == 10 else story.at(6, 36, 4 * day, day=day)
        version = {"MajorVersion": "10", "MinorVersion": "0", "BuildVersion": "19041"}
        yield _event("System", _KERNEL, 12, at, version)
        yield _event("System", "EventLog", 6005, at + 9 * 10**9)
        if day < 10:
            away = story.CLOSED_FRIDAY if day == 9 else story.at(17, 8, day, day=day)
            yield _event("System", "EventLog", 6006, away - 6 * 10**9)
            yield _event("System", _KERNEL, 13, away)
    off = ("Service antivirus Microsoft Defender", "Démarrage automatique", "Désactivé", "WinDefend")
    yield _event("System", _SERVICES, 7040, story.UNPROTECTED, _params(*off))
    service = {
        "ServiceName": "Mise à jour système",
        "ImagePath": story.PROGRAM + " -s",
        "ServiceType": "service en mode utilisateur",
        "StartType": "Démarrage automatique",
        "AccountName": "LocalSystem",
    }
    yield _event("System", _SERVICES, 7045, story.PREPARED, service)
    for at, state in ((story.SHADOWS_GONE, "en cours d'exécution"), (story.at(0, 16, 40, day=11), "arrêté")):
        yield _event("System", _SERVICES, 7036, at, _params("Cliché instantané des volumes", state))
    cleared = {
        "SubjectUserName": story.INTRUDER,
        "SubjectDomainName": story.COMPUTER,
        "Channel": story.CLEARED,
        "BackupPath": "",
    }
    yield _event("System", "Microsoft-Windows-Eventlog", 104, story.LOG_CLEARED, cleared, "LogFileCleared")


def _params(*texts: str) -> dict[str, str]:
    return {f"param{number}": text for number, text in enumerate(texts, 1)}


def _application() -> Iterator[LogEvent]:
    for day in (6, 7, 8, 9, 10):
        at = story.COPIED[1] if day == 10 else story.at(17, 38, 11 * day, day=day)
        yield _event("Application", "LOGOSw", 1001, at, {"Message": "Sauvegarde terminée, E:"})
        at = story.SAVED[1] if day == 10 else story.at(19, 3, 7 * day, day=day)
        yield _event("Application", "Duplicati", 0, at, {"Message": "Cabinet vers NAS: Success"})
    yield _event("Application", "Microsoft-Windows-Backup", 524, story.CATALOGUE_GONE)
    yield _event("Application", "VSS", 8224, story.at(0, 16, 40, day=11))


def _remote() -> Iterator[LogEvent]:
    channel = f"{_MANAGER}/Operational"
    for account, at in ((story.DOCTOR, story.DOCTOR_TAKEN), (story.INTRUDER, story.INTRUDER_IN)):
        who = {"Param1": account, "Param2": story.COMPUTER, "Param3": story.ADDRESS}
        yield _event(channel, _MANAGER, 1149, at - 2 * 10**9, who, "EventXML")
    who = {"Param1": story.INTRUDER, "Param2": story.COMPUTER, "Param3": story.ADDRESS}
    yield _event(channel, _MANAGER, 1149, story.BACK - 10**9, who, "EventXML")
    channel = f"{_SESSIONS}/Operational"
    sessions = (
        (21, story.DOCTOR_IN, story.DOCTOR, "1", "LOCAL"),
        (21, story.DOCTOR_TAKEN + 10**9, story.DOCTOR, "2", story.ADDRESS),
        (24, story.at(21, 50, 41), story.DOCTOR, "2", story.ADDRESS),
        (21, story.INTRUDER_IN, story.INTRUDER, "3", story.ADDRESS),
        (24, story.at(22, 4, 19), story.INTRUDER, "3", story.ADDRESS),
        (25, story.BACK, story.INTRUDER, "3", story.ADDRESS),
        (24, story.LEFT, story.INTRUDER, "3", story.ADDRESS),
    )
    for number, at, account, session, address in sessions:
        who = {"User": f"{story.COMPUTER}\\{account}", "SessionID": session, "Address": address}
        yield _event(channel, _SESSIONS, number, at, who, "EventXML")


def _scheduler() -> Iterator[LogEvent]:
    doctor = f"{story.COMPUTER}\\{story.DOCTOR}"
    for day in (6, 7, 8, 9, 10):
        first, last = story.COPIED
        earlier = (10 - day) * 86_400 * 10**9
        times = (first - earlier, last - earlier)
        yield from _run(
            _BACKUP_TASK, doctor, _AGENT, times, f"{{0000{day:02d}00-1c1e-4000-8000-00000000b5a0}}"
        )
    name = "\\" + story.TASK
    channel = f"{_TASKS}/Operational"
    who = f"{story.COMPUTER}\\{story.INTRUDER}"
    yield _event(channel, _TASKS, 106, story.PREPARED, {"TaskName": name, "UserContext": who})
    instance = "{5a1c0e42-0000-4000-8000-0000000000d1}"
    yield from _run(name, "NT AUTHORITY\\Système", story.PROGRAM, (story.RUN, story.RUN_ENDED), instance)


def _run(task: str, user: str, action: str, times: tuple[int, int], instance: str) -> Iterator[LogEvent]:
    channel = f"{_TASKS}/Operational"
    began, ended = times
    who = {"TaskName": task, "UserContext": user, "InstanceId": instance}
    what = {"TaskName": task, "ActionName": action, "TaskInstanceId": instance}
    yield _event(channel, _TASKS, 107, began, {"TaskName": task, "InstanceId": instance})
    yield _event(channel, _TASKS, 100, began, who)
    yield _event(channel, _TASKS, 200, began, {**what, "EnginePID": "4120"})
    yield _event(channel, _TASKS, 201, ended, {**what, "ResultCode": "0"})
    yield _event(channel, _TASKS, 102, ended, who)


def _defender() -> Iterator[LogEvent]:
    channel = f"{_DEFENDER}/Operational"
    product = {"Product Name": "Antivirus Microsoft Defender", "Product Version": "4.18.26080.5"}
    versions = {"Current Signature Version": "1.443.512.0", "Previous Signature Version": "1.443.488.0"}
    yield _event(channel, _DEFENDER, 2000, story.at(8, 2, 17), {**product, **versions})
    added = r"HKLM\SOFTWARE\Microsoft\Windows Defender\Exclusions\Paths\C:\Users\Public = 0x0"
    yield _event(channel, _DEFENDER, 5007, story.EXCLUDED, {**product, "Old Value": "", "New Value": added})
    yield _event(channel, _DEFENDER, 5001, story.UNPROTECTED, product)
