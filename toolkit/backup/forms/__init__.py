"""The kinds of backup known here, one module each, in written lists.

A layout is recognised by the name of one of its files: `sign` is searched in the path of every file and
folder of the medium, its group "root" being where the backup lies; `read` then says whether it is one. A
container is one file, or the first of several, recognised by what it begins with (`scan.filetype`) or, where
nothing public tells, by how its name ends.
"""

import re
from typing import NamedTuple

from toolkit.backup.forms import borg, duplicati, kopia, restic, zip_archive
from toolkit.backup.forms.form import Reader

__all__ = ["CONTAINERS", "LAYOUTS", "Container", "Layout"]


class Layout(NamedTuple):
    """A backup of several files; the sign is searched in folded paths."""

    sign: re.Pattern[str]
    read: Reader


class Container(NamedTuple):
    """A backup in one file: the types its content may be of, and the endings of its name."""

    types: frozenset[str]
    endings: frozenset[str]
    read: Reader


LAYOUTS: tuple[Layout, ...] = (
    Layout(restic.SIGN, restic.read),
    Layout(borg.SIGN, borg.read),
    Layout(kopia.SIGN, kopia.read),
    Layout(duplicati.SIGN, duplicati.read),
)  # fmt: skip
CONTAINERS: tuple[Container, ...] = (
    Container(frozenset({"zip"}), frozenset(), zip_archive.read),
)  # fmt: skip
