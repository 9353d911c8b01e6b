"""What was deleted or cleared around the attack: shadow copies, backup catalogues, logs, programs, files."""

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.timeline.inventory import Inventory, Ran, event, when
from toolkit.timeline.statement import DAY, HOUR, MINUTE, Statement, Sure, kept, known, weigh
from toolkit.timeline.volumes import Story

_BEFORE, _AFTER = DAY, HOUR
_LOGS_BEFORE = 7 * DAY
_TOLD = 10
_MAIN_LOGS = frozenset({"security", "system"})
_REMOVERS = frozenset(
    {"vssadmin.exe", "diskshadow.exe", "wmic.exe", "powershell.exe", "pwsh.exe", "wbadmin.exe"}
)
_OTHER_USES = frozenset(
    {"wmic.exe", "powershell.exe", "pwsh.exe", "wbadmin.exe"}
)  # a start alone says nothing
_LEFT = ("shadow_copies", "shadow_copies_left")


def statements(inventory: Inventory, stories: Sequence[Story], began: int, ended: int) -> Iterator[Statement]:
    """Yield what was removed, the ways to recover first."""
    yield from _shadow_copies(inventory, began, ended)
    yield from _backup(inventory, began, ended)
    yield from _cleared(inventory, began, ended)
    yield from _starts_after(inventory, began)
    yield from _programs_and_logs(stories, began, ended)
    yield from _counted(stories, began, ended)


def _shadow_copies(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    near = [one for one in inventory.starts() if began - _BEFORE <= one.at_ns <= ended + _AFTER]
    removing = [one for one in near if _removes(one)]
    silent = [one for one in near if one.name in _REMOVERS - _OTHER_USES and not one.command]
    left = [row for name in _LEFT for row in inventory.of_unit(name) if row.get("what") in {None, "copy"}]
    looked = any(inventory.outcomes.get(name) in {"found", "absent"} for name in _LEFT)
    runs = removing or silent
    if not runs:
        return
    kinds = {one.told for one in [*removing, *silent]} if removing else set[str]()
    if removing and looked and not left:
        kinds.add("shadow_copies")
    sure = weigh(kinds, Sure.LIKELY if removing else Sure.POSSIBLE)
    first, last = min(one.at_ns for one in runs), max(one.at_ns for one in runs)
    command = next((one.command for one in runs if one.command), None)
    flags = sorted({flag for one in runs for flag in one.flags})
    facts = known(left=len(left) if looked else None, name=runs[0].name, command=command, flags=flags)
    evidence = tuple(one.evidence for one in [*removing, *silent][:_TOLD])
    yield Statement("shadow_copies_deleted", first, last, sure, facts, evidence)


def _removes(one: Ran) -> bool:
    command = (one.command or "").casefold()
    # vssadmin also pushes copies out by giving them too little room.
    words = ("delete" in command or "remove" in command or "resize" in command) and "shadow" in command
    return words or ("recovery_removal" in one.flags and "shadow" in command)


def _backup(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    rows = [
        row for row in inventory.events("backup_catalogue_deleted") if _near(when(row), began, ended, _BEFORE)
    ]
    wiping = [
        one
        for one in inventory.starts()
        if one.name == "wbadmin.exe" and "delete" in (one.command or "").casefold()
        and _near(one.at_ns, began, ended, _BEFORE)
    ]  # fmt: skip
    if rows or wiping:
        evidence = [event(row) for row in rows] + [one.evidence for one in wiping]
        at = min([when(row) or 0 for row in rows] + [one.at_ns for one in wiping])
        kinds = [f"{one.get('log')}" for one in evidence]
        command = next((one.command for one in wiping if one.command), None)
        facts = known(command=command, flags=["recovery_removal"] if command else None)
        yield Statement("backup_catalogue_deleted", at, None, weigh(kinds), facts, tuple(evidence[:_TOLD]))


def _near(at: int | None, began: int, ended: int, before: int) -> bool:
    return at is not None and began - before <= at <= ended + DAY


def _cleared(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    rows = [row for row in inventory.events("log_cleared") if (when(row) or 0) >= began - _LOGS_BEFORE]
    for row in rows[:_TOLD]:
        # The event is written by the log service itself, in the log that was emptied or in System.
        facts = known(log=row.get("detail") or row.get("log"), account=row.get("account"))
        after = (when(row) or 0) > ended
        yield Statement(
            "log_cleared", when(row), None, Sure.ESTABLISHED, facts | {"after": after}, (event(row),)
        )


def _starts_after(inventory: Inventory, began: int) -> Iterator[Statement]:
    for row in inventory.logs():
        first = row.get("first_ns")
        if str(row.get("log", "")).casefold() in _MAIN_LOGS and isinstance(first, int) and first > began:
            evidence = ({"artefact": "event_logs", **kept(row, "volume", "path", "log", "first_record")},)
            yield Statement("log_starts_after", first, None, Sure.ESTABLISHED, {"log": row["log"]}, evidence)


def _programs_and_logs(stories: Sequence[Story], began: int, ended: int) -> Iterator[Statement]:
    """Yield logs and programs the journal saw deleted, and whether the table may still lead to them."""
    for story in stories:
        gone = story.journal.deleted if story.journal else []
        rows = {row["path"].rpartition("/")[2].casefold(): row for row in story.table.deleted}
        told = set[str]()
        for at, usn, name, parent in gone:
            log = name.casefold().endswith(".evtx")
            if not began - (_LOGS_BEFORE if log else HOUR) <= at <= ended + HOUR or len(told) >= 2 * _TOLD:
                continue
            folder = story.table.folder(parent)
            path = f"{folder}/{name}" if folder else name
            if path in told:
                continue
            told.add(path)
            yield _deleted(story.volume, path, at, usn, rows.get(name.casefold()))


def _deleted(volume: str, path: str, at: int, usn: int, row: dict[str, Any] | None) -> Statement:
    code = "log_deleted" if path.casefold().endswith(".evtx") else "program_deleted"
    evidence = [{"artefact": "usn", "volume": volume, "usn": usn, "path": path, "at_ns": at}]
    if row:
        evidence.append({"artefact": "mft", "volume": volume, **kept(row, "number", "path", "recoverable")})
    facts = {"volume": volume, "path": path, **(kept(row, "recoverable") if row else {})}
    return Statement(code, at, None, Sure.ESTABLISHED, facts, tuple(evidence))


def _counted(stories: Sequence[Story], began: int, ended: int) -> Iterator[Statement]:
    """Yield how many files were deleted while others were encrypted: originals, or files on purpose."""
    for story in stories:
        minutes = story.journal.deletions if story.journal else {}
        inside = sum(n for minute, n in minutes.items() if began // MINUTE <= minute <= ended // MINUTE)
        if inside:
            facts = {"volume": story.volume, "files": inside}
            evidence = ({"artefact": "usn", "volume": story.volume, "at_ns": began},)
            yield Statement("files_deleted", began, ended, Sure.ESTABLISHED, facts, evidence)
