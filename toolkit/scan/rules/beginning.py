"""The first bytes that a condition asks a file for."""

import re
from collections.abc import Sequence

from toolkit.scan.rules.condition import Node
from toolkit.scan.rules.parts import Rule, Token
from toolkit.scan.rules.size import number_of

_READ = re.compile(r"u?int(8|16|32)(be)?\Z")
_PLAIN = frozenset({"ascii", "fullword", "private"})


def beginning(node: Node, rule: Rule) -> bytes:
    """Return the first bytes that a file must have for a node to hold, as far as they follow each other."""
    known: dict[int, int] = {}
    for one in node.inner if node.kind == "and" else (node,):
        if one.kind in {"and", "atom"}:
            place, data = (0, beginning(one, rule)) if one.kind == "and" else _asked(one.tokens, rule)
            known.update(enumerate(data, place))
    length = next(place for place in range(len(known) + 1) if place not in known)
    return bytes(known[place] for place in range(length))


def _asked(tokens: Sequence[Token], rule: Rule) -> tuple[int, bytes]:
    """Return the bytes an atom asks for and where: `uint16(0) == 0x5A4D`, or `$a at 0`."""
    texts = [token.text for token in tokens]
    if len(texts) == 3 and texts[1] == "at":
        place = number_of(texts[2])
        return (place, _leading(rule.strings.get(texts[0], ()))) if place is not None else (0, b"")
    if len(texts) != 6 or "==" not in (texts[1], texts[4]):
        return 0, b""
    call, value = (texts[:4], texts[5]) if texts[4] == "==" else (texts[2:], texts[0])
    read, place, number = _READ.match(call[0]), number_of(call[2]), number_of(value)
    if not read or call[1] != "(" or place is None or number is None or number >= 1 << int(read[1]):
        return 0, b""
    return place, number.to_bytes(int(read[1]) // 8, "big" if read[2] else "little")


def _leading(value: Sequence[Token]) -> bytes:
    """Return the bytes a string surely begins with."""
    if not value or not {token.text for token in value[1:]} <= _PLAIN:
        return b""
    if value[0].kind == "text" and "\\" not in value[0].text:
        return value[0].text[1:-1].encode()
    if value[0].kind == "bytes":
        plain = re.match(r"\{((?:\s*[0-9A-Fa-f]{2})*)", value[0].text)
        return bytes.fromhex(plain[1]) if plain else b""
    return b""
