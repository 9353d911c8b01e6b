r"""Drivers of the system the tests run on, and the ways their paths are written."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import live
from toolkit.live import drivers
from toolkit.records import Outcome

WINDOWS = "C:\\Windows"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (r"\SystemRoot\system32\ntoskrnl.exe", r"C:\Windows\system32\ntoskrnl.exe"),
        (r"System32\drivers\a.sys", r"C:\Windows\system32\drivers\a.sys"),
        (r"\??\D:\Temp\b.sys", r"D:\Temp\b.sys"),
        (r"%SystemRoot%\c.sys", r"C:\Windows\c.sys"),
        (r"\Windows\System32\d.sys", r"C:\Windows\System32\d.sys"),
        (r'"C:\e.sys"', r"C:\e.sys"),
        ("f.sys", ""),
        ("", ""),
    ],
)
def test_paths_of_drivers(text: str, path: str) -> None:
    assert drivers.image(text, WINDOWS) == path


def test_copies_made_to_write_a_crash_dump_are_no_deleted_files() -> None:
    row = {"image": r"C:\Windows\System32\Drivers\dump_stornvme.sys", "no_service": True}
    assert drivers.dump_copy(row, WINDOWS)
    assert not drivers.dump_copy({**row, "image": r"C:\Windows\System32\drivers\stornvme.sys"}, WINDOWS)
    assert not drivers.dump_copy({**row, "image": r"C:\Temp\dump_stornvme.sys"}, WINDOWS)
    assert not drivers.dump_copy({**row, "no_service": None}, WINDOWS)


def test_two_services_share_one_loaded_image(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [r"\SystemRoot\System32\drivers\tcpip.sys", r"\SystemRoot\System32\win32k.sys"]
    monkeypatch.setattr(drivers, "loaded", lambda: paths)
    images = ("tcpip.sys", "TCPIP.sys", "cdfs.sys")
    rows = [{"name": name, "image": rf"C:\Windows\System32\drivers\{name}"} for name in images]
    drivers._note_loaded(rows, WINDOWS, [])
    assert [(row["name"], row["loaded"]) for row in rows] == [
        ("tcpip.sys", True), ("TCPIP.sys", True), ("cdfs.sys", False), ("win32k.sys", True)
    ]  # fmt: skip


def test_modules_of_linux() -> None:
    text = (
        "ntfs3 311296 1 - Live 0x0000000000000000\n"
        "cdrom 81920 2 isofs,sr_mod, Live 0x0\nbad\nx y 0 - Live 0x0\nold 12 0 - Unloading 0x0 (O)\n"
    )
    found = list(drivers.modules(text))
    assert [(row["name"], row["state"], row["used_by"]) for row in found] == [
        ("ntfs3", "running", []), ("cdrom", "running", ["isofs", "sr_mod"]), ("old", "stopping", []),
    ]  # fmt: skip


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    assert all(row["loaded"] for row in drivers.modules(text))
    assert isinstance(drivers.image(text, WINDOWS), str)


@pytest.mark.skipif(sys.platform == "win32", reason="another system than Windows")
def test_this_machine() -> None:
    (found,) = live.take([drivers])
    if Path("/proc/modules").exists():
        assert found.outcome in {Outcome.FOUND, Outcome.ABSENT}
        assert len(found.rows) == len(Path("/proc/modules").read_text().splitlines())
    else:
        assert (found.outcome, found.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_drivers_of_windows() -> None:
    (found,) = live.take([drivers])
    rows = {row["name"].casefold(): row for row in found.rows}
    assert rows["mountmgr"]["state"] == "running"
    assert rows["mountmgr"]["type"] == "kernel_driver"
    assert len(rows["mountmgr"]["sha256"]) == 64
    assert "rpcss" not in rows
