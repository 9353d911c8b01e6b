"""Whether this machine is cut off: each road in or out is certainly closed, open, or not known.

An answer is about a danger: "yes" is an open road, "no" a closed one, and what was not told is "unknown".
Nothing is sent to find out.
"""

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil

from toolkit import live
from toolkit.errors import Unreadable
from toolkit.host.windows import processes as win_processes
from toolkit.host.windows.answer import answer
from toolkit.live import connections, interfaces, mapped_drives, power, routes, sessions, shares
from toolkit.live.plugged import backup_disks
from toolkit.live.tables import Table, fitting
from toolkit.records import Answer, Artefact, Outcome
from toolkit.scan.tables import load

Row = dict[str, Any]
Told = Mapping[str, Artefact]

NAME = "isolation"
REMOTE_TABLE, SYNC_TABLE = "remote_access.toml", "sync_agents.toml"
# While one of these is not a certain "no", the machine is not called cut off.
ROADS = (
    "interface", "default_route", "vpn", "remote_session", "remote_connection", "network_drive",
    "share_in_use",
)  # fmt: skip
# Roads that need a network card: where none is up, nobody can be on them.
_NEED_A_CARD = frozenset(ROADS) - {"interface", "vpn"}
_ASKED: tuple[live.Unit, ...] = (
    interfaces, routes, sessions, connections, mapped_drives, shares, power
)  # fmt: skip
# Asked about how it may be stopped; only Windows has its fast startup.
STOPPING = ("hibernation", "fast_startup") if sys.platform == "win32" else ("hibernation",)
_PATIENCE = 15.0  # seconds for one of these
_LEADS_NOWHERE = frozenset({"virtual"})
_TUNNELS = frozenset({"tunnel", "dial_up"})
# What makers of VPN programs call their adapters (descriptions of Windows), and usual names on Linux.
_VPN = re.compile(
    r"\bvpn|vpn\b|\btap-|\btap adapter|^(tap|tun|wg|zt|nordlynx|tailscale)\d*$|wintun|wireguard|openvpn|forti"
    r"|anyconnect|cisco secure client|globalprotect|pangp|sonicwall|netextender|pulse secure|juniper network"
    r"|ivanti|check point|zscaler|tailscale|zerotier|hamachi|nordlynx|softether|stormshield|thegreenbow",
    re.IGNORECASE | re.MULTILINE,
)
_OPEN = frozenset({"active", "connected", "shadow"})  # states of a session somebody holds
_CUT = frozenset({"disconnected", "network_error"})  # states of a network drive nobody reaches
_MOST = 20  # facts named in one answer


def look(tables: Mapping[str, bytes], case: Path | None = None) -> Artefact:
    """Return one row per question, first whether the machine is cut off and when that was seen (`taken_ns`).

    `tables` are those of the signature set; `case` is the folder being written, whose own disk is no
    forgotten backup. A question that breaks is one more answer not known.
    """
    told = {unit.name: unit for unit in live.take(_ASKED, _PATIENCE)}
    running = _running()
    unread: list[dict[str, str]] = [
        {**part, "unit": unit.name} for unit in told.values() for part in unit.unread
    ]
    rows: list[Row] = []
    for checks, question in _questions(tables, told, running, case):
        rows += _asked(checks, question, unread)
    rows = derived(rows)
    first = {**overall(rows), "taken_ns": time.time_ns()}
    return Artefact(NAME, Outcome.FOUND, (first, *rows), unread=tuple(unread))


def _questions(
    tables: Mapping[str, bytes], told: Told, running: Mapping[int, str] | None, case: Path | None
) -> Iterator[tuple[tuple[str, ...], Callable[[], Iterable[Row]]]]:
    yield ("interface",), lambda: [interface(told["interfaces"])]
    yield ("default_route",), lambda: [default_route(told["routes"])]
    yield ("vpn",), lambda: [vpn(told["interfaces"])]
    yield ("remote_session",), lambda: [remote_session(told["sessions"])]
    yield (
        ("remote_program", "remote_connection"),
        lambda: remote_programs(told["connections"], running, load(tables, REMOTE_TABLE, "tool")),
    )
    yield ("network_drive",), lambda: [network_drive(told["mapped_drives"])]
    yield ("share_in_use",), lambda: [share_in_use(told["shares"])]
    yield ("sync_agent",), lambda: [sync_agent(running, load(tables, SYNC_TABLE, "agent"))]
    yield ("backup_disk",), lambda: [backup_disks(case)]
    yield STOPPING, lambda: stopping(told["power"])


