"""Traces of an attack in the names of a medium: texts called like notes, and endings put behind names.

What a name tells is held against the content of a few files, so that no ordinary file raises an alarm; an
attack that keeps the names of files is not seen here.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import DamageVerdict, Entry, EntryKind, Facts, NoteVerdict
from toolkit.scan import damage, extensions, notes
from toolkit.scan.content import Content
from toolkit.scan.notes.names import looks_like_note

_TEXTS = frozenset({"txt", "hta", "html", "htm", "rtf", "md"})
_NOTE = 256 * 1024  # bytes of the largest text read
_READ = 300  # texts read in all
_EACH = 3  # texts read of one name
_NAMES = 50_000  # names of texts counted apart
_FOLDERS = 3  # folders in which one name lies, from which it is read whatever it is called
_ENDINGS = 2000  # endings counted apart
_BORNE = 5  # files that bear an ending, from which it is looked into
_ALONE = 10  # the same, where no known ending stands before it
_JUDGED = 5  # files read of one ending
_SIZES = range(512, 16 * 1024 * 1024)  # bytes of the files read
_LOOKED_INTO = 8  # endings looked into
_STRUCK = frozenset({DamageVerdict.ENCRYPTED, DamageVerdict.RANDOM})
_SYSTEM = frozenset(
    {"windows", "windows.old", "program files", "program files (x86)", "programdata", "$recycle.bin"}
)
_DESKTOPS = re.compile(r"(^|/)(desktop|bureau)$")


@dataclass(slots=True)
class _Named:
    """The texts of one name: how many, in which folders of people, the first ones, and how early to read."""

    rank: int  # 0 a name of notes, 1 words of notes, 2 only its place speaks
    files: int = 0
    folders: int = 0
    in_view: bool = False  # in the root or on a desktop
    last: str = ""
    first: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class _Borne:
    """The files that bear one ending behind another."""

    files: int = 0
    alone: int = 0  # with no known ending before it
    some: list[Entry] = field(default_factory=list)


class Traces:
    """What the names of one medium show as they go by."""

    def __init__(self, known: notes.Knowledge) -> None:
        """Take what is known of notes and families."""
        self._known = known
        telling = [pattern.pattern for pattern, _, tells in known.claims.note_patterns if tells]
        self._patterns = re.compile("|".join(f"(?:{one})" for one in telling) or r"(?!)")
        self._texts: dict[str, _Named] = {}
        self._endings: dict[str, _Borne] = {}
        self._names = 0
        self._unread = 0
        self._whole = False
        self.notes: set[str] = set()  # folded names of the notes found

    def walked(
        self, source: Source, seconds: float | None = None, clock: Callable[[], float] = time.monotonic
    ) -> Iterator[Entry]:
        """Yield every file as its name goes by; with `seconds`, those that there is time for."""
        self._whole = all(volume.read or volume.why == "no_files" for volume in source.volumes())
        end = None if seconds is None else clock() + seconds
        for one in source.walk():
            if not isinstance(one, Entry):
                self._unread += 1
            elif one.kind is EntryKind.FILE:
                self._add(one)
                yield one
            if end is not None and clock() > end:
                self._whole = False
                return

    def _add(self, entry: Entry) -> None:
        self._names += 1
        folder, _, name = entry.path.casefold().rpartition("/")
        ending = name.rpartition(".")[2] if "." in name else ""
        ours = folder.partition("/")[0] not in _SYSTEM
        if ending in _TEXTS and 0 < entry.size <= _NOTE:
            self._text(entry, name, folder, ours=ours)
        elif ours and entry.size and ending not in extensions.EXTENSIONS:
            self._ending(entry, ending)

    def _text(self, entry: Entry, name: str, folder: str, *, ours: bool) -> None:
        found = self._texts.get(name)
        if found is None:
            if len(self._texts) >= _NAMES:
                return
            found = self._texts[name] = _Named(self._rank(name))
        found.files += 1
        if ours:
            found.in_view |= not folder or bool(_DESKTOPS.search(folder))
            found.folders += folder != found.last
            found.last = folder
        if len(found.first) < _EACH and (ours or found.rank < 2):
            found.first.append(entry)

    def _rank(self, name: str) -> int:
        if name in self._known.claims.telling or self._patterns.fullmatch(name):
            return 0
        return 1 if looks_like_note(name, self._known.name_words) else 2

    def _ending(self, entry: Entry, last: str) -> None:
        put = extensions.added(entry.name)
        claimed = f".{last}" in self._known.claims.by_extension and extensions.foreign(last)
        if put is None and not claimed and not extensions.jumbled(entry.name):
            return
        ending = last if put is None or claimed else put
        found = self._endings.get(ending)
        if found is None:
            if len(self._endings) >= _ENDINGS:
                return
            found = self._endings[ending] = _Borne()
        found.files += 1
        found.alone += put is None
        if entry.size in _SIZES and len(found.some) < _JUDGED:
            found.some.append(entry)

    def told(self, source: Source) -> Facts:
        """Read the few files whose names speak, and return what was found with what was looked at."""
        facts: dict[str, Any] = {"seen": self._names, "whole": self._whole and not self._unread}
        facts |= {"notes": 0, "suspect": 0, "encrypted": 0, "path": "", "ending": ""}
        self._notes(source, facts)
        borne = [one for one in self._endings.items() if one[1].files >= self._least(one[1])]
        for ending, one in sorted(borne, key=lambda each: -each[1].files)[:_LOOKED_INTO]:
            if _struck(source, one.some):
                facts["ending"] = facts["ending"] or f".{ending}"
                facts["encrypted"] += one.files
        return facts

    @staticmethod
    def _least(one: _Borne) -> int:
        return _ALONE if one.alone * 2 > one.files else _BORNE

    def _notes(self, source: Source, facts: dict[str, Any]) -> None:
        spoken = [each for each in self._texts.items() if _speaks(each[1])]
        left = _READ
        for name, one in sorted(spoken, key=lambda each: _order(each[1])):
            for entry in one.first[: min(_EACH, left)]:
                left -= 1
                verdict = _note(source, entry, self._known)
                if verdict is NoteVerdict.NOTE:
                    facts["path"] = facts["path"] if facts["notes"] else entry.path
                    facts["notes"] += one.files
                    self.notes.add(name)
                    break
                if verdict is NoteVerdict.SUSPECT:
                    facts["path"] = facts["path"] or entry.path
                    facts["suspect"] += 1
                    break


def _speaks(one: _Named) -> bool:
    return one.rank < 2 or one.in_view or one.folders >= _FOLDERS


def _order(one: _Named) -> tuple[int, bool, int]:
    return one.rank, not one.in_view, -one.folders


def _note(source: Source, entry: Entry, known: notes.Knowledge) -> NoteVerdict:
    try:
        with source.open(entry) as stream:
            found = notes.identify(entry.name, stream.read(_NOTE), known)
    except (Unreadable, OSError):
        return NoteVerdict.NO
    return found.verdict if found is not None else NoteVerdict.NO


def _struck(source: Source, some: list[Entry]) -> bool:
    """Tell files of which two thirds at least hold nothing of what their names promise."""
    verdicts = [_judged(source, one) for one in some]
    return len(verdicts) >= _FOLDERS and sum(one in _STRUCK for one in verdicts) * 3 >= 2 * len(verdicts)


def _judged(source: Source, entry: Entry) -> DamageVerdict:
    try:
        with source.open(entry) as stream:
            content = Content(stream, entry.size)
            content.digest()
            return damage.examine(entry.name, content).verdict
    except (Unreadable, OSError):
        return DamageVerdict.UNKNOWN
