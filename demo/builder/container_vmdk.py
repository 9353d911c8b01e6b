"""VMDK disks, byte by byte: growing files, packed ones, and the text that describes several."""

import struct
import zlib
from collections.abc import Collection, Sequence

GRAIN = 8  # sectors; real ones are 128
_ROWS = 512  # of a second table


def sparse(
    disk: bytes,
    *,
    text: str = "",
    packed: bool = False,
    own: Collection[int] | None = None,
) -> bytes:
    """Return a growing file; `own` are the grains it holds. `text` is the descriptor inside it."""
    size = GRAIN * 512
    parts = [disk[at : at + size].ljust(size, b"\0") for at in range(0, len(disk), size)]
    tables = -(-len(parts) // _ROWS)
    place = 1 + 2 + 1 + 4 * tables  # sectors: header, text, first table, second tables
    rows, data = [0] * (tables * _ROWS), b""
    for number, part in enumerate(parts):
        if (own is not None and number in own) or (own is None and any(part)):
            rows[number] = place + len(data) // 512
            data += _packed(part, number) if packed else part
    flags = 0x30001 if packed else 1
    head = struct.pack(
        "<4sIIQQQQIQQQB4sH", b"KDMV", 3 if packed else 1, flags, len(disk) // 512, GRAIN, 1 if text else 0,
        2 if text else 0, _ROWS, 0, 3, place, 0, b"\n \r\n", int(packed),
    )  # fmt: skip
    first = struct.pack(f"<{tables}I", *(4 + 4 * number for number in range(tables)))
    second = struct.pack(f"<{len(rows)}I", *rows)
    return head.ljust(512, b"\0") + text.encode().ljust(1024, b"\0") + first.ljust(512, b"\0") + second + data


def descriptor(rows: Sequence[str], *, number: str = "123a", parent: tuple[str, str] | None = None) -> str:
    """Return the text of a disk whose files the rows name; `parent` is its number and its name."""
    lines = ["# Disk DescriptorFile", "version=1", f"CID={number}"]
    lines += (
        [f"parentCID={parent[0]}", f'parentFileNameHint="{parent[1]}"'] if parent else ["parentCID=ffffffff"]
    )
    return "\n".join([*lines, 'createType="custom"', "# Extent description", *rows, ""])


def _packed(part: bytes, number: int) -> bytes:
    small = zlib.compress(part)
    held = struct.pack("<QI", number * GRAIN, len(small)) + small
    return held.ljust(-(-len(held) // 512) * 512, b"\0")
