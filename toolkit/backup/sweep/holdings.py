"""Everything a medium holds, file by file: what lies on it, then what its backups keep, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from toolkit.backup import data
from toolkit.backup.classes import LASTING, practice_class
from toolkit.backup.content import renamed
from toolkit.backup.content.reading import Reading
from toolkit.backup.content.unlike import is_document
from toolkit.backup.data.sqlite_log import with_log
from toolkit.backup.forms import CONTAINERS, closed_renamed
from toolkit.backup.forms.form import Found, Place, Point, State, Words, fault
from toolkit.backup.held import Held, unheard
from toolkit.backup.reference.baseline import has_volumes
from toolkit.backup.reference.baseline import place as location
from toolkit.backup.reference.within import Current
from toolkit.backup.sweep.choice import Choice, LeftOut, choose
from toolkit.backup.sweep.generations import Generation, generations
from toolkit.backup.sweep.incremental import linked
from toolkit.backup.sweep.layouts import layouts, owner
from toolkit.backup.sweep.looking import Looking
from toolkit.backup.sweep.swelling import Room, ended, swelling, swells
from toolkit.backup.unchosen import is_listed
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.names import below
from toolkit.media.source import Source
from toolkit.records import DamageVerdict, Entry, EntryKind, Facts, Seen

# What ends the reading of a backup before its end.
_ENDED = frozenset({"fault_not_to_end", "fault_bomb", "fault_archives_many", "fault_unopened"})
_DEEPEST = 3  # a backup in a backup in a backup


@dataclass(slots=True)
class Holdings:
    """The backups found on a medium, and what was found wrong with each."""

    source: Source
    looking: Looking
    words: Words
    latest: int | None  # ns UTC; a date beyond it is no date. None: no database is asked for its dates
    found: list[tuple[Found, int | None]] = field(default_factory=list)  # with the date of its file
    faults: list[Facts] = field(default_factory=list)  # of single files of theirs, once read
    points: list[Generation] = field(default_factory=list)
    waiting: int = 0  # states still to be read

    def files(self, reading: Reading) -> Iterator[tuple[Held, Generation | None]]:
        """Yield every file of the medium, then those its backups keep, each with the point it is of.

        `reading` is copied empty for each point.
        """
        several = layouts(self.source, self.words)
        self.found = [(one, None) for one in several]
        yield from ((held, None) for held in self._lying(several))
        self.found = linked(self.found)
        self.points = generations(self.found, reading, several=has_volumes(self.source))
        reading.meet(
            (
                Current(each.series, each.found, each.path, each.point.open is not None, each.faults)
                for each in self.points
                if each.current
            ),
            self.found,
        )
        for each in self._in_time():
            yield from ((held, each) for held in self._kept(each))

    def _in_time(self) -> Iterator[Generation]:
        """Yield every state; where time is short the current ones first, then older ones until it is over."""
        box = self.looking.box
        if box is None:
            yield from self.points
            return
        for older in (False, True):
            states = [each for each in self.points if each.current is not older]
            for at, each in enumerate(states):
                if older and box.over and each.point.open is not None:
                    box.unopened += 1
                    each.reading.tally("sampled_listed").files += 1
                    continue
                box.older, self.waiting = older, len(states) - at - 1
                yield each

    def _chosen(self, source: Source, place: Place, left_out: LeftOut, own: LeftOut) -> Choice | None:
        """Choose what is read of a source where time is short, None where all of it is."""
        box = self.looking.box
        if box is None or self.latest is None:
            return None
        return choose(source, box.empty(place.volume, place.path), self.latest, left_out, own)

    def wrong(self) -> list[Facts]:
        """Return what is wrong with the backups that count: those that no newer one replaced."""
        current = {each.found for each in self.points if each.current}
        counted = [found for found, _ in self.found if found in current or not found.points]
        of_points = [one for each in self.points if each.current for one in each.faults]
        return [*(one for found in counted for one in found.faults), *self.faults, *of_points]

    def remarks(self) -> list[Facts]:
        """Return what is worth telling of the backups and no fault of theirs."""
        told = [one for found, _ in self.found for one in found.about.get("remarks", ())]
        return [*told, *renamed.remarks([found for found, _ in self.found])]

    def told(self) -> tuple[Facts, ...]:
        """Return every backup on the medium, whatever could be read of it."""
        return tuple(
            {
                "form": one.form, "volume": one.volume, "path": one.path, "state": self._state(one),
                "points": len(one.points), "faults": list(one.faults), **one.about,
            }
            for one, _ in self.found
        )  # fmt: skip

    def _state(self, found: Found) -> str:
        """Return how far a backup was read, once its files were gone through."""
        faults = (one for each in self.points if each.found is found for one in each.faults)
        partly = any(one["code"] in _ENDED for one in (*found.faults, *faults))
        return str(State.PARTLY if partly and found.state is State.READ else found.state)

    def _lying(self, several: tuple[Found, ...]) -> Iterator[Held]:
        def shown_later(volume: str, path: str) -> bool:
            one = owner(several, volume, path)
            return one is not None and one.transparent

        def part(volume: str, path: str) -> bool:
            return owner(several, volume, path) is not None

        def waiting() -> int:
            return sum(bool(one.points) for one, _ in self.found)

        choice = self._chosen(self.source, Place(self.source, "", ""), shown_later, part)
        passed = self.looking.files(self.source, "", left_out=shown_later, choice=choice, waiting=waiting)
        for found in passed:
            if isinstance(found, Entry):
                yield Held(found)
                continue
            if choice is not None:
                choice.count(found, found)
            whole = owner(several, found.volume, found.path)
            if whole is not None:
                if wrong := whole.part(found):
                    self.faults.append(wrong)
                yield _as_part(found, whole)
                continue
            made = _container(self.source, found, self.words)
            if made is not None:
                self.found.append((made, found.times.modified))
            yield self._single(self.source, found) if made is None else _as_part(found, made)

    def _kept(self, each: Generation) -> Iterator[Held]:
        """Yield the files of one point of a backup of the medium."""
        place = Place(self.source, each.found.volume, each.path)
        yield from self._opened(each.point, each, place, 1, "" if each.current else None, (None, 0))

    def _opened(
        self, point: Point, each: Generation, place: Place, depth: int, above: str | None, room: Room
    ) -> Iterator[Held]:
        """Yield the files of a point of `each`, or of a backup in it; what does not open is its fault."""
        if point.open is None:
            return
        try:
            opened = point.open()
        except (SourceRefusal, Unreadable) as error:
            why = error.code if isinstance(error, SourceRefusal) else error.why
            each.faults.append(fault("unopened", place, why=why))
            return
        try:
            yield from self._inner(opened, each, place, depth, above, room)
        finally:
            opened.close()

    def _inner(
        self, opened: Source, each: Generation, place: Place, depth: int, above: str | None, room: Room
    ) -> Iterator[Held]:
        """Yield the files of an opened backup; `above` is its own path in the one that holds it.

        `above` is None where its files are not compared with a baseline's; `room` is that of the file of the
        medium it lies in, and its own bytes in there.
        """
        size = room[1] or each.found.about.get("bytes") or opened.size
        size = size if isinstance(size, int) else 0
        left = room[0] or (swelling(size) if size else None)
        if left is not None and size and swells(opened, size):
            left.bomb()
            each.faults.append(fault("bomb", place))
            return
        heard = None if each.found.transparent else unheard
        inside, older = not each.found.transparent or depth > 1, not each.current
        several = has_volumes(opened)
        choice = self._chosen(opened, place, _none, _none)
        passed = self.looking.files(
            opened, place.path, heard=heard, choice=choice, waiting=lambda: self.waiting
        )
        for found in passed:
            if ended(left, each):
                return
            volume = place.volume
            path = f"{place.path}/{found.path}" if place.path else found.path
            if isinstance(found, Entry):
                yield Held(replace(found, volume=volume, path=path), inside=inside, older=older)
                continue
            shown = replace(found, volume=volume, path=path)
            if choice is not None:
                choice.count(found, shown)
            member = None if above is None else below(above, location(found, several=several))
            made = _container(opened, found, self.words)
            if left is not None:
                left.read(found, made, deepest=depth >= _DEEPEST)
            made = made if depth < _DEEPEST else None
            one = self._single(opened, found) if made is None else _as_part(shown, made)
            yield replace(
                one, found=shown, inside=inside, older=older, series=each.series, member=member or ""
            )
            if made is None:
                continue
            each.faults.extend(made.faults)
            inner = Place(self.source, volume, path)
            yield from self._nested(made, each, inner, depth + 1, member, (left, found.size))
        ended(left, each)

    def _nested(
        self, made: Found, each: Generation, place: Place, depth: int, above: str | None, room: Room
    ) -> Iterator[Held]:
        """Yield the files of a backup that lies in another."""
        box = self.looking.box
        for point in made.points:
            last = point is made.points[-1]
            if not last and box is not None and box.over:
                box.unopened += 1
                each.reading.tally("sampled_listed").files += 1
                continue
            # Of several states in an inner backup, only the last is compared: their paths are the same.
            yield from self._opened(point, each, place, depth, above if last else None, room)

    def _single(self, source: Source, seen: Seen) -> Held:
        """Return a file that is no backup of files, with what a database of the practice says of its rows."""
        latest = self.latest
        if latest is None or practice_class(seen.path, seen.type) not in LASTING or not data.is_one(seen):
            return Held(seen)
        place = Place(source, seen.volume, seen.path)

        def near(name: str) -> BinaryIO | None:
            found = place.beside(name)
            return found.open() if found.entry() is not None else None

        try:
            with place.open() as stream:
                dated = data.newest(stream, seen, latest, near)
        except Unreadable:
            return Held(seen)  # it was read once: a medium that fails now is told by what fails next
        if dated is not None and dated.kind == "sqlite":
            dated = with_log(dated, place)
        return Held(seen, dated=dated)


def _none(_volume: str, _path: str) -> bool:
    return False


def _as_part(seen: Seen, whole: Found) -> Held:
    return Held(
        renamed.held(seen, whole),
        opened=whole.state is State.READ,
        broken=whole.state is State.BROKEN,
        closed=whole.state not in {State.READ, State.BROKEN},
    )


def _container(source: Source, seen: Seen, words: Words) -> Found | None:
    """Return the backup that one file is, by its content; nothing an attack made of it is opened."""
    verdict = seen.damage.verdict
    encrypted = verdict == DamageVerdict.ENCRYPTED and not renamed.may_hold(seen)
    # What was not chosen is opened all the same where its name tells what it is.
    unread = seen.sha256 is None and not is_listed(seen)
    if seen.kind != EntryKind.FILE or encrypted or unread:
        return None
    if is_document(seen):
        return None
    ending = seen.path.rpartition("/")[2].rpartition(".")[2].lower()
    for container in CONTAINERS:
        if verdict == DamageVerdict.RANDOM and not container.marked:
            continue
        if seen.type in container.types or (ending in container.endings):
            made = container.read(Place(source, seen.volume, seen.path), words)
            if made is not None:
                return made
    random = verdict == DamageVerdict.RANDOM
    return closed_renamed.read(Place(source, seen.volume, seen.path)) if random else None
