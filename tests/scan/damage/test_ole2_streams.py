"""Old Word and Excel files: records to their end, nothing wiped, nothing random."""

import random
import struct
from collections.abc import Callable

import pytest

from toolkit.records import Damage, DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

INTACT, DAMAGED, ENCRYPTED = DamageVerdict.INTACT, DamageVerdict.DAMAGED, DamageVerdict.ENCRYPTED
Cipher = Callable[..., bytes]


def container(name: str, body: bytes) -> bytes:
    """Build an OLE2 file of one stream, on sectors of 512 bytes."""
    body += bytes(-len(body) % 512)
    count = len(body) // 512
    maps = -(-(count + 2) // 127)
    first = maps + 1
    fat = [0xFFFFFFFD] * maps + [0xFFFFFFFE] + [*range(first + 1, first + count), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (maps * 128 - len(fat))

    def entry(title: str, kind: int, start: int, size: int) -> bytes:
        raw = title.encode("utf-16-le")
        head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1) + b"\xff" * 12 + bytes(36)
        return head + struct.pack("<IQ", start, size)

    directory = (entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, first, len(body))).ljust(512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, maps, maps, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack(f"<{maps}I", *range(maps))
    return header.ljust(512, b"\xff") + struct.pack(f"<{len(fat)}I", *fat) + directory + body


def book(sheets: int = 3) -> bytes:
    chance = random.Random(4)  # noqa: S311 - the same bytes at every run

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    out = b""
    for _ in range(sheets):
        out += record(0x0809, struct.pack("<HHHHII", 0x600, 5, 1, 1, 0, 0))
        for number in range(200):
            out += record(0x0204, b"acte " + str(chance.random()).encode() * chance.randrange(1, 6))
            out += record(0x0203, struct.pack("<HHHd", number, 0, 0, chance.random()))
        out += record(0x0A, b"")
    return out


def text() -> bytes:
    chance = random.Random(5)  # noqa: S311 - the same bytes at every run
    words = ("patient", "molaire", "couronne", "devis", "rappel", "bilan")
    return b"\xec\xa5" + bytes(30) + " ".join(chance.choice(words) for _ in range(6000)).encode("utf-16-le")


FILES = {"stock.xls": container("Workbook", book()), "fiche.doc": container("WordDocument", text())}


def judged(name: str, data: bytes) -> Damage:
    return examine(name, Content.of(data))


def test_sound_files_are_intact() -> None:
    assert [judged(name, data).verdict for name, data in FILES.items()] == [INTACT] * 2
    assert judged("stock.xls", FILES["stock.xls"]).vouched > 0.9


@pytest.mark.parametrize("name", FILES)
def test_a_random_half_is_not_vouched_for(name: str, cipher: Cipher) -> None:
    data = FILES[name]
    for half in (len(data) // 2, len(data) // 2 + 77):
        assert judged(name, data[:half] + cipher(len(data) - half)).verdict == ENCRYPTED


@pytest.mark.parametrize("name", FILES)
def test_a_wiped_half_is_damaged(name: str) -> None:
    data = FILES[name]
    for first, last in ((len(data) // 2, 0), (4096, 0), (len(data) // 4, len(data) // 4)):
        spoiled = data[:first] + bytes(len(data) - first - last) + data[len(data) - last :]
        assert judged(name, spoiled).verdict == DAMAGED, (first, last)


def test_a_drawn_picture_in_a_document_is_not_an_attack(cipher: Cipher) -> None:
    body = text() + b"\xa0\x46\x1d\xf0" + b"\xff\xd8\xff\xe0" + cipher(9000)
    assert judged("fiche.doc", container("WordDocument", body + text())).verdict == INTACT


def test_a_little_document_padded_with_zeros_is_intact() -> None:
    body = text()[:2000].ljust(4096, b"\0") + text()[:6000]
    assert judged("fiche.doc", container("WordDocument", body)).verdict == INTACT