def _asked(
    checks: tuple[str, ...], question: Callable[[], Iterable[Row]], unread: list[dict[str, str]]
) -> list[Row]:
    """Return the answers to a question; where it broke they are not known, and why is told beside them."""
    try:
        return list(question())
    except Unreadable as error:
        why, detail = error.why, error.detail
    except Exception as error:  # noqa: BLE001 - one question that breaks must not end the others
        why, detail = "unit_failed", type(error).__name__
    unread.append({"path": checks[0], "why": why, "detail": detail, "unit": NAME})
    return [_row(check, [], [], certain=False) for check in checks]


def overall(rows: Iterable[Row]) -> Row:
    """Return whether the machine is cut off: yes only where every road is a certain no."""
    answers = {row["check"]: row["answer"] for row in rows}
    roads = [answers.get(name, Answer.UNKNOWN) for name in ROADS]
    if all(one == Answer.NO for one in roads):
        return {"check": "isolated", "answer": Answer.YES}
    return {"check": "isolated", "answer": Answer.NO if Answer.YES in roads else Answer.UNKNOWN}


def derived(rows: list[Row]) -> list[Row]:
    """Turn what was not told into "no" where no network card is up, with the reason beside it."""
    by_name = {row["check"]: row for row in rows}
    if any(by_name[name]["answer"] != Answer.NO for name in ("interface", "vpn")):
        return rows
    return [
        {**row, "answer": Answer.NO, "because": "no_card_up"}
        if row["check"] in _NEED_A_CARD and row["answer"] == Answer.UNKNOWN
        else row
        for row in rows
    ]


def interface(found: Artefact) -> Row:
    """Answer whether a network card is up; a virtual one alone is not known to lead anywhere."""
    cards = [row for row in found.rows if row.get("kind") != "loopback"]
    up = [row for row in cards if row.get("up")]
    real = [row for row in up if row.get("kind") not in _LEADS_NOWHERE]
    facts = real or [row for row in cards if row.get("up") is not False]
    return _row("interface", real, _named(facts), certain=not up and _all_told(found))


def default_route(found: Artefact) -> Row:
    """Answer whether a road to the outside is written down."""
    default = [row for row in found.rows if row.get("default")]
    facts = [{"name": row.get("interface"), "gateway": row.get("gateway")} for row in default]
    return _row("default_route", default, facts, certain=_whole(found))


def vpn(found: Artefact) -> Row:
    """Answer whether a tunnel is up, by the type of its adapter or by what its maker calls it.

    Another virtual one may be a tunnel too.
    """
    up = [row for row in found.rows if row.get("up") and row.get("kind") != "loopback"]
    tunnels = [row for row in up if row.get("kind") in _TUNNELS or _VPN.search(_words(row))]
    unsure = any(row.get("kind") == "virtual" for row in up)
    return _row("vpn", tunnels, _named(tunnels), certain=_all_told(found) and not unsure)


def _words(row: Mapping[str, Any]) -> str:
    return f"{row.get('name', '')}\n{row.get('label', '')}"


