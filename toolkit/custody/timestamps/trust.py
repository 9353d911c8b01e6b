"""Whether a root that the reader trusts vouches for the authority that signed a stamp."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.x509 import Certificate

from toolkit.custody.timestamps import reply
from toolkit.custody.timestamps.bad_stamp import BadStamp
from toolkit.errors import SourceRefusal

if TYPE_CHECKING:
    import rfc3161_client

_LIMIT = 1024 * 1024  # bytes of a file of certificates
_PEM = b"-----BEGIN CERTIFICATE-----"


def roots(paths: Sequence[Path]) -> list[Certificate]:
    """Read root certificates, PEM or DER; raises SourceRefusal("source_missing") or ("root_unreadable")."""
    found: list[Certificate] = []
    for path in paths:
        if not path.is_file():
            raise SourceRefusal("source_missing", source=str(path))
        try:
            with path.open("rb") as stream:
                found += _certificates(stream.read(_LIMIT))
        except (OSError, ValueError, x509.InvalidVersion) as error:
            raise SourceRefusal("root_unreadable", path=str(path)) from error
    return list(dict.fromkeys(found))


def _certificates(raw: bytes) -> list[Certificate]:
    if _PEM in raw:
        return x509.load_pem_x509_certificates(raw)
    return [x509.load_der_x509_certificate(raw)]


def vouched(raw: bytes, imprint: bytes, nonce: int | None, trusted: list[Certificate]) -> bool:
    """Tell whether the certificates inside an answer lead up to a root, as they were when it stamped.

    The answer has been read by `reply.read` before: what is left to go wrong is the chain. Nothing tells
    offline whether a certificate was revoked. Raises BadStamp("signature_form").
    """
    import rfc3161_client  # noqa: PLC0415 - start-up time of every other verification

    try:
        answer = rfc3161_client.decode_timestamp_response(reply.in_order(raw))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the library's Rust is no Exception
        raise BadStamp("signature_form") from error
    # Of two roots of one name OpenSSL may try one only: all together first, then each alone.
    return any(_follows(answer, imprint, nonce, some) for some in (trusted, *([one] for one in trusted)))


def _follows(
    answer: "rfc3161_client.TimeStampResponse", imprint: bytes, nonce: int | None, trusted: list[Certificate]
) -> bool:
    import rfc3161_client  # noqa: PLC0415 - see vouched

    try:
        return rfc3161_client.VerifierBuilder(roots=trusted, nonce=nonce).build().verify(answer, imprint)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - a panic of the library's Rust is no Exception
        return False
