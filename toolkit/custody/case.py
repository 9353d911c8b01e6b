"""The case folder: what was seen and done, written as it happens, never lost and never rewritten.

Invariants:
1. Nothing is written outside the case folder, and nothing under it but through this package.
2. case.json is written once, last of the opening: a folder without it is not a case.
3. custody.jsonl and records/*.jsonl only grow. A line is in the file before its record is handed on; on
   resuming only a last line that was never whole is cut, and the log says how many bytes went.
4. Every act is one line of custody.jsonl, chained to the line before it and synced; the first line holds
   the hash of case.json, and checkpoints hold the hashes of the stage files.
5. custody.jsonl leaves in clear: it holds codes, counts and hashes, never a path of the evidence.
6. An exhibit, a record and a report appear under their name whole or not at all; an exhibit is never
   replaced. A record or report that is not the one the log last noted is neither read nor sealed.
7. private/ (keys, lock, what a check of a backup read before its verdict) is never sealed, the technician's
   key is never stored, and nothing in a case folder is a link.
8. One live process holds a case; the operating system frees the lock of a dead one.
9. With the clock, the reference and the keys given, a case is the same byte for byte.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.custody import durable, exhibits, links, lock, opening, signer, stages, standing, vouched
from toolkit.custody.exhibits import Kept
from toolkit.custody.log import Act, Clock, Log, json_line, system_clock
from toolkit.custody.opening import CaseFacts
from toolkit.errors import CaseRefusal
from toolkit.records import Facts, plain

R = TypeVar("R")
_STAGE = re.compile(r"(?!(case|seal|exhibit|report|record|part)\Z)[a-z][a-z0-9_]{0,40}\Z")


class Case:
    """One case folder; made by `create`, `resume` or `read`."""

    def __init__(self, folder: Path, facts: CaseFacts, clock: Clock) -> None:
        self.folder = folder
        self.facts = facts
        self.clock = clock
        self._log: Log | None = None  # None: read only
        self._lock: int | None = None
        self._marks: dict[str, Facts] = {}  # see `marks`
        self._recording: dict[str, stages.StageFile] = {}
        self._technicians: Ed25519PrivateKey | None = None  # in memory only

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        source: Facts,
        language: str,
        examiner: str | None = None,
        practice: str | None = None,
        clock_offset: float | None = None,
        signatures: str | None = None,
        clock: Clock = system_clock,
        ref: str | None = None,
        key: Ed25519PrivateKey | None = None,
        pseudonym_key: bytes | None = None,
        technicians_key: Ed25519PrivateKey | None = None,
    ) -> Self:
        """Open a new case in a folder that is empty or not there.

        `source` is {"label", "kind", "size"}; `clock_offset` is this machine's clock minus the reference, in
        seconds; `signatures` is the hash of the signature set; `technicians_key` signs in place of a key of
        the case and is not written. Raises CaseRefusal("case_exists"), ("case_not_empty"), ("case_denied") or
        ("case_no_room").
        """
        opening.lay_out(folder)
        held = lock.take(folder / opening.LOCK)
        try:
            fingerprint = opening.make_keys(folder, key, pseudonym_key, technicians_key)
            facts = opening.describe(
                ref=ref or opening.random_ref(),
                moment=clock(),
                fingerprint=fingerprint,
                clock_offset=clock_offset,
                given={
                    "examiner": examiner,
                    "practice": practice,
                    "language": language,
                    "signatures": signatures,
                    "source": plain(source),
                },
            )
            whose = signer.TECHNICIAN if technicians_key else signer.OF_CASE
            opening.write(folder, facts, clock(), whose=whose)
        except BaseException:
            os.close(held)
            raise
        case = cls(folder, facts, clock)
        case._technicians = technicians_key
        case._hold(held)
        return case

    @classmethod
    def resume(
        cls,
        folder: Path,
        *,
        clock: Clock = system_clock,
        technicians_key: Ed25519PrivateKey | None = None,
    ) -> Self:
        """Take up a case again, after checking all that its log vouches for.

        Raises CaseRefusal("case_missing"), ("case_damaged", why=…), ("case_locked") or ("case_protected").
        """
        with durable.taking_up(folder):
            return cls._resumed(folder, clock, technicians_key)

    @classmethod
    def _resumed(cls, folder: Path, clock: Clock, technicians_key: Ed25519PrivateKey | None) -> Self:
        facts = opening.load(folder)
        opening.lay_out(folder, again=True)
        case = cls(folder, facts, clock)
        case._lock, case._technicians = lock.take(folder / opening.LOCK), technicians_key
        try:
            case._settle(case._hold(case._lock))
        except OSError as error:
            case.close()
            raise durable.refused(error, folder) from error
        except BaseException:
            case.close()
            raise
        return case

    @classmethod
    def read(cls, folder: Path) -> Self:
        """View a case without writing anything; raises CaseRefusal("case_missing") or ("case_damaged")."""
        case = cls(folder, opening.load(folder), system_clock)
        case._marks, *_ = opening.replay(folder)
        return case

    def _hold(self, held: int) -> int:
        """Open the log for adding, once it is known to hold; return the bytes of a torn end that were cut."""
        self._marks, count, head = opening.replay(self.folder)
        path = self.folder / opening.LOG
        log_cut = durable.cut(path, durable.whole_lines(path))
        self._log = Log(path, who=self.facts.examiner, clock=self.clock, count=count, head=head)
        self._lock = held
        return log_cut

    def _settle(self, log_cut: int) -> None:
        cuts = {"custody": log_cut} | vouched.mend(self.folder, self._marks)
        self.note("case.resumed")
        for name, gone in cuts.items():
            if gone:
                self.note("torn_tail", file=name, bytes=gone)
        if gone := opening.sweep(self.folder):
            self.note("part.removed", count=gone)

    def note(self, act: str, **facts: Any) -> None:
        """Add one act to the log, synced; raises ValueError when a fact could be a path (see Log.add)."""
        if self._log is None:
            raise CaseRefusal("case_read_only", folder=str(self.folder))
        opening.remember(self._marks, act, self._log.add(act, facts))

    def done(self, stage: str) -> bool:
        """Tell whether a stage was recorded to its end."""
        return f"{stage}.closed" in self._marks

    def recorded(self, stage: str) -> Iterator[dict[str, Any]]:
        """Yield the records of a stage so far; raises CaseRefusal("case_damaged") when the log has none."""
        return stages.recorded(self._stage_path(stage))

    def _stage_path(self, stage: str) -> Path:
        path = self._place(opening.RECORDS, f"{stage}.jsonl")
        opened = f"{stage}.opened"
        if path.exists() and opened not in self._marks and opened not in self._refreshed():
            raise durable.damaged(self.folder, "record_changed", name=path.name)
        return path

    def record(self, stage: str, records: Iterable[R]) -> Iterator[R]:
        """Write each record as it passes and hand it on once it is in the file; always exhaust it.

        On a resumed stage `records` goes on after what `recorded` yields: nothing is compared, all is added.
        Raises CaseRefusal("stage_closed") when the stage was recorded to its end.
        """
        if not _STAGE.match(stage) or stage in self._recording:
            raise ValueError("not the name of a stage, or one being recorded", stage)
        if self.done(stage):
            raise CaseRefusal("stage_closed", stage=stage)
        file = self._open_stage(stage)
        try:
            for record in records:
                file.add(record)
                if file.due(now := self.clock()):
                    self.note(f"{stage}.checkpoint", **file.checkpoint(now))
                yield record
            self._end_stage(stage, "closed")
        finally:
            self._interrupt(stage)

    def _open_stage(self, stage: str) -> stages.StageFile:
        path = self._stage_path(stage)
        known = f"{stage}.opened" in self._marks
        if not known:
            self.note(f"{stage}.opened")
        file = self._recording[stage] = stages.StageFile(path, stage, self.clock())
        if known:
            self.note(f"{stage}.resumed", **file.checkpoint(self.clock()))
        return file

    def _end_stage(self, stage: str, how: str) -> None:
        file = self._recording[stage]
        self.note(f"{stage}.{how}", **file.checkpoint(self.clock()))
        del self._recording[stage]
        file.close()

    def _interrupt(self, stage: str) -> None:
        if stage not in self._recording:
            return
        # What interrupted the stage may be the full medium itself: the first refusal is the one to show.
        with suppress(CaseRefusal):
            self._end_stage(stage, "interrupted")
        if file := self._recording.pop(stage, None):
            file.close()

    def keep(self, number: str, stream: BinaryIO, suffix: str = ".bin") -> Kept:
        """Copy one exhibit into the case, hashed as it is read; the same bytes again are not copied again.

        Raises CaseRefusal("exhibit_exists") when other bytes stand under that number.
        """
        if self._log is None:
            raise CaseRefusal("case_read_only", folder=str(self.folder))
        if not opening.NUMBER.match(number) or not opening.SUFFIX.match(suffix):
            raise ValueError("not the number or the ending of an exhibit", number, suffix)
        folder = self._place(opening.EXHIBITS, number + suffix).parent
        kept = exhibits.keep(folder, number + suffix, stream)
        if f"exhibit.kept:{number}" not in self._marks:
            self.note("exhibit.kept", number=number, suffix=suffix, size=kept.size, sha256=kept.sha256)
        return kept

    def write_json(self, name: str, facts: object) -> None:
        """Write records/<name>.json, in place of an earlier one."""
        self._put(opening.RECORDS, f"{name}.json", json_line(plain(facts)) + b"\n", "record.written")

    def read_json(self, name: str) -> Any:
        """Return what write_json wrote, or None; raises CaseRefusal("case_damaged", why="record_changed")."""
        return vouched.record(self.folder, f"{name}.json", self._refreshed())

    def _refreshed(self) -> dict[str, Facts]:
        """Return what the log holds; one only viewed may have grown, since another process holds the case."""
        if self._log is None:
            self._marks, *_ = opening.replay(self.folder)
        return self._marks

    def write_report(self, name: str, content: str | bytes) -> Path:
        """Write report/<name>, a text in UTF-8, in place of an earlier one."""
        written = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
        return self._put(opening.REPORT, name, written, "report.written")

    def _put(self, within: str, name: str, content: bytes, act: str) -> Path:
        if self._log is None:
            raise CaseRefusal("case_read_only", folder=str(self.folder))
        if not opening.NAME.match(name):
            raise ValueError("not the name of a file of the case", name)
        path = self._place(within, name)
        durable.put_noted(path, content, partial(self.note, act, name=name, **opening.weighed(content)))
        return path

    def _place(self, within: str, name: str) -> Path:
        """Return the path of a file of the case; raises CaseRefusal("case_damaged", why="link")."""
        path = self.folder / within / name
        links.refuse(self.folder, path.parent, path, durable.part_of(path))
        return path

    def signing_key(self) -> Ed25519PrivateKey:
        """Return the key that signs this case; raises CaseRefusal as signer.key_of does."""
        return signer.key_of(self.folder, self._marks, self._technicians)

    def replace_key(self) -> None:
        """Sign with another key from now on, the technician's if given or a new one; the log says so."""
        self.note(signer.REPLACED, **signer.renewed(self.folder, self._marks, self._technicians))

    @property
    def pseudonym_key(self) -> bytes:
        """The key of the tokens of this case; raises CaseRefusal("case_damaged")."""
        return opening.pseudonym_key(self.folder, self._marks.get(signer.OPENED))

    def kept(self) -> tuple[Facts, ...]:
        """Return what the log holds of each exhibit: number, suffix, size and sha256."""
        return tuple(self._marks[mark] for mark in sorted(self._marks) if mark.startswith("exhibit.kept:"))

    @property
    def marks(self) -> Mapping[str, Facts]:
        """The last facts of each act of the log, by its name; of an act about one file, by "act:file" too."""
        return self._marks

    def acts(self) -> Iterator[Act]:
        """Yield the acts that documents tell (see `standing.counted`); raises as opening a case does."""
        yield from standing.counted(opening.acts(self.folder))

    def close(self) -> None:
        """Interrupt what is still being recorded and let go of the case."""
        for stage in tuple(self._recording):
            self._interrupt(stage)
        if self._log is not None:
            self._log.close()
            self._log = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
