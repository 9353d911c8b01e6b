"""The kinds of backup known here, one module each, in written lists.

A layout is recognised by the name of one of its files: `sign` is searched in the path of every file and
folder of the medium, its group "root" being where the backup lies; `read` then says whether it is one. A
container is one file, or the first of several, recognised by what it begins with (`scan.filetype`) or, where
nothing public tells, by how its name ends.
"""

import re
from typing import NamedTuple

from toolkit.backup.forms import (
    borg,
    closed,
    closed_folders,
    cobian,
    copy_jobs,
    dated_folders,
    disc,
    disk_image,
    duplicati,
    file_history,
    kopia,
    macrium,
    restic,
    seven_zip,
    split,
    tape,
    veeam,
    wim,
    windows_backup,
    windows_image,
    zip_archive,
)
from toolkit.backup.forms.form import Reader

__all__ = ["CONTAINERS", "LAYOUTS", "Container", "Layout"]


class Layout(NamedTuple):
    """A backup of several files; the sign is searched in folded paths."""

    sign: re.Pattern[str]
    read: Reader


class Container(NamedTuple):
    """A backup in one file: the types its content may be of, and the endings of its name.

    One that is `marked` bears its maker's marks, by which it is told even where the rest looks random.
    """

    types: frozenset[str]
    endings: frozenset[str]
    read: Reader
    marked: bool = False


LAYOUTS: tuple[Layout, ...] = (
    Layout(copy_jobs.SIGN, copy_jobs.read),  # beside any other of the same folder
    Layout(restic.SIGN, restic.read),
    Layout(borg.SIGN, borg.read),
    Layout(kopia.SIGN, kopia.read),
    Layout(duplicati.SIGN, duplicati.read),
    Layout(split.SIGN, split.read),
    Layout(windows_image.SIGN, windows_image.read),
    Layout(windows_backup.SIGN, windows_backup.read),
    Layout(file_history.SIGN, file_history.read),
    Layout(cobian.SIGN, cobian.read),
    Layout(closed_folders.SIGN, closed_folders.read),
    Layout(dated_folders.SIGN, dated_folders.read),  # last: others date their folders too
)  # fmt: skip
CONTAINERS: tuple[Container, ...] = (
    Container(frozenset(), macrium.ENDINGS, macrium.read, marked=True),  # may begin as Zstandard
    Container(frozenset(), veeam.ENDINGS, veeam.read, marked=True),
    Container(frozenset(), closed.ENDINGS, closed.read, marked=True),
    Container(frozenset(), frozenset({"zip"}), split.last),
    Container(frozenset({"zip"}), frozenset(), zip_archive.read),
    Container(frozenset({"7z"}), frozenset(), seven_zip.read),
    Container(frozenset({"tar", "gzip", "bzip2", "xz", "zstd"}), frozenset({"tar"}), tape.read),
    Container(frozenset({"iso"}), frozenset(), disc.read),
    Container(frozenset({"wim"}), wim.ENDINGS, wim.read),
    Container(disk_image.TYPES, disk_image.ENDINGS, disk_image.read),
    Container(frozenset(), closed.ENDINGS, closed.named),  # last: by the name alone
)  # fmt: skip
