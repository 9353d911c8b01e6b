"""One small disk in every container, built here byte by byte or by the tools that make them in practice."""

import random
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from uuid import UUID

from demo.builder import container_qcow2, container_vhd, container_vhdx, container_vmdk, ntfs, partition
from demo.builder.container_e01 import segments
from demo.builder.tree import Node

MIB = 1024 * 1024
ONE, OTHER = bytes(range(16)), bytes(range(16, 32))
RADIO = random.Random(7).randbytes(300_000)  # noqa: S311 - the same bytes at every run
ID, ANOTHER = UUID(bytes_le=ONE), UUID(bytes_le=OTHER)


@cache
def disk() -> bytes:
    """Return a disk of 3 MiB: a partition table, NTFS with files of every size, and an empty end."""
    nodes = [
        Node("vide.txt", b""),
        Node("lettre.txt", b"Monsieur,\r\n" * 900),
        Node("radio.bin", RADIO),
        Node("zeros.bin", bytes(200_000)),
    ]
    whole = partition.mbr([(7, ntfs.volume(nodes, size=2 * MIB, label="DONNEES", serial=3))], disk_id=1)
    return whole.ljust(3 * MIB, b"\0")


def by_hand(folder: Path) -> dict[str, Path]:
    """Write the disk in each container; return what it is called to the file to open."""
    whole, folder = disk(), folder / "main"
    folder.mkdir()
    one = container_vmdk.descriptor([f'RW {len(whole) // 512} SPARSE "seul.vmdk"'])
    half = len(whole) // 2
    both = [f'RW {half // 512} SPARSE "deux-s001.vmdk"', f'RW {half // 512} FLAT "deux-f002.vmdk" 8']
    files = {
        "fixe.vhd": container_vhd.fixed(whole, identifier=ONE),
        "croit.vhd": container_vhd.dynamic(whole, identifier=ONE),
        "croit.vhdx": container_vhdx.vhdx(whole, identifier=ID),
        "grands.vhdx": container_vhdx.vhdx(whole, identifier=ID, sector=4096),
        "croit.qcow2": container_qcow2.qcow2(whole),
        "ancien.qcow2": container_qcow2.qcow2(whole, version=2),
        "serre.qcow2": container_qcow2.qcow2(whole, packed=True),
        "seul.vmdk": container_vmdk.sparse(whole, text=one),
        "serre.vmdk": container_vmdk.sparse(whole, text=one, packed=True),
        "deux.vmdk": container_vmdk.descriptor(both).encode(),
        "deux-s001.vmdk": container_vmdk.sparse(whole[:half]),
        "deux-f002.vmdk": bytes(4096) + whole[half:],
        "un.E01": segments(whole)[0],
        "brut.E01": segments(whole, packed=False)[0],
    }
    files |= {f"trois.E{number:02d}": part for number, part in enumerate(segments(whole, count=3), 1)}
    files |= {f"coupe.{number:03d}": part for number, part in enumerate(_cut(whole, 700_000), 1)}
    files |= {f"brut.raw.{number:03d}": part for number, part in enumerate(_cut(whole, MIB))}
    files |= {f"lettres.a{'abcdef'[number]}": part for number, part in enumerate(_cut(whole, 800_000))}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    later = ("deux-", "trois.E02", "trois.E03", "coupe.002", "coupe.003", "coupe.004", "coupe.005")
    later += ("brut.raw.001", "brut.raw.002", "lettres.ab", "lettres.ac", "lettres.ad")
    return {name: folder / name for name in files if not name.startswith(later)}


def _cut(whole: bytes, size: int) -> list[bytes]:
    return [whole[at : at + size] for at in range(0, len(whole), size)]


def with_qemu(folder: Path, raw: Path) -> dict[str, Path]:
    """Convert a raw image with qemu-img to everything it writes that is read here."""
    kinds = {
        "q.vhd": ("vpc",),
        "qf.vhd": ("vpc", "-o", "subformat=fixed"),
        "q.vhdx": ("vhdx",),
        "qf.vhdx": ("vhdx", "-o", "subformat=fixed"),
        "q.qcow2": ("qcow2",),
        "q2.qcow2": ("qcow2", "-o", "compat=0.10"),
        "q4k.qcow2": ("qcow2", "-o", "cluster_size=4096"),
        "qc.qcow2": ("qcow2", "-c"),
        "qs.vmdk": ("vmdk",),
        "qo.vmdk": ("vmdk", "-o", "subformat=streamOptimized"),
        "qf.vmdk": ("vmdk", "-o", "subformat=monolithicFlat"),
        "q2s.vmdk": ("vmdk", "-o", "subformat=twoGbMaxExtentSparse"),
        "q2f.vmdk": ("vmdk", "-o", "subformat=twoGbMaxExtentFlat"),
    }
    for name, words in kinds.items():
        run("qemu-img", "convert", "-O", *words, str(raw), str(folder / name))
    return {name: folder / name for name in kinds}


def with_ewfacquire(folder: Path, raw: Path) -> dict[str, Path]:
    """Acquire a raw image with each kind of E01, in segments of 1 MiB, compressed and not."""
    found = {}
    for kind in ("smart", "ftk", "encase1", "encase5", "encase6", "encase7", "linen7"):
        for level in ("none", "best"):
            name = f"{kind}-{level}"
            words = [
                "-C",
                "CAS-9",
                "-e",
                "Examinateur",
                "-d",
                "sha1",
                "-S",
                str(MIB),
                "-c",
                level,
                "-f",
                kind,
            ]
            run("ewfacquire", "-u", "-q", "-t", str(folder / name), *words, str(raw))
            found[name] = folder / f"{name}.{'s01' if kind == 'smart' else 'E01'}"
    return found


def run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


def needs(*tools: str) -> Callable:
    """Skip a test where a tool is absent, and name it."""
    import pytest

    missing = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)}")
