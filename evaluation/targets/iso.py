"""Disc images: a descriptor, a root directory and its files."""

from evaluation.targets.judged import judged, prose

NAME = "examen.iso"
_SECTOR = 2048


def both(number: int, width: int = 4) -> bytes:
    return number.to_bytes(width, "little") + number.to_bytes(width, "big")


def record(place: int, size: int, name: bytes, flags: int = 0) -> bytes:
    body = b"\0" + both(place) + both(size) + bytes(7) + bytes([flags, 0, 0]) + both(1, 2)
    body += bytes([len(name)]) + name + bytes(1 - len(name) % 2)
    return bytes([len(body) + 1]) + body


def seeds() -> list[bytes]:
    files = [prose(3_000 + number) for number in range(4)]
    entries = record(18, _SECTOR, b"\0", 2) + record(18, _SECTOR, b"\1", 2)
    body, place = b"", 19
    for number, data in enumerate(files):
        entries += record(place, len(data), b"EXAMEN%d.TXT;1" % number)
        body += data.ljust(2 * _SECTOR, b"\0")
        place += 2
    first = b"\1CD001\1\0" + bytes(72) + both(place) + bytes(32) + both(1, 2) + both(1, 2) + both(_SECTOR, 2)
    first = (first.ljust(156, b"\0") + record(18, _SECTOR, b"\0", 2)).ljust(_SECTOR, b"\0")
    last = b"\xffCD001\1".ljust(_SECTOR, b"\0")
    return [bytes(16 * _SECTOR) + first + last + entries.ljust(_SECTOR, b"\0") + body]


def read(data: bytes) -> str:
    return judged(NAME, data)
