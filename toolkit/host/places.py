"""Whether two places are on one medium, so that nothing is ever written on the one examined."""

import os
import sys
from pathlib import Path

from toolkit.host.windows import disks as disks_windows


def nearest_existing(path: Path) -> Path:
    """Return the path itself or its closest ancestor that exists, links resolved."""
    resolved = path.resolve()
    return next((place for place in (resolved, *resolved.parents) if place.exists()), Path("/"))


def lies_on(target: Path, source: Path) -> bool:
    """Say whether writing `target` would write on `source`: inside a folder, or on a device's own volumes."""
    if _is_device_of_windows(source):
        return on_disks(target, disks_windows.standing(str(source)).disks, frozenset())
    place = nearest_existing(target)
    if source.is_dir():
        root = source.resolve()
        if target.resolve().is_relative_to(root):
            return True
        # A mounted volume examined by its mount point: the same volume may show elsewhere too.
        return os.path.ismount(root) and _same_medium(place, root)
    if source.is_block_device():
        return _on_device(place, source)
    return target.resolve() == source.resolve() or _loops_to(place.stat().st_dev, source.resolve())


def on_disks(target: Path, disks: frozenset[int], mounts: frozenset[str]) -> bool:
    """Say whether writing `target` may write on these physical disks or volumes of a running Windows."""
    return disks_windows.shares(disks_windows.standing(str(nearest_existing(target))), disks, mounts)


def may_be_insisted(target: Path, source: Path) -> bool:
    """Say whether a person may insist on writing there: never onto an image, nor through a mount of it."""
    return not source.is_file() and target.resolve() != source.resolve()


def within(target: Path, source: Path) -> str | None:
    """Return the path of `target` inside a folder, or inside its own volume when the source is a device.

    None when it is not there. The names are separated by "/".
    """
    if source.is_dir():
        root = source.resolve()
        inside = target.resolve()
        return inside.relative_to(root).as_posix() if inside.is_relative_to(root) else None
    if source.is_file() or not lies_on(target, source):
        return None
    place = nearest_existing(target)
    mount = next(one for one in (place, *place.parents) if os.path.ismount(one))
    return target.resolve().relative_to(mount).as_posix()


def _is_device_of_windows(source: Path) -> bool:
    return sys.platform == "win32" and str(source).startswith("\\\\.\\")


if sys.platform == "win32":

    def _same_medium(place: Path, root: Path) -> bool:
        mount = disks_windows.standing(str(root))
        return not mount.elsewhere and on_disks(place, mount.disks, frozenset({mount.mount}))

    def _loops_to(mounted: int, image: Path) -> bool:
        """Answer no: Windows mounts no raw image by itself."""
        del mounted, image
        return False

    def _on_device(place: Path, node: Path) -> bool:
        """Answer no: devices of Windows are no block devices of POSIX."""
        del place, node
        return False

else:

    def _same_medium(place: Path, root: Path) -> bool:
        return place.stat().st_dev == root.stat().st_dev

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

    def _on_device(place: Path, node: Path) -> bool:
        mounted, device = place.stat().st_dev, node.stat().st_rdev
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
