"""Virtual disks as the examination sees them: VHD of both kinds, VHDX and VMDK."""

import struct

from evaluation.targets.judged import judged, prose
from toolkit.media.containers import vhdx_log

NAME = "serveur.vhd"
_KIB = 1024


def footer(kind: int, place: int) -> bytes:
    body = b"conectix" + struct.pack(">IIQ", 2, 0x10000, place) + bytes(36) + struct.pack(">I", kind)
    body = body.ljust(512, b"\0")
    return body[:64] + struct.pack(">I", ~sum(body) & 0xFFFFFFFF) + body[68:]


def fixed() -> bytes:
    return prose(16 * _KIB) + footer(2, 0xFFFF_FFFF_FFFF_FFFF)


def dynamic() -> bytes:
    header = b"cxsparse" + struct.pack(">QQIII", 0xFFFF_FFFF_FFFF_FFFF, 1536, 0x10000, 4, 8 * _KIB)
    header = header.ljust(1024, b"\0")
    header = header[:36] + struct.pack(">I", ~sum(header) & 0xFFFFFFFF) + header[40:]
    table = struct.pack(">4I", 4, 21, 0xFFFFFFFF, 0xFFFFFFFF).ljust(512, b"\0")
    blocks = (b"\xff" * 512 + prose(8 * _KIB)) * 2
    return footer(3, 512) + header + table + blocks + footer(3, 512)


def summed(body: bytes) -> bytes:
    """Write the CRC-32C that stands at 4 into a block."""
    table, value = vhdx_log._table(), 0xFFFFFFFF  # noqa: SLF001 - the other half of what is read
    for byte in body[:4] + bytes(4) + body[8:]:
        value = table[(value ^ byte) & 0xFF] ^ value >> 8
    return body[:4] + struct.pack("<I", value ^ 0xFFFFFFFF) + body[8:]


def vhdx() -> bytes:
    head = summed((b"head" + bytes(4) + struct.pack("<Q", 1)).ljust(4 * _KIB, b"\0"))
    table = (
        b"regi" + bytes(4) + struct.pack("<II", 1, 0) + bytes(16) + struct.pack("<QII", 320 * _KIB, 4096, 1)
    )
    table = summed(table.ljust(64 * _KIB, b"\0"))
    start = b"vhdxfile".ljust(64 * _KIB, b"\0") + 2 * head.ljust(64 * _KIB, b"\0")
    return start + 2 * table + prose(16 * _KIB)


def vmdk() -> bytes:
    text = b'# Disk DescriptorFile\nversion=1\ncreateType="monolithicSparse"\n'.ljust(512, b"\0")
    head = b"KDMV" + struct.pack("<IIQQQQIQQQ", 1, 3, 64, 16, 1, 1, 512, 0, 2, 4) + b"\0\n \r\n" + bytes(2)
    return head.ljust(512, b"\0") + text + struct.pack("<I", 3).ljust(1024, b"\0") + prose(16 * _KIB)


def seeds() -> list[bytes]:
    return [fixed(), dynamic(), vhdx(), vmdk()]


def read(data: bytes) -> str:
    return judged({b"vhdx": "a.vhdx", b"KDMV": "a.vmdk"}.get(data[:4], NAME), data)
