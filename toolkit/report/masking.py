"""Hide identifiers of people in text that leaves: social security, health, telephone, bank; dates of birth.

Follows a French field script's masking list; its exception is kept: a 14-digit time stamp (20YYMMDDhhmmss)
is no social security number. A hash, and what the attacker gives to be reached or paid at, is evidence,
whatever digits it holds. Numbers of health professionals and of establishments (RPPS, ADELI, FINESS) are
told from others by the word before them alone; dates of birth by a word before or behind.
"""

import re
from itertools import pairwise
from typing import Any

_STAMP = re.compile(r"20\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d")
_GAP = r"[ .\u00a0\u202f_-]?"
# A NIR: sex, year, month, department (2A and 2B in Corsica), commune, order, and a key of two digits
# (INSEE, "Numéro d'inscription au répertoire"): 2 84 05 75 123 456 78.
_NIR = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9]\.)[1-478]{_GAP}\d\d{_GAP}\d\d{_GAP}"
    rf"(?:(?:\d\d|2[ABab]){_GAP}\d{{3}}|\d{{3}}{_GAP}\d\d){_GAP}\d{{3}}(?:{_GAP}\d\d)?(?![0-9A-Za-z])(?!\.\d)"
)
# The same run together, or with blanks put anywhere.
_DIGITS = re.compile(
    r"(?<!\d)\d{13,15}(?!\d)|(?<!\d)[12](?:[ \u00a0\u202f]?\d){12}(?:[ \u00a0\u202f]?\d{2})?(?!\d)"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}(?:'[\w.+-]{1,32})?(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{80,}={0,2}")
_PIECES = re.compile(r"[/_-]")
_PIECE = 40  # characters without "/", "_" or "-" that no name of a folder has
_SWITCHES = 0.35  # share of neighbours of different kinds, capital, small, digit: in words far fewer
# Arcep, national numbering plan: ten digits from 0, or +33 and nine. A date or a version holds others before.
_PHONE = re.compile(
    r"(?<!P-)(?<![0-9A-Za-z])(?<!\d[ .-])(?:\+33|0033|0)[ .-]?(?:\(0\))?[ .-]?[1-9](?:[ .-]?\d{2}){4}"
    r"(?![ .-]?\d)(?![A-Za-z])"
)
# ITU-T E.164: a plus, a country, at most fifteen digits.
_ABROAD = re.compile(r"(?<![\w+])\+[1-9]\d{0,2}(?:[ .\u00a0-]?\(?\d{1,4}\)?){2,6}(?![0-9A-Za-z])")
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![0-9A-Za-z])")
# MD5, SHA-1, SHA-256, TLSH (with and without T1), Tox, Session, SHA-384, SHA-512.
_HASH = re.compile(
    r"(?<![0-9A-Za-z])((?:T1[0-9a-f]{70}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{66}|[0-9a-f]{70}"
    r"|[0-9a-f]{76}|[0-9a-f]{96}|[0-9a-f]{128}))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_BETWEEN = r"[\s\"'<>/:=#°ºn.\u00a0-]{0,12}"
_NAMED = re.compile(
    rf"(?i)(?<![a-z])((?:code[ _-]?)?cps|rpps|adeli|finess|nir|ipp|ins[ie]?|num_?secu\w{{0,20}}"
    rf"|(?:n[°o.]{{0,2}} ?(?:de )?)?s[ée]cu(?:rit[ée] sociale)?|s[ée]curit[ée] sociale)({_BETWEEN})"
    r"(?:\d(?:[ .\u00a0]?[0-9AB]){3,17})(?![0-9A-Za-z])"
)
_MONTHS = (
    "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre"
    "|decembre|january|february|march|april|may|june|july|august|september|october|november|december"
    "|janv|févr|fevr|avr|juil|sept|oct|nov|déc|dec|jan|feb|mar|apr|jun|jul|aug|sep"
)
_DATE = (
    r"(?:\d{1,2}[ ./_-]\d{1,2}[ ./_-](?:\d{4}|\d\d)|(?:19|20)\d\d[ ./_-]?\d\d[ ./_-]?\d\d|\d{8}"
    rf"|\d{{1,2}}(?:er|st|nd|rd|th)? (?:{_MONTHS})\.?,? \d{{4}}"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_BORN = r"(?:n[ée]e?(?:\(e\))? le|naissances?|birth(?:[ _-]?da(?:te|y))?|born(?: on)?|ddn|dob|d\.d\.n\.)"
_BIRTH = re.compile(rf"(?i)(?<![a-zà-ÿ])({_BORN}[^\d\n]{{0,20}}?){_DATE}(?!\d)")
_BIRTH_BEHIND = re.compile(rf"(?i)(?<!\d){_DATE}(?!\d)([^\w\n]{{1,6}}(?:date de )?{_BORN})(?![a-zà-ÿ])")


def masked(text: str, spared: frozenset[str] = frozenset()) -> str:
    """Return the text with each identifier replaced by its kind; `spared` are the attacker's addresses."""
    parts = _HASH.split(text)
    return "".join(part if at % 2 else _masked(part, spared) for at, part in enumerate(parts))


def _masked(text: str, spared: frozenset[str]) -> str:
    def hidden(pattern: re.Pattern[str], kind: str) -> None:
        nonlocal text
        text = pattern.sub(lambda match: match[0] if match[0].casefold() in spared else kind, text)

    text = _BASE64.sub(lambda match: match[0] if _is_words(match[0], spared) else "[base64]", text)
    text = _BIRTH.sub(lambda match: f"{match[1]}[date]", text)
    text = _BIRTH_BEHIND.sub(lambda match: f"[date]{match[1]}", text)
    text = _NAMED.sub(lambda match: f"{match[1]}{match[2]}[n°]", text)
    hidden(_EMAIL, "[e-mail]")
    text = _IBAN.sub(lambda match: "[IBAN]" if _is_iban(match[0]) else match[0], text)
    hidden(_PHONE, "[tél.]")
    hidden(_ABROAD, "[tél.]")
    text = _NIR.sub(lambda match: _number(match[0], spared), text)
    return _DIGITS.sub(lambda match: _number(match[0], spared), text)


def _number(found: str, spared: frozenset[str]) -> str:
    return found if _STAMP.fullmatch(found) or found.casefold() in spared else "[n°]"


def _is_iban(found: str) -> bool:
    """Tell by its check digits (ISO 13616) an account number from other capitals and digits."""
    bare = found.replace(" ", "")
    return len(bare) >= 15 and int("".join(str(int(char, 36)) for char in bare[4:] + bare[:4])) % 97 == 1


def _is_words(found: str, spared: frozenset[str]) -> bool:
    """Tell a long path or name made of words from bytes written as text."""
    if found.casefold() in spared:
        return True
    if max(map(len, _PIECES.split(found))) >= _PIECE:
        return False
    kinds = [(char.isdigit(), char.isupper()) for char in found]
    return sum(one != other for one, other in pairwise(kinds)) < _SWITCHES * len(kinds)


def masked_facts(facts: Any, spared: frozenset[str] = frozenset()) -> Any:
    """Mask every string inside facts, keys left as they are."""
    if isinstance(facts, str):
        return masked(facts, spared)
    if isinstance(facts, dict):
        return {key: masked_facts(value, spared) for key, value in facts.items()}
    if isinstance(facts, list):
        return [masked_facts(value, spared) for value in facts]
    return facts
