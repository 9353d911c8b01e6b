"""What was deleted or cleared around the attack: shadow copies, backup catalogues, logs, programs, files."""

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.timeline.inventory import Inventory, Ran, event, when
from toolkit.timeline.statement import DAY, HOUR, MINUTE, Statement, Sure, kept, known, weigh
from toolkit.timeline.tools import resizes, squeezes
from toolkit.timeline.volumes import Story

_BEFORE, _AFTER = DAY, HOUR
_LOGS_BEFORE, _LOGS_AFTER = 7 * DAY, 7 * DAY
_TOLD = 10
_FILES = 20
_MAIN_LOGS = frozenset({"security", "system"})
# A start of these without a known command is told at most as possible: each has other uses.
_REMOVERS = frozenset({"vssadmin.exe", "diskshadow.exe"})
_LEFT = ("shadow_copies", "shadow_copies_left")
# What Windows' own updates delete by the hundred.
_UPKEEP = (
    "windows/winsxs/", "windows/softwaredistribution/", "windows/servicing/", "windows/installer/",
    "windows/assembly/", "windows/prefetch/", "$windows.~", "programdata/microsoft/windows defender/",
    "windows/cbstemp/", "programdata/package cache/",
)  # fmt: skip
_SCRIPTS = (".bat", ".cmd", ".ps1", ".vbs", ".js", ".hta", ".exe", ".scr", ".evtx")


def statements(inventory: Inventory, stories: Sequence[Story], began: int, ended: int) -> Iterator[Statement]:
    """Yield what was removed, the ways to recover first."""
    yield from _shadow_copies(inventory, began, ended)
    yield from _backup(inventory, began, ended)
    yield from _cleared(inventory, began, ended)
    yield from _starts_after(inventory, began)
    for story in stories:
        yield from _programs_and_logs(story, began, ended)
    yield from _counted(stories, began, ended)


def _shadow_copies(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    near = [one for one in inventory.starts() if began - _BEFORE <= one.at_ns <= ended + _AFTER]
    removing = [one for one in near if _removes(one)]
    resizing = [one for one in near if resizes(one.command or "") and not _removes(one)]
    left = [row for name in _LEFT for row in inventory.of_unit(name) if row.get("what") in {None, "copy"}]
    looked = any(inventory.outcomes.get(name) in {"found", "absent"} for name in _LEFT)
    # Commands are known of others: what ran silently at their times is the same start.
    told_of = [one for one in near if one.command]
    silent = [one for one in near if one.name in _REMOVERS and not one.command and one.at_ns <= ended]
    agreeing = [one for one in silent if any(_same(one, other) for other in removing)]
    unclear = [one for one in silent if not any(_same(one, other) for other in told_of)]
    if removing:
        kinds = {one.told for one in [*removing, *agreeing]}
        kinds |= {"shadow_copies"} if looked and not left else set()
        yield _copies(
            "shadow_copies_deleted", [*removing, *agreeing], weigh(kinds), len(left) if looked else None
        )
    elif unclear and not (looked and left):
        yield _copies("shadow_copies_deleted", unclear, Sure.POSSIBLE, len(left) if looked else None)
    if resizing and not removing:
        yield _copies("shadow_copies_resized", resizing, Sure.LIKELY, len(left) if looked else None)


def _same(one: Ran, other: Ran) -> bool:
    return one.name == other.name and abs(one.at_ns - other.at_ns) <= MINUTE


def _copies(code: str, runs: Sequence[Ran], sure: Sure, left: int | None) -> Statement:
    command = next((one.command for one in runs if one.command), None)
    flags = sorted({flag for one in runs for flag in one.flags})
    facts = known(left=left, name=runs[0].name, command=command, flags=flags)
    first, last = min(one.at_ns for one in runs), max(one.at_ns for one in runs)
    return Statement(code, first, last, sure, facts, tuple(one.evidence for one in runs[:_TOLD]))


def _removes(one: Ran) -> bool:
    command = (one.command or "").casefold()
    if "shadow" not in command:
        return False
    # vssadmin also pushes copies out by giving them too little room; more room is upkeep.
    asked = "delete" in command or "remove" in command or "recovery_removal" in one.flags
    return squeezes(command) or (asked and not (resizes(command) and "delete" not in command))


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
    rows = [
        row
        for row in inventory.events("log_cleared")
        if began - _LOGS_BEFORE <= (when(row) or 0) <= ended + _LOGS_AFTER
    ]
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


def _programs_and_logs(story: Story, began: int, ended: int) -> Iterator[Statement]:
    """Yield logs and programs the journal saw deleted, and whether the table may still lead to them."""
    found: dict[str, tuple[int, int, int | None]] = {}
    for at, usn, path, key in _gone(story):
        log = path.casefold().endswith(".evtx")
        near = began - (_LOGS_BEFORE if log else HOUR) <= at <= ended + HOUR
        if near and not path.casefold().startswith(_UPKEEP):
            found.setdefault(path, (at, usn, key))
    ordered = sorted(found.items(), key=lambda item: (not item[0].casefold().endswith(_SCRIPTS),
                                                      abs(item[1][0] - began)))  # fmt: skip
    for path, (at, usn, key) in sorted(ordered[:_FILES], key=lambda item: item[1]):
        yield _deleted(story, path, at, usn, _row(story, path, key))
    if len(ordered) > _FILES:
        facts = {"what": "program_deleted", "files": len(ordered) - _FILES}
        yield Statement("more_events", sure=Sure.LIKELY, facts=facts)


def _gone(story: Story) -> Iterator[tuple[int, int, str, int | None]]:
    """Yield time, number, path and, where the journal keeps it, the record of what was deleted."""
    journal = story.journal
    for at, usn, name, parent in journal.deleted if journal else ():
        folder = story.table.folder(parent)
        record = journal.deleted_files.get(usn) if journal else None
        yield at, usn, f"{folder}/{name}" if folder else name, record


def _row(story: Story, path: str, key: int | None) -> dict[str, Any] | None:
    """Return the entry of this very file: another one of its name may lie elsewhere, or have come later."""
    for row in story.table.deleted:
        sequence = row.get("sequence")
        if key is not None and sequence is not None:
            # NTFS counts the sequence up when a record is freed.
            if row["number"] == key >> 16 and sequence in {key & 0xFFFF, (key & 0xFFFF) + 1}:
                return row
        elif row["path"].casefold() == path.casefold():
            return row
    return None


def _deleted(story: Story, path: str, at: int, usn: int, row: dict[str, Any] | None) -> Statement:
    code = "log_deleted" if path.casefold().endswith(".evtx") else "program_deleted"
    evidence = [{"artefact": "usn", "volume": story.volume, "usn": usn, "path": path, "at_ns": at}]
    if row:
        place = kept(row, "number", "path", "recoverable")
        evidence.append({"artefact": "mft", "volume": story.volume, **place})
    facts = {"volume": story.volume, "path": path, **(kept(row, "recoverable") if row else {})}
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
