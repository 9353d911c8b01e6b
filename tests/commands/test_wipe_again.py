"""An erasing that was stopped, failed or could not be attested goes on, and no command takes up its case."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.wiped_visit import (
    PATIENT,
    YES,
    contents,
    copied,
    links,
    made,
    pages,
    plain,
    trousse,
    wiped,
)


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("wipe"))


@pytest.fixture
def visit(visited: Path, tmp_path: Path) -> Path:
    return copied(visited, tmp_path)


def test_an_attestation_that_could_not_be_written_is_written_by_the_next_run(
    visit: Path, tmp_path: Path
) -> None:
    """Where it cannot be written, the log stays: what is kept is compared again before it is attested."""
    from toolkit.custody import wiping

    with wiping.held(visit / "dossier") as held:
        erased = held.erase()
    assert erased.whole
    assert sorted(contents(visit / "dossier")) == ["WIPING", "custody.jsonl", "private/lock"]
    assert wiped(visit, *YES, kept=tmp_path)[0] == 4
    for command in (("report",), ("seal",), ("answers", "--list"), ("custody", "transfer", "--to", "X")):
        status, _, wrong = trousse(*command, "--case", visit / "dossier")
        assert (status, "en cours d'effacement" in wrong) == (4, True), command
    status, _, wrong = trousse("examine", tmp_path / "kept", "--case", visit / "dossier")
    assert (status, "en cours d'effacement" in wrong) == (4, True)
    merge = ("case", "merge", visit / "dossier", visit / "dossier", "--case", tmp_path / "x")
    assert "en cours d'effacement" in trousse(*merge)[2]
    status, said, _ = wiped(visit, *YES)
    assert (status, "il continue" in said) == (0, True)
    assert f"{erased.files} fichiers" in pages(tmp_path / "kept")[0]
    assert not (visit / "dossier").exists()


@links
def test_what_fails_is_told_and_erased_by_the_next_run(visit: Path, tmp_path: Path) -> None:
    import resource

    limit = 60_000  # bytes the system lets a file be written to: larger ones are overwritten up to there
    words = ["case", "wipe", "--case", visit / "dossier", "--kept", tmp_path / "kept", *YES]
    larger = sum(len(content) > limit for content in contents(visit / "dossier").values())
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--lang", "fr", *map(str, words)],
        capture_output=True, check=False, stdin=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    said = plain(done.stdout.decode())
    assert (done.returncode, said.count("Pas effacé : "), larger > 0) == (1, larger, True)
    assert "relancez la même commande" in said
    assert {"WIPING", "custody.jsonl"} < contents(visit / "dossier").keys()
    status, said, _ = trousse(*words)
    assert (status, (visit / "dossier").exists()) == (0, False)
    first, second = pages(tmp_path / "kept")
    assert ("n'est pas complet" in first, "(EFBIG)" in first, "juste après" in first) == (True, True, False)
    assert ("n'est pas complet" in second, "juste après" in second) == (False, True)


KILLED = """
import os, sys
from toolkit import __main__
from toolkit.custody import erasing, durable
left = int(sys.argv.pop(1))
def counted(made):
    def call(*given, **named):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9) if os.name != "nt" else os._exit(9)
        return made(*given, **named)
    return call
for name in ("write", "fsync", "ftruncate", "unlink", "rename", "rmdir", "replace"):
    setattr(os, name, counted(getattr(os, name)))
from toolkit import cli
sys.exit(cli.run(sys.argv[1:]))
"""


@pytest.mark.parametrize("calls", [1, 60, 222])
def test_killed_at_any_moment_it_goes_on(visit: Path, tmp_path: Path, calls: int) -> None:
    words = ["case", "wipe", "--case", visit / "dossier", "--kept", tmp_path / "kept", "--also", visit, *YES]
    command = [sys.executable, "-c", KILLED, str(calls), "--lang", "fr", *map(str, words)]
    subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    case = visit / "dossier"
    if any((case / name).exists() for name in ("WIPING", "WIPED", "case.json")):
        assert trousse(*words)[0] == 0
    # At worst an empty file is left, or one of random bytes, that bears no name.
    assert {Path(name).suffix for name in contents(visit.parent)} <= {".wiped"}
    assert [name for name, content in contents(visit.parent).items() if PATIENT in content] == []
    assert len(pages(tmp_path / "kept")) in {1, 2}


def test_the_log_counts_what_there_was(visit: Path) -> None:
    from toolkit.custody import wiping

    with wiping.held(visit / "dossier") as held:
        files, size = held.amount
        held.erase()
    last = json.loads((visit / "dossier" / "custody.jsonl").read_bytes().splitlines()[-1])
    assert (last["act"], last["facts"]) == ("case.wiping", {"files": files, "bytes": size})
