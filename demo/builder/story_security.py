"""The Security log of the demonstration machine: the sign-ins of a week, then those of one night.

Names of fields as Microsoft documents each event of the security audit.
"""

from collections.abc import Iterator, Mapping

from demo.builder import story
from demo.builder.evtx import LogEvent
from demo.builder.hives_sam import SID
from demo.builder.hives_tasks import tasks, xml

CHANNEL = "Security"
FIRST_RECORD = 41_207  # the log is full: what is older was written over
_PROVIDER, _GUID = "Microsoft-Windows-Security-Auditing", "{54849625-5478-4994-a5ba-3e3b0328c30d}"
_NOBODY, _SYSTEM = "S-1-0-0", "S-1-5-18"
_RIDS = {story.DOCTOR: 1001, "Accueil": 1002, story.INTRUDER: story.RID}
# How many tries each name gets, and why each failed: wrong password, no such name, account closed.
_TRIED = (
    ("administrateur", 122, "0xc0000072"),
    ("admin", 31, "0xc0000064"),
    (story.DOCTOR, 24, "0xc000006a"),
)
_DAYS = (5, 6, 7, 8, 9)
_SYSTEM32 = "C:\\Windows\\System32\\"
_CMD = _SYSTEM32 + "cmd.exe"
# When, the program, its command line, and the program that started it.
_STARTED = (
    (story.at(0, 12, 57, day=11), _CMD, "cmd.exe", r"C:\Windows\explorer.exe"),
    (story.SHADOWS_GONE, _SYSTEM32 + "vssadmin.exe", "vssadmin delete shadows /all /quiet", _CMD),
    (story.CATALOGUE_GONE, _SYSTEM32 + "wbadmin.exe", "wbadmin delete catalog -quiet", _CMD),
    (story.RECOVERY_OFF, _SYSTEM32 + "bcdedit.exe", "bcdedit /set {default} recoveryenabled no", _CMD),
    (story.RUN, story.PROGRAM, f"{story.PROGRAM} -q", _SYSTEM32 + "svchost.exe"),
    (story.SCRIPT_DELETED - 10**9, _CMD, r"cmd /c C:\Windows\Temp\maj_fin.cmd", _CMD),
    (story.LOG_CLEARED - 10**8, _SYSTEM32 + "wevtutil.exe", f'wevtutil cl "{story.CLEARED}"', _CMD),
)
_LOGON, _SESSION = "0x5c1a40", "0x6e2b71"  # of the doctor's stolen session, and of the intruder's own


def security() -> list[LogEvent]:
    """Return the events in order of time."""
    made = [*_week(), *_guesses(), *_entry(), *_preparation(), *_programs()]
    return sorted(made, key=lambda event: event.at_ns)


def _event(number: int, at: int, data: Mapping[str, str]) -> LogEvent:
    level = 0  # "always logged", as every event of an audit
    return LogEvent(_PROVIDER, number, at, CHANNEL, data, guid=_GUID, level=level, computer=story.COMPUTER)


def _subject(account: str, logon: str) -> dict[str, str]:
    own = account == story.COMPUTER + "$"
    sid = _SYSTEM if own else f"{SID}-{_RIDS[account]}"
    domain = "WORKGROUP" if own else story.COMPUTER
    return {
        "SubjectUserSid": sid,
        "SubjectUserName": account,
        "SubjectDomainName": domain,
        "SubjectLogonId": logon,
    }


_MACHINE = _subject(story.COMPUTER + "$", "0x3e7")


def _logon(account: str, at: int, kind: int, logon: str, address: str = "127.0.0.1") -> Iterator[LogEvent]:
    target = {
        "TargetUserSid": f"{SID}-{_RIDS[account]}",
        "TargetUserName": account,
        "TargetDomainName": story.COMPUTER,
        "TargetLogonId": logon,
    }
    rest = {
        "LogonType": str(kind),
        "LogonProcessName": "User32 ",
        "AuthenticationPackageName": "Negotiate",
        "WorkstationName": story.COMPUTER,
        "LogonGuid": "{00000000-0000-0000-0000-000000000000}",
        "ProcessName": r"C:\Windows\System32\svchost.exe",
        "IpAddress": address,
        "IpPort": "0",
    }
    yield _event(4624, at, {**_MACHINE, **target, **rest})
    if account != "Accueil":
        rights = "SeSecurityPrivilege\r\n\t\t\tSeBackupPrivilege\r\n\t\t\tSeDebugPrivilege"
        yield _event(4672, at, {**_subject(account, logon), "PrivilegeList": rights})


