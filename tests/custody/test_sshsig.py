"""Our signatures are those of OpenSSH, both ways, and nothing else passes."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody import keys, sshsig
from toolkit.custody.sshsig import BASELINE, DOSSIER, BadSignature

from .builder import KEY

MESSAGE = b"manifeste\n"
needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed here")


def why(message: bytes, armored: bytes, namespace: str = DOSSIER) -> str:
    with pytest.raises(BadSignature) as bad:
        sshsig.verify_bytes(message, armored, namespace)
    return bad.value.why


def test_a_signature_holds_for_its_message_key_and_use() -> None:
    armored = sshsig.sign_bytes(MESSAGE, KEY, DOSSIER)
    assert sshsig.verify_bytes(MESSAGE, armored, DOSSIER) == keys.public_raw(KEY)
    assert armored == sshsig.sign_bytes(MESSAGE, KEY, DOSSIER)
    assert why(MESSAGE + b"x", armored) == "signature_false"
    assert why(MESSAGE, armored, BASELINE) == "signature_namespace"


@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    armored = bytearray(sshsig.sign_bytes(MESSAGE, KEY, DOSSIER))
    armored[data.draw(st.integers(0, len(armored) - 1))] ^= data.draw(st.integers(1, 255))
    assert why(MESSAGE, bytes(armored)).startswith("signature_")


@given(st.binary(max_size=300))
def test_any_blob_is_refused_without_a_crash(blob: bytes) -> None:
    body = base64.b64encode(b"SSHSIG\0\0\0\1" + blob)
    wrapped = b"-----BEGIN SSH SIGNATURE-----\n" + body + b"\n-----END SSH SIGNATURE-----\n"
    assert why(MESSAGE, wrapped).startswith("signature_")
    assert why(MESSAGE, blob) == "signature_shape"


def test_other_ways_of_writing_the_same_signature_are_refused() -> None:
    armored = sshsig.sign_bytes(MESSAGE, KEY, DOSSIER)
    for other in (
        armored + b"\n",
        armored[:-1],
        b"\n" + armored,
        armored.replace(b"\n", b"\r\n"),
        b"",
        armored + b"x" * 5000,
    ):
        assert why(MESSAGE, other) == "signature_shape"


@needs_ssh
def test_ssh_keygen_accepts_ours_and_we_accept_its_own(tmp_path: Path) -> None:
    key = keys.make(tmp_path / "key")
    public = keys.public_raw(key)
    (tmp_path / "signers").write_text(keys.allowed_signers(public, "K7Q2-M9XD", DOSSIER))
    (tmp_path / "message.sig").write_bytes(sshsig.sign_bytes(MESSAGE, key, DOSSIER))
    verify = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        "signers",
        "-I",
        "K7Q2-M9XD",
        "-n",
        DOSSIER,
        "-s",
        "message.sig",
    ]
    for message, status in ((MESSAGE, 0), (MESSAGE + b"x", 255)):
        said = subprocess.run(verify, cwd=tmp_path, input=message, capture_output=True, check=False)
        assert said.returncode == status, said
    (tmp_path / "message").write_bytes(MESSAGE)
    sign = ["ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", BASELINE, "message"]
    (tmp_path / "message.sig").unlink()
    subprocess.run(sign, cwd=tmp_path, check=True, capture_output=True)
    assert sshsig.verify_bytes(MESSAGE, (tmp_path / "message.sig").read_bytes(), BASELINE) == public


@needs_ssh
def test_ssh_keygen_reads_our_key_and_prints_our_fingerprint(tmp_path: Path) -> None:
    key = keys.make(tmp_path / "key")
    said = subprocess.run(["ssh-keygen", "-l", "-f", tmp_path / "key"], capture_output=True, check=True)
    assert keys.fingerprint(keys.public_raw(key)).encode() in said.stdout


def test_fingerprints_on_paper() -> None:
    shown = keys.fingerprint(keys.public_raw(Ed25519PrivateKey.generate()))
    grouped = keys.grouped(shown)
    assert grouped.startswith("SHA256: ")
    assert max(map(len, grouped.removeprefix("SHA256: ").split())) == 4
    assert keys.ungrouped(grouped) == keys.ungrouped(grouped.removeprefix("SHA256: ")) == shown
    assert keys.grouped("abcdef") == "abcd ef"
