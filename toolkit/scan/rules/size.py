"""Which conditions only small files meet."""

import re
from collections.abc import Sequence

from toolkit.scan.rules.parts import Token

MB = 1024 * 1024
_NUMBER = re.compile(r"(?P<hex>0x[0-9A-Fa-f]+)|(?P<plain>[0-9]+)(?P<unit>KB|MB)?")
_UNITS = {None: 1, "KB": 1024, "MB": MB}


def below(tokens: Sequence[Token], least: int) -> bool:
    """Tell whether an atom is false on every content of `least` bytes and more: `filesize < 1MB`.

    Of comparisons with one number alone; what is not understood holds on some.
    """
    if len(tokens) != 3:
        return False
    left, sign, right = (token.text for token in tokens)
    if right == "filesize":
        left, sign, right = right, {">": "<", ">=": "<="}.get(sign, sign if sign == "==" else ""), left
    number = number_of(right)
    if left != "filesize" or number is None:
        return False
    return number <= least if sign == "<" else sign in {"<=", "=="} and number < least


def number_of(text: str) -> int | None:
    """Return the value of a whole number as rules write it, None for anything else."""
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    return int(found["hex"], 16) if found["hex"] else int(found["plain"]) * _UNITS[found["unit"]]
