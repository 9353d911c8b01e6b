"""VMDK disks: opened, and read from end to end; descriptors with their files beside them."""

from demo.builder.container_vmdk import descriptor, sparse
from evaluation.targets.containers import BASE, SMALL, read_set

_SECTORS = len(SMALL) // 512
_ONE = descriptor([f'RW {_SECTORS} SPARSE "disque.vmdk"'])


def seeds() -> list[bytes]:
    rows = [f'RW {_SECTORS} SPARSE "a.vmdk"', "RW 16 ZERO", f'RW {_SECTORS} FLAT "b.vmdk" 0']
    child = descriptor([f'RW {_SECTORS} SPARSE "disque.vmdk"'], parent=("0000123a", BASE))
    own = sparse(SMALL, text=child, own=range(0, 40, 3))
    return [sparse(SMALL, text=_ONE), sparse(SMALL, text=_ONE, packed=True), descriptor(rows).encode(), own]


def read(data: bytes) -> str:
    beside = {"a.vmdk": sparse(SMALL), "b.vmdk": SMALL, BASE: sparse(SMALL, text=_ONE)}
    return read_set({"disque.vmdk": data, **beside})
