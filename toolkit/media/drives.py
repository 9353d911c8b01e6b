"""What is plugged in: disks, their partitions, and the one our own program lies on."""

import os
import sys
from pathlib import Path

from toolkit import own_files
from toolkit.media import drives_linux
from toolkit.media.drive import Drive, Partition
from toolkit.media.windows import drives as drives_windows

__all__ = ["Drive", "Partition", "drives"]


def drives() -> list[Drive]:
    """Return the drives of this machine by device name, nothing guessed; needs no privilege.

    A container may give an empty list; so does a system that is neither Windows nor Linux.
    """
    program = own_files.root()
    if sys.platform == "win32":
        return drives_windows.drives(program)
    else:  # noqa: RET505 - mypy reads one side only on each system
        number = program.stat().st_dev
        return drives_linux.drives(Path("/"), f"{os.major(number)}:{os.minor(number)}")
