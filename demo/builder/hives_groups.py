"""Groups of a machine as the SAM hive keeps them, beside the accounts."""

import struct
from collections.abc import Sequence

from demo.builder.hive import Key, binary, key


def group(rid: int, name: str, members: Sequence[str], *, builtin: bool = True) -> Key:
    """Return the keys, from the top of a SAM hive, of one group with members given as SIDs."""
    domain = "Builtin" if builtin else "Account"
    return key(rf"SAM\Domains\{domain}\Aliases\{rid:08X}", Key({"C": binary(value(rid, name, members))}))


def value(rid: int, name: str, members: Sequence[str]) -> bytes:
    """Return a C value: thirteen figures, then name, comment and members."""
    called = name.encode("utf-16-le")
    padded = called.ljust(-(-len(called) // 4) * 4, b"\0")
    sids = b"".join(sid(one) for one in members)
    start = len(padded)
    return (
        struct.pack("<13I", rid, 0, 0, 0, 0, len(called), 0, start, 0, 0, start, len(sids), len(members))
        + padded
        + sids
    )


def sid(text: str) -> bytes:
    """Return the bytes of a SID such as "S-1-5-32-544"."""
    _, revision, authority, *parts = text.split("-")
    return (
        struct.pack("<BB", int(revision), len(parts))
        + int(authority).to_bytes(6, "big")
        + struct.pack(f"<{len(parts)}I", *map(int, parts))
    )
