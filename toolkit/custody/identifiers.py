"""Hide identifiers of people in text that leaves: social security, health, telephone, bank; dates of birth.

Follows a French field script's masking list; its exception is kept: a 14-digit time stamp (20YYMMDDhhmmss)
is no social security number. A hash, and what the attacker gives to be reached or paid at, is evidence,
whatever digits it holds. Numbers of health professionals and of establishments (RPPS, ADELI, FINESS) are
told from others by the word before them alone; dates of birth by a word before or behind.
"""

import re
import unicodedata
from itertools import pairwise

_STAMP = re.compile(r"20\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d")
_SPACES = "\u00a0\u2009\u202f"
_GAP = rf"[ ./{_SPACES}_-]?"
# A NIR: sex, year, month, department (2A and 2B in Corsica), commune, order, and a key of two digits
# (INSEE, "Numéro d'inscription au répertoire"): 2 84 05 75 123 456 78.
_NIR = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9]\.)[1-478]{_GAP}\d\d{_GAP}\d\d{_GAP}"
    rf"(?:(?:\d\d|2[ABab]){_GAP}\d{{3}}|\d{{3}}{_GAP}\d\d){_GAP}\d{{3}}(?:{_GAP}\d\d)?(?![0-9A-Za-z])(?!\.\d)"
)
# The same run together, or with blanks put anywhere.
_DIGITS = re.compile(
    rf"(?<!\d)\d{{13,15}}(?!\d)|(?<!\d)[12](?:[ {_SPACES}]?\d){{12}}(?:[ {_SPACES}]?\d{{2}})?(?!\d)"
)
# Month (20: not known) and department of a NIR without its key, which other numbers of 13 digits lack.
_LIKELY = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|20)(?:0[1-9]|[1-8]\d|9[0-57-9]|2[AB])\d{6}")
_AT = r"(?:@|%40|\s?[\[({]\s?(?:at|arobase)\s?[\])}]\s?)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|point)\s?[\])}]\s?)"
_EMAIL = re.compile(
    rf"[\w.+-]{{1,64}}(?:'[\w.+-]{{1,32}})?{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,8}}", re.IGNORECASE
)
# In bytes that are no text: a local part of three signs, a host of two, an ending of letters.
_PLAUSIBLE = re.compile(
    r"[a-z0-9][a-z0-9._+-]{1,62}[a-z0-9]@(?:[a-z0-9][a-z0-9-]{0,62}\.){0,6}[a-z0-9][a-z0-9-]{0,61}[a-z0-9]"
    r"\.(?:[a-z]{2}|com|net|org|info|biz|edu|gov|mil|onion|email|cloud|online|site|tech|health|care|clinic|dental"
    r"|doctor|mail|asso|paris|alsace|corsica|bzh|example|invalid|test|local)"
)
_WRITTEN_AT, _WRITTEN_DOT = re.compile(_AT, re.IGNORECASE), re.compile(_DOT, re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{80,}={0,2}")
# The key of a shared file behind its address: no telephone, whatever digits stand in it.
_KEYED = re.compile(r"([A-Za-z0-9.-]{1,80}\.[A-Za-z]{2,10}/[^\s#]{0,200}#[A-Za-z0-9_-]{20,100})")
_PIECES = re.compile(r"[/_-]")
_PIECE = 40  # characters without "/", "_" or "-" that no name of a folder has
_SWITCHES = 0.35  # share of neighbours of different kinds, capital, small, digit: in words far fewer
_SEP = rf"[ ./{_SPACES}-]"
# Arcep, national numbering plan: ten digits from 0, or +33 and nine. A date or a version holds others before.
_PHONE = re.compile(
    rf"(?<!P-)(?<![0-9A-Za-z])(?<!\d[ ./-])"
    rf"(?:(?:\+33|0033|0){_SEP}?(?:\(0\))?{_SEP}?[1-9](?:{_SEP}?\d{{2}}){{4}}"
    rf"|0[1-9]{_SEP}\d{{3}}{_SEP}\d{{3}}{_SEP}\d\d|0{_SEP}[1-9]\d\d{_SEP}\d{{3}}{_SEP}\d{{3}}"
    rf"|0[1-9]\d\d{_SEP}\d{{3}}{_SEP}\d{{3}})(?!{_SEP}?\d)(?![A-Za-z])(?!:\d)"
)
# ITU-T E.164: a plus, a country, at most fifteen digits.
_ABROAD = re.compile(r"(?<![\w+])\+[1-9]\d{0,2}(?:[ .\u00a0-]?\(?\d{1,4}\)?){2,6}(?![0-9A-Za-z])")
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![0-9A-Za-z])")
# Small letters and dashes are believed of neighbours alone, by their length: the check digits let one random
# text of a hundred pass.
_LOOSE_IBAN = re.compile(
    r"(?i)(?<![0-9a-z])(?:fr|mc|it|be|ch|lu|de|es|pt|gb|nl)\d{2}(?:[ -]?[a-z0-9]{2,4}){3,7}"
    r"(?:[ -]?[a-z0-9]{1,3})?(?![0-9a-z])"
)
_IBAN_DIGITS = {"FR": 27, "MC": 27, "IT": 27, "BE": 16, "CH": 21, "LU": 20, "DE": 22, "ES": 24, "PT": 25,
                "GB": 22, "NL": 18}  # fmt: skip
