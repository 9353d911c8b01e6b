"""Signatures are checked on a real file: `_uuid.pyd` of CPython 3.11.9 for Windows (PSF licence)."""

import lzma
import shutil
import struct
import sysconfig
from pathlib import Path

import pytest

from release import Refused, pins, signed

SIGNED = lzma.decompress((Path(__file__).parent / "foundation_signed.pyd.xz").read_bytes())

pytestmark = pytest.mark.skipif(
    shutil.which("osslsigncode") is None,
    reason="osslsigncode is not installed; `python -m release prepare` does",
)


def certificates() -> int:
    """Return where the signature begins: the security directory of the optional header (PE32+)."""
    header = struct.unpack_from("<I", SIGNED, 0x3C)[0] + 24
    return int(struct.unpack_from("<I", SIGNED, header + 144)[0])


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "_uuid.pyd"
    path.write_bytes(SIGNED)
    return path


def refusal(path: Path, *wanted: str) -> str:
    with pytest.raises(Refused) as caught:
        signed.check(path, *(wanted or pins.FOUNDATION))
    return str(caught.value)


def test_the_foundation_s_file_is_accepted(program: Path) -> None:
    signed.check(program, *pins.FOUNDATION)
    assert signed.folder(program.parent) == 1


@pytest.mark.parametrize("share", [0.0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.99])
def test_one_flipped_byte_is_refused(program: Path, share: float) -> None:
    # From the first byte after the headers' names to the last before the signature.
    place = 0x50 + int(share * (certificates() - 0x51))
    altered = bytearray(SIGNED)
    altered[place] ^= 1
    program.write_bytes(altered)
    assert "_uuid.pyd" in refusal(program)


def test_an_unsigned_program_is_refused(tmp_path: Path) -> None:
    launcher = Path(sysconfig.get_path("purelib")) / "setuptools" / "cli-64.exe"
    path = tmp_path / "cli.exe"
    path.write_bytes(launcher.read_bytes())
    assert "no Authenticode signature" in refusal(path)
    with pytest.raises(Refused):
        signed.folder(tmp_path)


def test_a_signature_cut_off_is_refused(program: Path) -> None:
    cut = bytearray(SIGNED[: certificates()])
    header = struct.unpack_from("<I", cut, 0x3C)[0] + 24
    cut[header + 144 : header + 152] = bytes(8)
    program.write_bytes(cut)
    assert "no Authenticode signature" in refusal(program)


def test_the_certificates_of_another_file_do_not_fit(program: Path, tmp_path: Path) -> None:
    altered = bytearray(SIGNED)
    altered[0x1000:0x1010] = bytes(16)
    program.write_bytes(altered)
    assert "altered" in refusal(program)


def test_another_signer_is_refused(program: Path) -> None:
    assert "not by Microsoft" in refusal(program, *pins.MICROSOFT)
    # A name that only begins like the one asked for is another's.
    assert "not by Python Software" in refusal(program, "Python Software", *pins.FOUNDATION[1:])


def test_a_chain_to_another_root_is_refused(program: Path) -> None:
    name, root, stamp = pins.FOUNDATION
    assert "failed" in refusal(program, name, "microsoft-2011.pem", stamp)
    assert "failed" in refusal(program, name, root, "microsoft-2010.pem")


def test_a_microsoft_name_asks_for_microsoft_s_signature(program: Path) -> None:
    program.rename(program.with_name("VCRUNTIME140.dll"))
    with pytest.raises(Refused, match="not by Microsoft"):
        signed.folder(program.parent)


def test_garbage_and_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no program file"):
        signed.folder(tmp_path)
    for content in (b"", b"MZ", b"MZ" + bytes(4096), SIGNED[:512]):
        path = tmp_path / "odd.dll"
        path.write_bytes(content)
        assert "no Authenticode signature" in refusal(path)


def test_the_roots_are_those_pinned() -> None:
    assert {path.name for path in signed.ROOTS.glob("*.pem")} == set(pins.ROOTS)
    for name in pins.ROOTS:
        signed._pem(name)
