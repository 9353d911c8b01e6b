"""Erasing a case once what left it is kept elsewhere: begun, attested, ended, and gone on with when killed.

case.json is renamed to WIPING before anything is erased: it needs no room on a full stick, and from then on
no command takes the case up (see `opening.refuse_wiping`). The log stays until the erasing is attested, so
that one that goes on checks what is kept as the first one did; WIPING then becomes WIPED, and goes last.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.custody import durable, keeping, leavings, links, lock, opening
from toolkit.custody.erasing import HARD_LINK, Heard, Left, erase_all, remove_folder, unheard
from toolkit.custody.keeping import Kept
from toolkit.custody.log import FIRST, Log, system_clock
from toolkit.custody.opening import CaseFacts
from toolkit.errors import CaseRefusal
from toolkit.records import Facts

_LIMIT = 1024 * 1024  # bytes of case.json


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasing did; `files` and `size` count what earlier runs of it erased too."""

    files: int
    size: int  # bytes
    left: tuple[Left, ...]
    strangers: tuple[Path, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing of ours still bears its content where this could reach it."""
        return all(one.why == HARD_LINK for one in self.left)


class Wiping:
    """A case that is to be erased, held so that nobody else takes it up; made by `held`."""

    def __init__(self, folder: Path, around: Path | None, lock_held: int) -> None:
        self.folder = folder
        self.around = around
        self._lock: int | None = lock_held
        self.attested = os.path.lexists(folder / opening.WIPED)
        self.resumed = self.attested or os.path.lexists(folder / opening.WIPING)
        self.facts = self._read_facts()
        self._marks: dict[str, Facts] = {}
        self._count, self._head = 0, FIRST
        self.told = keeping.Told() if self.attested else self._follow()
        self.inside = leavings.of_case(folder, self.facts.ref, self._marks)
        self.beside = leavings.Leavings((), (), ())
        if around is not None:
            self.beside = leavings.of_visit(around, folder, self.facts.ref, self._marks)

    @property
    def _marker(self) -> Path:
        names = (opening.WIPED, opening.WIPING, opening.FACTS)
        return next(
            (path for name in names if os.path.lexists(path := self.folder / name)), self.folder / names[-1]
        )

    def _read_facts(self) -> CaseFacts:
        """Read the facts of the case; raises CaseRefusal("case_missing") or ("case_damaged")."""
        links.refuse(self.folder, self._marker, self.folder / opening.LOG)
        if not self._marker.is_file():
            raise CaseRefusal("case_missing", folder=str(self.folder))
        try:
            with durable.writing(self.folder), self._marker.open("rb") as stream:
                return opening.parse(stream.read(_LIMIT))
        except ValueError as error:
            raise durable.damaged(self.folder, "case_unreadable") from error

    def _follow(self) -> keeping.Told:
        """Follow the log to its end; raises CaseRefusal("case_damaged") as opening a case does."""
        path = self.folder / opening.LOG
        if not path.is_file():
            raise durable.damaged(self.folder, "log_missing")
        with durable.writing(self.folder):
            acts = list(opening.acts(self.folder))
            torn = durable.whole_lines(path) != path.stat().st_size
            facts = hashlib.sha256(self._marker.read_bytes()).hexdigest()
        for act in acts:
            opening.remember(self._marks, act.act, act.facts)
            self._count, self._head = act.n, act.digest
        if self._marks.get("case.opened", {}).get("sha256") != facts:
            raise durable.damaged(self.folder, "case_changed")
        said = keeping.told(acts)
        return keeping.reopened(said) if torn else said

    def kept(self, given: Sequence[Path]) -> tuple[Kept, ...]:
        """Return what is kept elsewhere of this case; raises CaseRefusal as keeping.found does."""
        folders = (self.folder,) if self.around is None else (self.folder, self.around)
        return keeping.found(
            self.told, self.facts.ref, given, (*self.inside.ours, *self.beside.ours), folders
        )

    @property
    def amount(self) -> tuple[int, int]:
        """How many files are there to be erased now, and their bytes."""
        last = [path for path in self._last() if path.is_file()]
        files = len(self.inside.ours) + len(self.beside.ours) + len(last)
        return files, self.inside.size + self.beside.size + sum(path.stat().st_size for path in last)

    def erase(self, heard: Heard = unheard) -> Erased:
        """Erase every file of ours but the facts and the log; what fails is told and stops nothing else.

        Raises CaseRefusal as durable.writing does, before anything is erased.
        """
        self._begin()
        left = erase_all((*self.inside.ours, *self.beside.ours), heard)
        files, size = self.told.files, self.told.size
        here = [one.path for one in left if one.why != HARD_LINK]
        if here:
            here += self._last()  # which stay for the next run
        lost = sum(path.lstat().st_size for path in here if os.path.lexists(path))
        strangers = (*self.inside.strangers, *self.beside.strangers)
        return Erased(max(files - len(here), 0), max(size - lost, 0), tuple(left), strangers)

    def _begin(self) -> None:
        """Have the log say how much there was, then take the case away from every other command."""
        if not self.told.files:
            files, size = self.amount
            self.told = keeping.beginning(self.told, files, size)
            # A stick that is full has no room for this line, and is erased all the same.
            with suppress(CaseRefusal):
                self._note(files=files, bytes=size)
        if not self.resumed:
            with durable.taking_up(self.folder), durable.writing(self.folder):
                durable.rename(self.folder / opening.FACTS, self.folder / opening.WIPING)
            durable.sync_folder(self.folder)

    def _note(self, **facts: int) -> None:
        path = self.folder / opening.LOG
        durable.cut(path, durable.whole_lines(path))
        log = Log(path, who=self.facts.examiner, clock=system_clock, count=self._count, head=self._head)
        try:
            log.add(keeping.ACT, facts)
        finally:
            log.close()

    def end(self) -> list[Left]:
        """Erase what was kept to the last, now that all else is attested, and the folders that are empty."""
        if not self.attested:
            with durable.writing(self.folder):
                durable.rename(self.folder / opening.WIPING, self.folder / opening.WIPED)
            durable.sync_folder(self.folder)
        self.close()
        last = [path for path in self._last() if path.name != opening.WIPED]
        left = erase_all((*self.inside.ours, *last))
        for each in (*self.inside.folders, *self.beside.folders):
            remove_folder(each)
        if not left:
            left = erase_all([self.folder / opening.WIPED])
        for folder in (self.folder, self.around):
            if folder is not None:
                remove_folder(folder)
        return left

    def _last(self) -> list[Path]:
        names = (*leavings.LAST, opening.WIPING, opening.WIPED)
        return [path for name in names if os.path.lexists(path := self.folder / name)]

    def close(self) -> None:
        """Let go of the case."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@contextmanager
def held(folder: Path, around: Path | None = None) -> Iterator[Wiping]:
    """Hold a case that is to be erased, with the folder of the visit around it, while the block runs.

    Raises CaseRefusal("case_missing"), ("case_damaged"), ("case_locked"), ("case_protected") and
    ("wipe_place", folder) for a place that is more than a case.
    """
    case = _place(folder)
    beside = None if around is None else _place(around)
    private = case / opening.PRIVATE
    links.refuse(case, private, case / opening.LOCK)
    if not stands(case):
        raise CaseRefusal("case_missing", folder=str(folder))
    with durable.taking_up(case):
        with durable.writing(case):
            private.mkdir(exist_ok=True)
        taken = lock.take(case / opening.LOCK)
    try:
        wiping = Wiping(case, beside, taken)
    except BaseException:
        os.close(taken)
        raise
    try:
        yield wiping
    finally:
        wiping.close()


def stands(case: Path) -> bool:
    """Tell whether a case stands in a folder, or one whose erasing did not go to its end."""
    return any(os.path.lexists(case / name) for name in (opening.FACTS, opening.WIPING, opening.WIPED))


def _place(folder: Path) -> Path:
    """Return a folder by its real name, unless it is the top of a medium or holds somebody's own folder."""
    real = Path(os.path.realpath(folder))
    if not real.is_dir():
        raise CaseRefusal("case_missing", folder=str(folder))
    home = Path(os.path.realpath(os.path.expanduser("~")))  # noqa: PTH111 - Path.home() raises where there is none
    if real.parent == real or os.path.ismount(real) or home.is_relative_to(real):
        raise CaseRefusal("wipe_place", folder=str(folder))
    return real
