"""Transaction logs of hives, both formats: replayed over the hive they belong to, then read whole."""

from demo.builder.hive import hive
from demo.builder.registry_log import dirty, dirty_old
from evaluation.targets.hive import WHEN, real, tree, walked

_BEFORE = hive(tree(20), name="SYSTEM", written=WHEN)
_AFTER = hive(tree(90), name="SYSTEM", written=WHEN)
_HIVE, _FIRST, _SECOND = dirty(_BEFORE, _AFTER)


def seeds() -> list[bytes]:
    """Return logs of ours, old and new, and a real one, which belongs to another hive."""
    return [_FIRST, dirty_old(_BEFORE, _AFTER)[1], *real("transactions_ntuser.dat.log2")]


def read(data: bytes) -> str:
    second = {} if data[512:516] == b"DIRT" else {"SYSTEM.LOG2": _SECOND}
    return walked({"SYSTEM": _HIVE, "SYSTEM.LOG1": data, **second})