def _named(cards: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [{"name": row.get("label") or row.get("name"), "kind": row.get("kind")} for row in cards]


def _all_told(found: Artefact) -> bool:
    """Say whether every card was listed with its state: no row at all is no list, for each has a loopback."""
    stated = all("up" in row for row in found.rows if row.get("kind") != "loopback")
    return bool(found.rows) and stated and _whole(found)


def remote_session(found: Artefact) -> Row:
    """Answer whether somebody is in a session of this machine from elsewhere; `left` are not closed."""
    remote = [row for row in found.rows if row.get("remote")]
    open_ = [row for row in remote if row.get("state") in _OPEN]
    unsure = [
        row for row in found.rows if row.get("remote") is None and row.get("state") not in {"listen", None}
    ]
    facts = [
        {"name": row.get("client") or row.get("client_address"), "user": row.get("user")} for row in open_
    ]
    whole = _whole(found) and not unsure and bool(found.rows)
    return {**_row("remote_session", open_, facts, certain=whole), "left": len(remote) - len(open_)}


def remote_programs(found: Artefact, running: Mapping[int, str] | None, tools: list[Table]) -> Iterator[Row]:
    """Answer whether a remote-access program runs, and whether one is connected to somewhere."""
    remote = [tool for tool in tools if tool.get("kind") == "remote"]
    held = {number: fitting(name, remote, "files") for number, name in (running or {}).items()}
    names = sorted({name for name in held.values() if name})
    yield _row("remote_program", names, [{"name": name} for name in names], certain=running is not None)
    lines = [
        row
        for row in found.rows
        if row.get("state") == "established" and row.get("where") in {"outside", "local_network"}
    ]
    theirs = [row for row in lines if held.get(row.get("pid", 0))]
    nameless = [row for row in lines if row.get("pid") not in held]
    facts = [{"name": held[row["pid"]], "remote": row.get("remote")} for row in theirs]
    # Nobody is told of the other end of UDP, which many of these programs speak: one that runs may be in use.
    certain = _whole(found) and running is not None and not nameless and not names
    yield _row("remote_connection", theirs, facts, certain=certain)


def network_drive(found: Artefact) -> Row:
    """Answer whether a folder of another machine is connected now."""
    used = [row for row in found.rows if row.get("connected") and row.get("state") not in _CUT]
    facts = [{"name": row.get("letter"), "remote": row.get("remote")} for row in used]
    return _row("network_drive", used, facts, certain=_whole(found))


def share_in_use(found: Artefact) -> Row:
    """Answer whether another machine is connected to this one or holds a file of it open."""
    guests = [row for row in found.rows if row.get("kind") == "session" and not row.get("ours")]
    opened = [row for row in found.rows if row.get("kind") == "open_file"]
    # Windows does not tell who holds a file open: where the machine visits itself, it may be itself.
    itself = any(row.get("ours") for row in found.rows) and not guests
    used = [*guests, *([] if itself else opened)]
    clients = sorted({row["client"] for row in guests if row.get("client")})
    files = len(opened)
    asked = [part for part in found.unread if part.get("path") != "shares"]
    certain = found.outcome is not Outcome.FAILED and not asked and not opened
    return {**_row("share_in_use", used, [{"name": one} for one in clients], certain=certain), "files": files}


def sync_agent(running: Mapping[int, str] | None, agents: list[Table]) -> Row:
    """Answer whether a program runs that sends files elsewhere by itself."""
    names = sorted(
        {found for name in (running or {}).values() if (found := fitting(name, agents, "processes"))}
    )
    return _row("sync_agent", names, [{"name": name} for name in names], certain=running is not None)


def stopping(found: Artefact) -> Iterator[Row]:
    """Answer whether the machine can hibernate and, on Windows, whether shutting it down is half of it."""
    told = found.rows[0] if found.rows else {}
    for name in STOPPING:
        value = told.get(name)
        yield _row(name, [name] if value else [], [], certain=value is False)


def _row(check: str, found: Iterable[object], facts: list[Row], *, certain: bool) -> Row:
    answer = Answer.YES if list(found) else Answer.NO if certain else Answer.UNKNOWN
    kept = [{key: value for key, value in one.items() if value} for one in facts[:_MOST]]
    return {"check": check, "answer": answer, "found": kept, "count": len(facts)}


def _whole(found: Artefact) -> bool:
    """Say whether a unit told all there is: what failed, even in part, may be what is looked for."""
    return found.outcome is not Outcome.FAILED and not found.unread


def _running() -> dict[int, str] | None:
    """Return the name of every process by its number, None where they cannot be listed."""
    ask: Callable[[], dict[int, str]] = _of_windows if sys.platform == "win32" else _of_psutil
    try:
        return answer(ask) or None
    except Exception:  # noqa: BLE001 - what cannot be listed is not known, whatever broke
        return None


def _of_windows() -> dict[int, str]:
    return {number: name for number, (name, _, _) in win_processes.snapshot().items()}


def _of_psutil() -> dict[int, str]:
    return {one.pid: one.info["name"] or "" for one in psutil.process_iter(["name"])}
