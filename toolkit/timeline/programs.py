"""Which program ran just before, which service or task started it, which tools were used around it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.timeline.inventory import Inventory, Ran, Row, base, event, program, when
from toolkit.timeline.statement import DAY, HOUR, MINUTE, Statement, Sure, kept, known, weigh

_BEFORE = 15 * MINUTE
_AFTER = MINUTE  # a prefetch file is written some seconds after the start
_SAME = 3 * MINUTE  # between two kinds of evidence of one start
_EARLIER, _LATER = DAY, HOUR  # around the attack, for tools, services and tasks
_TOLD = 10
# Programs of Windows and of others that attacks use, by what for: MITRE ATT&CK T1490, T1070.001, T1562,
# T1567, T1569.002, T1003, T1018.
_PURPOSES = {
    "recovery": "vssadmin wbadmin bcdedit diskshadow",
    "remote_or_recovery": "wmic",
    "logs": "wevtutil fsutil",
    "wiping": "cipher sdelete sdelete64",
    "remote": "psexec psexec64 psexesvc paexec",
    "copying_out": "rclone megasync megacmd winscp filezilla",
    "passwords": "mimikatz procdump procdump64",
    "exploring": "nltest adfind netscan advanced_ip_scanner",
    "protection": "mpcmdrun",
    "rights": "icacls takeown",
    "stopping": "taskkill",
    "accounts_or_services": "net net1",
    "tasks": "schtasks",
    "services": "sc",
    "registry": "reg",
    "fetching": "bitsadmin certutil",
}
TOOLS = {f"{name}.exe": purpose for purpose, names in _PURPOSES.items() for name in names.split()}
# Of these Windows itself makes use every day: only a command or a flag makes them worth telling.
_COMMON = frozenset({
    "icacls.exe", "takeown.exe", "taskkill.exe", "net.exe", "net1.exe", "schtasks.exe", "sc.exe", "reg.exe",
    "certutil.exe", "mpcmdrun.exe", "fsutil.exe", "wmic.exe", "bcdedit.exe", "cipher.exe",
})  # fmt: skip
_WINDOWS_OWN = ("windows\\", "program files\\", "program files (x86)\\")
_SUSPECT = frozenset({
    "in_temporary_folder", "in_public_folder", "in_downloads", "in_user_folder", "deceptive_name",
    "windows_name_elsewhere", "image_deleted", "psexec_like", "attack_tool_ran", "recovery_removal",
    "through_shell", "encoded_command", "in_recycle_bin", "run_from_removable",
})  # fmt: skip


def statements(
    inventory: Inventory, began: int, ended: int, suspects: Mapping[str, Mapping[str, Any]]
) -> Iterator[Statement]:
    """Yield the program, then services, tasks and tools; `suspects` are programs that rules name."""
    starts = list(inventory.starts())
    chosen = just_before(starts, began, suspects)
    if chosen:
        yield _program(chosen, began, suspects, _starting(inventory, chosen))
    else:
        yield Statement("program_unknown", sure=Sure.ESTABLISHED)
    name = chosen[0].name if chosen else ""
    yield from _installed(inventory, "service", began, ended, name)
    yield from _installed(inventory, "task", began, ended, name)
    yield from _tools(starts, began, ended)


def just_before(starts: Sequence[Ran], began: int, suspects: Mapping[str, Mapping[str, Any]]) -> list[Ran]:
    """Return the starts of the program most likely to have encrypted, the surest kind first."""
    groups: dict[str, list[Ran]] = {}
    for one in starts:
        if began - _BEFORE <= one.at_ns <= began + _AFTER and one.name not in TOOLS:
            groups.setdefault(one.name, []).append(one)
    if not groups:
        return []
    ranks = {name: _rank(group, began, suspects) for name, group in groups.items()}
    chosen = groups[max(ranks, key=lambda name: ranks[name])]
    # What Windows and installed programs start all day is not told as the culprit.
    return sorted(
        chosen if _suspicion(chosen, suspects) else (),
        key=lambda one: ("\\" not in one.image and "/" not in one.image, abs(began - one.at_ns)),
    )


def _rank(
    group: Sequence[Ran], began: int, suspects: Mapping[str, Mapping[str, Any]]
) -> tuple[int, int, int]:
    kinds = len({one.told for one in group})
    return _suspicion(group, suspects), kinds, -min(abs(began - one.at_ns) for one in group)


def _suspicion(group: Sequence[Ran], suspects: Mapping[str, Mapping[str, Any]]) -> int:
    """Return 3 for a program that a rule names, 2 in an odd place, 0 in one of Windows or of programs."""
    if group[0].name in suspects:
        return 3
    if any(one.flags & _SUSPECT for one in group):
        return 2
    placed = [one.image for one in group if "\\" in one.image or "/" in one.image]
    return 1 if not placed or not all(map(_own_place, placed)) else 0


def _own_place(image: str) -> bool:
    below = image.replace("/", "\\").casefold()
    return any(f"\\{place}" in f"\\{below}" for place in _WINDOWS_OWN)


def _written(image: str) -> tuple[bool, bool]:
    """Order the forms of one path: with a drive letter, then any other with folders, then a bare name."""
    return image[1:2] != ":", "\\" not in image and "/" not in image


def _starting(inventory: Inventory, group: Sequence[Ran]) -> list[Row]:
    """Return the events of a scheduled task that started the program."""
    return [
        row
        for row in inventory.events("task_started")
        if base(program(str(row.get("command") or ""))) == group[0].name
        and any(abs((when(row) or 0) - one.at_ns) <= _SAME for one in group)
    ]


def _program(
    group: Sequence[Ran], began: int, suspects: Mapping[str, Mapping[str, Any]], starting: Sequence[Row]
) -> Statement:
    first = min(group, key=lambda one: abs(began - one.at_ns))
    agreeing = [one for one in group if abs(one.at_ns - first.at_ns) <= _SAME]
    odd = _suspicion(group, suspects)
    kinds = {one.told for one in agreeing} | {"event_logs" for _ in starting}
    sure = weigh(kinds, Sure.LIKELY if odd else Sure.POSSIBLE)
    image = min((one.image for one in group), key=_written)
    user = next((one.user for one in group if one.user and not one.user.startswith("S-1-5-18")), None)
    flags = sorted({flag for one in group for flag in one.flags})
    rule = suspects.get(first.name)
    facts = known(
        image=image, user=user, before_s=max(0, (began - first.at_ns) // 1_000_000_000),
        runs=next((one.runs for one in group if one.runs), None), flags=flags,
        task=next((str(row["task"]) for row in starting if row.get("task")), None),
        sha256=rule["sha256"] if rule else None, rules=list(rule["rules"]) if rule else None,
    )  # fmt: skip
    evidence = [one.evidence for one in agreeing] + [event(row) for row in starting]
    if rule:
        evidence.append({"artefact": "rules", "volume": rule["volume"], "path": rule["path"]})
    return Statement("program", first.at_ns, None, sure if odd else Sure.POSSIBLE, facts, tuple(evidence))


def _installed(inventory: Inventory, what: str, began: int, ended: int, name: str) -> Iterator[Statement]:
    """Yield services or tasks made around the attack, those the inventory flags or that start the program."""
    codes = ("service_installed",) if what == "service" else ("task_registered", "task_updated")
    listed = _by_name(inventory.of_unit(f"{what}s"))
    made: dict[str, list[Row]] = {}
    for row in inventory.events(*codes):
        known_as = _bare(row.get(what))
        if began - _EARLIER <= (when(row) or 0) <= ended + _LATER:
            other = listed.get(known_as, {})
            made.setdefault(_bare(other.get("name") or other.get("task") or known_as), []).append(row)
    for known_as, rows in list(made.items())[:_TOLD]:
        found = listed.get(known_as)
        if not (found and found.get("standard")):
            yield _made(what, rows, found, name)
    late = {id(row): (known_as, row) for known_as, row in listed.items() if row.get("flags")}
    for known_as, row in list(late.values())[:_TOLD]:
        at = row.get("written_ns") or row.get("created_ns")
        seen = known_as in made or _bare(row.get("name")) in made
        if not seen and isinstance(at, int) and began - _EARLIER <= at <= ended + _LATER:
            yield _listed(what, row, at, name)


def _by_name(rows: Sequence[Row]) -> dict[str, Row]:
    """Return services or tasks by every name they go by."""
    return {_bare(row[key]): row for row in rows for key in ("display", "name", "task") if row.get(key)}


def _bare(name: Any) -> str:
    return str(name or "").strip("\\").casefold()


def _made(what: str, rows: Sequence[Row], other: Row | None, name: str) -> Statement:
    about = [*rows, *([other] if other else [])]
    flags = sorted({str(flag) for row in about for flag in row.get("flags") or ()})
    image = next((row[key] for row in about for key in ("image", "command") if row.get(key)), None)
    evidence = [event(row) for row in rows]
    if other:
        evidence.append(
            {"artefact": f"{what}s", **kept(other, "volume", "path", "name", "task", "written_ns")}
        )
    alone = Sure.LIKELY if flags or _starts(image, name) else Sure.POSSIBLE
    account = next((row["account"] for row in rows if row.get("account")), None)
    called = (other or {}).get("name") or _bare_shown(rows[0].get(what))
    facts = known(
        name=called, image=image, account=account, flags=flags, starts_program=_starts(image, name) or None
    )
    # Two logs are two kinds of evidence as well.
    sure = weigh({str(one.get("log") or one["artefact"]) for one in evidence}, alone)
    return Statement(what, when(rows[0]), None, sure, facts, tuple(evidence))


def _bare_shown(name: Any) -> str:
    return str(name or "").strip("\\")


def _listed(what: str, row: Row, at: int, name: str) -> Statement:
    image = row.get("image") or row.get("command")
    facts = known(
        name=row.get("name") or row.get("task"), image=image, account=row.get("account"),
        flags=list(row.get("flags") or ()), starts_program=_starts(image, name) or None,
    )  # fmt: skip
    evidence = {"artefact": f"{what}s", **kept(row, "volume", "path", "name", "task"), "at_ns": at}
    alone = Sure.LIKELY if _starts(image, name) else Sure.POSSIBLE
    if "antivirus_disabled" in (row.get("flags") or ()):
        return Statement(
            "protection_disabled", at, None, Sure.LIKELY, known(detail=row.get("name")), (evidence,)
        )
    return Statement(what, at, None, alone, facts, (evidence,))


def _starts(image: Any, name: str) -> bool:
    return bool(name) and base(program(str(image or ""))) == name


def _tools(starts: Sequence[Ran], began: int, ended: int) -> Iterator[Statement]:
    groups: dict[str, list[Ran]] = {}
    for one in starts:
        near = began - _EARLIER <= one.at_ns <= ended + _LATER
        common = one.name in _COMMON and not one.flags & _SUSPECT and not one.command
        if near and one.name in TOOLS and not common:
            groups.setdefault(one.name, []).append(one)
    for name, group in sorted(groups.items(), key=lambda item: min(one.at_ns for one in item[1])):
        first, last = min(one.at_ns for one in group), max(one.at_ns for one in group)
        command = next((one.command for one in group if one.command), None)
        flags = sorted({flag for one in group for flag in one.flags})
        facts = known(name=name, purpose=TOOLS[name], command=command, flags=flags,
                      user=next((one.user for one in group if one.user), None))  # fmt: skip
        evidence = tuple(one.evidence for one in group[:_TOLD])
        yield Statement("tool_ran", first, last, weigh({one.told for one in group}), facts, evidence)
