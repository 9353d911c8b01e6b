"""The way from a certificate to a root that Windows trusts, at one moment and for one use."""

from datetime import UTC, datetime
from typing import Any

from toolkit.scan.programs.authenticode import cms, roots
from toolkit.scan.programs.authenticode.refused import Refused

_DEPTH = 8
_TRIED = 64  # signatures checked for one way: certificates that all bear one name must not cost minutes
_USES = {"code_signing": "1.3.6.1.5.5.7.3.3", "time_stamping": "1.3.6.1.5.5.7.3.8"}
_ANY = "2.5.29.37.0"
# What weighs more, when several ways fail: a way that only ran out of time is nearly one.
_ORDER = ("expired", "root_restricted", "use", "not_an_authority", "issuer_absent", "no_root")


def fault(leaf: Any, certificates: list[Any], at_ns: int, use: str) -> str | None:
    """Return None when a way holds, else the code of what is wrong with the best one.

    Codes: expired, root_restricted (a root Microsoft no longer trusts for this), use (not made for it),
    not_an_authority, issuer_absent (the next certificate of the way is not in the file), no_root.
    """
    if not _allows(leaf, _USES[use], must=True):
        return "use"
    faults: set[str] = set()
    _Search(certificates, at_ns, use, faults).walk(leaf, 0, _is_in_time(leaf, at_ns))
    return None if "" in faults else min(faults or {"no_root"}, key=_ORDER.index)


class _Search:
    def __init__(self, certificates: list[Any], at_ns: int, use: str, faults: set[str]) -> None:
        self.certificates = certificates
        self.at_ns = at_ns
        self.use = use
        self.faults = faults
        self.tried = 0

    def walk(self, certificate: Any, depth: int, in_time: bool) -> None:
        """Try every issuer of a certificate; the outcome of each way goes to `faults`, "" where it holds."""
        trusted = roots.known()
        own = trusted.get(certificate.subject.dump(), ())
        if any(root.certificate.sha256 == certificate.sha256 for root in own):
            self._arrived(next(r for r in own if r.certificate.sha256 == certificate.sha256), in_time)
            return
        above = trusted.get(certificate.issuer.dump(), ())
        for root in above:
            if self._issued(certificate, root.certificate):
                self._arrived(root, in_time)
        named = [one for one in self.certificates if one.subject == certificate.issuer]
        if not above and not named:
            self.faults.add("issuer_absent")
        for issuer in named if depth < _DEPTH else ():
            if issuer.sha256 == certificate.sha256 or not self._issued(certificate, issuer):
                continue
            if not issuer.ca or not _allows(issuer, _USES[self.use], must=False):
                self.faults.add("not_an_authority" if not issuer.ca else "use")
                continue
            self.walk(issuer, depth + 1, in_time and _is_in_time(issuer, self.at_ns))

    def _arrived(self, root: roots.Root, in_time: bool) -> None:
        if not root.allows(self.use, self.at_ns):
            self.faults.add("root_restricted")
        else:
            self.faults.add("" if in_time and _is_in_time(root.certificate, self.at_ns) else "expired")

    def _issued(self, certificate: Any, issuer: Any) -> bool:
        self.tried += 1
        if self.tried > _TRIED:
            return False
        try:
            algorithm = certificate["signature_algorithm"]
            cms.holds(
                issuer,
                certificate["signature_value"].native,
                certificate["tbs_certificate"].dump(),
                algorithm.hash_algo,
            )
        except (Refused, ValueError, AttributeError):
            return False
        return True


def _allows(certificate: Any, use: str, *, must: bool) -> bool:
    """Tell whether a certificate may be used so; a signer must say it, an authority may be silent."""
    usage = certificate.extended_key_usage_value
    if not usage:
        return not must
    return bool({use, _ANY} & {one.dotted for one in usage})


def _is_in_time(certificate: Any, at_ns: int) -> bool:
    moment = datetime.fromtimestamp(at_ns / 1_000_000_000, UTC)
    validity = certificate["tbs_certificate"]["validity"]
    return bool(validity["not_before"].native <= moment <= validity["not_after"].native)
