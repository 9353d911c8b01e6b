"""Tricks in the root of a medium, and the ordinary things that look like them."""

from pathlib import Path

import pytest

from toolkit.backup.lures import lures
from toolkit.media import open_source

SHORTCUT = b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" + bytes(56)


def codes(place: Path) -> list[str]:
    return [code for code, _, _ in lures(open_source(place))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"[autorun]\r\nopen=virus.exe\r\n", ["autorun"]),
        ("[AutoRun]\r\nshell\\open\\command=a.exe\r\n".encode("utf-16"), ["autorun"]),
        (b"[autorun]\r\n ShellExecute = a.vbs", ["autorun"]),
        (b"[autorun]\r\nlabel=My Book\r\nicon=wd.ico\r\n", []),
        (b"[autorun]\r\nopen=\r\n", []),
    ],
)
def test_autorun_counts_when_it_starts_something(tmp_path: Path, text: bytes, found: list[str]) -> None:
    (tmp_path / "AUTORUN.INF").write_bytes(text)
    assert codes(tmp_path) == found


def test_only_the_root_counts(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "autorun.inf").write_bytes(b"open=x.exe")
    assert codes(tmp_path) == []


def test_a_shortcut_that_stands_in_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "Photos").mkdir()
    (tmp_path / "photos.lnk").write_bytes(SHORTCUT)
    assert codes(tmp_path) == ["shortcut_trick"]


def test_a_shortcut_that_runs_an_interpreter(tmp_path: Path) -> None:
    (tmp_path / "a.lnk").write_bytes(SHORTCUT + "C:\\Windows\\System32\\CMD.exe /c x".encode("utf-16-le"))
    (tmp_path / "b.lnk").write_bytes(SHORTCUT + "D:\\Documents\\bail.pdf".encode("utf-16-le"))
    assert codes(tmp_path) == ["shortcut_trick"]


def test_a_folder_whose_name_shows_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "\u00a0").mkdir()
    assert codes(tmp_path) == ["hidden_folder"]
