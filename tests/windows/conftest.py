"""The Windows program under Wine, from a read-only stick, on a planted machine; only `make test-windows`."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from release import DIST, wine
from tests.windows import machine, snapshot
from tests.windows.machine import Planted
from toolkit import VERSION

UNITS = "test_units.py"
ASKED = os.environ.get("TROUSSE_WINDOWS") == "1"
collect_ignore_glob = [] if ASKED else ["test_*.py"]

STICK = "Clé de secours été"
PROGRAM = f"E:\\{STICK}\\programs\\windows\\trousse.exe"
OURS = (PROGRAM, "--lang", "fr")
STARTER = ("cmd", "/c", f"E:\\{STICK}\\TROUSSE-Windows.cmd")
LOCALE = {"LC_ALL": "C.UTF-8"}
WORDS = "j'écris sur le disque suspect"
CASE, SECOND, DEMO = "Cas été", "cas 2", "démonstration"  # on C:, the suspect disk; the others on F:
_LIMIT = 600  # seconds for one command

Run = subprocess.CompletedProcess[str]
Trousse = Callable[..., Run]


@dataclass
class Session:
    """What the program answered to each command, and the machine and the stick before and after them."""

    prefix: Path
    stick: Path
    cases: Path
    planted: Planted
    mounted: bool  # read only, else only closed by its permissions
    beside: list[Path] = field(default_factory=list)  # what stood on F: after the last command
    runs: dict[str, Run] = field(default_factory=dict)
    before: dict[str, dict[str, snapshot.State]] = field(default_factory=dict)
    after: dict[str, dict[str, snapshot.State]] = field(default_factory=dict)
    registry: dict[str, tuple[snapshot.Keys, snapshot.Keys]] = field(default_factory=dict)

    @property
    def case(self) -> Path:
        return self.prefix / "drive_c" / CASE

    @property
    def second(self) -> Path:
        return self.cases / SECOND


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests of the one machine to one process, and each of the others to whichever is free."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid if f"/{UNITS}::" in nodeid else "machine"

    return Together(config, log)


@pytest.fixture(scope="session")
def program() -> Path:
    """The folder built by `make dist-windows`, or the one that TROUSSE_WINDOWS_PROGRAM names."""
    default = DIST / f"trousse-{VERSION}-windows-x64"
    folder = Path(os.environ.get("TROUSSE_WINDOWS_PROGRAM", default))
    if not (folder / "trousse.exe").is_file():
        pytest.fail(f"{folder} holds no trousse.exe: run `make dist-windows` first")
    return folder


@pytest.fixture(scope="session")
def medium(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds a stick, made by the Linux checkout as a technician would."""
    place = tmp_path_factory.mktemp("support")
    made = here("-m", "toolkit", "--lang", "fr", "stick", "make", place / STICK, "--windows", program)
    assert made.returncode == 0, made.stderr
    return place


@pytest.fixture(scope="session")
def protected(medium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same, where nobody can write: mounted read only when root may, else by its permissions."""
    place = tmp_path_factory.mktemp("protégé")
    if bound(medium, place):
        yield place
        subprocess.run(["umount", place], check=True)
        return
    closed = place / "support"
    shutil.copytree(medium, closed, symlinks=True)
    folders = [path for path in (closed, *closed.rglob("*")) if not path.is_symlink()]
    for path in folders:
        path.chmod(path.stat().st_mode & ~0o222)
    yield closed
    for path in folders:
        path.chmod(path.stat().st_mode | 0o200)


def bound(source: Path, place: Path) -> bool:
    """Mount a folder a second time, read only, and say whether that could be done."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    if subprocess.run(["mount", "--bind", source, place], capture_output=True, check=False).returncode:
        return False
    if subprocess.run(["mount", "-o", "remount,ro,bind", place], capture_output=True, check=False).returncode:
        subprocess.run(["umount", place], check=True)
        return False
    return True


def here(*arguments: object, cwd: Path | None = None) -> Run:
    """Run the Python of the tests on this Linux."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=cwd)


@contextmanager
def started(prefix: Path) -> Iterator[Trousse]:
    """Start a machine and yield what runs the program of the stick in E: on it."""
    # Linux names are UTF-8 for Wine only where the locale says so.
    with wine.prefix(prefix) as environment:
        yield lambda *arguments, **more: run({**environment, **LOCALE}, *arguments, **more)


def run(
    environment: dict[str, str], *arguments: object, program: tuple[str, ...] = OURS, typed: str = ""
) -> Run:
    """Run the program of the stick, or another, and return what it said, which must be UTF-8."""
    words = [*program, *map(str, arguments)]
    done = wine.run(environment, *words, limit=_LIMIT, typed=typed.encode())
    return Run(done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.fixture(scope="session")
def session(protected: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """One machine examined from the protected stick, command after command."""
    place = tmp_path_factory.mktemp("machine")
    prefix, cases = place / "prefix", place / "F"
    cases.mkdir()
    planted = machine.prepare(prefix, protected, cases)
    found = Session(prefix, protected / STICK, cases, planted, os.path.ismount(protected))
    watched = {"machine": prefix, "data": place / "D", "stick": protected}
    found.before = {name: snapshot.taken(root) for name, root in watched.items()}
    registry = {name: snapshot.keys(prefix / name) for name in snapshot.REGISTRY}
    with started(prefix) as trousse:
        for name, arguments in commands():
            found.runs[name] = trousse(*arguments)
        found.runs["starter"] = trousse(program=STARTER)
    found.beside = list(cases.iterdir())
    found.after = {name: snapshot.taken(root) for name, root in watched.items()}
    found.registry = {name: (keys, snapshot.keys(prefix / name)) for name, keys in registry.items()}
    return found


def commands() -> Iterator[tuple[str, list[str]]]:
    """Yield every command by the name a test asks for it."""
    words = ["--insist", WORDS]
    case, second = f"C:\\{CASE}", f"F:\\{SECOND}"
    yield "version", ["--version"]
    yield "check", ["stick", "check"]
    yield "drives", ["drives"]
    yield "isolation", ["isolation"]
    yield "isolation_json", ["isolation", "--json"]
    yield "live", ["live"]
    yield "live_json", ["live", "--json"]
    yield "everything", ["examine", "--case", second, "--examiner", "Zoé Lœuf"]
    yield "without_words", ["examine", "C:\\", "--case", case]
    yield "other_words", ["examine", "C:\\", "--case", case, "--insist", "oui"]
    yield "examine", ["examine", "C:\\", "--case", case, "--no-seal", *words]
    yield "seal", ["seal", "--case", case]
    yield "demo", ["demo", "--out", f"F:\\{DEMO}"]


@pytest.fixture(scope="session")
def archive(session: Session) -> Path:
    """The archive that Windows sealed on C:."""
    (found,) = session.case.glob("DOSSIER_*.zip")
    return found


def lines(case: Path, stage: str) -> list[dict[str, Any]]:
    """Return the records of one stage of a case."""
    return [
        json.loads(line) for line in (case / "records" / f"{stage}.jsonl").read_text("utf-8").splitlines()
    ]


def acts(case: Path) -> dict[str, dict[str, Any]]:
    """Return the facts of each act of the custody log, the last of each name."""
    log = (case / "custody.jsonl").read_text("utf-8").splitlines()
    return {line["act"]: line["facts"] for line in map(json.loads, log)}
