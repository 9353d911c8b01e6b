"""Only the case folder is written: seen by system calls, and on a medium that cannot be written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from demo.builder import folder as plain_folder
from demo.builder.attack import strike
from demo.builder.practice import healthy
from tests.main_job.conftest import Run, snapshot

WRITES = re.compile(
    r"^(?:\d+ +)?(?:(?:open|openat|creat)\(.*?\"(?P<opened>[^\"]+)\".*(?:O_WRONLY|O_RDWR|O_CREAT).*= \d"
    r"|(?:mkdir|mkdirat|unlink|unlinkat|rmdir|chmod|fchmodat|symlink|symlinkat|mknod|truncate|utimensat)"
    r"\(.*?\"(?P<changed>[^\"]+)\".*= 0"
    r"|(?:rename|renameat|renameat2|link|linkat)\(.*?\"(?P<moved>[^\"]+)\".*= 0)"
)
HARMLESS = ("/dev/null", "/dev/tty", "/dev/pts/", "/proc/")


def test_system_calls_write_nowhere_else(disk: Path, tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not on this machine; the audit of Python's own calls below stands alone")
    case, trace = tmp_path / "case", tmp_path / "trace"
    command = [sys.executable, "-m", "toolkit", "examine", str(disk), "--case", str(case)]
    watched = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=file", "-o", str(trace), *command]
    environment = {**os.environ, "TMPDIR": str(tmp_path / "none"), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(watched, capture_output=True, check=False, cwd=tmp_path, env=environment)
    assert run.returncode == 0, run.stderr.decode()
    written = {
        name
        for line in trace.read_text(errors="replace").splitlines()
        if (match := WRITES.match(line)) and (name := next(filter(None, match.groups())))
    }
    assert any(str(case) in name for name in written), "the pattern sees nothing"
    elsewhere = {name for name in written if not name.startswith((str(case), *HARMLESS))}
    # Names relative to a directory handle carry no folder; the case's own are the only ones expected.
    assert {name for name in elsewhere if name.startswith("/")} == set()


AUDIT = """
import os, sys
WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {
    "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.utime", "shutil.copyfile", "tempfile.mkstemp", "socket.__new__", "subprocess.Popen",
}
def hook(event, args):
    name = None
    if event == "open" and isinstance(args[2], int) and args[2] & WRITE:
        name = args[0]
    elif event in CHANGES:
        name = args[0] if event[:3] == "os." else event
    if name is not None and not isinstance(name, int):
        print("WROTE", os.path.abspath(os.fsdecode(name)), file=sys.stderr)
sys.addaudithook(hook)
sys.dont_write_bytecode = True
sys.argv = ["trousse", *sys.argv[1:]]
from toolkit.__main__ import main
main()
"""


def test_python_writes_only_in_the_case_and_opens_no_socket(disk: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    command = [sys.executable, "-c", AUDIT, "examine", str(disk), "--case", str(case)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    written = {line.removeprefix("WROTE ") for line in run.stderr.splitlines() if line.startswith("WROTE ")}
    assert any(name.startswith(str(case)) for name in written)
    assert {name for name in written if not name.startswith((str(case), "/dev/"))} == set()


def test_a_folder_is_left_as_it_is(trousse: Run, tmp_path: Path) -> None:
    source = tmp_path / "volume"
    source.mkdir()
    plain_folder.lay(strike(healthy()).nodes, source)
    before = snapshot(source)
    run = trousse("examine", source, "--case", tmp_path / "case")
    assert run.returncode == 0, run.stderr
    assert snapshot(source) == before


def test_a_folder_on_a_read_only_file_system(trousse: Run, tmp_path: Path) -> None:
    source, mounted = tmp_path / "volume", tmp_path / "mounted"
    source.mkdir()
    mounted.mkdir()
    plain_folder.lay(strike(healthy()).nodes, source)
    script = f'mount --bind "{source}" "{mounted}" && mount -o remount,ro,bind "{mounted}" && exec "$@"'
    private = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh")
    if subprocess.run([*private, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let a test mount a folder read-only")
    run = trousse("examine", mounted, "--case", tmp_path / "case", prefix=private)
    assert run.returncode == 0, run.stderr
    (archive,) = (tmp_path / "case").glob("DOSSIER_*.zip")
    assert trousse("verify", archive).returncode == 0
