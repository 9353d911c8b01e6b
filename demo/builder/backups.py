"""Two backups of the practice: a good one of the last evening, and a stale one that looks fresh."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from demo.builder.documents import dated, nanoseconds
from demo.builder.practice import LAST_SAVE, practice_data
from demo.builder.tree import Node, complete
from toolkit.records import Times

TAKEN = datetime(2026, 10, 10, 19, 0, 0, tzinfo=UTC)  # Saturday, 21:00 in Paris
STALE_SINCE = datetime(2026, 2, 13, 17, 48, 0, tzinfo=UTC)
STALE_ROOT = "Sauvegarde_cabinet"
_SECOND = 1_000_000_000


def recent() -> bytes:
    """Return a ZIP of everything the practice keeps, as it stood on the evening before the attack."""
    return zipped(practice_data(LAST_SAVE))


def stale() -> list[Node]:
    """Return a folder copy whose journal is of last night and whose newest data is eight months old."""
    then = practice_data(STALE_SINCE)
    present = {node.path for node in then}
    # The agendas were kept in February too; what changes every day has only its last date on the machine.
    agendas = [node for node in practice_data(LAST_SAVE) if node.path.endswith(".ics")]
    older = [dated(node.path, STALE_SINCE, node.data) for node in agendas if node.path not in present]
    copied = [_under(node) for node in [*then, *older]]
    return sorted([*copied, *_journals()], key=lambda node: node.path)


def _under(node: Node) -> Node:
    return Node(f"{STALE_ROOT}/{node.path}", node.data, times=node.times, name_times=node.name_times)


def _journals() -> list[Node]:
    out = []
    for days in range(5):
        night = TAKEN - timedelta(days=days)
        text = f"{night:%Y-%m-%d} 21:00:00 Debut de la sauvegarde\r\n"
        text += f"{night:%Y-%m-%d} 21:00:04 Dossier source inaccessible : 0 fichier copie\r\n"
        text += f"{night:%Y-%m-%d} 21:00:05 Sauvegarde terminee : succes\r\n"
        path = f"{STALE_ROOT}/Journal/sauvegarde_{night:%Y-%m-%d}.log"
        out.append(dated(path, night, text.encode()))
    moment = nanoseconds(TAKEN)
    fresh = Times(moment, moment, moment, moment)
    # Its own job touches the folders every night: the container never looks old.
    out += [Node(path, directory=True, times=fresh) for path in (STALE_ROOT, f"{STALE_ROOT}/Journal")]
    return [*out, dated(f"{STALE_ROOT}/derniere_sauvegarde.txt", TAKEN, f"{TAKEN:%Y-%m-%d} OK\r\n".encode())]


def zipped(nodes: Iterable[Node]) -> bytes:
    """Return files as a ZIP; each is dated in Paris time, and in UTC by the extra field 0x5455."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for node in nodes:
            seconds = (node.times.modified or 0) // _SECOND
            moment = datetime.fromtimestamp(seconds, UTC)
            # Good enough for a practice closed on the last Sundays of March and October.
            local = moment + timedelta(hours=2 if 4 <= moment.month <= 10 else 1)
            member = zipfile.ZipInfo(node.path, local.timetuple()[:6])
            member.create_system = 0
            member.compress_type = zipfile.ZIP_DEFLATED
            member.extra = struct.pack("<HHBi", 0x5455, 5, 1, seconds)
            archive.writestr(member, node.data, compresslevel=9)
    return out.getvalue()


def tarred(nodes: Sequence[Node]) -> bytes:
    """Return files and folders as a tar with their dates, in the order of their paths."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT, encoding="utf-8") as archive:
        for node in sorted(complete(nodes), key=lambda node: node.path):
            member = tarfile.TarInfo(node.path)
            member.mtime = (node.times.modified or 0) // _SECOND
            member.type = tarfile.DIRTYPE if node.directory else tarfile.REGTYPE
            member.mode = 0o755 if node.directory else 0o644
            member.size = len(node.data)
            archive.addfile(member, io.BytesIO(node.data))
    return out.getvalue()
