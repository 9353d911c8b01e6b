"""Every file of the machine and of the stick before and after: only the case is new.

Access times are left out: Wine takes the order to leave them alone and does not follow it.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.windows import snapshot
from tests.windows.conftest import CASE, DEMO, SECOND, Session

# What Wine itself writes while any program runs in it.
NOISE = {
    ".update-timestamp": "the date of Wine's own installation script, looked at again at each start",
    "dosdevices": "the links of serial ports are made anew at each start",
    "system.reg": "written whole when the server stops; compared key by key below",
    "user.reg": "same",
    "userdef.reg": "same",
}
SERIAL_PORT = re.compile(r"dosdevices/(com|lpt)\d+")
# Keys that Wine's own screen and fonts write when a program first loads user32; names are their beginnings.
SCREEN = (
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Fonts",
    "Software\\Microsoft\\Windows\\CurrentVersion\\Fonts",
    "Software\\Wine\\Fonts",
    "System\\CurrentControlSet\\Hardware Profiles\\Current\\Software\\Fonts",
    "System\\CurrentControlSet\\Control\\Class\\{4D36E968-",  # the screen card
    "System\\CurrentControlSet\\Control\\Class\\{4D36E96E-",  # the screen
    "System\\CurrentControlSet\\Control\\DeviceClasses\\",
    "System\\CurrentControlSet\\Control\\Video\\",
    "System\\CurrentControlSet\\Enum\\DISPLAY\\",
    "System\\CurrentControlSet\\Enum\\PCI\\VEN_0000",
)
# Only the time of writing of these may change, for a key below them is made anew.
PARENTS = ("Software\\Microsoft\\Windows NT\\CurrentVersion",)


def test_only_the_case_is_new_on_the_machine(session: Session) -> None:
    # The root of C: holds the case: its own time of writing changes with it, its list by one name.
    allowed = [*NOISE, "drive_c", f"drive_c/{CASE}/"]
    before, after = (
        {name: state for name, state in states["machine"].items() if not SERIAL_PORT.fullmatch(name)}
        for states in (session.before, session.after)
    )
    assert snapshot.changes(before, after, allowed) == []
    tops = {name for name in after if re.fullmatch("drive_c/[^/]+", name)}
    assert tops - {name for name in before if re.fullmatch("drive_c/[^/]+", name)} == {f"drive_c/{CASE}"}
    assert len(before) > 800


def test_nothing_changed_on_the_second_volume_and_on_the_stick(session: Session) -> None:
    for name in ("data", "stick"):
        assert snapshot.changes(session.before[name], session.after[name], []) == []
        assert session.before[name]


def test_a_change_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    before = snapshot.taken(tmp_path)
    os.utime(tmp_path / "a", ns=(0, 0))
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "b").write_bytes(b"2")
    found = snapshot.changes(before, snapshot.taken(tmp_path), ["case/"])
    assert [line.split(":")[0] for line in found] == ["a"]


def test_nothing_is_written_to_the_registry(session: Session) -> None:
    for name, (before, after) in session.registry.items():
        assert before, name
        written = {key for key in snapshot.rewritten(before, after) if not key.startswith(SCREEN)}
        for key in written & set(PARENTS):
            values = [
                {line for line in keys[key] if not line.startswith("#time")} for keys in (before, after)
            ]
            assert values[0] == values[1], key
        assert written - set(PARENTS) == set(), name


def test_a_written_key_would_be_seen() -> None:
    before = {"Software\\A": ("#time=1", '"x"="1"'), "Software\\B": ()}
    after = {"Software\\A": ("#time=2", '"x"="1"'), "Software\\C": ()}
    assert snapshot.rewritten(before, after) == {"Software\\A", "Software\\B", "Software\\C"}


def test_on_the_other_disk_is_only_what_was_asked_for(session: Session) -> None:
    assert (session.second / "custody.jsonl").is_file()
    # Other tests bring archives here later; what the commands left beside their own folders is nothing.
    assert {path.name for path in session.beside} == {SECOND, DEMO}


def test_nobody_could_write_on_the_stick(session: Session) -> None:
    if session.mounted:
        with pytest.raises(OSError, match="Read-only"):
            (session.stick / "essai").write_bytes(b"x")
    else:
        refused = subprocess.run(["touch", session.stick / "essai"], capture_output=True, check=False)
        assert refused.returncode != 0 or os.geteuid() == 0
