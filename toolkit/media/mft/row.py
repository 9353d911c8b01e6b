"""One row of the listing of an NTFS table, and the sign of forged dates."""

from typing import NamedTuple

from toolkit.records import Times

_SECOND = 1_000_000_000


class TableRow(NamedTuple):
    """One name, or one stream of one name, as the table holds it.

    `path` is that of Entry: "file:stream" for a stream, below "$Orphan" with the flag `parent_unknown` where
    the folders above it are not known any more. `sequence` is the record's: once deleted, one more than in
    references to it. `size` is in bytes, 0 for a directory; `attributes` are FILE_ATTRIBUTE_* bits; `links`
    is the count the record states. `recoverable` is None for what is not deleted; True when the whole
    content is still in the record, or in clusters that $Bitmap calls free and no other deleted file changed
    as late or later claims; a drive may have erased them since. False for directories
    and empty files, which hold nothing to recover.
    Flags: `times_forged`, `parent_unknown`, `hostile_name`, `recoverable_unknown`.
    """

    volume: str
    path: str
    number: int
    sequence: int
    parent: int  # record number of the directory
    directory: bool
    deleted: bool
    recoverable: bool | None
    size: int
    times: Times
    name_times: Times
    stream: str
    links: int
    attributes: int
    flags: tuple[str, ...] = ()


def forged(times: Times, name_times: Times) -> bool:
    """Say whether the dates of a file look set by a tool after it was given its name.

    True when it claims to be older than its own name, to the whole second for both the creation and the last
    write, and its record was changed after both. Copying keeps a last write older than the creation, and
    moving keeps all times of both sets alike: neither is told. Unpacking an archive with a tool that sets
    the creation too looks the same: a reason to look, never a proof.
    """
    created, modified, named = times.created, times.modified, name_times.created
    if created is None or modified is None or named is None or created >= named:
        return False
    if created % _SECOND or modified % _SECOND:
        return False
    return times.changed is not None and times.changed > max(created, modified)
