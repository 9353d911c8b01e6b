"""A raw image cut in parts that are named by number or by letters: .001 .002, .aa .ab, .raw.000."""

import os
import re
from pathlib import Path

from toolkit.errors import SourceRefusal
from toolkit.media.containers.beside import find, spelled
from toolkit.media.containers.parts import Joined, Parts

_MOST = 100_000
_NUMBER = re.compile(r"(.*\.)(\d{2,6})", re.DOTALL)
_LETTERS = re.compile(r"(.*\.)([a-z]{2,4}|[A-Z]{2,4})", re.DOTALL)


def join(path: Path) -> Joined | None:
    """Join the parts that follow a first one; None when the name is of no set or nothing follows it.

    Raises SourceRefusal: `container_not_first` (first), `container_part_missing` (part),
    `container_part_size` (part), when a part is not as long as the first: what follows would be shifted.
    """
    if not any(kind.fullmatch(path.name) for kind in (_NUMBER, _LETTERS)):
        return None
    name = spelled(path)
    named = _NUMBER.fullmatch(name) or _LETTERS.fullmatch(name)
    if named is None:
        return None
    stem, mark = named[1], named[2]
    numbers = _numbers(path.parent, stem, len(mark), letters=not mark.isdigit())
    own, start = _value(mark), min(numbers, default=0)
    if own not in numbers:  # opened by a second name, such as the short one Windows gives
        return None
    if own > 1 or (own == 1 and not mark.isdigit()):
        if start < own and start <= 1:
            raise SourceRefusal("container_not_first", first=numbers[start])
        return None
    if own == 1 and 0 in numbers:
        raise SourceRefusal("container_not_first", first=numbers[0])
    if len(numbers) < 2:
        return None
    return _joined(path.parent, numbers, _complete(numbers, own, stem, mark))


def _value(mark: str) -> int:
    if mark.isdigit():
        return int(mark)
    value = 0
    for letter in mark.lower():
        value = value * 26 + ord(letter) - ord("a")
    return value


def _mark(value: int, like: str) -> str:
    if like.isdigit():
        return f"{value:0{len(like)}d}"
    letters = ""
    for _ in like:
        value, rest = divmod(value, 26)
        letters = chr(ord("a") + rest) + letters
    return letters.upper() if like.isupper() else letters


def _numbers(folder: Path, stem: str, width: int, *, letters: bool) -> dict[int, str]:
    """Return number to name of each file of a folder that has this stem and a mark of this width."""
    kind = re.compile(re.escape(stem) + (rf"([a-zA-Z]{{{width}}})" if letters else rf"(\d{{{width}}})"))
    with os.scandir(folder) as found:
        marks = [(kind.fullmatch(entry.name), entry.name) for entry in found]
    return {_value(match[1]): name for match, name in sorted(marks, key=lambda one: one[1]) if match}


def _complete(numbers: dict[int, str], first: int, stem: str, like: str) -> range:
    """Return the numbers of the set; by letters, only what follows without a gap of another kind counts."""
    last = max(numbers)
    if not like.isdigit():
        # ".aa" may stand beside ".db" and ".gz", which are other files: a set ends where two in a row lack.
        last = first
        while last + 1 in numbers or last + 2 in numbers:
            last += 1
    missing = next((number for number in range(first, last + 1) if number not in numbers), None)
    if missing is not None:
        raise SourceRefusal("container_part_missing", part=stem + _mark(missing, like))
    if last - first >= _MOST:
        raise SourceRefusal("container_part_size", part=numbers[last])
    return range(first, last + 1)


def _joined(folder: Path, numbers: dict[int, str], wanted: range) -> Joined | None:
    paths = []
    for number in wanted:
        path = find(folder, numbers[number])
        if path is None:  # a folder, a link
            raise SourceRefusal("container_part_missing", part=numbers[number])
        paths.append(path)
    if len(paths) < 2:
        return None
    parts = Parts(paths)
    sizes = [path.stat().st_size for path in paths]
    for path, size in zip(paths, sizes, strict=True):
        if (size != sizes[0] and path is not paths[-1]) or not 0 < size <= sizes[0]:
            raise SourceRefusal("container_part_size", part=path.name)
    return Joined(parts, sizes)
