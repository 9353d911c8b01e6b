"""Which events of which providers are told, as what, and which of their values are kept.

Sources: Microsoft, "Appendix L: Events to Monitor" and the audit event pages (Security); "Review event logs …
Microsoft Defender Antivirus"; the manifests of TaskScheduler, TerminalServices, SMBServer, Bits-Client,
WMI-Activity and Backup as installed with Windows. The words Windows shows for an event are never read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Facts = Mapping[str, tuple[str, ...]]  # fact to the names of the value that gives it, the first that is there


@dataclass(frozen=True, slots=True)
class Kind:
    """What one event means; `many` ones are counted together when all their facts agree."""

    code: str
    facts: Facts
    many: bool = False


_BY: Facts = {"by": ("SubjectUserName",), "account": ("TargetUserName",), "domain": ("TargetDomainName",)}
_WHO: Facts = {
    "account": ("SubjectUserName",),
    "domain": ("SubjectDomainName",),
    "logon_id": ("SubjectLogonId",),
}
_IN: Facts = {
    "account": ("TargetUserName",), "domain": ("TargetDomainName",), "address": ("IpAddress",),
    "logon_type": ("LogonType",), "workstation": ("WorkstationName",),
}  # fmt: skip
_TASK: Facts = {"task": ("TaskName",), "account": ("UserContext", "UserName")}
_SERVICE: Facts = {
    "service": ("ServiceName",), "image": ("ImagePath", "ServiceFileName"),
    "start": ("StartType", "ServiceStartType"), "runs_as": ("AccountName", "ServiceAccount"),
}  # fmt: skip
_GROUP: Facts = {
    "by": ("SubjectUserName",),
    "member": ("MemberName", "MemberSid"),
    "group": ("TargetUserName",),
}
_LOCKED: Facts = {"account": ("TargetUserName",), "workstation": ("TargetDomainName",)}
_TASK_XML: Facts = {**_WHO, "task": ("TaskName",), "command": ("TaskContent", "TaskContentNew")}
_THREAT: Facts = {
    "detail": ("Threat Name",), "image": ("Path",), "process": ("Process Name",),
    "account": ("Detection User",), "severity": ("Severity Name",), "action": ("Action Name",),
}  # fmt: skip
_CLEARED: Facts = {"account": ("SubjectUserName",), "domain": ("SubjectDomainName",), "detail": ("Channel",)}
_SESSION: Facts = {"account": ("User",), "address": ("Address",), "session": ("SessionID",)}
_FAILURE: Facts = {"detail": ("HRESULT", "ErrorCode", "param2")}
_STARTED: Facts = {
    "process": ("NewProcessName", "Image"), "command": ("CommandLine",),
    "account": ("SubjectUserName", "User"), "hashes": ("Hashes",),
    "parent": ("ParentProcessName", "ParentImage"), "logon_id": ("SubjectLogonId", "LogonId"),
}  # fmt: skip

_COPIES: Facts = {"detail": ("param2", "VolumeName")}

_SECURITY = "Microsoft-Windows-Security-Auditing"
_DEFENDER = "Microsoft-Windows-Windows Defender"
_BACKUP = "Microsoft-Windows-Backup"
_TASKS = "Microsoft-Windows-TaskScheduler"
_SESSIONS = "Microsoft-Windows-TerminalServices-LocalSessionManager"
_REMOTE = "Microsoft-Windows-TerminalServices-RemoteConnectionManager"
_RDP_CORE = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS"
_KERNEL = "Microsoft-Windows-Kernel-General"
_LOGS = "Microsoft-Windows-Eventlog"
_CONTROL = "Service Control Manager"
_SMB = "Microsoft-Windows-SMBServer"
_WMI = "Microsoft-Windows-WMI-Activity"

_WRITTEN: tuple[tuple[str, tuple[int, ...], Kind], ...] = (
    (_SECURITY, (4624,), Kind("logon", {**_IN, "process": ("ProcessName",)}, many=True)),
    (_SECURITY, (4625,), Kind("logon_failed", {**_IN, "status": ("SubStatus", "Status")}, many=True)),
    (_SECURITY, (4648,), Kind("logon_explicit", {
        "account": ("SubjectUserName",), "other_account": ("TargetUserName",), "address": ("IpAddress",),
        "detail": ("TargetServerName",), "process": ("ProcessName",),
    }, many=True)),
    (_SECURITY, (4672,), Kind("privileged_logon", {k: _WHO[k] for k in ("account", "domain")}, many=True)),
    (_SECURITY, (4616,), Kind("time_changed", {
        **_WHO, "process": ("ProcessName",), "before": ("PreviousTime",), "after": ("NewTime",),
    })),
    (_SECURITY, (4688,), Kind("process_created", _STARTED, many=True)),
    (_SECURITY, (4697,), Kind("service_installed", {**_WHO, **_SERVICE})),
    (_SECURITY, (4698,), Kind("task_registered", _TASK_XML)),
    (_SECURITY, (4702,), Kind("task_updated", _TASK_XML)),
    (_SECURITY, (4699,), Kind("task_deleted", {**_WHO, "task": ("TaskName",)})),
    (_SECURITY, (4719,), Kind("audit_changed", {
        **_WHO, "detail": ("SubcategoryGuid",), "action": ("AuditPolicyChanges",),
    })),
    (_SECURITY, (4720,), Kind("account_created", _BY)),
    (_SECURITY, (4722,), Kind("account_enabled", _BY)),
    (_SECURITY, (4723,), Kind("password_changed", _BY)),
    (_SECURITY, (4724,), Kind("password_reset", _BY)),
    (_SECURITY, (4725,), Kind("account_disabled", _BY)),
    (_SECURITY, (4726,), Kind("account_deleted", _BY)),
    (_SECURITY, (4728, 4732, 4756), Kind("group_member_added", _GROUP)),
    (_SECURITY, (4740,), Kind("account_locked", _LOCKED, many=True)),
    (_SECURITY, (5140,), Kind("share_accessed", {
        "account": ("SubjectUserName",), "domain": ("SubjectDomainName",), "address": ("IpAddress",),
        "share": ("ShareName",),
    }, many=True)),
    (_LOGS, (1102, 104), Kind("log_cleared", _CLEARED)),
    (_LOGS, (1100,), Kind("log_service_stopped", {}, many=True)),
    (_LOGS, (1104,), Kind("log_full", {})),
    (_CONTROL, (7045,), Kind("service_installed", _SERVICE)),
    (_CONTROL, (7040,), Kind("service_start_changed", {"service": ("param4",), "before": ("param2",),
                                                        "after": ("param3",)}, many=True)),
    (_CONTROL, (7036,), Kind("shadow_copy_service", {"service": ("Binary",)}, many=True)),
    (_TASKS, (106,), Kind("task_registered", _TASK)),
    (_TASKS, (140,), Kind("task_updated", _TASK)),
    (_TASKS, (141,), Kind("task_deleted", _TASK)),
    (_TASKS, (100, 200), Kind("task_started", {**_TASK, "command": ("ActionName",)}, many=True)),
    (_REMOTE, (1149,), Kind("rdp_connection", {"account": ("Param1",), "domain": ("Param2",),
                                                "address": ("Param3",)}, many=True)),
    (_SESSIONS, (21, 25), Kind("rdp_session", _SESSION)),
    (_RDP_CORE, (131,), Kind("rdp_attempt", {"address": ("ClientIP",)}, many=True)),
    (_RDP_CORE, (140,), Kind("rdp_refused", {"address": ("IPString",)}, many=True)),
    (_DEFENDER, (1006, 1116), Kind("defender_detected", _THREAT)),
    (_DEFENDER, (1007, 1117), Kind("defender_action", _THREAT)),
    (_DEFENDER, (1008, 1118, 1119), Kind("defender_action_failed", _THREAT)),
    (_DEFENDER, (1013,), Kind("defender_history_deleted", {"account": ("User",)})),
    (_DEFENDER, (5001, 5010, 5012), Kind("defender_disabled", {})),
    (_DEFENDER, (5000,), Kind("defender_enabled", {})),
    (_DEFENDER, (5004,), Kind("realtime_changed", {"detail": ("Feature Name",)})),
    (_DEFENDER, (5007,), Kind("defender_changed", {"before": ("Old Value",), "after": ("New Value",)})),
    (_DEFENDER, (5013,), Kind("defender_change_blocked", {"detail": ("Value",)})),
    (_BACKUP, (4,), Kind("backup_done", {})),
    (_BACKUP, (5, 517, 518, 521, 527, 528, 544, 545, 546, 561, 564, 612), Kind("backup_failed", _FAILURE)),
    (_BACKUP, (524,), Kind("backup_catalogue_deleted", {})),
    ("Microsoft-Windows-PowerShell", (4104,), Kind("script_block", {
        "command": ("ScriptBlockText",), "script_file": ("Path",), "block": ("ScriptBlockId",),
    })),
    ("Microsoft-Windows-Sysmon", (1,), Kind("process_created", _STARTED, many=True)),
    ("Microsoft-Windows-Sysmon", (16,), Kind("sysmon_changed", {"detail": ("Configuration",)})),
    (_WMI, (5860, 5861), Kind("wmi_subscription", {
        "namespace": ("Namespace", "NamespaceName"), "detail": ("ESS", "Query"),
        "consumer": ("CONSUMER",), "command": ("PossibleCause",), "account": ("User",),
    }, many=True)),
    (_SMB, (551,), Kind("smb_refused", {"account": ("UserName",), "address": ("ClientName",)}, many=True)),
    (_SMB, (3000,), Kind("smb1_used", {"address": ("ClientName",)}, many=True)),
    ("Microsoft-Windows-Bits-Client", (59,), Kind("transfer_started", {
        "transfer": ("name",), "detail": ("url",),
    }, many=True)),
    ("volsnap", (25, 35, 36), Kind("shadow_copies_lost", _COPIES)),
    ("volsnap", (33,), Kind("shadow_copy_rotated", _COPIES, many=True)),
    ("EventLog", (6005,), Kind("system_started", {})),
    ("EventLog", (6006,), Kind("system_stopped", {})),
    ("EventLog", (6008,), Kind("system_crashed", {})),
    (_KERNEL, (12,), Kind("system_started", {"after": ("StartTime",)})),
    (_KERNEL, (13,), Kind("system_stopped", {"after": ("StopTime",)})),
    (_KERNEL, (1,), Kind("time_changed", {"before": ("OldTime",), "after": ("NewTime",)})),
    ("Microsoft-Windows-Kernel-Power", (41,), Kind("system_crashed", {"detail": ("BugcheckCode",)})),
    ("User32", (1074,), Kind("system_stopped", {"process": ("param1",), "account": ("param7",)})),
)  # fmt: skip

# What an event of these turns out to be by its values, and so stands in no line above.
FOUND_OUT = ("session_opened", "anonymous_connection", "defender_history_purged", "password_tried")

# Logon types for which Windows writes two successes of one instant, when the account is an administrator: one
# with all its rights, one without.
TWOFOLD = frozenset({2, 7, 10, 11, 12, 13})

KINDS: Mapping[tuple[str, int], Kind] = {
    (provider.casefold(), number): kind for provider, numbers, kind in _WRITTEN for number in numbers
}
# Read whole; every other log is only counted. The first are in every Windows: their absence is told.
EXPECTED = (
    "Security", "System", "Application", "Microsoft-Windows-TaskScheduler/Operational",
    "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
    "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
    "Microsoft-Windows-Windows Defender/Operational", "Microsoft-Windows-PowerShell/Operational",
)  # fmt: skip
OTHERS = (
    "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational", "Microsoft-Windows-Backup",
    "Microsoft-Windows-Backup/Operational", "Microsoft-Windows-Sysmon/Operational",
    "Microsoft-Windows-WMI-Activity/Operational", "Microsoft-Windows-SMBServer/Security",
    "Microsoft-Windows-SMBServer/Audit", "Microsoft-Windows-SMBServer/Operational",
    "Microsoft-Windows-Bits-Client/Operational",
)  # fmt: skip


def kind(provider: str, number: int) -> Kind | None:
    """Return what an event means, None when it is not told."""
    return KINDS.get((provider.casefold(), number))
