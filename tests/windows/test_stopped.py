"""A stick that was altered, and an examination that was killed."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from release import wine
from tests.windows.conftest import LOCALE, PROGRAM, STICK, WORDS, Session, acts, here, lines, run, started

_PATIENCE = 120  # seconds until a scan is under way


@pytest.fixture
def altered(session: Session, medium: Path, tmp_path: Path) -> Iterator[Path]:
    """A stick that a test may change, in E: of the machine in the place of the good one."""
    shutil.copytree(medium, tmp_path / "E", symlinks=True)
    drive = session.prefix / "dosdevices" / "e:"
    good = os.readlink(drive)
    drive.unlink()
    drive.symlink_to(tmp_path / "E")
    yield tmp_path / "E" / STICK
    drive.unlink()
    drive.symlink_to(good)


@pytest.mark.parametrize(
    ("name", "how", "told"),
    [
        ("programs/windows/_internal/toolkit/texts/fr/report.toml", "changed", "report.toml"),
        ("programs/windows/_internal/étranger.dll", "added", "étranger.dll"),
        ("programs/windows/sbom.cdx.json", "gone", "antivirus"),
        ("MANIFEST.sha256", "changed", "signature"),
    ],
)
def test_a_stick_that_was_altered_examines_nothing(
    session: Session, altered: Path, name: str, how: str, told: str
) -> None:
    victim = altered / name
    if how == "gone":
        victim.unlink()
    else:
        victim.write_bytes((victim.read_bytes() if victim.exists() else b"MZ") + b"# \n")
    with started(session.prefix) as trousse:
        examined = trousse("examine", "C:\\", "--case", "F:\\jamais")
        checked = trousse("stick", "check")
    assert examined.returncode == 5, examined.stdout + examined.stderr
    assert told in examined.stderr
    assert not (session.cases / "jamais").exists()
    assert checked.returncode == 1
    assert Path(name).name in checked.stdout or how == "changed"


def test_an_examination_that_was_killed_goes_on(session: Session) -> None:
    case = session.cases / "cas 3"
    asked = ["examine", "C:\\", "--case", f"F:\\{case.name}", "--insist", WORDS]
    with wine.prefix(session.prefix) as environment:
        killed_at = killed({**environment, **LOCALE}, case, asked)
        resumed = run({**environment, **LOCALE}, *asked, "--resume")
    whole = {line["path"] for line in lines(session.second, "scan") if line["volume"] == "C"}
    assert resumed.returncode == 0, resumed.stderr
    paths = [line["path"] for line in lines(case, "scan")]
    assert 20 <= killed_at < len(paths)
    assert len(paths) == len(set(paths))
    assert whole <= set(paths)
    assert "case.resumed" in acts(case)
    (archive,) = case.glob("DOSSIER_*.zip")
    assert here("-m", "toolkit", "verify", archive).returncode == 0


def killed(environment: dict[str, str], case: Path, asked: list[str]) -> int:
    """Start an examination, kill it once its scan is under way, and return how many lines it had written."""
    scan = case / "records" / "scan.jsonl"
    begun = subprocess.Popen(
        ["wine", PROGRAM, *asked],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        limit = time.monotonic() + _PATIENCE
        while not scan.exists() or scan.read_bytes().count(b"\n") < 20:
            assert begun.poll() is None, "it ended before its scan was under way"
            assert time.monotonic() < limit, "no scan began"
            time.sleep(0.2)
    finally:
        begun.send_signal(signal.SIGKILL)
        begun.wait(30)
        if begun.stdout:
            begun.stdout.close()
    assert begun.returncode == -signal.SIGKILL
    return scan.read_bytes().count(b"\n")
