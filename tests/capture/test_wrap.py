"""A wrapped program opens with the field's password in stock programs, and with no other."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
import pyzipper  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from toolkit.capture.wrap import PASSWORD, wrapped

PROGRAM = b"MZ" + bytes(range(256)) * 40


@given(st.binary(max_size=2000))
def test_what_comes_out_is_what_went_in(content: bytes) -> None:
    with pyzipper.AESZipFile(wrapped(content, "P0001.bin")) as archive:
        assert archive.namelist() == ["P0001.bin"]
        assert archive.read("P0001.bin", pwd=PASSWORD) == content


def test_the_program_cannot_be_read_in_it_and_the_bytes_are_the_same_each_time() -> None:
    held = wrapped(PROGRAM, "P0001.bin").getvalue()
    assert bytes(range(32)) not in held
    assert held == wrapped(PROGRAM, "P0001.bin").getvalue()
    assert held != wrapped(PROGRAM, "P0002.bin").getvalue()
    with pyzipper.AESZipFile(wrapped(PROGRAM, "P0001.bin")) as archive, pytest.raises(RuntimeError):
        archive.read("P0001.bin", pwd=b"other")


def test_the_header_is_that_of_ae_2_with_256_bits() -> None:
    with pyzipper.AESZipFile(wrapped(PROGRAM, "P0001.bin")) as archive:
        info = archive.getinfo("P0001.bin")
        assert (info.wz_aes_version, info.wz_aes_strength, info.wz_aes_vendor_id) == (2, 3, b"AE")
        assert (info.CRC, info.date_time) == (0, (1980, 1, 1, 0, 0, 0))


@pytest.mark.skipif(shutil.which("7z") is None, reason="7z is not on this machine")
def test_seven_zip_opens_it(tmp_path: Path) -> None:
    (tmp_path / "P0001.zip").write_bytes(wrapped(PROGRAM, "P0001.bin").getvalue())
    command = ["7z", "x", "-pinfected", f"-o{tmp_path}", str(tmp_path / "P0001.zip")]
    subprocess.run(command, check=True, capture_output=True)
    told = hashlib.sha256((tmp_path / "P0001.bin").read_bytes()).digest()
    assert told == hashlib.sha256(PROGRAM).digest()
