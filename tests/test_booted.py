"""How a machine was started is told by what the first root left, whole or not at all."""

import os
import sys
from pathlib import Path

import pytest

from release.image import layout
from tests.host.booted_machine import BOOT, HASH, lay
from toolkit import booted


def test_no_file_is_no_booted_machine(tmp_path: Path) -> None:
    assert booted.facts(tmp_path / "boot") is None
    assert booted.sticks(None, tmp_path) == frozenset()


def test_what_the_first_root_says_is_read(tmp_path: Path) -> None:
    (tmp_path / "boot").write_text(BOOT)
    found = booted.facts(tmp_path / "boot")
    assert found == booted.Booted(
        "/dev/sdb", "/dev/sdb4", HASH, "ram", "whole", 1, "9", ("2048", "Cle_USB_0001")
    )
    assert found.whole


@pytest.mark.parametrize(
    "text",
    ["", "\0\xff", "root_hash=" + HASH, BOOT.replace("whole", "half"), BOOT.replace(HASH, HASH[:-1] + "g")],
)
def test_a_file_that_does_not_say_it_all_vouches_for_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "boot").write_bytes(text.encode("latin-1"))
    found = booted.facts(tmp_path / "boot")
    assert found is not None
    assert not found.whole


def test_a_number_that_is_none_is_none(tmp_path: Path) -> None:
    (tmp_path / "boot").write_text("candidates=\u0661\nseul\n=\n" + "x=1\n" * 100_000)
    found = booted.facts(tmp_path / "boot")
    assert found is not None
    assert found.candidates == 0


@pytest.mark.skipif(sys.platform == "win32", reason="numbers of devices of Linux")
def test_the_program_must_lie_on_a_root_that_is_verified(tmp_path: Path) -> None:
    number = tmp_path.stat().st_dev
    node = f"sys/dev/block/{os.major(number)}:{os.minor(number)}"
    (tmp_path / "boot").write_text(BOOT)
    boot = booted.facts(tmp_path / "boot")
    assert boot is not None
    assert not booted.vouched(boot, tmp_path, tmp_path)
    lay(tmp_path, {f"{node}/dm/uuid": "CRYPT-VERITY-1-trousse\n", f"{node}/ro": "0\n"})
    assert not booted.vouched(boot, tmp_path, tmp_path)
    lay(tmp_path, {f"{node}/ro": "1\n"})
    assert booted.vouched(boot, tmp_path, tmp_path)
    assert not booted.vouched(booted.Booted(root_hash=HASH), tmp_path, tmp_path)
    assert not booted.vouched(boot, tmp_path / "gone", tmp_path)


def test_the_numbers_of_partitions_are_those_of_the_image() -> None:
    assert layout.ROOT.guid.lower() == booted.ROOT_PART
    assert {layout.STICK.guid.lower(), layout.PROOFS.guid.lower()} == set(booted.WRITTEN_PARTS)
