"""What a check of a backup has read so far, kept beside the keys of the case until its verdict is recorded.

The lines hold names of patients: they stand in private/, which is never sealed, and leave with the verdict.
The log holds their count and hash, as of any stage. One check at a time has a journal; each has a number.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from toolkit.custody import durable, links, stages
from toolkit.custody.case import Case
from toolkit.custody.opening import PRIVATE
from toolkit.errors import CaseRefusal
from toolkit.records import Facts, plain

STAGE = "backup_reading"
NAME = f"{PRIVATE}/{STAGE}.jsonl"
_OPENED = re.compile(STAGE + r"_([1-9]\d{0,8})\.opened")
_NOTED = ("checkpoint", "interrupted", "resumed", "closed")


class CheckJournal:
    """The journal of one check, open for adding; its first line says of what it is."""

    def __init__(self, case: Case, stage: str) -> None:
        self._case = case
        self._stage = stage
        self._path = case.folder / NAME
        self._file: stages.StageFile | None = stages.StageFile(self._path, stage, case.clock())
        with durable.writing(case.folder):
            self._path.chmod(0o600)
            self._again: BinaryIO = self._path.open("rb")

    def lines(self) -> Iterator[tuple[int, Facts]]:
        """Yield every whole line but the first, with the byte it begins at."""
        at = 0
        with self._path.open("rb") as stream:
            for line in stream:
                if at and line.endswith(b"\n") and isinstance(facts := _loaded(line), dict):
                    yield at, facts
                at += len(line)

    def line(self, at: int) -> Facts:
        """Return the line that begins at a byte; {} for what is none. Raises CaseRefusal("case_failed")."""
        with durable.writing(self._case.folder):
            self._again.seek(at)
            found = _loaded(self._again.readline())
        return found if isinstance(found, dict) else {}

    def add(self, line: Facts) -> None:
        """Add one line; it is in the file before this returns, and synced within a second or 256 lines."""
        file = self._open()
        file.add(line)
        if file.due(now := self._case.clock()):
            self._case.note(f"{self._stage}.checkpoint", **file.checkpoint(now))

    def interrupt(self) -> None:
        """Let go of it, to be gone on with later."""
        if self._file is not None:
            # What ended the check may be the full medium itself: the first refusal is the one to show.
            with suppress(CaseRefusal):
                self._noted("interrupted")
            self._let_go()

    def end(self) -> None:
        """Note how many lines there were, and their hash, and remove them: the verdict is recorded."""
        self._noted("closed")
        self._let_go()
        _remove(self._case)

    def _noted(self, how: str) -> None:
        self._case.note(f"{self._stage}.{how}", **self._open().checkpoint(self._case.clock()))

    def _open(self) -> stages.StageFile:
        if self._file is None:
            raise ValueError("a journal that was let go of", self._stage)
        return self._file

    def _let_go(self) -> None:
        self._open().close()
        self._file = None
        self._again.close()


def opened(case: Case, about: Mapping[str, Any]) -> tuple[CheckJournal, str]:
    """Return the journal of a check of `about`, and how it begins.

    "resumed" goes on with an interrupted check of the very same; "other" and "changed" removed one of another
    medium, set of signatures or program, or one that is not as the log says; else "new". Raises CaseRefusal.
    """
    path = case.folder / NAME
    links.refuse(case.folder, path.parent, path)
    number, how = _last(case), "new"
    stage = f"{STAGE}_{number}"
    if number and f"{stage}.closed" not in case.marks:
        how = _state(case, stage, about)
        if how == "resumed":
            journal = CheckJournal(case, stage)
            journal._noted("resumed")  # noqa: SLF001 - the other half of this function
            return journal, how
        case.note(f"{stage}.closed", stage=stage, why=how)
    _remove(case)
    stage = f"{STAGE}_{number + 1}"
    case.note(f"{stage}.opened")
    journal = CheckJournal(case, stage)
    journal.add(plain({"check": about}))
    return journal, how


def _last(case: Case) -> int:
    """Return the number of the last journal that the log knows, 0 for none."""
    found = (_OPENED.fullmatch(mark) for mark in case.marks)
    return max((int(one[1]) for one in found if one), default=0)


def _state(case: Case, stage: str, about: Mapping[str, Any]) -> str:
    noted = [case.marks.get(f"{stage}.{how}", {}) for how in _NOTED]
    last = max(noted, key=lambda facts: int(facts.get("bytes", -1)))
    path = case.folder / NAME
    if not path.exists():
        return "changed" if last else "new"
    try:
        stages.settle(path, last, closed=False)
    except CaseRefusal as refusal:
        if refusal.code != "case_damaged":
            raise
        return "changed"
    with durable.writing(case.folder), path.open("rb") as stream:
        first = _loaded(stream.readline())
    if first is None:
        return "new"  # killed before its first line
    return "resumed" if first == {"check": plain(about)} else "other"


def _loaded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _remove(case: Case) -> None:
    path = case.folder / NAME
    with durable.writing(case.folder):
        path.unlink(missing_ok=True)
        durable.sync_folder(path.parent)


def left(folder: Path) -> bool:
    """Tell a case in which the lines of an interrupted check still stand."""
    return (folder / NAME).is_file()
