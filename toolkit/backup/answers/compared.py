"""A machine and a backup held against each other, file by file: what is there, missing, smaller or newer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from toolkit.backup.answers.differing import Differing
from toolkit.backup.answers.matching import counterparts, ways
from toolkit.backup.answers.standing_in import Lying, stand_ins
from toolkit.backup.classes import CLASSES, LASTING, dating
from toolkit.backup.content.reading import BY_ROWS, Kept, Reading, Tally
from toolkit.backup.decisive import Newest, decisive, newest_of
from toolkit.backup.inventory import Inventory, Item

_SHRUNK = 16 * 1024  # bytes of a database on the machine, from which half its size is another database
_ADDED = 2048  # bytes an attack may have put behind what it encrypted
_TINY = 10  # times smaller than on the machine: no other version of a picture or a letter, but a rest of it
_FEW, _SHARE = 3, 0.10  # files, and share of those found, from which such rests are no chance
# Calendars written anew at each export, of whatever is still to come.
_EXPORTS = (".ics", ".ical", ".vcs")


def _tallies() -> dict[str, Tally]:
    return {name: Tally() for name in CLASSES}


@dataclass(slots=True)
class Match:
    """A machine and a backup compared, per class: expected, missing, newer than the backup, of lost date."""

    expected: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    missing: dict[str, Tally] = field(default_factory=_tallies)
    since: dict[str, Tally] = field(default_factory=_tallies)
    undated: dict[str, Tally] = field(default_factory=_tallies)
    intact: Tally = field(default_factory=Tally)  # of those since: not encrypted on the machine
    newest: dict[str, Newest] = field(default_factory=dict)
    by_rows: dict[str, Newest] = field(default_factory=dict)
    emptied: Tally = field(default_factory=Tally)
    shrunk: Tally = field(default_factory=Tally)  # databases
    tiny: Tally = field(default_factory=Tally)  # pictures and documents
    exported: Tally = field(default_factory=Tally)  # databases of the machine another form stands for
    unclear: Tally = field(default_factory=Tally)  # databases of the machine an export may hold
    differing: Differing = field(default_factory=Differing)
    unread: Tally = field(default_factory=Tally)  # what bears their name could not be read
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)  # of the first shrunk, here and there

    @property
    def found(self) -> int:
        return sum(self.held.values())


def match(reading: Reading, inventory: Inventory) -> Match:
    """Look for every practice file of the machine in the backup."""
    known = ways(inventory.folders, reading.folders)
    result = Match()
    absent: dict[Lying, Item] = {}
    for folder, names in inventory.folders.items():
        places = [reading.folders[one] for one in counterparts(folder, known) if one in reading.folders]
        for name, item in names.items():
            result.expected[item.group] += 1
            copies = [held[name] for held in places if name in held]
            if copies:
                result.held[item.group] += not item.size or any(kept.size for kept in copies)
                _dated(result, item, copies, reading.latest)
                _sized(result, item, copies)
                result.differing.add(item, copies)
            else:
                absent[Lying(folder, name)] = item
    _instead(result, absent, reading, inventory)
    result.newest = {
        group: one
        for group in CLASSES
        if (one := decisive(result.by_rows.get(group), result.newest.get(group))) is not None
    }
    _missing(result, absent, reading, inventory)
    return result


def ages(reading: Reading, found: Match | None) -> tuple[dict[str, Newest], bool]:
    """Return the newest date of each class, and whether only weak dates were to be had.

    What the machine holds too dates its class; where it holds nothing of a class, the backup's own dates do.
    """
    own = {
        group: one
        for group in CLASSES
        if (one := decisive(reading.dates.get((group, BY_ROWS)), reading.dates.get((group, 2)))) is not None
    }
    dates = own | (found.newest if found is not None else {})
    if dates:
        return dates, False
    dates = {group: one for (group, at), one in reading.dates.items() if at == 1}
    return dates, bool(dates)


def _dated(result: Match, item: Item, copies: Iterable[Kept], latest: int) -> None:
    for kept in copies:
        if not kept.size:
            continue  # nobody's work stands in it
        if kept.dated is not None:
            by_rows = result.by_rows.setdefault(item.group, Newest())
            by_rows.add(kept.volume, kept.path, kept.dated, kept.size)
            continue
        when = kept.modified
        if when is None or when > latest or not dating(kept.path, kept.group):
            continue
        # A copy may bear the date of the copying; the same file on the machine tells when it was written.
        if item.whole and item.size == kept.size and item.modified is not None:
            when = min(when, item.modified)
        result.newest.setdefault(item.group, Newest()).add(kept.volume, kept.path, when, kept.size)


def _sized(result: Match, item: Item, copies: list[Kept]) -> None:
    """Count a copy that has the name of what the machine held, and not the weight."""
    largest = max(copies, key=lambda kept: kept.size)
    if item.size and not largest.size:
        database = item.group == "database" and item.size >= _SHRUNK
        _smaller(result, "shrunk" if database else "emptied", item, largest)
    elif item.group in LASTING:
        weighed = item.size >= _SHRUNK and not largest.path.lower().endswith(_EXPORTS)
        if weighed and largest.size * 2 < item.size:
            _smaller(result, "shrunk", item, largest)
    elif largest.size * _TINY < item.size - (0 if item.whole else _ADDED):
        _smaller(result, "tiny", item, largest)


def _smaller(result: Match, code: str, item: Item, kept: Kept) -> None:
    result.sizes.setdefault(code, (kept.size, item.size))
    tally: Tally = getattr(result, code)
    tally.add(kept.volume, kept.path, kept.size)


def many_tiny(found: Match) -> bool:
    """Tell rests of files that are too many for chance."""
    return found.tiny.files >= max(_FEW, _SHARE * (found.held["imaging"] + found.held["documents"]))


def _instead(result: Match, absent: dict[Lying, Item], reading: Reading, inventory: Inventory) -> None:
    """Take out what is absent under its own name, and there as an export of the same database."""
    lost = [lying for lying, item in absent.items() if item.group == "database"]
    if not lost:
        return
    held = (
        (folder, name, kept)
        for folder, names in reading.folders.items()
        for name, kept in names.items()
        if kept.group == "database"
    )
    found = stand_ins(lost, _databases(inventory), held)
    told: set[tuple[str, str]] = set()
    for lying, copies in found.copies.items():
        item = absent.pop(lying)
        result.held["database"] += 1
        for kept in copies:
            if (kept.volume, kept.path) not in told:
                told.add((kept.volume, kept.path))
                result.exported.add(kept.volume, kept.path, kept.size)
                _dated(result, item._replace(whole=False), [kept], reading.latest)
    for lying in found.doubtful:
        item = absent.pop(lying)
        result.unclear.add(*_place(lying), item.size)


def _databases(inventory: Inventory) -> Iterable[Lying]:
    for folder, names in inventory.folders.items():
        yield from (Lying(folder, name) for name, item in names.items() if item.group == "database")


def _place(lying: Lying) -> tuple[str, str]:
    volume, _, inner = f"{lying.folder}/{lying.name}".partition("/")
    return volume, inner


def _missing(result: Match, absent: Mapping[Lying, Item], reading: Reading, inventory: Inventory) -> None:
    """Part what the backup lacks from what came to the machine after its newest data."""
    last = newest_of(ages(reading, result)[0]).when
    for lying, item in absent.items():
        if hash(lying.name) in reading.practice.unread_names:
            result.unread.add(*_place(lying), item.size)
            continue
        # A database or an agenda is written every day and was there before: its last date says nothing of its
        # birth, and a backup without it lacks it.
        lasting = item.group in LASTING
        when = None if lasting else _came(item, inventory)
        if last is not None and when is not None and when > last:
            result.since[item.group].add(*_place(lying), item.size)
            if item.whole:
                result.intact.add(*_place(lying), item.size)
        else:
            lost = result.undated if when is None and not lasting else result.missing
            lost[item.group].add(*_place(lying), item.size)
    for group in CLASSES:
        if last is None or not _may_be_newer(result, group, last, reading, inventory):
            result.missing[group].join(result.undated[group])
            result.undated[group] = Tally()


def _came(item: Item, inventory: Inventory) -> int | None:
    """Return since when a file is known (ns UTC): laid there anew, it is older than its birth."""
    when = inventory.written(item)
    if when is None or not item.whole or item.modified is None:
        return when
    return min(when, item.modified)


def _may_be_newer(result: Match, group: str, last: int, reading: Reading, inventory: Inventory) -> bool:
    """Tell files of lost date that are not more than a practice makes in the time since the backup.

    The attack gave them its own date. As many as the backup holds of as long a time before its newest data,
    and half as many more, may have come since; a whole kind that is not there did not.
    """
    lost, ended = result.undated[group].files, inventory.attack_ns or inventory.newest()
    if not lost or not result.held[group] or ended is None:
        return False
    since = last - max(0, ended - last)
    made = sum(
        kept.group == group and kept.modified is not None and since < kept.modified <= last
        for names in reading.folders.values()
        for kept in names.values()
    )
    return 2 * lost <= 3 * made
