"""WebP and HEIC whose end was written over with zeros, as a copy that failed leaves them."""

import struct

from tests.scan.damage.conftest import keystream
from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine


def webp() -> bytes:
    body = b"\x10\x02\0\x9d\x01\x2a\x64\0\x64\0" + keystream(8990)
    return b"RIFF" + struct.pack("<I", 12 + len(body)) + b"WEBPVP8 " + struct.pack("<I", len(body)) + body


def heic() -> bytes:
    kinds = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    return kinds + struct.pack(">I", 8 + 20_000) + b"mdat" + keystream(20_000)


def test_a_blank_end_is_damage_and_a_whole_picture_is_not() -> None:
    for name, data in (("radio.webp", webp()), ("photo.heic", heic())):
        blank = data[: len(data) // 2] + bytes(len(data) - len(data) // 2)
        whole = examine(name, Content.of(data)).verdict
        assert whole not in (DamageVerdict.DAMAGED, DamageVerdict.ENCRYPTED)
        assert examine(name, Content.of(blank)).verdict == DamageVerdict.DAMAGED
        assert examine(name, Content.of(data[: len(data) // 2])).verdict == DamageVerdict.DAMAGED
