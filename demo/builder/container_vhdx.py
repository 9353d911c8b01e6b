"""VHDX disks, byte by byte: growing, differencing, and with a log that was not put in place."""

import struct
from collections.abc import Collection, Mapping
from uuid import UUID

KIB, MIB = 1024, 1024 * 1024
BLOCK = MIB  # the smallest there is
LOG, BAT, METADATA, DATA = MIB, 2 * MIB, 3 * MIB, 4 * MIB
LOG_ID = UUID(int=99)
SIGNED = ((64 * KIB, 4 * KIB), (128 * KIB, 4 * KIB), (192 * KIB, 64 * KIB), (256 * KIB, 64 * KIB))


def _turned(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value


_TABLE = [_turned(value) for value in range(256)]


def vhdx(
    disk: bytes,
    *,
    identifier: UUID,
    sector: int = 512,
    parent: tuple[UUID, str] | None = None,
    own: Collection[int] | None = None,
    log: bytes = b"",
) -> bytes:
    """Return a VHDX of a disk of whole MiB; `own` are the sectors it holds, the others are its parent's."""
    count, ratio = len(disk) // BLOCK, (sector << 23) // BLOCK
    table, data = bytearray(8 * (ratio + 1)), bytearray()
    bitmap = bytearray(MIB)
    for number in range(count):
        block = disk[number * BLOCK : (number + 1) * BLOCK]
        first, each = number * BLOCK // sector, BLOCK // sector
        held = [at for at in range(first, first + each) if own is None or at in own]
        if not held or (own is None and not any(block)):
            continue
        for at in held:
            bitmap[at // 8] |= 1 << at % 8
        state = 6 if own is None else 7
        struct.pack_into("<Q", table, 8 * number, DATA + len(data) | state)
        data += block
    if parent:
        struct.pack_into("<Q", table, 8 * ratio, DATA + len(data) | 6)
        data += bitmap
    whole = bytearray(DATA) + data
    whole[:8] = b"vhdxfile"
    whole[LOG : LOG + len(log)] = log
    whole[BAT : BAT + len(table)] = table
    whole[METADATA : METADATA + 2 * 64 * KIB] = _metadata(len(disk), sector, parent)
    for place in (64 * KIB, 128 * KIB):
        held_id = LOG_ID.bytes_le if log else bytes(16)
        whole[place : place + 80] = struct.pack(
            "<4sIQ16s16s16sHHIQ", b"head", 0, place, bytes(16), identifier.bytes_le, held_id, 0, 1, MIB, LOG
        )
    for place in (192 * KIB, 256 * KIB):
        whole[place : place + 80] = struct.pack("<4sIII", b"regi", 0, 2, 0) + b"".join(
            struct.pack("<16sQII", UUID(name).bytes_le, start, MIB, 1)
            for name, start in (
                ("2dc27766-f623-4200-9d64-115e9bfd4a08", BAT),
                ("8b7ca206-4790-4b9a-b8fe-575f050f886e", METADATA),
            )
        )
    return sign(whole)


def sign(whole: bytearray) -> bytes:
    """Put the checksums of headers and tables in their places."""
    for place, size in SIGNED:
        checksum(whole, place, size)
    return bytes(whole)


def log_entry(writes: Mapping[int, bytes], *, number: int = 1, cut: bool = False, flushed: int = 0) -> bytes:
    """Return a log of one entry that writes sectors of 4,096 bytes at these places of the file.

    `flushed` is how long it states the file to be for certain.
    """
    size = 4096 * (1 + len(writes))
    head = struct.pack(
        "<4sIIIQII16sQQ", b"loge", 0, size, 0, number, len(writes), 0, LOG_ID.bytes_le, flushed, flushed
    )
    rows, data = b"", b""
    for place, sector in writes.items():
        rows += struct.pack("<4s4s8sQQ", b"desc", sector[-4:], sector[:8], place, number)
        high, low = number >> 32, number & 0xFFFFFFFF
        data += struct.pack("<4sI", b"data", high) + sector[8:-4] + struct.pack("<I", low)
    whole = bytearray((head + rows).ljust(4096, b"\0") + data)
    checksum(whole, 0, size)
    return bytes(whole[: 4096 if cut else size])


def _metadata(size: int, sector: int, parent: tuple[UUID, str] | None) -> bytes:
    values = [
        ("caa16737-fa36-4d43-b3b6-33f0aa44e76b", struct.pack("<II", BLOCK, 2 if parent else 0)),
        ("2fa54224-cd1b-4876-b211-5dbed83bf4b8", struct.pack("<Q", size)),
        ("8141bf1d-a96f-4709-ba47-f233a8faab5f", struct.pack("<I", sector)),
        ("cda348c7-445d-4471-9cc9-e9885251c556", struct.pack("<I", 4096)),
        ("beca12ab-b2e6-4523-93ef-c309e000c746", bytes(16)),
    ]
    if parent:
        values.append(("a8d35f2d-b30b-454d-abf7-d3d84834ab0c", _locator(*parent)))
    rows, data = b"", b""
    for name, value in values:
        rows += struct.pack("<16sIIII", UUID(name).bytes_le, 64 * KIB + len(data), len(value), 4, 0)
        data += value
    return (b"metadata" + struct.pack("<HH20x", 0, len(values)) + rows).ljust(64 * KIB, b"\0") + data.ljust(
        64 * KIB, b"\0"
    )


def _locator(linkage: UUID, name: str) -> bytes:
    pairs = {"parent_linkage": f"{{{linkage}}}", "relative_path": name}
    rows, data = b"", b""
    for key, value in pairs.items():
        one, two = key.encode("utf-16-le"), value.encode("utf-16-le")
        start = 20 + 12 * len(pairs) + len(data)
        rows += struct.pack("<IIHH", start, start + len(one), len(one), len(two))
        data += one + two
    return (
        UUID("b04aefb7-d19e-4a81-b789-25b8e9445913").bytes_le
        + struct.pack("<HH", 0, len(pairs))
        + rows
        + data
    )


def checksum(whole: bytearray, place: int, size: int) -> None:
    """Put the CRC-32C of a structure in its bytes 4 to 8."""
    whole[place + 4 : place + 8] = bytes(4)
    value = 0xFFFFFFFF
    for byte in memoryview(whole)[place : place + size]:
        value = _TABLE[(value ^ byte) & 0xFF] ^ value >> 8
    struct.pack_into("<I", whole, place + 4, value ^ 0xFFFFFFFF)
