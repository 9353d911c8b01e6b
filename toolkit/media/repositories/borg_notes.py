"""The index and the hints of a borg repository, held against the sums that borg keeps of them.

Source: borg's documentation ("Internals", file integrity), and repositories made by borg 1.2: each sum is the
XXH64 of the length and name of the file, then its parts, each followed by the part's name and where it ends.
"""

import json

from toolkit.media.repositories import msgpack
from toolkit.media.repositories.xxh64 import xxh64

_HEADER = 18  # bytes of an index before its rows: a mark, two counts, two sizes
NAMES = ("index", "hints")


def sums(integrity: bytes) -> dict[str, str]:
    """Return the final sum of each file that an integrity file names, as hexadecimal; {} for what is none."""
    try:
        told, _ = msgpack.unpack(integrity)
    except (EOFError, ValueError):
        return {}
    return {name: found for name in NAMES if (found := _final(told, name))} if isinstance(told, dict) else {}


def _final(told: dict[object, object], name: str) -> str:
    kept = told.get(name.encode())
    try:
        about = json.loads(kept) if isinstance(kept, bytes) else {}
        return str(about["digests"]["final"]) if about["algorithm"] == "XXH64" else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def sum_of(name: str, data: bytes) -> str:
    """Return the sum of a file by its name ("index.9") and its bytes."""
    hashed = _named(name) + data
    if name.startswith("index."):
        hashed = _named(name) + data[:_HEADER] + _named("HashHeader") + b"%d" % _HEADER + data[_HEADER:]
    return f"{xxh64(hashed + _named('final') + b'%d' % len(data)):016x}"


def _named(name: str) -> bytes:
    return b"%10d%s" % (len(name), name.encode())
