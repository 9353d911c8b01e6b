"""The processes that examine: started, fed, watched, replaced when a file kills one, ended with the scan.

A worker is only ever sent a batch when it waits for one, and answers by a pipe of its own: whatever it does
with the bytes, the process that reads the evidence cannot be made to wait for ever; only a fork that is
stopped from outside while a batch is written to it holds it up. A fork is there at once;
one started afresh may be held up or never come, and is waited for by a thread (`spawned`).
"""

import math
import pickle
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any

from toolkit.media.folder import FolderSource
from toolkit.records import Entry
from toolkit.scan import worker
from toolkit.scan.batch import Job
from toolkit.scan.examine import CRASHED, MEMORY, TIMEOUT, Findings
from toolkit.scan.known import Known
from toolkit.scan.pace import Pace
from toolkit.scan.spawned import Spawned, Told, heard

_SECONDS = 150.0  # for a batch: more than the two limits of the rules on one file, 60 s each
_STARTING = 60.0  # for a process until it is ready
_SLOWEST = 1_000_000  # bytes a second examined by the slowest machine thought of
_LOOK = 1.0  # seconds between two looks at clocks and memory
_PIPE = 1024 * 1024  # bytes a pipe holds, where that can be asked for


@dataclass(slots=True, eq=False)
class _Hand:
    process: BaseProcess | Spawned
    jobs: Any  # the end we write; Connection, or the process itself when a thread attends it
    answers: Any  # the end we read, likewise
    ready: bool = False
    task: list[Job] | None = None
    until: float = math.inf  # monotonic seconds at which its start or its task has taken too long
    killed: str = ""  # the code of why we ended it


