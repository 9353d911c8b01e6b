"""How ransoms rename what they encrypted."""

import random
import string

_WORDS = """
lockbit akira play royal rhysida conti RYK WNCRY babyk medusa blackcat hive mallox makop djvu lockfile
"""
_KNOWN = _WORDS.split()
_LETTERS = string.ascii_lowercase
_MIXED = string.ascii_letters + string.digits

NAMINGS: tuple[tuple[str, int], ...] = (
    ("known extension", 3),
    ("unknown extension", 3),
    ("random extension", 3),
    ("identifier and mail", 2),
    ("random name, jumbled extension", 1),
    ("random name, same extension", 1),
    ("same name", 3),
)


def extension(naming: str, chance: random.Random) -> str:
    """Draw what a whole attack appends, "" where nothing is."""
    if naming == "known extension":
        return "." + chance.choice(_KNOWN)
    if naming == "unknown extension":
        return "." + "".join(chance.choices(_LETTERS, k=chance.randint(4, 8)))
    if naming == "random extension":
        return "." + "".join(chance.choices(_LETTERS + string.digits, k=chance.randint(5, 9)))
    if naming == "identifier and mail":
        ident = "".join(chance.choices("0123456789ABCDEF", k=8))
        mail = f"help.{chance.choice(_KNOWN)}@mail.invalid"
        return f".id[{ident}-{chance.randint(1000, 9999)}].[{mail}].{chance.choice(_KNOWN)}"
    if naming == "random name, jumbled extension":
        return "." + "".join(chance.choices(_MIXED, k=9))
    return ""


def renamed(name: str, naming: str, appended: str, chance: random.Random) -> str:
    """Rename one file; `appended` is drawn once for an attack."""
    if naming == "random name, jumbled extension":
        return "".join(chance.choices(_MIXED, k=7)) + appended
    if naming == "random name, same extension":
        dot = name.rpartition(".")
        return "".join(chance.choices(_MIXED, k=10)) + (dot[1] + dot[2] if dot[0] else "")
    return name + appended


def draw(chance: random.Random) -> str:
    """Draw a naming, those seen most the oftenest."""
    return chance.choices([name for name, _ in NAMINGS], [weight for _, weight in NAMINGS])[0]
