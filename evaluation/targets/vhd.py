"""VHD disks: opened, and read from end to end."""

from demo.builder import container_vhd
from evaluation.targets.containers import BASE, SMALL, read_set

_ID, _OTHER = bytes(range(16)), bytes(range(16, 32))


def seeds() -> list[bytes]:
    child = container_vhd.dynamic(SMALL, identifier=_OTHER, parent=(_ID, BASE), own=range(3, 60, 2))
    return [container_vhd.dynamic(SMALL, identifier=_ID), child, container_vhd.fixed(SMALL, identifier=_ID)]


def read(data: bytes) -> str:
    parent = container_vhd.fixed(SMALL, identifier=_ID)
    return read_set({"disque.vhd": _signed(data), BASE: parent})


def _signed(data: bytes) -> bytes:
    """Sign the structures anew in half of the inputs: what stands behind the checksums is reached too."""
    if sum(data) % 2:
        return data
    whole = bytearray(data)
    for place, at in ((0, 64), (512, 36), (len(whole) - 512, 64)):
        size = 1024 if at == 36 else 512
        if place >= 0 and bytes(whole[place : place + 8]) in {b"conectix", b"cxsparse"}:
            whole[place : place + size] = container_vhd.signed(whole[place : place + size], at)
    return bytes(whole)
