"""A file that kills, hangs or swells its examiner costs that file only, and leaves nothing running."""

import contextlib
import dataclasses
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
import yara

from toolkit.media.folder import FolderSource
from toolkit.records import Damage, DamageVerdict, Entry, EntryKind, Seen, plain
from toolkit.scan import damage, rules, walk, workers
from toolkit.scan.batch import Job
from toolkit.scan.content import Content
from toolkit.scan.known import Known, load
from toolkit.scan.pace import Pace
from toolkit.scan.walk import look

FILES = 140
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what is planted reaches a worker by fork")


@pytest.fixture(scope="module")
def known() -> Known:
    return load()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for number in range(FILES):
        (tmp_path / f"{number:03}.txt").write_text(f"texte numéro {number}\n")
    return tmp_path


def plant(monkeypatch: pytest.MonkeyPatch, act: object) -> None:
    """Have an examiner do `act` with a file that holds POISON, in any process but this one."""
    real, parent = damage.examine, os.getpid()

    def judged(name: str, content: Content) -> Damage:
        if b"POISON" in (content.whole or b"") and os.getpid() != parent:
            act()  # type: ignore[operator]
        return real(name, content)

    monkeypatch.setattr(damage, "examine", judged)


def scanned(tree: Path, known: Known, count: int = 2) -> dict[str, Seen]:
    told = look(FolderSource("x", tree), known, pace=Pace(workers=count))
    return {one.path: one for one in told if isinstance(one, Seen)}


def children() -> list[psutil.Process]:
    # Python's own tracker of resources stays after a spawn; it is no worker.
    found = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
    return [one for one in found if "resource_tracker" not in " ".join(one.cmdline())]


