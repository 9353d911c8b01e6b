"""Hide identifiers of people in text that leaves: social security and health numbers, e-mails, long base64.

Follows a French field script's masking list; its exception is kept: a 14-digit time stamp (20YYMMDDhhmmss)
is no social security number.
"""

import re
from typing import Any

_STAMP = re.compile(r"20\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d")
# A NIR is 13 digits and a 2-digit key, often written in groups: 2 84 05 75 123 456 78.
_DIGITS = re.compile(r"(?<!\d)[12](?:[ .]?\d){12}(?:[ .]?\d{2})?(?!\d)|(?<!\d)\d{13,15}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{80,}={0,2}")
_NAMED = re.compile(r"(?i)\b(rpps|adeli|finess|nir|codecps)(\s*[:=]?\s*)\w{6,15}")


def masked(text: str, spared: frozenset[str] = frozenset()) -> str:
    """Return the text with each identifier replaced by its kind; `spared` are the attacker's addresses."""
    text = _BASE64.sub("[base64]", text)
    text = _NAMED.sub(lambda match: f"{match[1]}{match[2]}[n°]", text)
    text = _EMAIL.sub(lambda match: match[0] if match[0].casefold() in spared else "[e-mail]", text)
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
