"""The tokens of one case: its data roots, the people its disk names, the endings that may leave in clear."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.custody.people import People, gather
from toolkit.custody.pseudonym import Pseudonyms

if TYPE_CHECKING:
    from toolkit.custody.case import Case

FREQUENT = 3  # files with an ending, from which it is an attacker's and not part of a name
_FOLDERS = 2  # that such files lie in
_LONG = re.compile(r"\d{8}|\d{3,}[._-]\d{3,}|[\s@]")  # numbers of people, dates, addresses
_DRAWN = re.compile(r"(?=.*[a-z])(?=.*\d)[a-z0-9]{5,16}")  # an ending no one chose

Line = Mapping[str, Any]
_last: dict[tuple[str, str], tuple[People, tuple[str, ...], tuple[str, ...]]] = {}  # of the case at hand


def tokens_of(case: "Case") -> Pseudonyms:
    """Return the tokens of a case; the lines of its scan are read once in a process.

    An ending that was added to names leaves where three files or more bear it, in two folders or looking
    drawn by lot, and where it holds no person's name, no long number and no address; else it is a token.
    """
    roots = tuple(case.read_json("data_roots") or ())
    mark = case.marks.get("scan.closed")
    known = (str(case.folder), f"{mark} {roots}")
    if mark is None or known not in _last:
        told = _told(case, Pseudonyms(case.pseudonym_key, roots))
        _last.clear()
        _last[known] = told
    people, added, hidden = _last[known]
    return Pseudonyms(case.pseudonym_key, roots, added, people=people, hidden=hidden)


def _told(case: "Case", places: Pseudonyms) -> tuple[People, tuple[str, ...], tuple[str, ...]]:
    survey = case.read_json("survey") or {"extensions": {}, "families": ()}
    wanted = {
        one: set[str]() for one, tally in survey["extensions"].items() if one and tally["files"] >= FREQUENT
    }
    people = gather(_paths(case.recorded("scan"), wanted), places.private)
    families = {str(one["family"]).casefold() for one in survey["families"]}
    clear = {one for one, folders in wanted.items() if leaves(one, people, len(folders), families)}
    # What a family is called by is known to everybody, however few files bear it.
    return people, tuple(sorted(clear | families)), tuple(sorted(wanted.keys() - clear))


def leaves(ending: str, people: People, folders: int, families: Iterable[str] = ()) -> bool:
    """Tell an ending that is an attacker's from one that may be somebody's; `folders` bear it."""
    bare = ending.lower().strip(".")
    if bare in families:
        return True
    spread = folders >= _FOLDERS or _DRAWN.fullmatch(bare) is not None
    return spread and not _LONG.search(bare) and not people.named(bare)


def _paths(lines: Iterable[Line], wanted: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield the place of each file that is no note; on the way note in which folders an ending stands."""
    for line in lines:
        path = line["path"]
        folder, _, name = path.rpartition("/")
        folders = wanted.get(f".{name.rpartition('.')[2].lower()}")
        if folders is not None and len(folders) < _FOLDERS:
            folders.add(f"{line['volume']}/{folder}")
        note = line.get("note")
        if note is None or note["verdict"] != "note":
            yield line["volume"], path