# Sixteen digits of the great networks (ISO/IEC 7812: 4, 51 to 55, 2221 to 2720), told by their check digit.
_CARD = re.compile(
    rf"(?<![\w.])(?:4\d{{3}}|5[1-5]\d\d|2[2-7]\d\d)(?:[ {_SPACES}-]?\d{{4}}){{3}}(?![\w]|\.\d)"
)
# MD5, SHA-1, SHA-256, TLSH (with and without T1), Tox, Session, SHA-384, SHA-512.
_HASH = re.compile(
    r"(?<![0-9A-Za-z])((?:T1[0-9a-f]{70}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{66}|[0-9a-f]{70}"
    r"|[0-9a-f]{76}|[0-9a-f]{96}|[0-9a-f]{128}))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_BETWEEN = (
    r"(?:[\s\"'<>/:=#°ºn.\u00a0-]|(?<![a-zà-ÿ])(?:du|de|des|la|le|m[ée]decin|praticien|docteur|dentiste|patiente?)"
    r"(?![a-zà-ÿ])){0,12}"
)
_NAMED = re.compile(
    rf"(?i)(?<![a-z])((?:code[ _-]?)?cps|rpps|adeli|finess|nir|ipp|nda|iep|ins[ie]?|num_?secu\w{{0,20}}"
    rf"|(?:n[°o.]{{0,2}} ?(?:de )?)?s[ée]cu(?:rit[ée] sociale)?|s[ée]curit[ée] sociale)({_BETWEEN})"
    r"(?:\d(?:[ .\u00a0]?[0-9AB]){3,17}|(?<=[\s:=#])[A-Z]{1,3}-?\d{4,15})(?![0-9A-Za-z])"
)
_MONTHS = (
    "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre"
    "|decembre|january|february|march|april|may|june|july|august|september|october|november|december"
    "|janv|févr|fevr|avr|juil|sept|oct|nov|déc|dec|jan|feb|mar|apr|jun|jul|aug|sep"
)
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_DATE = (
    rf"(?:(?:{_DAY}[ ./_-]{_MONTH}|{_MONTH}[ ./_-]{_DAY})[ ./_-](?:\d{{4}}|\d\d)"
    r"|(?:19|20)\d\d[ ./_-]?\d\d[ ./_-]?\d\d|\d{8}"
    rf"|\d{{1,2}}(?:er|st|nd|rd|th)? (?:{_MONTHS})\.?,? \d{{4}}|(?:{_MONTHS})\.? (?:19|20)\d\d"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_BORN = (
    r"(?:n[ée]e?(?:\(e\))? (?:le|en)|naissances?|birth(?:[ _-]?da(?:te|y))?|born(?: on)?|ddn|dob|d\.d\.n\.)"
)
_BIRTH = re.compile(
    rf"(?i)(?<![a-zà-ÿ])((?:{_BORN}[^\d\n]{{0,20}}?|né(?:e|\(e\))?[^\w\n]{{1,4}}))(?<!\d){_DATE}(?!\d)"
)
_BIRTH_BEHIND = re.compile(
    rf"(?i)(?<!\d){_DATE}(?!\d)([^\w\n]{{1,6}}(?:date de )?(?:{_BORN}|née?))(?![a-zà-ÿ])"
)
_KINDS = re.compile(r"\[(?:n°|date|IBAN|carte|tél\.|e-mail)\]")  # what `masked` puts in place
# Signs that show nothing, put inside a number.
_HIDDEN = re.compile(r"(?<=[\d ])[\u00ad\u200b-\u200f\u2060\ufeff]+(?=[\d ])")
_FOREIGN = re.compile(r"[^\W_a-zA-Z0-9]|[\uff20\uff0e]")


def masked(text: str, spared: frozenset[str] = frozenset(), *, evidence: bool = False) -> str:
    """Return the text with each identifier replaced by its kind; `spared` are the attacker's addresses.

    `evidence` leaves long runs of Base64, which in a ransom note are the attacker's key.
    """
    parts = _HASH.split(_plain(text))
    return "".join(part if at % 2 else _addressed(part, spared, evidence) for at, part in enumerate(parts))


def masked_typed(text: str) -> tuple[str, tuple[str, ...]]:
    """Return what a person typed without identifiers, and the kinds that were replaced, each once."""
    shown = masked(text, evidence=True)
    return shown, tuple(dict.fromkeys(_KINDS.findall(shown))) if shown != text else ()


def masked_least(text: str) -> str:
    """Return an answer that leaves as it was given but for social security numbers, births and accounts."""
    text = _BIRTH.sub(lambda match: f"{match[1]}[date]", _plain(text))
    text = _BIRTH_BEHIND.sub(lambda match: f"[date]{match[1]}", text)
    text = _ibans(text)
    text = _NIR.sub(lambda match: _number(match[0], frozenset()), text)
    return _DIGITS.sub(
        lambda match: match[0] if _bare(match[0], 14) else _number(match[0], frozenset()), text
    )


def _plain(text: str) -> str:
    """Return a text with digits and signs of other scripts as ours, and numbers without hidden signs."""
    if text.isascii():
        return text
    text = _FOREIGN.sub(lambda match: _ours(match[0]), text)
    return _HIDDEN.sub("", text)


def _ours(sign: str) -> str:
    if sign in "\uff20\uff0e":
        return "@" if sign == "\uff20" else "."
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _addressed(text: str, spared: frozenset[str], evidence: bool) -> str:
    parts = _KEYED.split(text) if "#" in text else [text]
    return "".join(part if at % 2 else _masked(part, spared, evidence) for at, part in enumerate(parts))


def _masked(text: str, spared: frozenset[str], evidence: bool) -> str:
    def hidden(pattern: re.Pattern[str], kind: str) -> None:
        nonlocal text
        text = pattern.sub(lambda match: match[0] if match[0].casefold() in spared else kind, text)

    if not evidence:
        text = _BASE64.sub(lambda match: match[0] if _is_words(match[0], spared) else "[base64]", text)
    # Before dates: "06 39 98 47 17, née le…" ends like one.
    hidden(_PHONE, "[tél.]")
    text = _BIRTH.sub(lambda match: f"{match[1]}[date]", text)
    text = _BIRTH_BEHIND.sub(lambda match: f"[date]{match[1]}", text)
    text = _NAMED.sub(lambda match: f"{match[1]}{match[2]}[n°]", text)
    text = _EMAIL.sub(lambda match: _mail(match[0], spared), text)
    text = _ibans(text)
    text = _CARD.sub(lambda match: "[carte]" if _luhn(match[0]) else match[0], text)
    hidden(_ABROAD, "[tél.]")
    text = _NIR.sub(lambda match: _number(match[0], spared), text)
    return _DIGITS.sub(lambda match: _number(match[0], spared), text)


def addresses(text: str) -> list[tuple[int, int, str]]:
    """Return where each e-mail address stands in a text, and how it is plainly written."""
    return [(found.start(), found.end(), _address(found[0])) for found in _EMAIL.finditer(text)]


def by_chance(text: str) -> frozenset[str]:
    """Return the addresses in a text from bytes that no mail has: too short, or of no domain."""
    return frozenset(each for _, _, each in addresses(text) if not _PLAUSIBLE.fullmatch(each))


def _address(found: str) -> str:
    return _WRITTEN_DOT.sub(".", _WRITTEN_AT.sub("@", found)).casefold().rstrip(".")


def _mail(found: str, spared: frozenset[str]) -> str:
    address = _address(found)
    # An account on a machine, "root@185.1.2.3", is nobody's mail.
    if address in spared or found.casefold() in spared or address.rpartition(".")[2].isdigit():
        return found
    return "[e-mail]"


def _number(found: str, spared: frozenset[str]) -> str:
    if _STAMP.fullmatch(found) or found.casefold() in spared:
        return found
    if found.isdigit() and len(set(found)) == 1:  # of a table
        return found
    run = found.isdigit() and len(found) in {13, 15}
    return found if run and not (_LIKELY.match(found) or _keyed(found)) else "[n°]"


def _bare(found: str, digits: int) -> bool:
    return sum(map(str.isdigit, found)) == digits  # a SIRET


def _keyed(digits: str) -> bool:
    """Tell by its key a NIR of fifteen digits (INSEE: 97 less the rest of the number by 97)."""
    return len(digits) == 15 and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _ibans(text: str) -> str:
    text = _IBAN.sub(lambda match: "[IBAN]" if _is_iban(match[0]) else match[0], text)
    return _LOOSE_IBAN.sub(lambda match: "[IBAN]" if _is_loose(match[0]) else match[0], text)


def _is_loose(found: str) -> bool:
    bare = re.sub("[ -]", "", found).upper()
    return len(bare) == _IBAN_DIGITS[bare[:2]] and _is_iban(bare)


def _luhn(found: str) -> bool:
    digits = [int(char) for char in reversed(found) if char.isdigit()]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * each, 10)) for each in digits[1::2]) % 10


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
