"""Faults of a chain that was taken up again: one place is an accident, several are somebody's doing."""

from collections.abc import Sequence

from toolkit.scan.damage.structure import CHECKSUM, CONTRADICTION, Structure, broken, valid


def told(faults: Sequence[int], vouched: int, end: int, *, lost: bool = False) -> Structure:
    """Return the answer of a walk that met `faults`, offsets of places apart from each other.

    `lost` tells a chain that was never found again behind its last fault.
    """
    if not faults:
        return valid(vouched, end)
    return broken(CONTRADICTION if lost or len(faults) > 1 else CHECKSUM, faults[0], vouched)
