"""Encryption one chose oneself, told from what is done to one."""

import hashlib
from collections.abc import Callable

import pytest

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine, wrappers

Cipher = Callable[..., bytes]


def test_a_restic_file_is_named_by_its_own_digest(cipher: Cipher) -> None:
    data = cipher(6000)
    name = hashlib.sha256(data).hexdigest()
    assert wrappers.recognise(name, Content.of(data)) == "restic"
    assert wrappers.recognise(name, Content.of(data + b"x")) is None


def test_an_openpgp_message_is_read_packet_by_packet(cipher: Cipher) -> None:
    symmetric = b"\xc3\x0d\x04\x09\x03\x08" + cipher(9)
    assert wrappers.recognise("a", Content.of(symmetric + b"\xd2\xc1\x00" + cipher(256))) == "gpg"
    for seed in range(2000):
        assert wrappers.recognise("a", Content.of(b"\x85\x01\x0c\x03" + cipher(2000, str(seed)))) is None


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (bytes.fromhex("3082100a02010330820fd406092a864886f70d010701"), "pkcs"),
        (bytes.fromhex("3080") + bytes.fromhex("06092a864886f70d010703"), "pkcs"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\n", "private_key"),
        (b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", "private_key"),
        (b"Salted__", "openssl"),
        (b"\xeb\x58\x90-FVE-FS-", "bitlocker"),
        (b"BORG_SEG", "borg"),
    ],
)
def test_known_heads(start: bytes, code: str, cipher: Cipher) -> None:
    called = examine("coffre", Content.of(start + cipher(3000)))
    assert called.verdict == DamageVerdict.PROTECTED
    assert called.reasons == (f"wrapper:{code}",)


def test_a_wrapper_behind_an_added_extension_is_no_protection(cipher: Cipher) -> None:
    called = examine("radio.dcm.k3yhold", Content.of(b"Salted__" + cipher(3000)))
    assert called.verdict == DamageVerdict.ENCRYPTED
    assert called.reasons == ("wrapper:openssl", "appended_extension")
