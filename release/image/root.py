"""The root of the live system: Debian's packages, our files over them, one squashfs with its verity tree."""

import fcntl
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from release import HERE, Refused, bundle
from release.image import consoles, debian, first_root, modules, overlay, packages, tools, verity

SQUASHFS = "root.squashfs"
FACTS = "root.json"


@dataclass(frozen=True, slots=True)
class Root:
    """What the other parts of the image need of the root; the squashfs has the verity tree appended."""

    kernel: Path
    initrd: Path
    squashfs: Path
    hash: str
    offset: int


def build(work: Path, program: Path) -> Root:
    """Build the live system around a frozen Linux program; finished stages are kept under `work`."""
    _ready(program)
    work.mkdir(parents=True, exist_ok=True)
    with (work / "one-at-a-time").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return _built(work, program)


def _built(work: Path, program: Path) -> Root:
    date = str(bundle.committed(HERE))
    pinned = packages.locked()
    debs = packages.fetched(pinned, work / "debs")
    base = _stage(work, "base", [packages.LOCK, *_code(debian)], lambda place: debian.install(debs, place))
    made_of = [packages.LOCK, *_files(HERE / "boot"), *_code(consoles, debian, overlay, modules, first_root)]
    system = _stage(work, "system", made_of, lambda place: overlay.lay(base, debs, place), date)
    packed = _stage(
        work,
        "packed",
        [*made_of, *_code(verity)],
        lambda place: _pack(system / "root", program, place),
        date,
        *_program(program),
    )
    facts = json.loads((packed / FACTS).read_text(encoding="utf-8"))
    return Root(system / "vmlinuz", system / "initrd", packed / SQUASHFS, facts["hash"], facts["offset"])


def _pack(root: Path, program: Path, place: Path) -> None:
    squashfs = place / SQUASHFS
    verity.squash(root, program, squashfs, bundle.committed(HERE))
    root_hash, offset = verity.append(squashfs)
    (place / FACTS).write_text(json.dumps({"hash": root_hash, "offset": offset}), encoding="utf-8")
    print(f"root: {squashfs.stat().st_size / 1e6:.1f} MB with its hash tree, root hash {root_hash}")


def _program(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _ready(program: Path) -> None:
    tools.need("mmdebstrap", "mksquashfs", "veritysetup")
    if not (program / "trousse").is_file():
        raise Refused(f"{program} holds no Linux program: run `make dist`")


def _stage(work: Path, name: str, made_of: list[Path], make: Callable[[Path], None], *more: str) -> Path:
    # A stage is known by what it is made of: it is made again when one of these changes.
    digest = hashlib.sha256("\n".join(more).encode())
    for path in sorted(set(made_of)):
        digest.update(str(path.relative_to(HERE)).encode() + b"\0" + path.read_bytes())
    place = work / f"{name}-{digest.hexdigest()[:16]}"
    if place.exists():
        return place
    for old in work.glob(f"{name}-*"):
        shutil.rmtree(old)
    started = time.monotonic()
    part = bundle.renewed(work / f"{name}-part")
    make(part)
    part.rename(place)
    print(f"{name}: {time.monotonic() - started:.0f} s")
    return place


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _code(*parts: ModuleType) -> list[Path]:
    return [Path(str(part.__file__)) for part in parts]
