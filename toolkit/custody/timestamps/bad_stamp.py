"""Why a time stamp does not hold."""

from typing import Any

# Every reason; each has its sentence, `why_<code>`, in texts/*/timestamps.toml.
CODES = (
    "certificate_expired",
    "certificate_missing",
    "certificate_other",
    "certificate_purpose",
    "hash_other",
    "hash_weak",
    "imprint",
    "key_weak",
    "nonce",
    "request_other",
    "request_shape",
    "shape",
    "signature_false",
    "signature_form",
    "status",
    "too_large",
    "unreadable",
)


class BadStamp(ValueError):  # noqa: N818 - a fact about the file, with its code
    """The stamp does not hold; `why` is one of CODES."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.why = why
        self.facts = facts
