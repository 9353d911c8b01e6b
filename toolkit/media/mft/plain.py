"""The rows of ordinary files, made many at a time: in use, one name, one content, nothing else to say."""

import codecs
from collections.abc import Iterable
from itertools import repeat

import numpy as np

from toolkit.media.mft.columns import Column, Columns, nanoseconds_of
from toolkit.media.mft.paths import NUMBER, ROOT, Directories
from toolkit.media.mft.row import TableRow
from toolkit.media.names import hostile
from toolkit.media.ntfs.record import DOS_ALIAS
from toolkit.records import Times

_TICKS = 10_000_000  # of a FILETIME in one second


def plain_rows(
    part: Columns, start: int, volume: str, places: Directories
) -> tuple[Iterable[TableRow], list[int]]:
    """Return the rows of the ordinary files of a piece, and the indexes of records that need more care."""
    chosen, name = _ordinary(part, start)
    above, kept = _folders(part, name, places)
    chosen, name = chosen[kept], name[kept]
    texts = _texts(part, name)
    odd = [index for index, text in enumerate(texts) if "/" in text or (len(text) < 3 and hostile(text))]
    if odd:
        sound = np.delete(np.arange(len(chosen)), odd)
        chosen, name = chosen[sound], name[sound]
        above, texts = [above[index] for index in sound], [texts[index] for index in sound]
    rest = np.setdiff1d(part.whole[part.base[part.whole] == 0], chosen, assume_unique=True)
    paths = [f"{folder}/{text}" if folder else text for folder, text in zip(above, texts, strict=True)]
    return _rows(part, start, volume, chosen, name, paths), rest.tolist()


def _ordinary(part: Columns, start: int) -> tuple[Column, Column]:
    """Return the indexes of ordinary records and the place of their one name, an 8.3 alias left out."""
    count, contents = np.diff(part.name_first), np.diff(part.data_first)
    good = np.zeros(len(count), bool)
    good[part.whole] = True
    good &= part.in_use & ~part.listed & (part.base == 0) & (contents <= 1) & (count > 0) & (count <= 2)
    if start <= ROOT < start + len(good):
        good[ROOT - start] = False
    chosen = np.nonzero(good)[0]
    first = part.name_first[chosen]
    two = count[chosen] == 2
    other = first + two
    alias, first_alias = part.name_space[other] == DOS_ALIAS, part.name_space[first] == DOS_ALIAS
    paired = (part.name_parent[first] == part.name_parent[other]) & (alias != first_alias)
    sole = _unnamed(part, chosen) & (~two | paired)
    return chosen[sole], np.where(two & first_alias, other, first)[sole]


def _unnamed(part: Columns, chosen: Column) -> Column:
    """Say which records have no stream beside their content, which begins in them."""
    sole = np.ones(len(chosen), bool)
    held = part.data_first[chosen + 1] > part.data_first[chosen]
    place = part.data_first[chosen][held]
    sole[held] = (part.data_name_at[place] == part.data_name_end[place]) & (part.data_vcn[place] == 0)
    return sole


def _folders(part: Columns, name: Column, places: Directories) -> tuple[list[str], Column]:
    """Return the path above each name, and which of them are known to hang from the root."""
    parents, inverse = np.unique(part.name_parent[name], return_inverse=True)
    found = [places.path(reference) for reference in parents.tolist()]
    sure = np.array([path is not None and path[1] for path in found], bool)
    texts = ["" if path is None else path[0] for path in found]
    kept = sure[inverse] if len(inverse) else np.zeros(0, bool)
    return [texts[index] for index in inverse[kept].tolist()], kept


def _texts(part: Columns, name: Column) -> list[str]:
    raw, decode = bytes(part.raw), codecs.utf_16_le_decode
    spans = zip(part.name_at[name].tolist(), part.name_end[name].tolist(), strict=True)
    return [decode(raw[at:end], "surrogatepass")[0] for at, end in spans]


def _rows(
    part: Columns, start: int, volume: str, chosen: Column, name: Column, paths: list[str]
) -> Iterable[TableRow]:
    times, name_times = part.times[chosen], part.name_times[name]
    columns = zip(
        repeat(volume),
        paths,
        (chosen + start).tolist(),
        part.sequence[chosen].tolist(),
        (part.name_parent[name] & np.uint64(NUMBER)).tolist(),
        part.directory[chosen].tolist(),
        repeat(False),
        repeat(None),
        _sizes(part, chosen),
        map(Times, *(nanoseconds_of(times[:, index]) for index in range(4))),
        map(Times, *(nanoseconds_of(name_times[:, index]) for index in range(4))),
        repeat(""),
        part.links[chosen].tolist(),
        part.attributes[chosen].tolist(),
        _flags(times, name_times),
        strict=False,  # what repeats has no end
    )
    return map(TableRow._make, columns)


def _sizes(part: Columns, chosen: Column) -> list[int]:
    size = np.zeros(len(chosen), np.uint64)
    held = (part.data_first[chosen + 1] > part.data_first[chosen]) & ~part.directory[chosen]
    size[held] = part.data_size[part.data_first[chosen][held]]
    sizes: list[int] = size.tolist()
    return sizes


def _flags(times: Column, name_times: Column) -> list[tuple[str, ...]]:
    """Return the flags of each row, by the rule of mft_row.forged."""
    created, modified, changed, named = times[:, 0], times[:, 1], times[:, 2], name_times[:, 0]
    marked = (created < named) & (created > 0) & (modified > 0)
    marked &= (created % _TICKS == 0) & (modified % _TICKS == 0) & (changed > np.maximum(created, modified))
    return [("times_forged",) if mark else () for mark in marked.tolist()]
