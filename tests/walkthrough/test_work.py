"""Real commands as child processes: led, held, stopped, survived by what they recorded."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.walkthrough import disks
from toolkit.custody.case import Case
from toolkit.walkthrough import child
from toolkit.walkthrough.course import told
from toolkit.walkthrough.work import LINES, Work

PATIENCE = 180.0  # seconds, on a machine that does something else as well
FILES = 220


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return disks.tree(tmp_path_factory.mktemp("disk"), FILES)


@pytest.fixture
def works() -> Iterator[list[Work]]:
    made: list[Work] = []
    yield made
    for work in made:
        work.close()
        assert work.state == "ended"


@pytest.fixture(autouse=True)
def strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set apart what other tests left running under the same process: a tracker of resources, a server."""
    monkeypatch.setattr(sys.modules[__name__], "STRANGERS", {one.pid for one in psutil.Process().children()})


STRANGERS: set[int] = set()


def children() -> list[psutil.Process]:
    """Return the processes this test itself started."""
    return [one for one in psutil.Process().children() if one.pid not in STRANGERS]


def until(work: Work, reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, (work.state, work.lines)
        if not work.poll():
            time.sleep(0.01)


def ended(work: Work) -> bool:
    return work.state == "ended"


def said(work: Work, stream: str) -> str:
    return "\n".join(line for name, line in work.lines if name == stream)


def examine(tree: Path, case: Path, *more: str) -> tuple[str, ...]:
    return ("examine", str(tree), "--case", str(case), "--no-seal", *more)


def recorded(case: Path) -> int:
    return sum(1 for _ in Case.read(case).recorded("scan"))


def test_commands_run_one_after_the_other(tmp_path: Path, works: list[Work]) -> None:
    for name in ("un", "deux"):
        (tmp_path / name).write_text("Bonjour")
    work = Work("look", [("identify", str(tmp_path / name)) for name in ("un", "deux")], language="fr")
    works.append(work)
    assert (work.state, work.status, work.poll()) == ("waiting", None, False)
    work.start()
    assert work.state == "running"
    assert work.poll()
    until(work, lambda: ended(work))
    assert work.status == 0
    assert said(work, "out").index("un") < said(work, "out").index("deux")
    assert not work.poll()


def test_a_status_that_is_not_fine_is_the_end(tmp_path: Path, works: list[Work]) -> None:
    missing = ("identify", str(tmp_path / "nowhere"))
    work = Work("look", [missing, ("signatures", "list")], language="en")
    works.append(work)
    work.start()
    until(work, lambda: ended(work))
    assert work.status == 3
    assert "nowhere" in said(work, "err")
    assert said(work, "out") == ""


def test_a_work_of_nothing_is_done(works: list[Work]) -> None:
    work = Work("nothing", [], language="fr")
    work.start()
    assert (work.state, work.status) == ("ended", 0)


def test_a_program_that_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "taken by an antivirus"))
    work = Work("look", [("drives",)], language="fr")
    work.start()
    assert (work.state, work.status) == ("ended", -1)


