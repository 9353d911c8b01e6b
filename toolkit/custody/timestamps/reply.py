"""The answer of a time-stamping authority, read without trusting a byte of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.x509.oid import NameOID

from toolkit.custody.timestamps import signature
from toolkit.custody.timestamps.bad_stamp import BadStamp

LIMIT = 256 * 1024  # bytes; an answer with its certificates is 2 to 10 KB
GRANTED = 0
_NAME_LIMIT = 200  # characters
_SERIAL_BITS = 512  # RFC 3161 asks for 160 at least


class _Answer(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """TimeStampResp, whose token is absent when the answer is no (RFC 3161, 2.4.2)."""

    _fields = [  # noqa: RUF012 - the form asn1crypto reads
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class Reply:
    """A granted answer whose one signature holds; who vouches for its signer is another question."""

    algorithm: str
    imprint: bytes
    moment: datetime  # UTC
    accuracy: int | None  # microseconds
    policy: str  # dotted
    serial: int
    nonce: int | None
    authority: str  # what the certificate says of its owner


def read(raw: bytes) -> Reply:
    """Read an answer and hold its signature against what it says; raises BadStamp."""
    try:
        return _read(raw)
    except BadStamp:
        raise
    except Exception as error:  # the readers of ASN.1 and of certificates answer damage with many errors
        raise BadStamp("shape") from error


def in_order(raw: bytes) -> bytes:
    """Return an answer with its certificates sorted as a SET of DER is; openssl leaves them unsorted.

    No signature covers their order, and rfc3161-client 1.0.9 takes no other.
    """
    answer = _Answer.load(raw)
    data = answer["time_stamp_token"]["content"]
    held = sorted(each.dump() for each in data["certificates"])
    data["certificates"] = cms.CertificateSet([cms.CertificateChoices.load(each) for each in held])
    return bytes(answer.dump())


def _read(raw: bytes) -> Reply:
    answer = _Answer.load(raw, strict=True)
    status = int(answer["status"]["status"])
    if status != GRANTED:
        raise BadStamp("status", status=min(max(status, -1), 99))
    token = answer["time_stamp_token"]
    if token.native is None or token["content_type"].native != "signed_data":
        raise BadStamp("shape")
    data = token["content"]
    held = data["encap_content_info"]
    if held["content_type"].native != "tst_info":
        raise BadStamp("shape")
    content = bytes(held["content"].contents)
    found = _told(tsp.TSTInfo.load(content, strict=True))
    leaf = signature.signer(data, content)
    signature.fit(leaf, found.moment)
    return replace(found, authority=_name(leaf))


def _told(told: Any) -> Reply:
    moment = told["gen_time"].native
    serial = int(told["serial_number"])
    if type(moment) is not datetime or moment.tzinfo is None or serial.bit_length() > _SERIAL_BITS:
        raise BadStamp("shape")
    imprint = told["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if algorithm not in signature.HASHES:
        raise BadStamp("hash_weak")
    return Reply(
        algorithm=algorithm,
        imprint=bytes(imprint["hashed_message"].native),
        moment=moment.astimezone(UTC),
        accuracy=_accuracy(told["accuracy"].native),
        policy=told["policy"].dotted,
        serial=serial,
        nonce=told["nonce"].native,
        authority="",
    )


def _accuracy(told: Any) -> int | None:
    if told is None:
        return None
    return (told["seconds"] or 0) * 1_000_000 + (told["millis"] or 0) * 1000 + (told["micros"] or 0)


def _name(leaf: x509.Certificate) -> str:
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for attribute in leaf.subject.get_attributes_for_oid(oid):
            return str(attribute.value)[:_NAME_LIMIT]
    return leaf.subject.rfc4514_string()[:_NAME_LIMIT]
