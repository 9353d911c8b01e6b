"""Tricks in the root of a medium, and the ordinary things that look like them."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node
from tests.media.builder import exfat, fat16, fat_entry
from toolkit.backup.lures import lures
from toolkit.media import open_source
from toolkit.records import Entry

from .test_shortcut import link

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


def test_a_shortcut_to_an_interpreter_with_nothing_to_do_is_ordinary(tmp_path: Path) -> None:
    (tmp_path / "Invite de commandes.lnk").write_bytes(link(target="..\\Windows\\System32\\cmd.exe"))
    (tmp_path / "Bail.lnk").write_bytes(link(target="..\\bail.pdf", arguments="/page 2"))
    assert codes(tmp_path) == []


@pytest.mark.parametrize("target", ["cmd.exe", "WScript.exe", "powershell.exe", "mshta.exe"])
def test_a_shortcut_that_gives_an_interpreter_work(tmp_path: Path, target: str) -> None:
    (tmp_path / "Clé USB.lnk").write_bytes(link(target=f"..\\{target}", arguments="/q /c start RECYCLER\\a"))
    (tmp_path / "Disque.lnk").write_bytes(link(arguments="/c start a.vbs", environment="%ComSpec%"))
    assert codes(tmp_path) == ["shortcut_trick", "shortcut_trick"]


@pytest.mark.parametrize(
    "name", ["\u00a0\u00a0", "\u200b", "\u3164", "\u2800\u00a0", "Photos\u00a0", "\ufeffphotos"]
)
def test_names_that_show_as_nothing_or_as_another(tmp_path: Path, name: str) -> None:
    (tmp_path / "Photos").mkdir()
    (tmp_path / name).mkdir()
    assert codes(tmp_path) == ["hidden_folder"]


def test_names_drawn_in_another_order(tmp_path: Path) -> None:
    (tmp_path / "facture\u202efdp.exe").write_bytes(b"MZ")
    (tmp_path / "radios\u202etxt").mkdir()
    assert codes(tmp_path) == ["turned_name", "turned_name"]


@pytest.mark.parametrize(
    ("folder", "text", "found"),
    [
        ("Photos", "[.ShellClassInfo]\r\nCLSID={21EC2020-3AEA-1069-A2DD-08002B30309D}\r\n", ["folder_class"]),
        ("RECYCLER", "[.ShellClassInfo]\r\nCLSID={645FF040-5081-101B-9F08-00AA002F954E}\r\n", []),
        (
            "Données",
            "[.ShellClassInfo]\r\nCLSID={645FF040-5081-101B-9F08-00AA002F954E}\r\n",
            ["folder_class"],
        ),
        ("Documents", "[.ShellClassInfo]\r\nLocalizedResourceName=@shell32.dll,-21770\r\n", []),
        ("Recent", "[.ShellClassInfo]\r\nCLSID={0C39A5CF-1A7A-40C8-BA74-8900E6DF5FCD}\r\n", []),
    ],
)
def test_folders_that_windows_shows_as_something_else(
    tmp_path: Path, folder: str, text: str, found: list[str]
) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "desktop.ini").write_bytes(text.encode("utf-16"))
    assert codes(tmp_path) == found


def test_a_folder_named_as_the_control_panel(tmp_path: Path) -> None:
    (tmp_path / "Photos.{21EC2020-3AEA-1069-A2DD-08002B30309D}").mkdir()
    (tmp_path / "GodMode.{ED7BA470-8E54-465E-825C-99712043E01C}").mkdir()
    assert codes(tmp_path) == ["folder_class"]


def test_ordinary_media_have_no_tricks(tmp_path: Path) -> None:
    """A telephone's card, a camera's, a maker's disk, the open part of a U3 stick, a user's own folder."""
    for name in (
        "Android", "LOST.DIR", "DCIM", ".Trashes", ".Spotlight-V100", "System Volume Information",
        "Dossier n°\u00a05", "$RECYCLE.BIN", "WD Apps", "Extras", "System", "Documents",
        "\u05d2\u05d9\u05d1\u05d5\u05d9\u200f", "Cabinet – Été 2026",
    ):  # fmt: skip
        (tmp_path / name).mkdir()
    (tmp_path / "autorun.inf").write_bytes(b"[autorun]\r\nicon=WD.ico\r\nlabel=My Passport\r\nopen=\r\n")
    (tmp_path / "desktop.ini").write_bytes(b"[.ShellClassInfo]\r\nIconResource=WD.ico,0\r\n")
    (tmp_path / "facture.pdf.lnk").write_bytes(link(target="..\\facture.pdf"))
    (tmp_path / "LaunchU3.exe").write_bytes(b"MZ")
    (tmp_path / ".nomedia").write_bytes(b"")
    assert codes(tmp_path) == []


HIDDEN, SYSTEM, FOLDER = 2, 4, 0x10


def by_ntfs(program: str, attributes: int) -> bytes:
    nodes = [Node("Photos", directory=True, attributes=attributes), Node(program, b"MZ")]
    return ntfs.volume(nodes, size=4 << 20, label="", serial=7)


def by_fat(program: str, attributes: int) -> bytes:
    image = fat16()
    row = image.index(b"DOSSIER    ")
    stem, _, ending = program.upper().partition(".")
    image[row : row + 8], image[row + 11] = b"PHOTOS  ", FOLDER | attributes
    file = fat_entry(f"{stem:8}{ending:3}".encode(), 0x20, 3, 5)
    image[row + 32 : row + 64] = file
    return bytes(image)


@pytest.mark.parametrize("written", [by_ntfs, by_fat])
@pytest.mark.parametrize(
    ("program", "attributes", "found"),
    [
        ("Photos.exe", HIDDEN | SYSTEM, ["hidden_folder"]),
        ("photos.scr", HIDDEN, ["hidden_folder"]),
        ("Photos.exe", 0, []),  # a program beside its own folder
        ("Photos.pdf", HIDDEN | SYSTEM, []),
        ("Autre.exe", HIDDEN | SYSTEM, []),  # hidden by its owner
    ],
)
def test_a_hidden_folder_behind_a_program_of_its_name(
    tmp_path: Path, written: Callable[[str, int], bytes], program: str, attributes: int, found: list[str]
) -> None:
    image = tmp_path / "disque.img"
    image.write_bytes(written(program, attributes))
    assert codes(image) == found


@pytest.mark.parametrize(
    ("attributes", "hidden"), [(0x20, False), (0x21, False), (0x24, False), (0x26, True)]
)
def test_what_exfat_hides_is_told(tmp_path: Path, attributes: int, hidden: bool) -> None:
    held = exfat()
    row = next(at for at in range(0, len(held), 32) if held[at] == 0x85)
    held[row + 4] = attributes
    image = tmp_path / "disque.img"
    image.write_bytes(held)
    root = open_source(image).find("", "1")
    assert root is not None
    assert [one.hidden for one in open_source(image).listing(root) if isinstance(one, Entry)] == [hidden]


def test_a_tool_of_linux_hides_a_folder(tmp_path: Path) -> None:
    image = tmp_path / "disque.img"
    for words in (
        ("mkfs.fat", "-C", "-F", "32", str(image), "34816"),
        ("mmd", "-i", str(image), "::/Photos", "::/Photos 2026"),
        ("mattrib", "-i", str(image), "+h", "+s", "::/Photos 2026"),
        ("mcopy", "-i", str(image), str(Path(__file__)), "::/Photos 2026 .exe"),
        ("mcopy", "-i", str(image), str(Path(__file__)), "::/Photos.exe"),
    ):
        if shutil.which(words[0]) is None:
            pytest.skip(f"{words[0]} is not installed")
        subprocess.run(words, check=True, capture_output=True, timeout=60)
    assert [(code, path) for code, _, path in lures(open_source(image))] == [("hidden_folder", "Photos 2026")]