def test_one_file_alone_cannot_end_the_scan(
    tmp_path: Path, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seul.txt").write_text("POISON")
    plant(monkeypatch, crash)
    (one,) = scanned(tmp_path, known).values()
    assert (one.errors, one.size) == (("examiner_crashed",), 6)


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make files that a worker is to read itself, among small ones."""
    monkeypatch.setattr(walk, "_APART", 50_000)
    for number in range(6):
        (tmp_path / f"{number}.bin").write_bytes(bytes([number + 1]) * (20_000 * number))
    return tmp_path


def test_large_files_of_a_folder_are_read_by_workers_and_say_the_same(large: Path, known: Known) -> None:
    heard: list[int] = []
    alone = look(FolderSource("x", large), known, pace=Pace(workers=0))
    apart = look(FolderSource("x", large), known, pace=Pace(workers=2), heard=heard.append)
    assert plain(list(apart)) == plain(list(alone))
    assert sum(heard) == 20_000 * 15


@pytest.mark.parametrize("act", ["crash", "hang"])
def test_a_large_file_that_kills_keeps_its_hash(
    large: Path, known: Known, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    body = b"POISON" * 20_000
    (large / "4.bin").write_bytes(body)
    plant(monkeypatch, crash if act == "crash" else lambda: time.sleep(600))
    monkeypatch.setattr(workers, "_SECONDS", 2.0)
    monkeypatch.setattr(workers, "_LOOK", 0.1)
    told = scanned(large, known)
    assert {path: one.errors for path, one in told.items() if one.errors} == {
        "4.bin": ("examiner_crashed" if act == "crash" else "examiner_timeout",)
    }
    assert (told["4.bin"].size, told["4.bin"].sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert told["4.bin"].damage.verdict is DamageVerdict.UNKNOWN
    assert children() == []


def test_a_large_file_that_is_gone_is_a_line_without_a_hash(
    large: Path, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FolderSource.afresh

    def late(source: FolderSource) -> FolderSource:
        (large / "4.bin").unlink(missing_ok=True)
        return real(source)

    monkeypatch.setattr(FolderSource, "afresh", late)
    told = scanned(large, known)
    assert (told["4.bin"].sha256, told["4.bin"].errors) == (None, ("vanished",))
    assert told["5.bin"].sha256 is not None


def test_a_rule_that_never_ends_costs_its_file_only(
    tree: Path, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    loops = "for all i in (0..1000000): (for all j in (0..1000000): (i + j >= 0))"
    endless = yara.compile(source=f'rule slow {{ strings: $a = "SANSFIN" condition: $a and {loops} }}')
    (tree / "070.txt").write_text("SANSFIN")
    monkeypatch.setattr(rules, "_SECONDS", 1)
    signatures = dataclasses.replace(known.signatures, rules=endless, light=None)
    told = scanned(tree, dataclasses.replace(known, signatures=signatures))
    assert {path: one.errors for path, one in told.items() if one.errors} == {"070.txt": ("rules_timeout",)}
    assert len(told) == FILES


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def raise_() -> None:
    raise RuntimeError("a parser nobody foresaw")


def swell() -> None:
    bytearray(8 * workers.worker.MEMORY)


@pytest.mark.parametrize(
    ("act", "code"),
    [(crash, "examiner_crashed"), (raise_, "examiner_crashed"), (swell, "examiner_memory")],
)
@pytest.mark.parametrize("poisoned", [["070.txt"], ["000.txt", "001.txt", "139.txt"]])
def test_only_the_file_that_fails_its_examiner_is_not_examined(
    tree: Path, known: Known, monkeypatch: pytest.MonkeyPatch, act: object, code: str, poisoned: list[str]
) -> None:
    for name in poisoned:
        (tree / name).write_text("POISON")
    plant(monkeypatch, act)
    told = scanned(tree, known)
    assert list(told) == [f"{number:03}.txt" for number in range(FILES)]
    failed = {path: one for path, one in told.items() if one.errors}
    assert list(failed) == poisoned
    for one in failed.values():
        assert (one.errors, one.size, one.damage.verdict) == ((code,), 6, DamageVerdict.UNKNOWN)
        assert one.sha256 is not None
    assert children() == []


def test_an_examiner_that_hangs_is_ended(tree: Path, known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "003.txt").write_text("POISON")
    plant(monkeypatch, lambda: time.sleep(600))
    monkeypatch.setattr(workers, "_SECONDS", 2.0)
    monkeypatch.setattr(workers, "_LOOK", 0.1)
    told = scanned(tree, known, 1)
    assert {path: one.errors for path, one in told.items() if one.errors} == {
        "003.txt": ("examiner_timeout",)
    }
    assert len(told) == FILES


def test_a_walk_given_up_leaves_no_worker(tree: Path, known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "100.txt").write_text("POISON")
    plant(monkeypatch, lambda: time.sleep(600))
    told = look(FolderSource("x", tree), known, pace=Pace(workers=2))
    next(told)
    assert children()
    told.close()  # type: ignore[attr-defined]
    assert children() == []


def test_without_workers_everything_is_examined_here_and_said(
    tree: Path, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError("a policy of this machine")

    alone = scanned(tree, known, 0)
    monkeypatch.setattr(workers.get_context("fork").Process, "start", refused)
    remarks: list[str] = []
    told = look(FolderSource("x", tree), known, pace=Pace(workers=2), remarked=remarks.append)
    assert plain(list(told)) == plain(list(alone.values()))
    assert remarks == ["workers_unavailable"]


def test_workers_that_die_before_they_begin_are_done_without(
    tree: Path, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers.worker, "serve", lambda *_: os._exit(3))
    remarks: list[str] = []
    told = list(look(FolderSource("x", tree), known, pace=Pace(workers=2), remarked=remarks.append))
    assert (len(told), remarks) == (FILES, ["workers_unavailable"])


def test_workers_started_afresh_say_the_same(tree: Path, known: Known) -> None:
    # As Windows starts them: nothing inherited, the signature set handed over.
    lines = list(scanned(tree, known, 0).values())
    jobs = [
        Job(Entry("", one.path, EntryKind.FILE), one.size, str(one.sha256), (tree / one.path).read_bytes())
        for one in lines
    ]
    crew = workers.Workers(known, Pace(start="spawn"), 1)
    try:
        assert crew.booting
        crew.give(jobs)
        while not all(job.found for job in jobs):
            assert not crew.failed
            crew.turn()
    finally:
        crew.close()
    assert [job.found.type for job in jobs if job.found] == [one.type for one in lines]
    assert [job.found.damage for job in jobs if job.found] == [one.damage for one in lines]
    assert crew.spent() > 0
    assert children() == []


def test_a_walk_with_workers_that_are_slow_to_start(tree: Path, known: Known) -> None:
    remarks: list[str] = []
    pace = Pace(workers=1, start="spawn")
    told = list(look(FolderSource("x", tree), known, pace=pace, remarked=remarks.append))
    assert remarks == []
    assert plain(told) == plain(list(scanned(tree, known, 0).values()))


def hang(*_: object) -> None:
    time.sleep(600)


def leave(*_: object) -> None:
    os._exit(3)


@pytest.mark.parametrize("serve", [hang, leave])
def test_a_process_that_never_comes_is_given_up(
    tree: Path, known: Known, monkeypatch: pytest.MonkeyPatch, serve: object
) -> None:
    monkeypatch.setattr(workers.worker, "serve", serve)
    monkeypatch.setattr(workers, "_STARTING", 1.0)
    crew = workers.Workers(known, Pace(start="spawn"), 2)
    limit = time.monotonic() + 60
    while not crew.failed:
        assert time.monotonic() < limit
        crew.turn(0.1)
    crew.close()
    while children():  # one that was still being started is ended as soon as it is there
        assert time.monotonic() < limit
        time.sleep(0.1)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_started_afresh_that_is_ended_or_held_up(
    known: Known, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    monkeypatch.setattr(workers, "_SECONDS", 1.0)
    crew = workers.Workers(known, Pace(start="spawn"), 1)
    while crew.booting:
        crew.turn()
    (first,) = children()
    first.send_signal(how)
    body = b"texte " * 2_000_000  # more than a pipe holds
    jobs = [Job(Entry("", f"{number}.txt", EntryKind.FILE), len(body), "", body) for number in range(2)]
    try:
        crew.give(jobs)
        limit = time.monotonic() + 60
        while not all(job.found for job in jobs):
            assert time.monotonic() < limit
            assert not crew.failed
            crew.turn(0.1)
    finally:
        crew.close()
    assert [job.found.errors for job in jobs if job.found] == [(), ()]
    assert children() == []


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_program(tree: Path, end: signal.Signals) -> None:
    for number in range(FILES, 5000):
        (tree / f"{number:04}.txt").write_text(f"texte numéro {number}\n" * 500)
    command = [sys.executable, "-m", "toolkit", "scan", str(tree), "--jsonl", "-"]
    # A test run that a shell put in the background ignores Ctrl-C, and what it starts would too.
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    signal.signal(signal.SIGINT, ours)
    with run:
        assert run.stdout is not None
        run.stdout.readline()
        family = psutil.Process(run.pid).children()
        reader = threading.Thread(target=run.stdout.read)
        reader.start()
        for _ in range(20):  # as people do
            run.send_signal(end)
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(1)
                break
        status = run.wait(10)
        reader.join(10)
    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []
    assert status == (130 if end is signal.SIGINT else -end)
    assert family
