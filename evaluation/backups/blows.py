"""What may happen to a backup once it is made: cut, flipped bits, encrypted itself, a part gone."""

import os
import random
from collections.abc import Sequence
from pathlib import Path

from demo.builder.tree import Node
from evaluation.backups.contents import _way
from evaluation.backups.forms import Form
from evaluation.damage.ways import apply

_RUN = 65536  # bytes; runs of zeros take no room
_HEAD, _FIRST = 512, 40_960  # bytes; the latter of a disk, up to what describes the volume on a disc
_STRUCK = {
    "itself encrypted": "whole, keys of 512 behind (Conti, Babuk)",
    "itself encrypted by turns": "4 KB of 8 KB (BlackCat dot)",
}


def strike(medium: Path, form: Form, blow: str, nodes: Sequence[Node], draws: random.Random) -> None:
    """Do one thing to a sound medium; what is flipped, cut or zeroed keeps its date, as on a bad disk."""
    files = sorted(path for path in medium.rglob("*") if path.is_file())
    target = _target(files, form, draws)
    if blow.startswith("flipped"):
        _flip(files, target, form, nodes, draws, unseen="unseen" in blow)
    elif blow in _STRUCK:
        _encrypt(
            [one for one in files if one.stat().st_size]
            if form.kind == "repository"
            else _parts(files, target),
            blow,
            draws,
        )
    elif blow == "itself renamed":
        for one in _parts(files, target):
            one.rename(one.with_name(one.name + ".wq7zk"))
    elif blow == "a volume missing":
        _remove(files, target, draws)
    elif blow not in {"wrong password", "no password"}:
        _rewrite(target, _spoiled(target.read_bytes(), blow, form))


def _target(files: list[Path], form: Form, draws: random.Random) -> Path:
    if form.kind == "files":
        return draws.choice([path for path in files if path.suffix == ".docx"])
    if form.kind == "database":
        return next(path for path in files if path.stem == "base")
    return max(files, key=lambda path: (path.stat().st_size, path))


def _parts(files: list[Path], target: Path) -> list[Path]:
    """Return all volumes of the archive that the target is one of."""
    return [path for path in files if path.parent == target.parent and path.stem == target.stem]


def _spoiled(data: bytes, blow: str, form: Form) -> bytes:
    head = _FIRST if form.kind in {"disk", "virtual"} else _HEAD
    return {
        "cut": data[: len(data) * 6 // 10],
        "cut at the end": data[: -max(40, len(data) // 20)],
        "header zeroed": bytes(min(head, len(data))) + data[head:],
        "itself empty": b"",
    }[blow]


def _flip(
    files: list[Path], target: Path, form: Form, nodes: Sequence[Node], draws: random.Random, *, unseen: bool
) -> None:
    if form.kind == "repository":
        target = draws.choice([path for path in files if path.stat().st_size > _HEAD])
    if form.kind == "files":
        ending = ".dcm" if unseen else ".docx"
        target = draws.choice([path for path in files if path.suffix == ending])
    data = bytearray(target.read_bytes())
    at = draws.randrange(len(data) // 3, len(data) * 9 // 10)
    if form.kind in {"disk", "virtual", "plain"}:
        at = _inside(data, nodes, ".dcm" if unseen else ".docx", draws)
    data[at] ^= 1 << draws.randrange(8)
    _rewrite(target, bytes(data))


def _inside(data: bytearray, nodes: Sequence[Node], ending: str, draws: random.Random) -> int:
    """Return a place in one file's content within a disk or an archive that compresses nothing."""
    chosen = draws.choice([node.data for node in nodes if node.path.endswith(ending)])
    start = data.find(chosen[:2048])
    # The packed text of a letter has a sum; the points of a picture have none.
    text = chosen.find(b"word/document.xml") + 40
    return start + (draws.randrange(1024, 2000) if ending == ".dcm" else text + draws.randrange(200))


def _encrypt(files: Sequence[Path], blow: str, draws: random.Random) -> None:
    way = _way(_STRUCK[blow])
    for path in files:
        data = path.read_bytes()
        path.write_bytes(apply(way, data, draws) or data)
        path.rename(path.with_name(path.name + ".wq7zk"))


def _remove(files: list[Path], target: Path, draws: random.Random) -> None:
    parts = _parts(files, target)
    if len(parts) < 2:  # a repository: one of its large files
        parts = [path for path in files if path.stat().st_size > 4096]
    draws.choice(parts).unlink()


def _rewrite(path: Path, data: bytes) -> None:
    kept = path.stat()
    with path.open("wb") as stream:
        for at in range(0, len(data), _RUN):
            part = data[at : at + _RUN]
            stream.seek(len(part), os.SEEK_CUR) if part.count(0) == len(part) else stream.write(part)
        stream.truncate(len(data))
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
