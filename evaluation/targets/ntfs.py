"""NTFS volumes as they are walked: indexes, records, streams, reparse points, deleted files."""

from demo.builder import ntfs
from demo.builder.tree import Node
from evaluation.targets.volume import read
from toolkit.records import Times

__all__ = ["read", "seeds"]

_WHEN = 1_790_000_000_000_000_000
_TIMES = Times(_WHEN, _WHEN + 100, _WHEN + 200, _WHEN + 300)


def seeds() -> list[bytes]:
    nodes = [
        Node(
            "Patients/A/texte.txt", b"bonjour", times=_TIMES, streams={"Zone.Identifier": b"[ZoneTransfer]"}
        ),
        Node("Patients/gros.bin", b"g" * 30_000, times=_TIMES),
        Node("Patients/efface.doc", b"e" * 9000, times=_TIMES, deleted=True),
        Node("jonction", junction="C:\\ailleurs", times=_TIMES),
        *(Node(f"nombreux/nom de fichier {n:03d}.txt", b"x", times=_TIMES) for n in range(40)),
    ]
    return [ntfs.volume(nodes, size=1 << 20, label="PETIT", serial=4)]
