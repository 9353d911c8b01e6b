"""The look at a disk before it is examined: in words, for machines, and its status where a key is needed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media import bitlocker_builder as bitlocker
from tests.triage import stopped
from toolkit.cli import run

Ran = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ran(capfd: pytest.CaptureFixture[str]) -> Ran:
    def called(*words: object, language: str = "fr") -> tuple[int, str, str]:
        status = run(["--lang", language, "windows", *map(str, words)])
        said, told = capfd.readouterr()
        return status, said.replace("\N{NO-BREAK SPACE}", " "), told.replace("\N{NO-BREAK SPACE}", " ")

    return called


def laid(place: Path, *volumes: bytes) -> Path:
    place.write_bytes(stopped.disk(*volumes))
    return place


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            ("machine « POSTE-1 »", "SANS DOUTE EN VEILLE PROLONGÉE", "Ne le démarrez pas", "hiberfil.sys"),
        ),
        (
            "en",
            ("machine “POSTE-1”", "PROBABLY HIBERNATED", "Do not start it", "hiberfil.sys holds a memory"),
        ),
    ],
)
def test_a_sleeping_windows_in_words(tmp_path: Path, ran: Ran, language: str, words: tuple[str, ...]) -> None:
    disk = laid(tmp_path / "d.img", stopped.volume(stopped.files(stopped.ASLEEP, fast=0)))
    status, said, _ = ran(disk, language=language)
    assert status == 0
    assert [word for word in words if word not in said] == []
    assert "Windows 10 Pro 22H2 (19045)" in said


def test_a_locked_disk_names_its_key_and_never_shows_one(tmp_path: Path, ran: Ran) -> None:
    disk = laid(tmp_path / "d.img", stopped.locked(stopped.volume(stopped.files())))
    status, said, _ = ran(disk)
    assert status == 1
    assert "VERROUILLÉ" in said
    assert "clé de récupération 3FD763F9" in said
    status, said, told = ran(disk, "--recovery-key", bitlocker.RECOVERY_KEY)
    assert status == 0
    assert "la clé donnée l'ouvre" in said
    assert bitlocker.RECOVERY_KEY[:6] not in said + told
    status, said, told = ran(disk, "--recovery-key", bitlocker.OTHER_RECOVERY_KEY)
    assert (status, said) == (3, "")
    assert "n'ouvre pas" in told


def test_a_chip_alone_is_told_with_what_to_do(tmp_path: Path, ran: Ran) -> None:
    disk = laid(tmp_path / "d.img", stopped.locked(stopped.volume(stopped.files()), bitlocker.tpm()))
    status, said, _ = ran(disk)
    assert status == 1
    assert "Examinez ce disque dans sa machine" in said


def test_no_windows_says_what_was_seen_and_what_to_do(tmp_path: Path, ran: Ran) -> None:
    disk = laid(tmp_path / "d.img", stopped.volume({"a.txt": b"a"}))
    status, said, _ = ran(disk)
    assert status == 0
    assert "des fichiers, sans Windows (ntfs)" in said
    assert "AUCUN WINDOWS" in said
    assert "RAID" in said


def test_for_machines(tmp_path: Path, ran: Ran) -> None:
    asleep = stopped.volume(stopped.files(stopped.ASLEEP, fast=0))
    disk = laid(tmp_path / "d.img", asleep, stopped.locked(stopped.volume(stopped.files())))
    status, said, _ = ran(disk, "--json")
    first, second, last = map(json.loads, said.splitlines())
    assert status == 1
    assert (first["what"], first["state"], second["state"]) == ("windows", "hibernated", "locked")
    assert (last["volumes"], last["locked"]) == (2, True)


def test_hostile_names_reach_the_screen_as_text(tmp_path: Path, ran: Ran) -> None:
    held = stopped.files()
    held["Windows/System32/config/SYSTEM"] = stopped.system(computer="\x1b[31m[red]\u202ePC")
    status, said, _ = ran(laid(tmp_path / "d.img", stopped.volume(held)))
    assert status == 0
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "[red]" in said


def test_several_disks_one_of_which_is_not_there(tmp_path: Path, ran: Ran) -> None:
    disk = laid(tmp_path / "d.img", stopped.volume(stopped.files()))
    status, said, told = ran(tmp_path / "rien.img", disk)
    assert status == 3
    assert "rien.img" in told
    assert "Arrêté normalement." in said
