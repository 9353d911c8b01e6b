"""QCOW2 disks: opened, and read from end to end."""

from demo.builder.container_qcow2 import qcow2
from evaluation.targets.containers import BASE, SMALL, read_set


def seeds() -> list[bytes]:
    return [qcow2(SMALL), qcow2(SMALL, packed=True), qcow2(SMALL, backing=BASE, own=range(0, 40, 3))]


def read(data: bytes) -> str:
    return read_set({"disque.qcow2": data, BASE: SMALL})