def _week() -> Iterator[LogEvent]:
    for number, day in enumerate(_DAYS):
        for account, hour, minute in (("Accueil", 6, 41), (story.DOCTOR, 7, 12)):
            at = story.at(hour, minute, 17 * number, day=day)
            yield from _logon(account, at, 2, f"0x{0x21_0000 + 4096 * number + _RIDS[account]:x}")
    yield from _logon(story.DOCTOR, story.DOCTOR_IN, 2, "0x2f0c19")


def _guesses() -> Iterator[LogEvent]:
    """Yield failed sign-ins, evenly spread; the names come in turn until each has had its tries."""
    left = {name: count for name, count, _ in _TRIED}
    why = {name: code for name, _, code in _TRIED}
    names = []
    while any(left.values()):
        for name in [name for name, count in left.items() if count]:
            left[name] -= 1
            names.append(name)
    first, last = story.GUESSING
    for number, name in enumerate(names):
        at = first + (last - first) * number // (len(names) - 1) // 100 * 100
        data = {
            "SubjectUserSid": _NOBODY,
            "SubjectUserName": "-",
            "SubjectDomainName": "-",
            "SubjectLogonId": "0x0",
            "TargetUserSid": _NOBODY,
            "TargetUserName": name,
            "TargetDomainName": "",
            "Status": "0xc000006d",
            "FailureReason": "%%2313",
            "SubStatus": why[name],
            "LogonType": "3",
            "LogonProcessName": "NtLmSsp ",
            "AuthenticationPackageName": "NTLM",
            "WorkstationName": "POSTE-DEMO",
            "IpAddress": story.ADDRESS,
            "IpPort": "0",
        }
        yield _event(4625, at, data)


def _entry() -> Iterator[LogEvent]:
    """Yield how the intruder came in, made an account and came back with it."""
    yield from _logon(story.DOCTOR, story.DOCTOR_TAKEN, 10, _LOGON, story.ADDRESS)
    who = _subject(story.DOCTOR, _LOGON)
    made = f"{SID}-{story.RID}"
    named = {"TargetUserName": story.INTRUDER, "TargetDomainName": story.COMPUTER, "TargetSid": made}
    yield _event(4720, story.NAMED, {**named, **who, "PrivilegeList": "-", "SamAccountName": story.INTRUDER})
    yield _event(4722, story.NAMED, {**named, **who})
    yield _event(4724, story.NAMED, {**named, **who})
    group = {
        "TargetUserName": "Administrateurs",
        "TargetDomainName": "Builtin",
        "TargetSid": "S-1-5-32-544",
    }
    member = {"MemberName": "-", "MemberSid": made}
    yield _event(4732, story.NAMED + 2 * 10**9, {**member, **group, **who, "PrivilegeList": "-"})
    yield from _logon(story.INTRUDER, story.INTRUDER_IN, 10, _SESSION, story.ADDRESS)
    session = {
        "AccountName": story.INTRUDER,
        "AccountDomain": story.COMPUTER,
        "LogonID": _SESSION,
        "SessionName": "RDP-Tcp#3",
        "ClientName": "POSTE-DEMO",
        "ClientAddress": story.ADDRESS,
    }
    for number, at in ((4779, story.at(22, 4, 19)), (4778, story.BACK), (4779, story.LEFT)):
        yield _event(number, at, session)


def _preparation() -> Iterator[LogEvent]:
    who = _subject(story.INTRUDER, _SESSION)
    service = {
        "ServiceName": story.SERVICE,
        "ServiceFileName": story.PROGRAM + " -s",
        "ServiceType": "0x10",
        "ServiceStartType": "2",
        "ServiceAccount": "LocalSystem",
    }
    yield _event(4697, story.PREPARED, {**who, **service})
    (task,) = (one for one in tasks("") if one.path == story.TASK)
    content = xml(task).decode("utf-16")
    yield _event(4698, story.PREPARED, {**who, "TaskName": "\\" + story.TASK, "TaskContent": content})


def _programs() -> Iterator[LogEvent]:
    """Yield the programs started that night: the audit of processes, with command lines, was on."""
    who = _subject(story.INTRUDER, _SESSION)
    for number, (at, image, command, parent) in enumerate(_STARTED):
        subject = _MACHINE if image == story.PROGRAM else who
        process = {
            "NewProcessId": f"0x{0x1A40 + 76 * number:x}",
            "NewProcessName": image,
            "TokenElevationType": "%%1937",
            "ProcessId": "0x1a04",
            "CommandLine": command,
            "TargetUserSid": _NOBODY,
            "TargetUserName": "-",
            "TargetDomainName": "-",
            "TargetLogonId": "0x0",
            "ParentProcessName": parent,
            "MandatoryLabel": "S-1-16-12288",
        }
        yield _event(4688, at, {**subject, **process})
