"""How old the data of a backup is: the newest date of each kind, and what it is counted back from."""

from collections.abc import Iterator
from typing import Any

from toolkit.backup.answers.against import DAY
from toolkit.backup.answers.compared import Match, ages
from toolkit.backup.answers.questions import Reasons
from toolkit.backup.classes import CLASSES
from toolkit.backup.content.reading import Reading
from toolkit.backup.decisive import Newest, newest_of
from toolkit.backup.inventory import Inventory
from toolkit.records import Check

_ALIKE = 20  # files, from which dates that all lie within one day are those of a copy


def recent(
    reading: Reading, inventory: Inventory | None, found: Match | None, now_ns: int, max_age_days: int
) -> Check:
    """The newest data of the practice is within the limit, counted back from the attack, or from now."""
    reasons = Reasons()
    dates, _ = ages(reading, found)
    newest = newest_of(dates)
    reasons.add("beside", reading, "future_dates")
    if newest.when is None:
        reasons.unsure.append({"code": "no_dates"})
        return reasons.check("recent")
    until, since = reference(inventory, now_ns)
    facts = {"days": age(until, newest.when), "limit": max_age_days, "since": since, **_where(newest)}
    for code, one in _old(dates, newest, until, max_age_days):
        reasons.against.append({**facts, "code": code, "days": age(until, one.when), **_where(one)})
        if code == "old_database" and one.when is not None:
            reading.decisive = "database", one.when
    unread = reading.practice.unread["database"]
    if unread.files and "database" not in dates:
        total = reading.classes["database"].files
        reasons.unsure.append(unread.reason("practice_unread", total=total))
    old = newest.when < until - max_age_days * DAY  # all of it: nothing is left behind by anything
    for where, one in () if old else _agendas(dates, found, until, max_age_days):
        older = {**facts, "code": "old_agenda", "days": age(until, one.when), **_where(one)}
        getattr(reasons, where).append(older)
    late = since == "attack" and newest.when > until
    if not reasons.against and not late:
        reasons.beside.append({**facts, "code": f"age_{since}"})
    base = dates.get("database", Newest())
    if base.of_rows:
        reasons.beside.append({"code": "dated_by_rows", **_where(base)})
    if late:
        # Within a day two clocks may differ; beyond it the attack was there before this data.
        later = newest.when > until + DAY
        (reasons.unsure if later else reasons.beside).append({"code": "newer_than_attack", **_where(newest)})
    if found is None and newest.dated >= _ALIKE and newest.when - (newest.oldest or 0) < DAY:
        reasons.unsure.append({"code": "dates_of_copy", "files": newest.dated})
    return reasons.check("recent")


def _where(newest: Newest) -> dict[str, str]:
    return {"volume": newest.volume, "path": newest.path}


def reference(inventory: Inventory | None, now_ns: int) -> tuple[int, str]:
    """Return the moment ages are counted back from, and which it is: attack, machine or now."""
    if inventory is not None:
        if inventory.attack_ns is not None:
            return inventory.attack_ns, "attack"
        newest = inventory.newest()
        if newest is not None and newest <= now_ns:
            return newest, "machine"
    return now_ns, "now"


def age(until: int, when: int | None) -> int:
    """Return whole days between two moments, never below zero."""
    return max(0, (until - (when or 0)) // DAY)


def _old(dates: dict[str, Newest], newest: Newest, until: int, limit: int) -> Iterator[tuple[str, Newest]]:
    """Yield what is too old: everything, or the databases while other files go on being copied."""
    if newest.when is not None and until - newest.when > limit * DAY:
        yield "old_data", newest
        return
    base = dates.get("database")
    if base is not None and base.when is not None and until - base.when > limit * DAY:
        yield "old_database", base


def _agendas(
    dates: dict[str, Newest], found: Match | None, until: int, limit: int
) -> Iterator[tuple[str, Newest]]:
    """Yield (against, unsure or beside; date) of an agenda left behind by what is copied around it."""
    if found is not None:
        differing = found.differing
        if differing.gap > limit * DAY:
            yield "against", differing.behind
        if until - (differing.lagging.when or until) > limit * DAY:
            yield "unsure", differing.lagging
        return
    own = dates.get("agenda", Newest())
    if own.of_rows and own.when is not None and until - own.when > limit * DAY:
        yield "beside", own


def newest_facts(reading: Reading, found: Match | None) -> dict[str, Any]:
    """Return the newest data of the practice: when, where, and the same per class (ns UTC).

    "decisive_ns" and "decisive_class" stand beside it where older databases made the answer of `recent`.
    """
    dates, weak = ages(reading, found)
    newest = newest_of(dates)
    group = next((name for name, one in dates.items() if one.path == newest.path and one.path), None)
    decided = reading.decisive
    decisive = {} if decided is None else {"decisive_class": decided[0], "decisive_ns": decided[1]}
    return {
        "modified_ns": newest.when,
        **_where(newest),
        "class": group,
        "dated_files": newest.dated,
        "weak": weak,
        "by_rows": newest.of_rows,
        "by_class": {name: dates[name].when for name in CLASSES if name in dates},
        **decisive,
    }
