"""Try each file of rules apart, in a process that may be stopped: it can be broken, slow, greedy or noisy."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

SECONDS = 20.0  # to compile one file of rules, and again to match the control with it
MEMORY = 1024 * 1024 * 1024  # bytes in use
# Processor time over the control beside plain reading: at 2 s for its 8 MB a scan of 100 GB takes a day.
SLOW = 2.0
# A rule that hits more than one in fifty of the files that nobody attacks with says nothing.
NOISY = 1 / 50
_POLL = 0.05
_STARTING = 60.0


class Described(NamedTuple):
    """One rule as libyara understood it."""

    name: str
    marks: frozenset[str]
    tags: tuple[str, ...]
    meta: dict[str, Any]


@dataclass(slots=True)
class Trial:
    """What came of one file; `why` is "" when it works, else broken, slow, memory or crashed."""

    why: str = ""
    detail: str = ""
    seconds: float = 0.0  # of processor time over the whole control
    rules: list[Described] = field(default_factory=list)
    noisy: frozenset[str] = frozenset()
    size: int = 0  # bytes, compiled


def tried(texts: Iterable[str], control: Sequence[bytes]) -> Iterator[Trial]:
    """Yield one Trial per text, in order; one that takes too much ends its process, and the next goes on."""
    bench: _Bench | None = None
    try:
        for text in texts:
            bench = bench or _started(control)
            trial = _asked(bench, text)
            yield trial
            if trial.why in {"slow", "memory", "crashed"}:
                _ended(bench)
                bench = None
    finally:
        if bench:
            _ended(bench)


class _Bench(NamedTuple):
    process: Any  # multiprocessing.Process of the "spawn" kind
    ours: Any  # a Connection of the system it runs on


def _started(control: Sequence[bytes]) -> _Bench:
    # A fork would share what this process holds; Windows has none.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    ours.send(list(control))
    if not ours.poll(_STARTING):
        raise TimeoutError("trial")
    ours.recv()
    return _Bench(process, ours)


def _ended(bench: _Bench) -> None:
    bench.ours.close()
    bench.process.kill()
    bench.process.join()


def _asked(bench: _Bench, text: str) -> Trial:
    try:
        bench.ours.send(text)
        for _ in range(2):  # compiled, then matched with the control
            why = _awaited(bench)
            if why:
                return Trial(why)
            trial: Trial = bench.ours.recv()
            if trial.why:
                return trial
    except (EOFError, OSError):
        return Trial("crashed")
    return trial


def _awaited(bench: _Bench) -> str:
    """Wait for an answer; return why it will not come, "" when it is there."""
    import psutil  # noqa: PLC0415 - start-up time of commands that import nothing

    begun = time.monotonic()
    watched = psutil.Process(bench.process.pid)
    while not bench.ours.poll(_POLL):
        if time.monotonic() - begun > SECONDS:
            return "slow"
        with suppress(psutil.Error):
            if watched.memory_info().rss > MEMORY:
                return "memory"
    return ""


def _work(theirs: Connection) -> None:
    """Compile and match what comes, until the other side goes away."""
    with suppress(EOFError, OSError, KeyboardInterrupt):
        control = theirs.recv()
        theirs.send("ready")
        while True:
            _answer(theirs, theirs.recv(), control)


def _answer(theirs: Connection, text: str, control: Sequence[bytes]) -> None:
    import yara  # noqa: PLC0415 - the parent never pays it

    from toolkit.scan.rules.rule_set import compiled, size_of  # noqa: PLC0415 - as above

    try:
        rules = compiled({"rules": text})
        described = [_described(rule) for rule in rules]
        size = size_of(rules)
    except (yara.Error, UnicodeError, ValueError) as error:
        theirs.send(Trial("broken", str(error)[:200]))
        return
    theirs.send(Trial())
    seconds, hits = _over(rules, control)
    noisy = frozenset(name for name, count in hits.items() if count > NOISY * len(control))
    theirs.send(Trial("slow" if seconds > SLOW else "", "", seconds, described, noisy, size))


def _described(rule: Any) -> Described:
    marks = {name for name in ("private", "global") if getattr(rule, f"is_{name}")}
    return Described(rule.identifier, frozenset(marks), tuple(rule.tags), dict(rule.meta))


def _over(rules: Any, control: Sequence[bytes]) -> tuple[float, Counter[str]]:
    import yara  # noqa: PLC0415 - as above

    from toolkit.scan.rules.rule_set import unheard  # noqa: PLC0415 - as above

    hits: Counter[str] = Counter()
    begun = time.process_time()
    for data in control:
        try:
            found = rules.match(data=data, timeout=int(SECONDS), fast=True, console_callback=unheard)
            hits.update(hit.rule for hit in found)
        except yara.Error:
            # Too many matches or too much time: both cost a scan what is measured here.
            continue
        if time.process_time() - begun > SLOW:
            break
    return time.process_time() - begun, hits
