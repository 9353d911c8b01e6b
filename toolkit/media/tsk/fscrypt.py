"""Which files of an ext4 volume Linux itself has encrypted: a flag of their inode.

The Sleuth Kit's Python binding does not tell, and gives what is on the disk, unreadable, as their content.
Layout: ext4 as documented with Linux: super block, group descriptors, inode table.
"""

import struct
from collections.abc import Callable

from toolkit.media.stream import ReadAt

_VOLUME, _INODE = 0x10000, 0x800  # the flag of a volume that may hold such files, and of one such file
_META_BG, _64BIT = 0x10, 0x80


def encrypted(read: ReadAt) -> Callable[[int], bool]:
    """Return the function that says whether one inode is encrypted; False too where that cannot be read.

    Raises OSError when the super block cannot be read.
    """
    top = read(1024, 1024)
    features = struct.unpack_from("<I", top, 96)[0] if len(top) == 1024 else 0
    if not features & _VOLUME:
        return lambda _: False
    block = 1024 << min(struct.unpack_from("<I", top, 24)[0], 6)
    first, per_group = struct.unpack_from("<I", top, 20)[0], struct.unpack_from("<I", top, 40)[0]
    size, length = struct.unpack_from("<H", top, 88)[0], struct.unpack_from("<H", top, 254)[0]
    length = length if features & _64BIT else 32
    # From this block of descriptors on, each stands with its own groups.
    apart = struct.unpack_from("<I", top, 260)[0] if features & _META_BG else 1 << 32

    def one(inode: int) -> bool:
        group, index = divmod(inode - 1, per_group)
        at = (first + 1) * block + group * length
        if group < 0 or group * length // block >= apart:
            return False
        descriptor = read(at, length)
        low = struct.unpack_from("<I", descriptor, 8)[0]
        high = struct.unpack_from("<I", descriptor, 40)[0] if length >= 64 else 0
        flags = read((high << 32 | low) * block + index * size + 32, 4)
        return bool(struct.unpack("<I", flags)[0] & _INODE)

    def answer(inode: int) -> bool:
        try:
            return one(inode)
        except (OSError, struct.error, ZeroDivisionError):
            return False  # its content is then looked at as it stands, and is clean to nobody

    return answer
