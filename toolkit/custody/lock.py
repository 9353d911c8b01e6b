"""One process at a time on a case: a lock the operating system frees, however the process ends."""

import os
import sys
from pathlib import Path

from toolkit.custody import durable
from toolkit.errors import CaseRefusal


def take(path: Path) -> int:
    """Lock a file, made if need be, and return its descriptor; closing it lets go.

    Raises CaseRefusal("case_locked") when another live process holds it.
    """
    with durable.writing(path.parent):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | durable.NO_FOLLOW, 0o600)
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        raise CaseRefusal("case_locked", folder=str(path.parent.parent)) from error
    return descriptor


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # flock, not lockf: a second opening in the same process must be refused too.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
