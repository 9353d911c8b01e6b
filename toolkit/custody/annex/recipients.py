"""Those an annex is encrypted to instead of a passphrase: keys of age, or certificates; of one kind.

Formats: age-encryption.org/v1 (C2SP); CMS EnvelopedData with AES-256-CBC and RSA (RFC 5652, RFC 3565).
CMS of this kind hides but does not vouch: the hashes of 0000.txt and of the custody log do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]  # no stubs
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID as OID  # noqa: N814 - two words in every line

from toolkit.errors import UsageRefusal

ENDINGS = {"age": ".age", "x509": ".p7m"}
# Held whole in memory by both libraries, several times over.
LIMIT = 256 * 1024 * 1024  # bytes of the packed annex
_AGE = "age1"
_SECRET = "age-secret-key-"  # noqa: S105 - how one begins
# What nobody reads mail or files with: time-stamping, answers on revoked certificates, signed programs.
_NO_READERS = frozenset({OID.TIME_STAMPING, OID.OCSP_SIGNING, OID.CODE_SIGNING})
_RSA_BITS = 2048
_LIMIT = 64 * 1024  # bytes of a certificate; one is about two thousand


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who can open an annex; `fingerprint` is the key of age itself, or the SHA-256 of a certificate."""

    kind: str  # "age" or "x509"
    fingerprint: str
    shown: str  # the subject of a certificate
    key: Any
    valid: tuple[str, str] | None = None  # the days between which a certificate serves, ISO 8601
    authority: bool = False  # its maker meant it to sign other certificates


def asked(given: Iterable[str]) -> tuple[Recipient, ...]:
    """Return the recipients typed: public keys of age as they are, certificates by their file.

    Raises UsageRefusal("annex_recipient", given=…), ("annex_recipient_key", given=…) for a certificate
    that encrypts nothing, ("annex_recipient_expired", given=…, since=…, until=…), ("annex_recipient_secret"),
    ("annex_recipient_empty") and ("annex_recipients_mixed").
    """
    typed = [text.strip() for text in given]
    if not all(typed):
        raise UsageRefusal("annex_recipient_empty")
    if any(text.casefold().startswith(_SECRET) for text in typed):
        # Never shown again: whoever reads it can open every annex of that person.
        raise UsageRefusal("annex_recipient_secret")
    found = tuple(_age(text) if text.startswith(_AGE) else _certificate(Path(text)) for text in typed)
    if len({one.kind for one in found}) > 1:
        raise UsageRefusal("annex_recipients_mixed")
    return tuple({one.fingerprint: one for one in found}.values())


def _age(text: str) -> Recipient:
    try:
        return Recipient("age", text, text, pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError as error:
        raise UsageRefusal("annex_recipient", given=text) from error


def _certificate(path: Path) -> Recipient:
    if not path.is_file():  # a pipe would be waited for without end
        raise UsageRefusal("annex_recipient", given=str(path))
    try:
        with path.open("rb") as stream:
            content = stream.read(_LIMIT)
        pem = b"-----BEGIN" in content
        found = x509.load_pem_x509_certificate(content) if pem else x509.load_der_x509_certificate(content)
        usable, authority = _encrypts(found), _signs_others(found)
        shown = found.subject.rfc4514_string()
        since, until = found.not_valid_before_utc, found.not_valid_after_utc
    except (OSError, ValueError) as error:
        raise UsageRefusal("annex_recipient", given=str(path)) from error
    if not usable:
        raise UsageRefusal("annex_recipient_key", given=str(path))
    valid = since.date().isoformat(), until.date().isoformat()
    if not since <= datetime.now(UTC) <= until:
        raise UsageRefusal("annex_recipient_expired", given=str(path), since=valid[0], until=valid[1])
    return Recipient("x509", found.fingerprint(SHA256()).hex(), shown, found, valid, authority)


def _encrypts(certificate: x509.Certificate) -> bool:
    """Tell a certificate that may be encrypted to: an RSA key that its maker did not limit to other uses."""
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < _RSA_BITS:
        return False
    try:
        if _NO_READERS.issuperset(
            certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        ):
            return False
    except x509.ExtensionNotFound:
        pass
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_encipherment
    except x509.ExtensionNotFound:
        return True


def _signs_others(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def encrypted(content: bytes, recipients: tuple[Recipient, ...]) -> bytes:
    """Return the bytes only the recipients can read, whole."""
    if recipients[0].kind == "age":
        sealed: bytes = pyrage.encrypt(content, [one.key for one in recipients])
        return sealed
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(content)
    builder = builder.set_content_encryption_algorithm(algorithms.AES256)
    for one in recipients:
        builder = builder.add_recipient(one.key)
    return builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])
