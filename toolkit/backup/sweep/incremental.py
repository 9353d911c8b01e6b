"""Incremental tapes of GNU tar: each laid over those before it, the state of the data it was made of.

Format: "Dumpdir" of the manual of GNU tar 1.35: for each folder, the names it held, those that are on the
tape ("Y"), those that were not put there ("N"), its folders ("D"), and what it was called before ("R", "T").
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from toolkit.backup.classes import practice_class
from toolkit.backup.forms.form import Found
from toolkit.backup.sweep.generations import moment
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.members import MembersSource
from toolkit.media.source import Source
from toolkit.media.tree import Leaf
from toolkit.records import Entry, EntryKind, Facts, Unread

_OPEN = 2  # tapes open at a time: each keeps what was unpacked of it last
_RENAMED = 1000  # folders of one tape that were called otherwise before
_EXCLUDED = 0.05  # share of the names that are on no tape, where they were left out on purpose

Dated = tuple[Found, int | None]  # with the date of its file


class _Folders(NamedTuple):
    """What a tape lists: the files on it, those that are elsewhere, the folders called otherwise before."""

    here: frozenset[str]
    elsewhere: frozenset[str]
    renamed: tuple[tuple[str, str], ...]


def linked(found: Sequence[Dated]) -> list[Dated]:
    """Return the backups found, each incremental tape as the state that it and those before it make.

    What is on no tape of the folder is told as a fault of its point: fault_full_missing.
    """
    made = list(found)
    chains: dict[tuple[str, str], list[int]] = {}
    for number, (one, _) in enumerate(made):
        if one.points and one.points[0].lists:
            chains.setdefault((one.volume, one.path.rpartition("/")[0]), []).append(number)
    for numbers in chains.values():
        numbers.sort(key=lambda number: (_made(found[number]), found[number][0].path))
        links: list[Found] = []
        held: set[str] = set()
        for number in numbers:
            tape, modified = found[number]
            told = _folders(tape.points[0].lists)
            if not told.elsewhere:
                links, held = [], set()  # a full one
            links = [*links, tape]
            held = {_moved(path, told.renamed) for path in held} | told.here
            made[number] = _completed(links, told, held), modified
    return made


def _made(one: Dated) -> int:
    return moment(one[0], one[0].points[0], one[1]) or 0


def _folders(lists: Mapping[str, bytes]) -> _Folders:
    named: dict[bytes, list[str]] = {b"Y": [], b"N": []}
    renamed: list[tuple[str, str]] = []
    for folder, listed in lists.items():
        root, before = _plain(folder), ""
        for each in listed.split(b"\0"):
            code, name = each[:1], each[1:].decode("utf-8", "surrogateescape")
            if code in named:
                named[code].append(f"{root}/{name}" if root else name)
            elif code == b"R":
                before = _plain(name)
            elif code == b"T" and before and len(renamed) < _RENAMED:
                renamed.append((before, _plain(name)))
    return _Folders(frozenset(named[b"Y"]), frozenset(named[b"N"]), tuple(renamed))


def _plain(name: str) -> str:
    """Return a folder as the tree of an archive calls it."""
    return "/".join(part for part in name.split("/") if part not in {"", ".", ".."})


def _moved(path: str, renamed: tuple[tuple[str, str], ...]) -> str:
    """Return what a file of older tapes is called once its folders have their new names."""
    for before, after in renamed:
        if path.startswith(before + "/"):
            path = after + path[len(before) :]
    return path


def _completed(links: Sequence[Found], told: _Folders, held: set[str]) -> Found:
    """Return the last of some tapes, given oldest first, as the state of all."""
    last = links[-1]
    if not told.elsewhere:
        return last
    faults: list[Facts] = [wrong for one in links[:-1] for wrong in one.faults]
    gone = told.elsewhere - held
    lacking = sum(practice_class(path, None) is not None for path in gone)
    if lacking and len(gone) > _EXCLUDED * (len(told.here) + len(told.elsewhere)):
        about = {"volume": last.volume, "path": last.path, "files": len(gone)}
        faults.append({"code": "fault_full_missing", **about})
    point = last.points[0]
    opened = point.open if len(links) == 1 else lambda: _state(links, told.here | told.elsewhere)
    return replace(
        last,
        points=(replace(point, open=opened, faults=(*point.faults, *faults)),),
        about={**last.about, "bytes": _bytes(links), "full": links[0].path, "links": len(links)},
    )


def _bytes(links: Sequence[Found]) -> int:
    return sum(int(str(one.about.get("bytes", 0))) for one in links)


class _Tapes:
    """The tapes of one state, of which few are open at a time."""

    def __init__(self, links: Sequence[Found]) -> None:
        self.links = links
        self._open: OrderedDict[int, Source] = OrderedDict()

    def __getitem__(self, number: int) -> Source:
        """Return a tape as a source; raises Unreadable."""
        found = self._open.pop(number, None)
        if found is None:
            opener = self.links[number].points[0].open
            if opener is None:
                raise Unreadable("damaged", "a tape that cannot be opened")
            try:
                found = opener()
            except SourceRefusal as refusal:
                raise Unreadable("damaged", refusal.code) from refusal
        self._open[number] = found
        if len(self._open) > _OPEN:
            self._open.popitem(last=False)[1].close()
        return found

    def close(self) -> None:
        while self._open:
            self._open.popitem()[1].close()


def _state(links: Sequence[Found], wanted: frozenset[str]) -> Source:
    """Return the files that stood in the folders when the last tape was made; raises Unreadable."""
    tapes, kept = _Tapes(links), dict[str, tuple[int, Entry]]()
    unread: list[Unread] = []
    try:
        for number, link in enumerate(links):
            renamed = _folders(link.points[0].lists).renamed if number else ()
            if renamed:
                kept = {_moved(path, renamed): one for path, one in kept.items()}
            for one in tapes[number].walk():
                if isinstance(one, Unread):
                    unread.append(one)
                elif one.kind is not EntryKind.DIRECTORY:
                    kept[one.path] = (number, one)
    except BaseException:
        tapes.close()
        raise
    return _source(tapes, {path: one for path, one in kept.items() if path in wanted}, unread, links[-1])


def _source(
    tapes: _Tapes, kept: Mapping[str, tuple[int, Entry]], unread: Sequence[Unread], last: Found
) -> Source:
    """Return the files kept, tape after tape, each in the order it lies in."""
    order = sorted(kept, key=lambda path: (kept[path][0], int(kept[path][1].ident)))
    leaves = [
        Leaf(path, place, kept[path][1].kind, kept[path][1].size, kept[path][1].times)
        for place, path in enumerate(order)
    ]

    def opener(place: int) -> BinaryIO:
        number, entry = kept[order[place]]
        return tapes[number].open(entry)

    size = _bytes(tapes.links)
    made = MembersSource(last.path, "tar", leaves, opener, size=size, stored=True, release=tapes.close)
    for one in unread:
        made.add(one)
    return made
