"""Which bytes of the change journal lie on the medium: its old part is a hole of many gigabytes."""

from toolkit.errors import Unreadable
from toolkit.media.mft.file import TableFile
from toolkit.media.ntfs.record import ATTRIBUTE_LIST, DATA, Attribute, Damaged, extensions, parse
from toolkit.media.ntfs.runs import cluster_size, mapped
from toolkit.media.source import Source
from toolkit.records import Entry


def extents(source: Source, entry: Entry) -> list[tuple[int, int]]:
    """Return the stretches of a stream that are no hole, in bytes; all of it where that is not told."""
    number, _, rest = entry.ident.partition("-")
    stream = rest.partition(":")[2]
    if not stream or not number.isdecimal():
        return [(0, entry.size)]
    try:
        table = TableFile(source, entry.volume)
        parts = _parts(table, int(number), stream)
        cluster = cluster_size(parts)
        whole = [(run.vcn * cluster, run.length * cluster) for run in mapped(parts) if run.lcn is not None]
    except (Damaged, Unreadable):
        return [(0, entry.size)]
    joined: list[tuple[int, int]] = []
    for start, length in whole:
        end = min(start + length, entry.size)
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        elif start < end:
            joined.append((start, end))
    return joined


def _parts(table: TableFile, number: int, stream: str) -> list[Attribute]:
    """Return every extent of a named stream; raise Damaged or Unreadable."""
    record = parse(bytes(table.read(number)), number)
    attributes = list(record.attributes)
    listed = record.first(ATTRIBUTE_LIST)
    if listed is not None:
        if listed.content is None:
            raise Damaged("attribute list")
        for place in extensions(listed.content):
            if place != number:
                more = parse(bytes(table.read(place)), place)
                attributes += more.attributes if more.base == number else ()
    return [part for part in attributes if part.kind == DATA and part.name == stream and part.content is None]
