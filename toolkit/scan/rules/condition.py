"""The condition of a rule as a tree of "or", "and" and "not"."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.scan.rules.parts import Token

_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a condition: "or" and "and" of others, "not" of one, or an atom made of tokens."""

    kind: str
    tokens: Sequence[Token]
    inner: tuple["Node", ...] = ()


def tree(tokens: Sequence[Token], depth: int = 0) -> Node:
    """Return the "or", "and" and "not" of a condition; anything else is an atom."""
    for _ in range(_DEEPEST):
        if not enclosed(tokens):
            break
        tokens = tokens[1:-1]
    if depth < _DEEPEST:
        for word in ("or", "and"):
            pieces = split(tokens, word)
            if len(pieces) > 1:
                return Node(word, tokens, tuple(tree(piece, depth + 1) for piece in pieces))
        if len(tokens) > 1 and tokens[0].text == "not":
            return Node("not", tokens, (tree(tokens[1:], depth + 1),))
    return Node("atom", tokens)


def effort(tokens: Sequence[Token]) -> int:
    """Return about how many looks at tokens `tree` will take: all of them at each depth."""
    level = highest = negations = 0
    for token in tokens:
        level += _level(token)
        highest = max(highest, level)
        negations += token.text == "not"
    return len(tokens) * min(_DEEPEST, 1 + 2 * highest + negations)


def enclosed(tokens: Sequence[Token]) -> bool:
    """Tell whether one pair of brackets holds everything."""
    if len(tokens) < 2 or tokens[0].text != "(" or tokens[-1].text != ")":
        return False
    level = 0
    for token in tokens[:-1]:
        level += _level(token)
        if level == 0:
            return False
    return True


def _level(token: Token) -> int:
    return 1 if token.text in {"(", "["} else -1 if token.text in {")", "]"} else 0


def split(tokens: Sequence[Token], word: str) -> list[Sequence[Token]]:
    """Return the pieces between words or signs that stand outside all brackets."""
    pieces: list[Sequence[Token]] = []
    level = start = 0
    for place, token in enumerate(tokens):
        level += _level(token)
        if level == 0 and token.text == word and token.kind != "text":
            pieces.append(tokens[start:place])
            start = place + 1
    return [*pieces, tokens[start:]]