def test_an_examination_is_followed_held_and_goes_on(tree: Path, tmp_path: Path, works: list[Work]) -> None:
    work = Work("examine", [examine(tree, tmp_path / "case")], language="fr")
    works.append(work)
    work.start()
    until(work, lambda: work.progress is not None)
    work.pause()
    assert work.state == "paused"
    until(work, lambda: all(one.status() == psutil.STATUS_STOPPED for one in family()))
    held = quiet(work)
    assert held is not None
    assert held.total == sum(path.stat().st_size for path in tree.iterdir())
    assert work.state == "paused"
    work.resume()
    until(work, lambda: ended(work))
    last = work.progress
    assert work.status in {0, 1}
    assert last is not None
    assert (last.code, last.done) == ("screen.progress_scan", last.total)
    assert last.found == {"encrypted": FILES // 2, "notes": 0, "matches": 0, "files": FILES}
    coverage = Case.read(tmp_path / "case").read_json("coverage")
    assert coverage["volumes"][0]["partly"] == {}
    assert not any('"progress"' in line for _, line in work.lines)


def family() -> list[psutil.Process]:
    """Return every process this test started, itself or by another, that is not gone."""
    found = [one for child in children() for one in (child, *below(child))]
    return [one for one in found if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def quiet(work: Work) -> object:
    """Read what is still in the pipes of a held child; return its progress then."""
    seen = None
    while work.poll() or seen != (work.progress, len(work.lines)):
        seen = (work.progress, len(work.lines))
        time.sleep(0.3)
    return work.progress


@pytest.mark.parametrize("held", [False, True])
def test_what_was_stopped_is_resumed(tree: Path, tmp_path: Path, works: list[Work], held: bool) -> None:
    case = tmp_path / "case"
    again = examine(tree, case, "--resume")
    work = Work("examine", [examine(tree, case), again], language="fr")
    works.append(work)
    work.start()
    until(work, lambda: work.progress is not None and work.progress.found.get("files", 0) > 0)
    if held:
        work.pause()
    work.stop()
    assert work.state == "stopping"
    until(work, lambda: ended(work))
    assert work.status == 130
    before = recorded(case)
    second = Work("examine", [again], language="fr")
    works.append(second)
    second.start()
    until(second, lambda: ended(second))
    assert second.status in {0, 1}
    assert before <= recorded(case) == FILES
    if second.progress is not None and before < FILES:
        assert second.progress.found["files"] == FILES


def test_one_that_is_killed_leaves_nothing_behind(tree: Path, tmp_path: Path, works: list[Work]) -> None:
    work = Work("examine", [examine(tree, tmp_path / "case")], language="fr")
    works.append(work)
    work.start()
    until(work, lambda: work.progress is not None)
    work.stop(now=True)
    until(work, lambda: ended(work))
    assert work.status == -1
    until(work, lambda: not family())


def test_one_that_crashes(tree: Path, tmp_path: Path, works: list[Work]) -> None:
    work = Work("examine", [examine(tree, tmp_path / "case"), ("drives",)], language="fr")
    works.append(work)
    work.start()
    until(work, lambda: work.progress is not None)
    children()[0].kill()
    until(work, lambda: ended(work))
    assert work.status == -1


LEADER = """
import sys, time
from toolkit.walkthrough.work import Work
hold, *command = sys.argv[1:]
work = Work("examine", [command], language="en")
work.start()
while not (work.progress and work.progress.found.get("files")):
    work.poll()
    time.sleep(0.01)
if hold == "held":
    work.pause()
print("ready", flush=True)
while True:
    work.poll()
    time.sleep(0.05)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks POSIX signals")
@pytest.mark.parametrize("hold", ["free", "held"])
def test_a_leader_that_dies_takes_nothing_with_it(tree: Path, tmp_path: Path, hold: str) -> None:
    if hold == "held" and sys.platform != "linux":
        pytest.skip("only Linux wakes the child of a leader that is gone")
    case = tmp_path / "case"
    script = [sys.executable, "-c", LEADER, hold, *examine(tree, case)]
    with subprocess.Popen(script, stdout=subprocess.PIPE) as leader:
        assert leader.stdout
        assert leader.stdout.readline() == b"ready\n"
        left = psutil.Process(leader.pid).children(recursive=True)
        os.kill(leader.pid, signal.SIGKILL)
    assert left
    assert psutil.wait_procs(left, timeout=PATIENCE)[1] == []
    acts = [act.act for act in Case.read(case).acts()]
    if "scan.closed" not in acts:
        assert acts[-1] == "scan.interrupted"
    again = Work("examine", [examine(tree, case, "--resume")], language="en")
    again.start()
    until(again, lambda: ended(again))
    assert again.status in {0, 1}
    assert recorded(case) == FILES


SPILLS = """
import os, sys
err = sys.stderr.buffer
err.write(b'{"progress": [1]}\\n{"progress": {"code": "x", "done": -1, "total": null}}\\n')
err.write(b'{"progress": \\xff\\n')
err.write(b'{"progress": {"code": "a.b_c", "done": 5, "total": 9, "rate": 1}}\\n')
err.write(b"\\x1b[31mrouge\\xe2\\x80\\xae\\xff\\r\\n" + b"x" * 300_000 + b"\\n")
err.flush()
for number in range(3_000):
    print(number)
print("end", end="", flush=True)
"""


def test_what_a_child_spills(monkeypatch: pytest.MonkeyPatch, works: list[Work]) -> None:
    monkeypatch.setattr("toolkit.walkthrough.work.program", lambda: (sys.executable, "-c", SPILLS))
    work = Work("spill", [()], language="fr")
    works.append(work)
    work.start()
    until(work, lambda: ended(work))
    assert work.status == 0
    assert len(work.lines) == LINES
    assert ("out", "end") in work.lines
    assert work.progress is not None
    assert (work.progress.code, work.progress.done, work.progress.left_seconds) == ("a.b_c", 5, None)


def test_lines_of_a_stranger(works: list[Work], monkeypatch: pytest.MonkeyPatch) -> None:
    quieter = SPILLS.replace("3_000", "3")
    monkeypatch.setattr("toolkit.walkthrough.work.program", lambda: (sys.executable, "-c", quieter))
    work = Work("spill", [()], language="fr")
    works.append(work)
    work.start()
    until(work, lambda: ended(work))
    errors = [line for name, line in work.lines if name == "err"]
    assert len(errors) == 5
    assert errors[3] == "\\x1b[31mrouge\\u202e\N{REPLACEMENT CHARACTER}"
    assert set(errors[4]) == {"x"}
    assert len(errors[4]) == 64 * 1024


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b'{"progress": {"code": "a", "done": true, "total": null}}',
        b'{"progress": {"code": "[b]", "done": 1, "total": null}}',
        b'{"progress": {"code": "a", "done": 1, "total": null, "found": {"files": "many"}}}',
        b'{"progress": {"code": "a", "done": 1, "total": ' + b"9" * 40 + b"}}",
        b'{"progress": ' + b"[" * 60_000,
        b'a sentence {"progress": {"code": "a", "done": 1, "total": null}}',
    ],
)
def test_what_is_no_report(line: bytes) -> None:
    assert told(line) is None


def test_a_secret_is_said_and_never_shown(tmp_path: Path, works: list[Work]) -> None:
    secret, key = "huit mots français pour une clé de technicien à garder", tmp_path / "clé"
    work = Work(
        "key", [("key", "new", "--out", str(key), "--passphrase-stdin")], language="fr", secret=secret
    )
    works.append(work)
    work.start()
    [shown] = [one.cmdline() for one in children()]
    until(work, lambda: ended(work))
    assert work.status == 0, work.lines
    assert key.is_file()
    assert "--followed" in shown
    assert secret not in " ".join(shown)
    assert secret not in json.dumps(work.lines, ensure_ascii=False)
    assert secret not in repr(vars(work))


def test_a_command_that_asks_where_there_is_no_secret(tmp_path: Path, works: list[Work]) -> None:
    work = Work("key", [("key", "new", "--out", str(tmp_path / "k"), "--passphrase-stdin")], language="fr")
    works.append(work)
    work.start()
    until(work, lambda: ended(work))
    assert work.status == 2


def test_what_never_started_can_be_stopped() -> None:
    work = Work("examine", [("drives",)], language="fr")
    work.pause()
    work.resume()
    work.stop()
    assert (work.state, work.status) == ("ended", 130)
    work.start()
    work.close()
    assert work.state == "ended"


def test_the_program_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tuple(child.program())[-2:] == ("-m", "toolkit")
    monkeypatch.setattr(sys, "_MEIPASS", "/stick", raising=False)
    assert tuple(child.program()) == (sys.executable,)
