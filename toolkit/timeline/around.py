"""What else matters around the attack: forged dates, clocks, devices, stops, backups, the local time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from toolkit.timeline.inventory import Inventory, Row, event, times, when
from toolkit.timeline.statement import DAY, Statement, Sure, kept, known
from toolkit.timeline.volumes import Story

_CLOCKS = 7 * DAY
_STOPS = 2 * DAY
_TOLD = 5
_DEVICES = ("usb_history", "usb_devices", "plugged")


def statements(inventory: Inventory, stories: Sequence[Story], began: int, ended: int) -> Iterator[Statement]:
    """Yield forged dates, changes of the clock, devices, stops and the last backup."""
    yield from _forged(stories)
    yield from _clock(inventory, began, ended)
    yield from _devices(inventory, began, ended)
    yield from _stops(inventory, began, ended)
    yield from _backup(inventory, began)


def _forged(stories: Sequence[Story]) -> Iterator[Statement]:
    for story in stories:
        if story.table.forged_files:
            samples = story.table.forged[:_TOLD]
            evidence = tuple({"artefact": "mft", **row} for row in samples)
            facts = {"volume": story.volume, "files": story.table.forged_files}
            yield Statement("times_forged", None, None, Sure.LIKELY, facts, evidence)


def _clock(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    told = 0
    for row in inventory.events("time_changed"):
        at = when(row) or 0
        if began - _CLOCKS <= at <= ended + _CLOCKS and told < _TOLD and not _small(row):
            told += 1
            facts = kept(row, "account", "before", "after")
            yield Statement("clock_changed", at, None, Sure.LIKELY, facts, (event(row),))


def _small(row: Any) -> bool:
    """Tell the corrections of a few seconds that every machine makes by itself."""
    try:
        before, after = (datetime.fromisoformat(str(row[key])[:19]) for key in ("before", "after"))
    except (KeyError, ValueError):
        return False
    return abs(after - before) < timedelta(minutes=1)


def _devices(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    for unit in _DEVICES:
        told = 0
        for row in inventory.of_unit(unit):
            times = {key: at for key, at in row.items() if key.endswith("ed_ns") and isinstance(at, int)}
            near = [at for at in times.values() if began - DAY <= at <= ended + DAY]
            if near and told < _TOLD:
                told += 1
                name = row.get("name") or row.get("model") or row.get("product") or row.get("device")
                evidence = ({"artefact": unit, **kept(row, "volume", "serial"), "at_ns": min(near)},)
                facts = known(name=name, serial=row.get("serial"))
                yield Statement("usb_connected", min(near), None, Sure.LIKELY, facts, evidence)


def _stops(inventory: Inventory, began: int, ended: int) -> Iterator[Statement]:
    """Yield the first stop and the first start after the beginning: what runs at a start ran again."""
    for code in ("system_stopped", "system_crashed", "system_started"):
        rows = [(_stopped(row), row) for row in inventory.events(code)]
        near = sorted(
            ((at, row) for at, row in rows if began <= at <= ended + _STOPS), key=lambda one: one[0]
        )
        for at, row in near[:1]:
            # Windows notes an abrupt stop when it starts again, and not always when it was.
            noted = code == "system_crashed" and not isinstance(row.get("stopped_ns"), int)
            yield Statement("crash_noted" if noted else code, at, None, Sure.LIKELY, {}, (event(row),))


def _stopped(row: Row) -> int:
    at = row.get("stopped_ns")
    return at if isinstance(at, int) and not isinstance(at, bool) else when(row) or 0


def _backup(inventory: Inventory, began: int) -> Iterator[Statement]:
    """Yield the last backup that went well before the beginning, by logs or by the program's own word."""
    found: list[tuple[int, str, dict[str, Any]]] = []
    for row in inventory.events("backup_done"):
        found += [(at, "", event(row, at)) for at in times(row)]
    for row in inventory.of_unit("backup_jobs"):
        at, name = row.get("last_success_ns"), str(row.get("name") or row.get("program") or "")
        if isinstance(at, int):
            found.append((at, name, {"artefact": "backup_jobs", **kept(row, "volume", "path"), "at_ns": at}))
    before = [one for one in found if one[0] <= began]
    if before:
        at, name, evidence = max(before, key=lambda one: one[0])
        yield Statement("last_backup", at, None, Sure.LIKELY, known(name=name), (evidence,))


# Windows' names of time zones French practices live in that keep one time all year, in minutes ahead of
# UTC: Unicode CLDR, windowsZones. Zones with another summer time than Paris are shown by their last bias.
_FIXED = {
    "sa western standard time": -240, "sa eastern standard time": -180, "mauritius standard time": 240,
    "e. africa standard time": 180, "central pacific standard time": 660, "hawaiian standard time": -600,
    "west pacific standard time": 600, "utc-09": -540, "utc+12": 720, "utc": 0,
    "coordinated universal time": 0,
}  # fmt: skip
# They share the rules of Paris.
_PARIS = ("romance standard time", "w. europe standard time", "central europe standard time",
          "central european standard time", "paris, madrid", "europe/paris")  # fmt: skip


def zone(inventory: Inventory) -> Statement:
    """Return the machine's local time as {"zone", "shown", "ahead_minutes"}; Paris where nothing tells."""
    for row in inventory.of_unit("system"):
        name, bias = str(row.get("time_zone") or ""), row.get("bias_minutes")
        folded = name.casefold()
        evidence = ({"artefact": "system", **kept(row, "volume", "time_zone", "bias_minutes")},)
        if folded in _PARIS:
            return Statement("zone_paris", None, None, Sure.LIKELY, {"zone": name}, evidence)
        ahead = _FIXED.get(folded, -bias if isinstance(bias, int) and abs(bias) <= 15 * 60 else None)
        if name and ahead is not None:
            facts = {"zone": name, "ahead_minutes": ahead, "fixed": folded in _FIXED}
            return Statement("zone_other", None, None, Sure.LIKELY, facts, evidence)
    return Statement("zone_assumed", None, None, Sure.POSSIBLE, {"zone": "Europe/Paris"})
