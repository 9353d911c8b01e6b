"""BitLocker: the metadata of a volume and the file of a startup key, damaged as they are and vouched for."""

import struct
import tempfile
import zlib
from functools import cache
from pathlib import Path

from demo.builder import ntfs
from demo.builder.tree import Node
from tests.media import bitlocker_builder as made
from toolkit.errors import SourceRefusal
from toolkit.media import open_source
from toolkit.media.asked import Asked

_SIZE = 2 * 1024 * 1024
_BOOT, _METADATA = 512, 2048


@cache
def _volume() -> bytes:
    plain = ntfs.volume([Node("a.txt", b"bonjour")], size=_SIZE, label="C", serial=3)
    return made.sealed(plain, [made.tpm(), made.clear_key(), made.startup()])


def seeds() -> list[bytes]:
    """Return the boot sector, the metadata and a startup key file, one behind the other."""
    whole, at = _volume(), _SIZE - 6 * made.BLOCK
    key = made.startup_file(made.startup())
    return [whole[:_BOOT] + whole[at : at + _METADATA] + key]


def read(data: bytes) -> str:
    """Return "ok" or the code of the refusal; half of the inputs bear a right checksum."""
    image = bytearray(_volume())
    boot, told, key = data[:_BOOT], bytearray(data[_BOOT : _BOOT + _METADATA]), data[_BOOT + _METADATA :]
    image[: len(boot)] = boot
    if len(told) > 10 and sum(data[-2:]) % 2 == 0:
        end = struct.unpack_from("<H", told, 8)[0] * 16
        told[end + 4 : end + 8] = zlib.crc32(told[:end]).to_bytes(4, "little")
    for count in (6, 5, 4):
        at = _SIZE - count * made.BLOCK
        image[at : at + len(told)] = told
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "disque.img"
        path.write_bytes(image[:_SIZE])
        try:
            source = open_source(path, Asked(startup_keys=(key,)))
        except SourceRefusal as refusal:
            return refusal.code
        for _ in source.walk():
            pass
        source.close()
    return "ok"
