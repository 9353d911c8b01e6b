"""The upper-case table that an NTFS volume carries and sorts its names by."""

import struct
import unicodedata
from functools import cache


@cache
def table() -> tuple[int, ...]:
    """Return the upper case of each of the 65,536 UTF-16 units, itself where there is none.

    A letter has one when its capital leads back to it (so neither the dotless i nor the long s), as in the
    tables that Windows writes. Only letters of Unicode 3.2 count: later pairs would make the volume change
    with the version of Python.
    """
    return tuple(_upper(chr(unit)) for unit in range(0x10000))


def upcased(name: str) -> tuple[int, ...]:
    """Return the key that names are sorted by: their UTF-16 units in upper case."""
    units = name.encode("utf-16-le", "surrogatepass")
    capitals = table()
    return tuple(capitals[unit] for unit in struct.unpack(f"<{len(units) // 2}H", units))


def _upper(char: str) -> int:
    # Some Greek letters are two capitals in a sentence and one, the title case, in a file name.
    capital = char.upper() if len(char.upper()) == 1 else char.title()
    if len(capital) != 1 or capital.lower() != char or ord(capital) > 0xFFFF:
        return ord(char)
    old = unicodedata.ucd_3_2_0
    return ord(char) if "Cn" in (old.category(char), old.category(capital)) else ord(capital)
