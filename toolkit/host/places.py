"""Whether two places are on one medium, so that nothing is ever written on the one examined."""

import os
from pathlib import Path


def nearest_existing(path: Path) -> Path:
    """Return the path itself or its closest ancestor that exists, links resolved."""
    resolved = path.resolve()
    return next((place for place in (resolved, *resolved.parents) if place.exists()), Path("/"))


def lies_on(target: Path, source: Path) -> bool:
    """Say whether writing `target` would write on `source`: inside a folder, or on a device's own volumes."""
    place = nearest_existing(target)
    if source.is_dir():
        root = source.resolve()
        if target.resolve().is_relative_to(root):
            return True
        # A mounted volume examined by its mount point: the same volume may show elsewhere too.
        return os.path.ismount(root) and place.stat().st_dev == root.stat().st_dev
    if source.is_block_device():
        return _on_device(place.stat().st_dev, source.stat().st_rdev)
    return target.resolve() == source.resolve() or _loops_to(place.stat().st_dev, source.resolve())


def _loops_to(mounted: int, image: Path) -> bool:
    """Tell whether a mounted volume is this image itself, through a loop device or a partition of one."""
    node = _sysfs(mounted)
    for folder in (node, node.parent) if node else ():
        try:
            backing = (folder / "loop" / "backing_file").read_text(encoding="utf-8").rstrip("\n")
        except OSError:
            continue
        return Path(backing) == image
    return False


def _on_device(mounted: int, device: int) -> bool:
    if mounted == device:
        return True
    # A partition's folder in sysfs stands inside that of its disk, whichever of the two was named.
    ours, theirs = (_sysfs(number) for number in (mounted, device))
    if ours is None or theirs is None:
        return False
    return ours.is_relative_to(theirs) or theirs.is_relative_to(ours)


def _sysfs(device: int) -> Path | None:
    node = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    return node.resolve() if node.exists() else None
