"""The case that is struck while it is sealed, and what must be true of it afterwards."""

import hashlib
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from toolkit import cli, procedure
from toolkit.custody.case import Case
from toolkit.custody.dossier.verify import verify

_PHRASE = b"vorace-temporel-tulipe-courage-assiette-ombrage-pommade-inexact\n"
_NOTE = (
    "All your files have been encrypted. To recover them pay 0.5 bitcoin and write to recup@exemple.test\n"
)
_FILES = 60
_RUNS = 3
_ROOM = 40_000  # bytes of the exhibit that makes the second archive another one
# What is loaded here is not loaded again by what is forked.
_COMMANDS = ("toolkit.commands.steps", "toolkit.commands.annex", "toolkit.report.annex", "typst", "pyzipper")


@dataclass(frozen=True, slots=True)
class Template:
    """A case sealed once that has something new to seal, and how long that takes."""

    folder: Path
    former: dict[str, str]  # name of each archive sealed before, and its SHA-256
    seconds: float
    annex: bool  # whether `annex make` works here


def template(place: Path) -> Template | None:
    """Make the case; None when `examine` or `seal` fails."""
    procedure.prepared()
    for name in _COMMANDS:
        _load(name)
    source, folder = place / "source", place / "case"
    source.mkdir()
    for number in range(_FILES):
        (source / f"{number:03}.txt").write_text(_NOTE if number % 20 == 0 else f"ligne {number}\n" * 50)
    if run(["examine", str(source), "--case", str(folder), "--no-seal"]) or run(sealing(folder)):
        return None
    annex = run(annexing(folder)) == 0
    former = {path.name: _sha256(path) for path in _archives(folder)}
    with Case.resume(folder) as case:
        case.keep("P9000", BytesIO(os.urandom(_ROOM)), ".bin")
    return Template(folder, former, _measured(place, folder, annex=annex), annex)


def _load(name: str) -> None:
    try:
        __import__(name)
    except ImportError:
        print(f"not loaded before: {name}")


def _measured(place: Path, folder: Path, *, annex: bool) -> float:
    took: list[float] = []
    for number in range(_RUNS):
        copy = place / f"measured{number}"
        shutil.copytree(folder, copy)
        begun = time.monotonic()
        run(*acts(copy, annex=annex))
        took.append(time.monotonic() - begun)
        shutil.rmtree(copy)
    return max(took)


def sealing(folder: Path) -> list[str]:
    return ["seal", "--case", str(folder)]


def annexing(folder: Path) -> list[str]:
    return ["annex", "make", "--case", str(folder), "--passphrase-stdin"]


def acts(folder: Path, *, annex: bool) -> list[list[str]]:
    """Return the command lines that are struck."""
    return [sealing(folder), annexing(folder)] if annex else [sealing(folder)]


def begun(*commands: Sequence[str], largest: int | None = None) -> int:
    """Start commands one after the other in a forked process, deaf and mute; return its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        if largest is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        for command in commands:
            _say(_PHRASE)
            status = cli.run(["--lang", "fr", *command])
            if status:
                break
    finally:
        os._exit(status)


def _say(given: bytes) -> None:
    """Give standard input what a person would type."""
    reading, writing = os.pipe()
    os.write(writing, given)
    os.close(writing)
    os.dup2(reading, 0)
    sys.stdin = os.fdopen(0, closefd=False)


def run(*commands: Sequence[str], largest: int | None = None) -> int:
    """Run commands to their end and return the exit status of the last, or the first that is not 0."""
    return os.waitstatus_to_exitcode(os.waitpid(begun(*commands, largest=largest), 0)[1])


def state(made: Template, folder: Path) -> list[str]:
    """Return what stands in the case after a blow, then everything that is wrong with it."""
    wrong = [name for name, sha256 in made.former.items() if _lost(folder / name, sha256)]
    wrong = [f"{name}, sealed before, is not as it was" for name in wrong]
    new = [path for path in _archives(folder) if path.name not in made.former]
    kinds = sorted(path.name.partition("_")[0].lower() for path in new)
    for path in new:
        wrong += _faults(path)
    return [f"new {' and '.join(kinds)} whole" if kinds else "nothing new", *wrong]


def settled(made: Template, folder: Path) -> list[str]:
    """Seal the case again and return everything that is wrong after that."""
    status = run(*acts(folder, annex=made.annex))
    left = [str(path.relative_to(folder)) for path in folder.rglob("*.part")]
    wrong = [f"sealing again ended with {status}"] if status else []
    wrong += [f"left over: {name}" for name in left]
    after = state(made, folder)
    if after[0] == "nothing new":
        wrong.append("sealing again left no archive")
    return wrong + after[1:]


def _archives(folder: Path) -> list[Path]:
    return sorted((*folder.glob("DOSSIER_*.zip"), *folder.glob("ANNEXE_*.zip")))


def _faults(path: Path) -> list[str]:
    if path.name.startswith("ANNEXE_"):
        status = run(["annex", "check", str(path), "--passphrase-stdin"])
        return [f"{path.name} is half: annex check ended with {status}"] if status else []
    found = verify(path)
    beside = path.with_name(path.name + ".sha256")
    wrong = [f"{path.name} is half: {found.faults[0].code}"] if found.faults else []
    if beside.exists() and beside.read_text().split()[:1] != [found.sha256]:
        wrong.append(f"{beside.name} is not its hash")
    return wrong


def _lost(path: Path, sha256: str) -> bool:
    return not path.is_file() or _sha256(path) != sha256


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
