"""Whether a Windows program is still what its publisher signed, and who that publisher is.

Sources: Microsoft, "Windows Authenticode Portable Executable Signature Format" (2008); RFC 2315 (PKCS #7),
RFC 3161 (time stamps), RFC 5280 (certificates). The roots are those Microsoft publishes for Windows.
Revocation lists need a network: whether a certificate was revoked is never known here, and said so.
"""

import hmac
import time
from typing import Any

from toolkit.records import Facts
from toolkit.scan.content import Content
from toolkit.scan.programs.authenticode import chain, cms, stamped, table
from toolkit.scan.programs.authenticode.refused import Refused

_NESTED = 4  # signatures of one program
_WEAK = frozenset({"md5", "sha1"})
# From best to worst: a program signed twice is as good as its best signature, unless one is broken.
_ORDER = ("valid", "expired", "unproven", "untrusted", "unreadable")
_SAID = {"expired": "expired", "issuer_absent": "unproven"}


def verify(content: Content, now_ns: int | None = None) -> Facts:
    """Return {"signed": code, …} for a Windows program; never raises for what a file holds.

    Codes: "valid"; "broken" (bytes changed after signing); "expired" (nothing proves it was signed in time);
    "unproven" (a certificate on the way is not in the file); "untrusted" (no way to a root of Windows);
    "unreadable"; each but the first with `why`; "absent" (it may still be listed in a catalogue of Windows,
    which is not looked at). Beside: `signer`, `publisher`, `issuer`, `serial`, `thumbprint` (SHA-1, as
    Windows shows it), `signed_at` (ns UTC), `digest`, `weak`, `slack` (bytes no signature covers), and
    `revocation`, which is "unknown" without a network.
    """
    try:
        block = table.block(content)
        if block is None:
            return {"signed": "absent"}
        now = time.time_ns() if now_ns is None else now_ns
        return {**_judged(content, block, now), "revocation": "unknown"}
    except Refused as refused:
        return {"signed": refused.code, "why": refused.why, "revocation": "unknown"}
    except Exception:  # noqa: BLE001 - hostile ASN.1 may fail a decoder in any way; that is one fact
        return {"signed": "unreadable", "why": "malformed", "revocation": "unknown"}


def _judged(content: Content, block: table.Block, now_ns: int) -> dict[str, Any]:
    answers = []
    signed: cms.Signed | None = cms.read(block.data)
    for _ in range(_NESTED):
        if signed is None:
            break
        answers.append(_one(content, block, signed, now_ns))
        signed = signed.nested()
    broken = [one for one in answers if one["signed"] == "broken"]
    found = broken[0] if broken else min(answers, key=lambda one: _ORDER.index(one["signed"]))
    if block.slack:
        found["slack"] = block.slack  # bytes behind the signature, which no signature covers
    return found


def _one(content: Content, block: table.Block, signed: cms.Signed, now_ns: int) -> dict[str, Any]:
    """Judge one signature: the file, the signer's own signature, the time, then the way to a root."""
    try:
        name, digest = signed.promised()
        facts = {**signed.facts(), "digest": name}
        if name in _WEAK:
            facts["weak"] = True
        if not hmac.compare_digest(table.digest(content, block, name), digest):
            return {"signed": "broken", "why": "changed", **facts}
        signed.check()
    except Refused as refused:
        return {"signed": refused.code, "why": refused.why}
    return {**_dated(signed, now_ns), **facts}


def _dated(signed: cms.Signed, now_ns: int) -> dict[str, Any]:
    try:
        at_ns = stamped.at(signed)
        facts: dict[str, Any] = {} if at_ns is None else {"signed_at": at_ns}
    except Refused as refused:
        # A signature whose proof of time does not hold is judged as one that has none.
        at_ns, facts = None, {"stamp": refused.why}
    when = now_ns if at_ns is None or signed.lifetime() else at_ns
    why = chain.fault(signed.signer, signed.certificates, when, "code_signing")
    if why is None:
        return {"signed": "valid", **facts}
    return {"signed": _SAID.get(why, "untrusted"), "why": why, **facts}
