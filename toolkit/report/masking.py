"""Hide identifiers of people in text that leaves: social security, health, telephone; e-mails; base64.

Follows a French field script's masking list; its exception is kept: a 14-digit time stamp (20YYMMDDhhmmss)
is no social security number. A SHA-256, SHA-1 or MD5 is evidence, whatever digits it holds.
"""

import re
from typing import Any

_STAMP = re.compile(r"20\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d")
# A NIR is 13 digits and a 2-digit key, often written in groups: 2 84 05 75 123 456 78.
_DIGITS = re.compile(r"(?<!\d)[12](?:[ .]?\d){12}(?:[ .]?\d{2})?(?!\d)|(?<!\d)\d{13,15}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{80,}={0,2}")
# Arcep, national numbering plan: ten digits from 0, or +33 and nine. A date or a version holds others before.
_PHONE = re.compile(
    r"(?<!P-)(?<![0-9A-Za-z])(?<!\d[ .-])(?:\+33|0033|0)[ .-]?(?:\(0\))?[ .-]?[1-9](?:[ .-]?\d{2}){4}"
    r"(?![ .-]?\d)(?![A-Za-z])"
)
_HASH = re.compile(
    r"(?<![0-9A-Za-z])((?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}))(?![0-9A-Za-z])", re.IGNORECASE
)
_NAMED = re.compile(r"(?i)\b(rpps|adeli|finess|nir|codecps)(\s*[:=]?\s*)\w{6,15}")


def masked(text: str, spared: frozenset[str] = frozenset()) -> str:
    """Return the text with each identifier replaced by its kind; `spared` are the attacker's addresses."""
    parts = _HASH.split(text)
    return "".join(part if at % 2 else _masked(part, spared) for at, part in enumerate(parts))


def _masked(text: str, spared: frozenset[str]) -> str:
    text = _BASE64.sub("[base64]", text)
    text = _NAMED.sub(lambda match: f"{match[1]}{match[2]}[n°]", text)
    text = _EMAIL.sub(lambda match: match[0] if match[0].casefold() in spared else "[e-mail]", text)
    text = _PHONE.sub("[tél.]", text)
    return _DIGITS.sub(lambda match: match[0] if _STAMP.fullmatch(match[0]) else "[n°]", text)


def masked_facts(facts: Any, spared: frozenset[str] = frozenset()) -> Any:
    """Mask every string inside facts, keys left as they are."""
    if isinstance(facts, str):
        return masked(facts, spared)
    if isinstance(facts, dict):
        return {key: masked_facts(value, spared) for key, value in facts.items()}
    if isinstance(facts, list):
        return [masked_facts(value, spared) for value in facts]
    return facts
