"""Put included files where they are included, as far as they lie in the folder that was given."""

import posixpath
from collections.abc import Mapping

from toolkit.scan.rules.parts import Parts, parts

_DEEPEST = 20
_LONGEST = 32 * 1024 * 1024  # characters


def is_index(whole: Parts) -> bool:
    """Tell a file that only includes others: those are taken by themselves."""
    return bool(whole.includes) and not whole.rules


def resolved(path: str, texts: Mapping[str, str]) -> str:
    """Return the text of a file with every include in its place, each file once.

    ValueError "include_outside", "include_missing" or "include_deep" where one cannot be.
    """
    return _inlined(path, texts, {path}, 0)


def _inlined(path: str, texts: Mapping[str, str], seen: set[str], depth: int) -> str:
    if depth > _DEEPEST:
        raise ValueError("include_deep")
    whole = parts(texts[path])
    pieces, place, length = [], 0, 0
    for written, start, end in whole.includes:
        target = _inside(path, written)
        if target not in texts:
            raise ValueError("include_missing")
        pieces.append(whole.text[place:start])
        if target not in seen:
            seen.add(target)
            pieces.append(_inlined(target, texts, seen, depth + 1))
        place = end
        length += len(pieces[-1])
        if length > _LONGEST:
            raise ValueError("include_deep")
    return "".join((*pieces, whole.text[place:]))


def _inside(path: str, written: str) -> str:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), written.replace("\\", "/")))
    if target.startswith(("../", "/")) or target == ".." or ":" in target.partition("/")[0]:
        raise ValueError("include_outside")
    return target
