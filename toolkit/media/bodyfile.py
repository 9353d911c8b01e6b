"""One line of a Sleuth Kit body file: a name, its size and its four times.

Source: The Sleuth Kit wiki, "Body file" (version 3).
"""

import string

from toolkit.records import Times

_SECOND = 1_000_000_000  # nanoseconds
_PRINTABLE = frozenset(string.printable) - frozenset("\t\n\r\x0b\x0c")


def line(shown: str, size: int, times: Times, *, ident: str = "", directory: bool = False) -> str:
    """Return the line of a name that is escaped already; `ident` is its inode, where it is known."""
    mode = "d/drwxrwxrwx" if directory else "r/rrwxrwxrwx"
    return f"0|{shown}|{escaped(ident, '|') or '0'}|{mode}|0|0|{size}|{_stamps(times)}"


def _stamps(times: Times) -> str:
    """Return the four times in seconds; 0 is how a body file says that one is not known."""
    told = (
        (times.accessed or 0) // _SECOND,
        (times.modified or 0) // _SECOND,
        (times.changed or 0) // _SECOND,
        (times.created or 0) // _SECOND,
    )
    accessed, modified, changed, created = told if min(told) >= 0 else [max(0, one) for one in told]
    return f"{accessed}|{modified}|{changed}|{created}"


def escaped(text: str, other: str = "") -> str:
    r"""Return a text of one line, control characters and `other` as \xNN; lone surrogates are left."""
    if text.isprintable() and (not other or other not in text):
        return text  # nearly every name there is
    return "".join(
        char
        if char != other and (char in _PRINTABLE or (char > "\x9f" and char not in "\u2028\u2029"))
        else f"\\x{ord(char):02x}"
        for char in text
    )
