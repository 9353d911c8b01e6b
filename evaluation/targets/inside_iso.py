"""Disc images, opened one level."""

from evaluation.targets.archives import disc
from evaluation.targets.opened import opened


def seeds() -> list[bytes]:
    return [disc()]


def read(data: bytes) -> str:
    return opened("iso", data)
