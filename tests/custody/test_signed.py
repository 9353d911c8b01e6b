"""A file signed beside itself is valid, changed or unsigned: three facts."""

import shutil
import subprocess
from pathlib import Path

import pytest

from toolkit.custody import keys, signed
from toolkit.custody.sshsig import BASELINE, DOSSIER
from toolkit.errors import OutputRefusal, SourceRefusal

from .builder import KEY


def test_three_states(tmp_path: Path) -> None:
    path = tmp_path / "etat.jsonl"
    path.write_bytes(b'{"baseline":1}\n')
    assert signed.read_signed(path, BASELINE) == (b'{"baseline":1}\n', "absent")
    fingerprint = signed.sign_file(path, BASELINE, key=KEY)
    assert fingerprint == keys.fingerprint(keys.public_raw(KEY))
    assert signed.read_signed(path, BASELINE)[1] == "valid"
    assert signed.read_signed(path, BASELINE, fingerprint=keys.grouped(fingerprint))[1] == "valid"
    assert signed.read_signed(path, BASELINE, fingerprint="SHA256:" + "A" * 43)[1] == "invalid"
    assert signed.read_signed(path, DOSSIER)[1] == "invalid"
    path.write_bytes(b'{"baseline":2}\n')
    assert signed.read_signed(path, BASELINE)[1] == "invalid"
    for content in (b"", b"x", b"\xff" * 100_000):
        (tmp_path / "etat.jsonl.sig").write_bytes(content)
        assert signed.read_signed(path, BASELINE)[1] == "invalid"


def test_a_key_made_for_one_file_is_another_each_time(tmp_path: Path) -> None:
    path = tmp_path / "etat.jsonl"
    path.write_bytes(b"x")
    first = signed.sign_file(path, BASELINE)
    with pytest.raises(OutputRefusal):
        signed.sign_file(path, BASELINE)
    assert signed.sign_file(path, BASELINE, overwrite=True) != first


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "x", "source_missing"), (tmp_path, "baseline_not_file")):
        with pytest.raises(SourceRefusal) as refused:
            signed.read_signed(path, BASELINE)
        assert refused.value.code == code


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed here")
def test_ssh_keygen_agrees(tmp_path: Path) -> None:
    path = tmp_path / "etat.jsonl"
    path.write_bytes(bytes(range(256)) * 100)
    signed.sign_file(path, BASELINE, key=KEY)
    (tmp_path / "signers").write_text(keys.allowed_signers(keys.public_raw(KEY), "cabinet", BASELINE))
    command = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "cabinet", "-n", BASELINE]
    command += ["-s", "etat.jsonl.sig"]
    said = subprocess.run(command, cwd=tmp_path, input=path.read_bytes(), capture_output=True, check=False)
    assert said.returncode == 0


def test_what_is_used_is_what_was_hashed(tmp_path: Path) -> None:
    path = tmp_path / "etat.jsonl"
    content = bytes(range(256)) * 10_000
    path.write_bytes(content)
    signed.sign_file(path, BASELINE, key=KEY)
    file = signed.SignedFile(path, BASELINE)
    assert b"".join(file.pieces()) == content
    path.write_bytes(b"another")  # nobody reads it a second time
    assert file.state() == "valid"
    assert file.read() == b""
    assert file.state() == "invalid"


def test_a_file_not_read_to_its_end_is_not_valid(tmp_path: Path) -> None:
    path = tmp_path / "etat.jsonl"
    path.write_bytes(bytes(3_000_000))
    signed.sign_file(path, BASELINE, key=KEY)
    file = signed.SignedFile(path, BASELINE)
    pieces = file.pieces()
    next(pieces)
    assert file.state() == "invalid"
    assert signed.read_signed(path, BASELINE, most=5) == (bytes(5), "valid")
