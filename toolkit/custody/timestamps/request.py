"""The question put to a time-stamping authority: the hash of an archive, and a number to know its answer."""

import secrets
from dataclasses import dataclass

from asn1crypto import tsp

from toolkit.custody.timestamps.bad_stamp import BadStamp

ALGORITHM = "sha256"
LIMIT = 4096  # bytes; a question of ours is about 60
_NONCE_BITS = 64


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the hash of the archive, under which algorithm, and the number of the question."""

    algorithm: str
    imprint: bytes
    nonce: int | None


def written(imprint: bytes, nonce: int | None = None) -> bytes:
    """Return the DER of a question about a SHA-256, certificates wanted (RFC 3161, 2.4.1)."""
    if nonce is None:
        nonce = secrets.randbits(_NONCE_BITS) | 1 << (_NONCE_BITS - 1)
    asked = {
        "version": "v1",
        "message_imprint": {"hash_algorithm": {"algorithm": ALGORITHM}, "hashed_message": imprint},
        "nonce": nonce,
        "cert_req": True,
    }
    return bytes(tsp.TimeStampReq(asked).dump())


def read(raw: bytes) -> Question:
    """Read a question; raises BadStamp("request_shape")."""
    try:
        asked = tsp.TimeStampReq.load(raw, strict=True)
        imprint = asked["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        return Question(str(algorithm), bytes(imprint["hashed_message"].native), asked["nonce"].native)
    except Exception as error:  # the ASN.1 reader answers damage with errors of many kinds
        raise BadStamp("request_shape") from error
