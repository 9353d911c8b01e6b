"""The signed message inside a program: what it promises, who signed it, and whether that signature holds."""

import hashlib
import hmac
from typing import Any

from toolkit.scan.programs.authenticode.refused import Refused

_INDIRECT = "1.3.6.1.4.1.311.2.1.4"  # SPC_INDIRECT_DATA_OBJID
_NESTED = "microsoft_nested_signature"
_LIFETIME = "1.3.6.1.4.1.311.10.3.13"  # szOID_KP_LIFETIME_SIGNING: no longer good than the certificate
_CERTIFICATES = 64
_LONGEST = 256  # characters of a name kept
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})


class Signed:
    """One SignedData with its one signer; made by `read`, or for a stamp of time by `token`."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.certificates = _certificates(data)
        signers = data["signer_infos"]
        if len(signers) != 1:
            raise Refused("signers")
        self.info = signers[0]
        self.signer = signer_of(self.info, self.certificates)

    def promised(self) -> tuple[str, bytes]:
        """Return the name of the hash and the hash of the program that was signed."""
        from asn1crypto import algos, core  # noqa: PLC0415 - only where a program is signed

        held = self.data["encap_content_info"]
        if held["content_type"].dotted != _INDIRECT:
            raise Refused("not_a_program")
        parts = core.Sequence.load(held["content"].parsed.untag().dump())
        if len(parts) != 2:
            raise Refused("malformed")
        found = algos.DigestInfo.load(parts[1].dump())
        return _hash_name(found["digest_algorithm"]["algorithm"].native), found["digest"].native

    def check(self) -> None:
        """Hold the signer's signature against what was signed; raises Refused "broken" where it fails."""
        verify(self.info, self.signer, self._content())

    def _content(self) -> bytes:
        content = self.data["encap_content_info"]["content"].parsed
        return bytes(content.contents)  # the value without its tag and length: RFC 2315, 9.3

    def nested(self) -> "Signed | None":
        """Return the second signature that a program may carry inside the first."""
        for attribute in self.info["unsigned_attrs"] or ():
            if attribute["type"].native == _NESTED and len(attribute["values"]):
                return Signed(attribute["values"][0]["content"])
        return None

    def lifetime(self) -> bool:
        """Tell a signature that ends with its certificate, whatever proves its time."""
        usage = self.signer.extended_key_usage_value
        return bool(usage) and _LIFETIME in {one.dotted for one in usage}

    def facts(self) -> dict[str, Any]:
        """Return who signed: the texts are those of the certificate and prove nothing by themselves."""
        subject, issuer = self.signer.subject.native, self.signer.issuer.native
        return {
            "signer": _text(subject, "common_name", "organization_name"),
            "publisher": _text(subject, "organization_name", "common_name"),
            "issuer": _text(issuer, "common_name", "organization_name"),
            "serial": f"{self.signer.serial_number:x}"[:64],
            "thumbprint": self.signer.sha1.hex(),
        }


def read(der: bytes) -> Signed:
    """Read the signature of a program; raises Refused, and whatever asn1crypto makes of malformed bytes."""
    # tsp teaches cms the content of time stamps.
    from asn1crypto import cms, tsp  # noqa: F401, PLC0415 - only where a program is signed

    message = cms.ContentInfo.load(der)
    if message["content_type"].native != "signed_data":
        raise Refused("not_signed_data")
    return Signed(message["content"])


def verify(info: Any, certificate: Any, content: bytes) -> None:
    """Hold one signer's signature against content; raises Refused "broken" when it does not hold."""
    name = _hash_name(info["digest_algorithm"]["algorithm"].native)
    signed = info["signed_attrs"]
    if not signed:
        holds(certificate, info["signature"].native, content, name)
        return
    digest = hashlib.new(name, content, usedforsecurity=False).digest()
    promised = [one["values"][0].native for one in signed if one["type"].native == "message_digest"]
    if len(promised) != 1 or not hmac.compare_digest(promised[0], digest):
        raise Refused("message_changed", "broken")
    # Signed as the SET it is, not under the tag it travels with: RFC 2315, 9.3.
    holds(certificate, info["signature"].native, b"\x31" + signed.dump()[1:], name)


def holds(certificate: Any, signature: bytes, message: bytes, digest: str) -> None:
    """Check a signature by the key of a certificate; raises Refused "broken" when it does not hold."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415 - see read
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - see read
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa  # noqa: PLC0415 - see read

    algorithm = getattr(hashes, digest.upper())()
    try:
        key = serialization.load_der_public_key(certificate.public_key.dump())
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(algorithm))
        else:
            raise Refused("unknown_key")
    except InvalidSignature as error:
        raise Refused("signature", "broken") from error
    except (UnsupportedAlgorithm, ValueError) as error:
        raise Refused("unknown_key") from error


def signer_of(info: Any, certificates: list[Any]) -> Any:
    """Return the certificate a signer names, among those given; raises Refused when it is not there."""
    wanted = info["sid"]
    for certificate in certificates:
        if wanted.name == "issuer_and_serial_number":
            same = certificate.serial_number == wanted.chosen["serial_number"].native
            if same and certificate.issuer == wanted.chosen["issuer"]:
                return certificate
        elif certificate.key_identifier == wanted.chosen.native:
            return certificate
    raise Refused("signer_absent")


def _certificates(data: Any) -> list[Any]:
    held = data["certificates"]
    if not held:
        raise Refused("no_certificates")
    if len(held) > _CERTIFICATES:
        raise Refused("certificates")
    return [one.chosen for one in held if one.name == "certificate"]


def _hash_name(name: str) -> str:
    if name not in _DIGESTS:
        raise Refused("unknown_digest")
    return name


def _text(name: Any, *keys: str) -> str:
    found = next((name[key] for key in keys if name.get(key)), "")
    return str(found[0] if isinstance(found, list) and found else found)[:_LONGEST]