class Workers:
    """A few worker processes; `failed` once none could be started or none lives any more."""

    def __init__(
        self,
        known: Known,
        pace: Pace,
        count: int,
        folder: FolderSource | None = None,
        heard: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._known = known
        self._pace = pace
        self._folder = folder if pace.forks else None
        self._heard = heard  # told of the bytes that workers read themselves
        # Unpickled by each process started afresh, while this one does not wait.
        self._told: SimpleQueue[Told] = SimpleQueue()
        self._pickled = b"" if pace.forks else _packed(known)
        self._tasks: deque[list[Job]] = deque()
        self._hands: list[_Hand] = []
        self.failed = False
        self._spent = 0.0
        for _ in range(count):
            self._start()

    @property
    def booting(self) -> bool:
        """Whether workers are so slow to start that work is better done than waited with: not by a fork."""
        return not self._pace.forks and not any(hand.ready for hand in self._hands)

    def spent(self) -> float:
        """Return the seconds of processor the workers reported since this was last asked."""
        spent, self._spent = self._spent, 0.0
        return spent

    def give(self, jobs: list[Job]) -> None:
        """Take jobs on; each is answered when `turn` has been called often enough."""
        self._tasks.append(jobs)
        self.turn(0)

    def take_back(self) -> list[Job] | None:
        """Return the oldest task that no worker has begun, for the caller to do itself."""
        return self._tasks.popleft() if self._tasks else None

    def turn(self, seconds: float = _LOOK) -> None:
        """Collect the answers that come within `seconds`, hand out what waits, and end what hangs."""
        for hand, answer in self._came(seconds) if self._hands else ():
            self._answered(hand, answer)
        now = time.monotonic()
        for hand in [hand for hand in self._hands if hand.task is not None or not hand.ready]:
            hand.killed = hand.killed or (TIMEOUT if now > hand.until else _too_large(hand))
            if hand.killed:
                hand.process.kill()
                if not hand.ready:
                    self._lost(hand)
        self._hand_out()

    def _came(self, seconds: float) -> Iterator[tuple[_Hand, bytes | None]]:
        """Yield what each worker said, None of one that is gone, waiting at most `seconds` for the first."""
        answers = {hand.answers: hand for hand in self._hands}
        if self._pace.forks:
            for ready in connection.wait(list(answers), seconds):
                yield answers[ready], _received(ready)
        else:
            for process, answer in heard(self._told, seconds):
                if process in answers:
                    yield answers[process], answer

    def close(self) -> None:
        """End every worker, at once those that are at work."""
        hands, self._hands = self._hands, []
        for hand in hands:
            if hand.task is not None or not hand.ready:
                hand.process.kill()
            _let_go(hand)
        for hand in hands:
            hand.process.join(2)
            if hand.process.is_alive():
                hand.process.kill()
                hand.process.join()

    def _start(self) -> None:
        try:
            hand = self._spawned() if self._pickled else self._forked()
        except Exception:  # noqa: BLE001 - a policy, an antivirus, no memory: the scan goes on without
            self.failed = not self._hands
            return
        self._hands.append(hand)

    def _spawned(self) -> _Hand:
        process = Spawned(worker.serve, (self._pickled, self._pace.gentle), self._told)
        return _Hand(process, process, process, until=time.monotonic() + _STARTING)

    def _forked(self) -> _Hand:
        context: Any = get_context("fork")  # each context has a Process of its own
        theirs, jobs = context.Pipe(duplex=False)
        answers, told = context.Pipe(duplex=False)
        arguments = (theirs, told, self._known, self._pace.gentle, self._folder)
        process = context.Process(target=worker.serve, args=arguments, daemon=True)
        with warnings.catch_warnings():
            # Python 3.12 warns of a fork beside the threads of a progress bar, which no worker uses.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        told.close()
        _widen(jobs)
        return _Hand(process, jobs, answers, until=time.monotonic() + _STARTING)

    def _answered(self, hand: _Hand, answer: bytes | None) -> None:
        if answer is None:
            self._lost(hand)
            return
        if not hand.ready:
            hand.ready = True
            return
        message = pickle.loads(answer)  # noqa: S301 - from a process of ours only
        if isinstance(message, int):
            self._heard(message)
            return
        told, spent = message
        self._spent += spent
        task, hand.task = hand.task or [], None
        for job, found in zip(task, told, strict=True):
            _put(job, found)

    def _lost(self, hand: _Hand) -> None:
        """Put another worker in the place of a dead one; a file that was alone with it was the one."""
        self._hands.remove(hand)
        _let_go(hand)
        hand.process.join(2)
        task = hand.task or []
        if len(task) == 1:
            task[0].answer(Findings(errors=(hand.killed or CRASHED,)))
        else:
            self._tasks.extendleft([job] for job in reversed(task))  # each alone, to find out which it was
        # One that died before it was there will not do better the next time.
        if hand.ready:
            self._start()
        self.failed = not self._hands
        if self.failed:
            # None is left to try them on, and here the one that kills would end the scan.
            for job in task:
                job.answer(job.found or Findings(errors=(CRASHED,)))

    def _hand_out(self) -> None:
        for hand in [hand for hand in self._hands if hand.ready and hand.task is None]:
            if not self._tasks:
                return
            task = self._tasks.popleft()
            hand.task = task
            hand.until = time.monotonic() + _SECONDS + sum(job.weight for job in task) / _SLOWEST
            with suppress(OSError):  # a worker that died meanwhile is noticed by its other pipe
                hand.jobs.send_bytes(pickle.dumps([_asked(job) for job in task], pickle.HIGHEST_PROTOCOL))


def _packed(known: Known) -> bytes:
    return pickle.dumps(replace(known, signatures=known.signatures.bare()), pickle.HIGHEST_PROTOCOL)


def _received(answers: Any) -> bytes | None:
    try:
        return bytes(answers.recv_bytes())
    except (EOFError, OSError):
        return None


def _asked(job: Job) -> tuple[str, bytes] | tuple[Entry, None]:
    return (job.entry, None) if job.apart else (job.entry.path, job.data)


def _put(job: Job, told: Any) -> None:
    """Give a job what a worker said of it."""
    if isinstance(told, str):
        job.why, told = told, Findings()
    elif isinstance(told, tuple):
        job.size, job.sha256, told = told
    if isinstance(told, BaseException):
        raise told
    job.answer(told)


def _let_go(hand: _Hand) -> None:
    hand.jobs.close()
    hand.answers.close()


def _too_large(hand: _Hand) -> str:
    """Return the code of a worker that took too much memory, where the system itself sets no limit."""
    if sys.platform != "linux":
        import psutil  # noqa: PLC0415 - start-up time

        with suppress(psutil.Error, OSError):
            if psutil.Process(hand.process.pid).memory_info().rss > worker.MEMORY:
                return MEMORY
    return ""


def _widen(pipe: Any) -> None:
    """Let a pipe take a batch in a few writes; Linux only."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - POSIX only

        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
