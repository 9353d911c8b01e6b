"""A time-stamping authority made for the tests: it answers as asked, or wrongly in any one way."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as parsed
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from toolkit.custody.timestamps import request

MOMENT = datetime(2026, 9, 2, 12, 30, tzinfo=UTC)
STAMPING = (ExtendedKeyUsageOID.TIME_STAMPING,)
_FORMS = {"sha256": hashes.SHA256(), "sha512": hashes.SHA512(), "sha1": hashes.SHA1()}  # noqa: S303 - what must be refused


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certified(
    key: Any, subject: str, issuer: str, by: Any, days: tuple[int, int], *extensions: tuple[Any, bool]
) -> x509.Certificate:
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(MOMENT + timedelta(days=days[0]))
        .not_valid_after(MOMENT + timedelta(days=days[1]))
    )
    for extension, critical in extensions:
        built = built.add_extension(extension, critical)
    return built.sign(by, hashes.SHA256())


@dataclass
class Authority:
    """A root and a stamping key below it; each field but the first is what may be wrong."""

    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    usage: tuple[x509.ObjectIdentifier, ...] = STAMPING
    critical: bool = True
    days: tuple[int, int] = (-30, 3650)
    name: str = "Autorité d'essai"

    def __post_init__(self) -> None:
        self.root_key = ec.generate_private_key(ec.SECP256R1())
        ca = (x509.BasicConstraints(ca=True, path_length=None), True)
        self.root = _certified(self.root_key, "Racine", "Racine", self.root_key, (-60, 7000), ca)
        usage = [(x509.ExtendedKeyUsage(self.usage), self.critical)] if self.usage else []
        self.leaf = _certified(self.key, self.name, "Racine", self.root_key, self.days, *usage)

    @property
    def pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)

    def answer(self, question: bytes, **wrong: Any) -> bytes:
        """Return the answer to a question; `wrong` replaces one of its parts."""
        asked = request.read(question)
        if "status" in wrong:
            info = tsp.PKIStatusInfo({"status": wrong["status"]})
            return core.Sequence(contents=info.dump()).dump()
        told = self._told(asked, wrong).dump()
        token = cms.ContentInfo({"content_type": "signed_data", "content": self._signed(told, wrong)})
        info = tsp.PKIStatusInfo({"status": "granted"})
        return core.Sequence(contents=info.dump() + token.dump()).dump()

    def _told(self, asked: request.Question, wrong: dict[str, Any]) -> tsp.TSTInfo:
        told = {
            "version": "v1",
            "policy": "1.2.3.4.5",
            "message_imprint": {
                "hash_algorithm": {"algorithm": wrong.get("algorithm", asked.algorithm)},
                "hashed_message": wrong.get("imprint", asked.imprint),
            },
            "serial_number": wrong.get("serial", 42),
            "gen_time": wrong.get("moment", MOMENT),
            "accuracy": {"seconds": 1, "millis": 500},
            "nonce": wrong.get("nonce", asked.nonce),
        }
        return tsp.TSTInfo(told)

    def _signed(self, told: bytes, wrong: dict[str, Any]) -> cms.SignedData:
        digest = wrong.get("digest", "sha256")
        leaf = parsed.Certificate.load(self.leaf.public_bytes(serialization.Encoding.DER))
        attributes = self._attributes(wrong.get("content", told), digest, wrong)
        form, made = self._sign(attributes.dump(), digest, wrong)
        signer = {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": leaf.issuer, "serial_number": leaf.serial_number}},
            "digest_algorithm": {"algorithm": digest},
            "signed_attrs": attributes,
            "signature_algorithm": form,
            "signature": wrong.get("signature", made),
        }
        return cms.SignedData({
            "version": "v3",
            "digest_algorithms": [{"algorithm": digest}],
            "encap_content_info": {
                "content_type": "tst_info", "content": core.ParsableOctetString(told)
            },
            "certificates": [] if wrong.get("bare") else [leaf],
            "signer_infos": [signer] * wrong.get("signers", 1),
        })  # fmt: skip

    def _attributes(self, told: bytes, digest: str, wrong: dict[str, Any]) -> cms.CMSAttributes:
        named = wrong.get("named", self.leaf).public_bytes(serialization.Encoding.DER)
        certificate = {"certs": [{"cert_hash": hashlib.sha256(named).digest()}]}
        return cms.CMSAttributes([
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [hashlib.new(digest, told).digest()]},
            {"type": "signing_certificate_v2", "values": [certificate]},
        ])  # fmt: skip

    def _sign(self, message: bytes, digest: str, wrong: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        form = _FORMS[digest]
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return {"algorithm": "ed25519"}, self.key.sign(message)
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return {"algorithm": f"{digest}_ecdsa"}, self.key.sign(message, ec.ECDSA(form))
        if wrong.get("pss"):
            salted = padding.PSS(padding.MGF1(form), form.digest_size)
            facts = algos.RSASSAPSSParams({
                "hash_algorithm": {"algorithm": digest},
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": digest}},
                "salt_length": form.digest_size,
            })  # fmt: skip
            return {"algorithm": "rsassa_pss", "parameters": facts}, self.key.sign(message, salted, form)
        return {"algorithm": "rsassa_pkcs1v15"}, self.key.sign(message, padding.PKCS1v15(), form)


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)
