"""Shadow copies: the header, the catalogue and the lists of two copies, each read to its end."""

from functools import cache

from demo.builder import ntfs
from demo.builder.tree import Node
from tests.media import shadow_builder as made
from toolkit.errors import Unreadable
from toolkit.media import shadows

_SIZE = 2 * 1024 * 1024
_START = _SIZE - made.CATALOGUE
_HEAD = 512  # bytes fed of each structure
_COPIES = 4


@cache
def _volume() -> bytes:
    states = [
        ntfs.volume([Node("a.txt", text * 4000)], size=_SIZE, label="C", serial=3)
        for text in (b"un", b"deux", b"trois")
    ]
    return bytes(made.with_copies(states))


@cache
def _places() -> list[int]:
    """Return where the header and each structure of the copies stand."""
    whole = _volume()
    blocks = range(_START, _SIZE - made.BLOCK, made.BLOCK)
    return [0x1E00, *(at for at in blocks if whole[at : at + 16] == made.IDENTIFIER)]


def seeds() -> list[bytes]:
    """Return the first bytes of every structure, one behind the other."""
    return [b"".join(_volume()[at : at + _HEAD] for at in _places())]


def read(data: bytes) -> str:
    """Return "ok" or the code of the failure."""
    image = bytearray(_volume())
    for number, at in enumerate(_places()):
        part = data[number * _HEAD : (number + 1) * _HEAD]
        image[at : at + len(part)] = part
    whole = bytes(image)

    def read_at(offset: int, length: int) -> bytes:
        return whole[offset : offset + length]

    try:
        for one in shadows.copies(read_at, _SIZE)[:_COPIES]:
            disk = shadows.copy(read_at, _SIZE, one.number)
            disk.read(0, _SIZE)
    except Unreadable as refused:
        return refused.why
    except OSError:
        return "io_error"
    return "ok"
