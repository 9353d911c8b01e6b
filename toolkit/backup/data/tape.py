"""SQL Server backups in Microsoft Tape Format: the sums of their headers, when they were made, and their end.

Layout: Microsoft Tape Format specification 1.00a, common block header, TAPE and SSET. No file of a real
server was at hand: an end that is not found is only remarked.
"""

import struct
from datetime import UTC, datetime
from typing import BinaryIO

from toolkit.backup.data.dated import Dated, How, Limits

_HEADER = 52
_DATE = 88  # where TAPE and SSET keep theirs
_HEAD, _TAIL = 256 * 1024, 4 * 1024 * 1024
_STEP = 512


def read(stream: BinaryIO, limits: Limits) -> Dated | None:
    """Return the date of the newest set and what is wrong; None where it is no such file."""
    head = stream.read(_HEAD)
    if not head.startswith(b"TAPE") or len(head) < 128:
        return None
    if not _summed(head, 0):
        return Dated("mtf", faults=("database_damaged",))
    sets = [
        at for at in range(0, len(head) - 128, _STEP) if head[at : at + 4] == b"SSET" and _summed(head, at)
    ]
    dates = [when for at in (0, *sets) if (when := _moment(head[at + _DATE : at + _DATE + 5])) is not None]
    stream.seek(max(0, limits.size - _TAIL) // _STEP * _STEP)
    tail = stream.read(_TAIL + _STEP)
    ended = any(
        tail[at : at + 4] in {b"ESET", b"EOTM"} and _summed(tail, at) for at in range(0, len(tail), _STEP)
    )
    newest = max(dates, default=None)
    return Dated(
        "mtf",
        newest,
        How.NONE if newest is None else How.HEADER,
        remarks=() if ended else ("database_end_unseen",),
    )


def _summed(data: bytes, at: int) -> bool:
    """Tell whether the 25 words before the sum of a header add up to it, bit by bit."""
    if len(data) < at + _HEADER:
        return False
    *words, total = struct.unpack_from("<26H", data, at)
    found = 0
    for word in words:
        found ^= word
    return found == int(total)


def _moment(raw: bytes) -> int | None:
    """Return a date of the format, in the clock of the machine: 14 bits of year, 4, 5, 5, 6 and 6 (ns)."""
    value = int.from_bytes(raw, "big")
    try:
        made = datetime(
            value >> 26 & 0x3FFF, value >> 22 & 15, value >> 17 & 31, value >> 12 & 31, value >> 6 & 63,
            value & 63, tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None
    return int(made.timestamp()) * 10**9 if 1990 <= made.year <= 2100 else None
