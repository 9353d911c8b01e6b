r"""What the machine shared on the network, with whom, and by which version of the protocol.

Places: Services\LanmanServer (Microsoft, "How to detect, enable and disable SMBv1, SMBv2 and SMBv3 in
Windows"); the descriptors below Shares\Security are of the share, not of its folder.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.media.registry import Key
from toolkit.triage.formats.security_descriptor import allowed
from toolkit.triage.machine import Machine

_SHARES = r"Services\LanmanServer\Shares"
_PARAMETERS = r"Services\LanmanServer\Parameters"
WHERE = (rf"Windows/System32/config/SYSTEM\{_SHARES}", rf"Windows/System32/config/SYSTEM\{_PARAMETERS}")

_KINDS = {0: "shared_folder", 1: "shared_printer", 2: "shared_device", 3: "shared_pipe"}
# Anybody on the network, or anybody with any account.
_ALL = {"S-1-1-0": "everyone", "S-1-5-7": "anonymous", "S-1-5-11": "authenticated", "S-1-5-32-545": "users",
        "S-1-5-32-546": "guests"}  # fmt: skip
_OPEN = frozenset({"everyone", "anonymous", "guests"})
_DISABLED = 4
_SMB1_ON_BY_DEFAULT = 16_299  # from this build on, SMB 1 is there only when somebody added it
_VERSION = r"Microsoft\Windows NT\CurrentVersion"

Row = dict[str, Any]


def collect(machine: Machine) -> Iterator[Row]:
    """Yield one row per share, those open to all first, then one for the server's own settings."""
    control = machine.control_set()
    listed = control.key(_SHARES) if control else None
    if control is None:
        return
    security = listed.key("Security") if listed else None
    shares = [
        _share(name, value, security.get(name) if security else None)
        for name, value in (listed.values() if listed else ())
        if isinstance(value, tuple)
    ]
    for row in sorted(shares, key=lambda row: (not row["flags"], row["share"])):
        yield {**row, "written_ns": listed.written_ns if listed else None}
    parameters = control.key(_PARAMETERS)
    if parameters is not None:
        yield _server(machine, control, parameters)


def _share(name: str, value: tuple[str, ...], descriptor: object) -> Row:
    told = _pairs(value)
    kind = told.get("type", "0")
    open_to = _open_to(descriptor)
    written = any(open_to.get(one) for one in _OPEN)
    flags = ["shared_with_all"] if _OPEN & open_to.keys() else []
    return {
        "what": "share",
        "share": told.get("sharename") or name,
        "location": told.get("path"),
        "remark": told.get("remark"),
        "type": _KINDS.get(int(kind) & 0x0FFF_FFFF, kind) if kind.isdecimal() and len(kind) < 11 else kind,
        "open_to": sorted(open_to),
        "writable_by": sorted(one for one, writes in open_to.items() if writes),
        "flags": [*flags, "written_by_all"] if written else flags,
    }


def _pairs(value: tuple[str, ...]) -> dict[str, str]:
    split = (part.partition("=") for part in value)
    return {name.casefold(): text for name, _, text in split}


def _open_to(descriptor: object) -> Mapping[str, bool]:
    """Return which of the general public a share lets in, and whether to write; nothing when untold."""
    found = allowed(descriptor) if isinstance(descriptor, bytes) else None
    return {_ALL[sid]: writes for sid, writes in (found or {}).items() if sid in _ALL}


def _server(machine: Machine, control: Key, parameters: Key) -> Row:
    smb1 = _smb1(machine, parameters)
    client = control.key(r"Services\mrxsmb10")
    start = client.number("Start") if client else None
    pipes = [name for name in ("NullSessionShares", "NullSessionPipes") if _named(parameters.get(name))]
    flags = {
        "smb1_enabled": smb1 is True,
        "null_session_open": parameters.number("RestrictNullSessAccess") == 0,
    }
    return {
        "what": "sharing_settings",
        "smb1": smb1,
        "smb1_client": None if client is None else start != _DISABLED,
        "signing_required": _on(parameters.number("RequireSecuritySignature")),
        "administrative_shares": _on(parameters.number("AutoShareWks")),
        "without_account": pipes,
        "flags": [code for code, holds in flags.items() if holds],
    }


def _named(value: object) -> bool:
    return bool(value) and isinstance(value, tuple | str)


def _on(value: int | None) -> bool | None:
    return None if value is None else value != 0


def _smb1(machine: Machine, parameters: Key) -> bool | None:
    """Say whether the server speaks SMB 1: as set, else as its build does by itself; None when unknown."""
    chosen = parameters.number("SMB1")
    if chosen is not None:
        return chosen != 0
    software = machine.config("SOFTWARE")
    version = software.key(_VERSION) if software else None
    build = (version.text("CurrentBuild") if version else None) or ""
    if not build.isdecimal() or len(build) > 9:
        return None
    return True if int(build) < _SMB1_ON_BY_DEFAULT else None
