"""What befalls files without any attack: cut, wiped, emptied, a flipped bit, overwritten by another file."""

import random
from collections.abc import Callable, Iterable, Iterator

from evaluation.corpus import Original
from evaluation.damage.judged import PRACTICE, Judged, bytes_of, kind_of
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

Accident = Callable[[bytes, bytes, random.Random], bytes]


def _flipped(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _hole(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return (data[:at] + bytes(4096) + data[at + 4096 :])[: len(data)]


def _crossed(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Put sectors of another file over the middle, as a broken table does."""
    at = chance.randrange(len(data)) // 512 * 512
    return (data[:at] + other[: 64 * 1024] + data[at + 64 * 1024 :])[: max(len(data), at + 512)]


ACCIDENTS: tuple[tuple[str, Accident], ...] = (
    ("all zeros", lambda d, _o, _c: bytes(len(d))),
    ("4 KB of zeros somewhere", _hole),
    ("zeros from the middle on", lambda d, _o, _c: d[: len(d) // 2] + bytes(len(d) - len(d) // 2)),
    ("cut somewhere", lambda d, _o, c: d[: c.randrange(len(d))]),
    ("cut at a sector", lambda d, _o, c: d[: c.randrange(len(d)) // 512 * 512]),
    ("emptied", lambda _d, _o, _c: b""),
    ("a flipped bit", _flipped),
    ("sectors of another file over it", _crossed),
    ("the whole of another file", lambda _d, o, _c: o),
    ("its head written again over the middle", lambda d, _o, c: _crossed(d, d, c)),
)


def accidents(originals: Iterable[Original], most: int, seed: int) -> Iterator[Judged]:
    """Judge practice files after each accident, `most` files in all; another file is the one before."""
    chance = random.Random(seed)
    before = b"\0"
    chosen = [one for one in originals if kind_of(one.path.name) in PRACTICE][:most]
    for original, data in bytes_of(chosen):
        for title, spoil in ACCIDENTS:
            called = examine(original.path.name, Content.of(spoil(data, before, chance)))
            name = f"{original.package}: {original.path}"
            kind = kind_of(original.path.name)
            yield Judged(kind, name, len(data), called.verdict.value, called.reasons, title)
        before = data
