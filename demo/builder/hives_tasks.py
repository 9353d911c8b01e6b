"""The scheduled tasks of the demonstration machine, as files of Windows/System32/Tasks."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

FOLDER = "Windows/System32/Tasks"
SYSTEM = "S-1-5-18"


@dataclass(frozen=True)
class Task:
    """One task; `trigger` is the XML of one trigger, `date` a local time as Windows writes it."""

    path: str
    author: str
    date: str
    trigger: str
    user: str
    command: str
    arguments: str = ""
    hidden: bool = False


def calendar(start: str) -> str:
    return (
        f"<CalendarTrigger><StartBoundary>{start}</StartBoundary><Enabled>true</Enabled>"
        "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger>"
    )


def once(start: str) -> str:
    return f"<TimeTrigger><StartBoundary>{start}</StartBoundary><Enabled>true</Enabled></TimeTrigger>"


LOGON = "<LogonTrigger><Enabled>true</Enabled></LogonTrigger>"


def xml(task: Task) -> bytes:
    """Return the bytes of the file: UTF-16 with its mark, as the task scheduler writes it."""
    name = escape("\\" + task.path.replace("/", "\\"))
    arguments = f"<Arguments>{escape(task.arguments)}</Arguments>" if task.arguments else ""
    lines = (
        '<?xml version="1.0" encoding="UTF-16"?>',
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
        (
            f"  <RegistrationInfo><Date>{task.date}</Date><Author>{escape(task.author)}</Author>"
            f"<URI>{name}</URI></RegistrationInfo>"
        ),
        f"  <Triggers>{task.trigger}</Triggers>",
        (
            f'  <Principals><Principal id="Author"><UserId>{escape(task.user)}</UserId>'
            "<RunLevel>HighestAvailable</RunLevel></Principal></Principals>"
        ),
        f"  <Settings><Enabled>true</Enabled><Hidden>{str(task.hidden).lower()}</Hidden></Settings>",
        (
            f'  <Actions Context="Author"><Exec><Command>{escape(task.command)}</Command>{arguments}'
            "</Exec></Actions>"
        ),
        "</Task>",
    )
    return b"\xff\xfe" + "\r\n".join(lines).encode("utf-16-le")


def tasks(doctor: str) -> Iterator[Task]:
    """Yield the tasks of the machine; `doctor` is the identifier of the account that made the backup's."""
    installed = "2023-11-14T10:30:00"
    yield Task(
        "Microsoft/Windows/Defrag/ScheduledDefrag", "Microsoft Corporation", installed,
        calendar("2023-11-15T01:00:00"), SYSTEM, r"%windir%\system32\defrag.exe", "-c -h -k -g -$",
    )  # fmt: skip
    yield Task(
        "Microsoft/Windows/Windows Error Reporting/QueueReporting", "Microsoft Corporation", installed,
        LOGON, SYSTEM, r"%windir%\system32\wermgr.exe", "-upload",
    )  # fmt: skip
    yield Task(
        "Sauvegarde LOGOSw", r"CABINET-PC1\claire.martin", "2024-01-08T12:41:07",
        calendar("2024-01-08T19:30:00"), doctor, r"C:\Program Files\LOGOSw\logosw_agent.exe",
        "/sauvegarde E:\\",
    )  # fmt: skip
    yield Task(
        "MajSysteme", "CABINET-PC1\\support$", "2026-10-10T23:56:02",
        once("2026-10-11T02:14:00"), SYSTEM, r"C:\Users\Public\svc_maj.exe", "-q", hidden=True,
    )  # fmt: skip
