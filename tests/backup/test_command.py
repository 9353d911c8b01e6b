"""The baseline as the program makes and checks it: whose signature, and where the file lies."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import SourceRefusal

from .builder import medium, practice


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A medium, its signed baseline beside it, and the fingerprint as it was shown."""
    folder = tmp_path_factory.mktemp("made")
    place, listed = medium(folder / "stick", practice()), folder / "baseline.jsonl"
    shown = run("backup", "baseline", place, "--out", listed)
    assert shown.returncode == 0, shown.stderr
    told = next(line for line in (shown.stdout + shown.stderr).splitlines() if "SHA256:" in line)
    return place, listed, "SHA256:" + told.partition("SHA256:")[2].strip()


def checked(place: Path, listed: Path, *more: str) -> dict[str, Any]:
    shown = run("backup", "check", place, "--baseline", listed, "--max-age-days", 3_000, "--json", *more)
    answer: dict[str, Any] = json.loads(shown.stdout.splitlines()[-1])
    return answer


def codes(answer: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in answer["answers"]["complete"]["why"]}


def test_whose_signature_it_is_must_be_asked(made: tuple[Path, Path, str]) -> None:
    place, listed, fingerprint = made
    loose = checked(place, listed)
    assert (loose["answers"]["complete"]["answer"], codes(loose)) == (
        "yes",
        {"baseline_made", "baseline_unanchored"},
    )
    assert codes(checked(place, listed, "--fingerprint", fingerprint)) == {"baseline_made"}
    other = run("backup", "check", place, "--baseline", listed, "--fingerprint", "SHA256:" + "A" * 43)
    assert other.returncode == SourceRefusal.status
    assert fingerprint.removeprefix("SHA256:")[:4] in other.stderr


def test_a_baseline_on_the_medium_is_as_if_unsigned(made: tuple[Path, Path, str]) -> None:
    place, listed, fingerprint = made
    for name in (listed.name, f"{listed.name}.sig"):
        (place / name).write_bytes((listed.parent / name).read_bytes())
    answer = checked(place, place / listed.name, "--fingerprint", fingerprint)
    assert answer["answers"]["complete"]["answer"] == "unknown"
    assert codes(answer) == {"baseline_added", "baseline_on_medium"}
