"""The tests of the parts that ask Windows, run by the Windows Python that the program is built with."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from release import HERE, cpython, wine

# What the Linux run shows already, or what Wine lacks; any other reason must be read and added here.
REASONS = re.compile(
    r"Wine|POSIX|Unix|Linux|sysfs|ssh-keygen|sha256sum|bagit|another system|root may read|no Windows runs"
    r"|without such a cache|Windows pipe|mounts|orphan|that runs cannot|nobody logged on|tell streams"
    r"|there it is shown|is not installed|needs (qemu-img|ewfacquire|mkfs|mkntfs|mke2fs|cryptsetup)"
    r"|is not on this machine|Windows keeps|Windows has no (fork|limit of the size)"
    r"|the real (logs|hives|prefetch files)|TROUSSE_BITLOCKER_SAMPLES|a file made longer takes its place"
)
_LIMIT = 900  # seconds


@dataclass(frozen=True)
class Windows:
    """A Wine prefix of its own, in which tests may plant keys, and the Python of the build."""

    prefix: Path
    settings: dict[str, str]
    python: Path


@pytest.fixture(scope="session")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Windows:
    place = tmp_path_factory.mktemp("units")
    shutil.copytree(cpython.assembled(), place / "python")
    # This Python takes its places from this file alone, and so do those it starts.
    with (place / "python" / "python311._pth").open("a", encoding="ascii") as paths:
        paths.write(f"{wine.path(HERE)}\n")
    more = {"LC_ALL": "C.UTF-8", "TROUSSE_THROWAWAY_PREFIX": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return Windows(place / "prefix", more, place / "python" / "python.exe")


@pytest.mark.parametrize("package", ["media", "triage", "custody", "live", "stick", "host"])
def test_the_parts_of_the_platform(windows: Windows, package: str) -> None:
    run = ran(windows, package)
    said = run.stdout.decode("utf-8", "replace") + run.stderr.decode("utf-8", "replace")
    assert run.returncode == 0, said
    passed = re.search(r"(\d+) passed", said)
    assert passed, said
    reasons = set(re.findall(r"^SKIPPED \[\d+\] .*?:\d+: (.*?)\r?$", said, re.MULTILINE))
    assert reasons, "the summary is not read as it is written"
    print(f"{package}: {passed[1]} passed; not run: {sorted(reasons)}")
    assert {reason for reason in reasons if not REASONS.search(reason)} == set()


def ran(windows: Windows, package: str) -> subprocess.CompletedProcess[bytes]:
    options = ["-p", "no:cacheprovider", "-p", "no:xdist", "-rs", "--color=no", f"tests/{package}"]
    words = ["-X", "utf8", "-m", "pytest", *options]
    with wine.prefix(windows.prefix) as found:
        environment = {**found, **windows.settings}
    # The server is stopped again: started by the tests themselves it starts Wine's services and drivers too.
    try:
        return wine.run(environment, windows.python, *words, cwd=HERE, limit=_LIMIT)
    finally:
        subprocess.run(["wineserver", "-k"], env=environment, check=False)
