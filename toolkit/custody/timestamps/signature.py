"""Who signed a time stamp, and whether that signature holds (CMS, RFC 5652; RFC 3161, 2.3 and 2.4.2)."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from toolkit.custody.timestamps.bad_stamp import BadStamp

HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_CERTIFICATES = 32
_RSA_BITS = 2048
_SET = b"\x31"  # signed as the SET it is, not under the tag it travels with: RFC 5652, 5.4


def signer(data: Any, content: bytes) -> x509.Certificate:
    """Return the certificate whose key signed `content`; raises BadStamp."""
    signers = data["signer_infos"]
    if len(signers) != 1 or signers[0]["sid"].name != "issuer_and_serial_number":
        raise BadStamp("signature_form")
    info = signers[0]
    leaf = _named(data, info["sid"].chosen)
    digest = _hash_name(info["digest_algorithm"]["algorithm"].native)
    _promises(info["signed_attrs"], leaf, hashlib.new(digest, content).digest())
    _hold(leaf, info, _SET + info["signed_attrs"].dump()[1:], digest)
    return leaf


def fit(leaf: x509.Certificate, moment: datetime) -> None:
    """Refuse a certificate not made for time stamps alone, or not valid when it stamped; raises BadStamp."""
    try:
        usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound as error:
        raise BadStamp("certificate_purpose") from error
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise BadStamp("certificate_purpose")
    if not leaf.not_valid_before_utc <= moment <= leaf.not_valid_after_utc:
        raise BadStamp("certificate_expired")


def _named(data: Any, wanted: Any) -> x509.Certificate:
    held = data["certificates"]
    if not held or len(held) > _CERTIFICATES:
        raise BadStamp("certificate_missing")
    for each in held:
        one = each.chosen
        if each.name != "certificate" or one.serial_number != wanted["serial_number"].native:
            continue
        if one.issuer.dump() == wanted["issuer"].dump():
            return x509.load_der_x509_certificate(one.dump())
    raise BadStamp("certificate_missing")


def _promises(attributes: Any, leaf: x509.Certificate, digest: bytes) -> None:
    """Hold what the signer promised against the content and the certificate that is there."""
    said: dict[str, Any] = {}
    for each in attributes or ():
        name = each["type"].native
        if name in said or len(each["values"]) != 1:
            raise BadStamp("signature_form")
        said[name] = each["values"][0]
    if "content_type" not in said or "message_digest" not in said:
        raise BadStamp("signature_form")
    if said["content_type"].native != "tst_info":
        raise BadStamp("signature_form")
    if not hmac.compare_digest(bytes(said["message_digest"].native), digest):
        raise BadStamp("signature_false")
    if not _same_certificate(said, leaf):
        raise BadStamp("certificate_other")


def _same_certificate(said: dict[str, Any], leaf: x509.Certificate) -> bool:
    """Tell whether the certificate is the one the signature names; the first of the list counts."""
    if "signing_certificate_v2" in said:
        first = said["signing_certificate_v2"]["certs"][0]
        name = _hash_name(first["hash_algorithm"]["algorithm"].native)
        return bool(first["cert_hash"].native == leaf.fingerprint(HASHES[name]))
    if "signing_certificate" in said:
        # Old authorities still name it by SHA-1; the signature itself does not rest on that.
        first = said["signing_certificate"]["certs"][0]
        return bool(first["cert_hash"].native == leaf.fingerprint(hashes.SHA1()))  # noqa: S303 - see above
    return False


def _hash_name(name: str) -> str:
    if name not in HASHES:
        raise BadStamp("hash_weak")
    return name


def _hold(leaf: x509.Certificate, info: Any, message: bytes, digest: str) -> None:
    """Hold the signature; what `openssl ts` cannot follow either, PSS and Ed25519, is "signature_form"."""
    form = str(info["signature_algorithm"]["algorithm"].native)
    first = form.partition("_")[0]
    if first.startswith(("md", "sha")):
        digest = _hash_name(first)
    key, made = leaf.public_key(), info["signature"].native
    try:
        if isinstance(key, rsa.RSAPublicKey) and form != "rsassa_pss":
            if key.key_size < _RSA_BITS:
                raise BadStamp("key_weak")
            key.verify(made, message, padding.PKCS1v15(), HASHES[digest])
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(made, message, ec.ECDSA(HASHES[digest]))
        else:
            raise BadStamp("signature_form")
    except InvalidSignature as error:
        raise BadStamp("signature_false") from error
    except UnsupportedAlgorithm as error:
        raise BadStamp("signature_form") from error
