"""Numbers and addresses as people type them, checked by their own digits: nothing is looked up.

SIREN and SIRET end with a Luhn key (INSEE); the establishments of La Poste, SIREN 356000000, do not: the sum
of their fourteen digits is a multiple of five. An RPPS, 11 digits, ends with a Luhn key (table of identifiers
of the Agence du numérique en santé); ADELI and FINESS, 9 characters, are checked by length only. Telephone
numbers follow E.164: 7 to 15 digits.
"""

import re
from typing import Any

_LA_POSTE = "356000000"
_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![\d@.\w])(?:\+|00)?\d(?:[ .()/-]{0,2}\d){6,14}(?!\d)")
_PROFESSIONAL = re.compile(r"(?<!\w)\d(?:[ .]?\d)*(?!\w)")
_SEPARATORS = re.compile(r"[\s.\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}-]")
_MONEY = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?(?:€|eur|euros?)?", re.IGNORECASE)


# Words that alone name nobody: « non », « personne », « pas encore ».
_NOBODY = frozenset({
    "aucun", "aucune", "encore", "nobody", "no", "non", "none", "nothing", "not", "ok", "on", "one", "oui",
    "pas", "personne", "rien", "sans", "yes", "yet", "xx", "xxx",
})  # fmt: skip


class Unfit(ValueError):  # noqa: N818 - what somebody typed does not fit, no error of ours
    """What was typed cannot be taken; `code` and `facts` make the sentence of texts/*/errors.toml."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


def luhn(digits: str) -> bool:
    """Tell whether a run of digits ends with its Luhn key (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def siret(text: str) -> str:
    """Return a SIREN or SIRET in digits only.

    Raises Unfit("siret_length", digits), ("siret_sum") or ("siret_characters").
    """
    digits = _digits(text, "siret_characters")
    if len(digits) not in {9, 14}:
        raise Unfit("siret_length", digits=len(digits))
    post = digits.startswith(_LA_POSTE) and len(digits) == 14 and sum(map(int, digits)) % 5 == 0
    if set(digits) == {"0"} or not (post or (luhn(digits) and luhn(digits[:9]))):
        raise Unfit("siret_sum", typed=digits)
    return digits


def professional(text: str) -> str:
    """Return a text that holds an RPPS (11 digits), an ADELI or a FINESS (9).

    Raises Unfit("rpps_length") or ("rpps_sum", typed).
    """
    numbers = [_SEPARATORS.sub("", found[0]) for found in _PROFESSIONAL.finditer(text)]
    if not numbers or any(len(each) not in {9, 11} for each in numbers):
        raise Unfit("rpps_length")
    wrong = [each for each in numbers if len(each) == 11 and not luhn(each)]
    if wrong:
        raise Unfit("rpps_sum", typed=wrong[0])
    return text


def contact(text: str) -> str:
    """Return a text that holds a telephone number or an e-mail address; raises Unfit("contact_shape")."""
    if not _EMAIL.search(text) and not _PHONE.search(text):
        raise Unfit("contact_shape")
    return text


def reference(text: str) -> str:
    """Return the number an authority gave, which holds a digit; raises Unfit("reference_shape")."""
    if not re.search(r"[0-9]", text):
        raise Unfit("reference_shape")
    return text


def person(text: str) -> str:
    """Return a text that may name who decides; raises Unfit("person_shape") for « non » or a sign."""
    words = re.findall(r"[^\W\d_]{2,}", text.casefold())
    if not words or _NOBODY.issuperset(words):
        raise Unfit("person_shape")
    return text


def whole(text: str) -> str:
    """Return a count in digits, or a range of two as "200-300"; raises Unfit("number_shape")."""
    ends = [_SEPARATORS.sub("", end) for end in re.split(r"\s*(?:-|–|à|to)\s*", text.strip())]
    if not 1 <= len(ends) <= 2 or not all(re.fullmatch(r"[0-9]{1,12}", end) for end in ends):
        raise Unfit("number_shape")
    low, high = int(ends[0]), int(ends[-1])
    if low > high:
        raise Unfit("number_shape")
    return str(low) if len(ends) == 1 else f"{low}-{high}"


def money(text: str) -> str:
    """Return an amount of euros as "1234.50"; raises Unfit("money_shape")."""
    found = _MONEY.fullmatch(re.sub(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", "", text))
    if not found:
        raise Unfit("money_shape")
    return f"{int(found[1])}.{(found[2] or '').ljust(2, '0')}"


def _digits(text: str, code: str) -> str:
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]+", digits):
        raise Unfit(code)
    return digits
