"""When a program was signed, as far as somebody other than its signer vouches for it."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from toolkit.scan.programs.authenticode import chain, cms
from toolkit.scan.programs.authenticode.refused import Refused

_TOKEN = "microsoft_time_stamp_token"  # noqa: S105 - the name of an attribute
_TST_INFO = "tst_info"


def at(signed: cms.Signed) -> int | None:
    """Return the time of the stamp in ns UTC, None without one; raises Refused when a stamp does not hold."""
    for attribute in signed.info["unsigned_attrs"] or ():
        kind = attribute["type"].native
        if kind == _TOKEN and len(attribute["values"]):
            return _token(attribute["values"][0], signed.info["signature"].native)
        if kind == "counter_signature" and len(attribute["values"]):
            return _countersigned(attribute["values"][0], signed)
    return None


def _token(message: Any, signature: bytes) -> int:
    """Check a token of RFC 3161: its content names the hash of the signature it was made for."""
    stamp = cms.Signed(message["content"])
    held = stamp.data["encap_content_info"]
    if held["content_type"].native != _TST_INFO:
        raise Refused("stamp_kind")
    told = held["content"].parsed
    imprint = told["message_imprint"]
    name = imprint["hash_algorithm"]["algorithm"].native
    digest = hashlib.new(name, signature, usedforsecurity=False).digest()
    if not hmac.compare_digest(imprint["hashed_message"].native, digest):
        raise Refused("stamp_of_other")
    cms.verify(stamp.info, stamp.signer, bytes(held["content"]))
    return _trusted(told["gen_time"].native, stamp.signer, stamp.certificates)


def _countersigned(info: Any, signed: cms.Signed) -> int:
    """Check an older stamp: a signer of PKCS #9 over the signature, one of its certificates."""
    signer = cms.signer_of(info, signed.certificates)
    cms.verify(info, signer, signed.info["signature"].native)
    times = [one["values"][0].native for one in info["signed_attrs"] if one["type"].native == "signing_time"]
    if len(times) != 1:
        raise Refused("stamp_time")
    return _trusted(times[0], signer, signed.certificates)


def _trusted(when: datetime, signer: Any, certificates: list[Any]) -> int:
    at_ns = int((when - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000_000
    if why := chain.fault(signer, certificates, at_ns, "time_stamping"):
        raise Refused(f"stamp_{why}")
    return at_ns
