"""VHDX disks: opened, their log laid over them, and read from end to end.

A VHDX is mostly empty: what is damaged is its structures alone, put end to end.
"""

from functools import cache, lru_cache
from uuid import UUID

from demo.builder import container_vhdx as made
from evaluation.targets.containers import BASE, SMALL, read_set

_ID = UUID(int=5)
_DISK = SMALL.ljust(made.MIB, b"\0")
# What is kept of the first 4 MiB: place and bytes.
_KEPT = ((0, 512), (made.KIB * 64, 128), (made.KIB * 128, 128), (made.KIB * 192, 256), (made.KIB * 256, 256))
_KEPT += ((made.LOG, 16384), (made.BAT, 64), (made.BAT + 32768, 64))
_KEPT += ((made.METADATA, 512), (made.METADATA + made.KIB * 64, 512))


def seeds() -> list[bytes]:
    table = made.vhdx(_DISK, identifier=_ID)[made.BAT : made.BAT + 4096]
    log = made.log_entry({made.BAT: table, made.BAT + 4096: bytes(4096)})
    child = made.vhdx(_DISK, identifier=UUID(int=6), parent=(_ID, BASE), own=range(0, 100, 3))
    return [
        _packed(one)
        for one in (made.vhdx(_DISK, identifier=_ID), child, made.vhdx(_DISK, identifier=_ID, log=log))
    ]


def read(data: bytes) -> str:
    return read_set({"disque.vhdx": _unpacked(data, sign=sum(data) % 2 == 1), BASE: _base()})


@lru_cache(64)
def _signed(piece: bytes, size: int) -> bytes:
    whole = bytearray(piece.ljust(size, b"\0"))
    made.checksum(whole, 0, size)
    return bytes(whole)


@cache
def _base() -> bytes:
    return made.vhdx(_DISK, identifier=_ID)


def _packed(whole: bytes) -> bytes:
    return b"".join(whole[place : place + size] for place, size in _KEPT) + whole[made.DATA :]


def _unpacked(data: bytes, *, sign: bool) -> bytes:
    whole, at, signed = bytearray(made.DATA), 0, dict(made.SIGNED)
    for place, size in _KEPT:
        piece = data[at : at + size]
        if sign and place in signed and len(piece) == size:
            piece = _signed(piece, signed[place])
        whole[place : place + len(piece)] = piece
        at += size
    return bytes(whole) + data[at:]
