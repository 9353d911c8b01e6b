"""Whether two places are on one medium, so that nothing is ever written on the one examined."""

import os
import stat
import sys
from pathlib import Path

from toolkit.host.windows import disks as disks_windows


def nearest_existing(path: Path) -> Path:
    """Return the path itself or its closest ancestor that exists, links resolved; else where it begins."""
    resolved = _resolved(path)
    every = (place for place in (resolved, *resolved.parents) if os.path.exists(place))  # noqa: PTH110 - raises nothing
    return next(every, Path(resolved.anchor))


def lies_on(target: Path, source: Path) -> bool:
    """Say whether writing `target` may write on the medium of `source`, a folder, an image or a device.

    A folder stands for its whole disk. On Windows that holds for any disk, and what is not told is "may". On
    Linux one medium is no obstacle: the root file system the toolkit itself runs on, where a technician
    works on a copy of his own, and memory (tmpfs). Beside an image is no harm; the image itself, by any of
    its names, and the volumes mounted from it are.
    """
    if _is_device_of_windows(source):
        return on_disks(target, disks_windows.standing(str(source)).disks, frozenset())
    if _inside(target, source) is not None:
        return True
    # A link may be replaced where it stands, or written through.
    if target.is_symlink() and lies_on(target.parent, source):
        return True
    if os.path.isdir(source):  # noqa: PTH112 - raises nothing
        return _same_medium(target, source)
    return _on_device(target, source) if _is_block(source) else _through(target, source)


def on_disks(target: Path, disks: frozenset[int], mounts: frozenset[str]) -> bool:
    """Say whether writing `target` may write on these physical disks or volumes of a running Windows."""
    return disks_windows.shares(disks_windows.standing(str(nearest_existing(target))), disks, mounts)


def may_be_insisted(target: Path, source: Path) -> bool:
    """Say whether a person may insist on writing there: never onto an image, nor through a mount of it."""
    if _is_device_of_windows(source):
        return True
    image = os.path.isfile(source) or _shows_an_image(source)  # noqa: PTH113 - raises nothing
    return not image and _inside(target, source) != "."


def within(target: Path, source: Path) -> str | None:
    """Return the path of `target` inside a folder, or inside its own volume when the source is a device.

    None when it is not there. The names are separated by "/".
    """
    if os.path.isdir(source):  # noqa: PTH112 - raises nothing
        return _inside(target, source)
    return None if os.path.isfile(source) else _in_volume(target, source)  # noqa: PTH113 - raises nothing


def _resolved(path: Path) -> Path:
    try:
        # Path.resolve refuses a loop of links by an error that is no OSError.
        return Path(os.path.realpath(path))
    except OSError:  # a drive of Windows that does not answer
        return Path(os.path.abspath(path))  # noqa: PTH100 - not followed


def _is_device_of_windows(source: Path) -> bool:
    text = str(source)
    alone = text.startswith("\\\\?\\") and "\\" not in text[4:]  # a disk, or a volume without its root
    return sys.platform == "win32" and (alone or text.startswith(disks_windows.DEVICES))


def _is_block(path: Path) -> bool:
    try:
        return stat.S_ISBLK(path.stat().st_mode)
    except OSError:
        return False


def _inside(target: Path, source: Path) -> str | None:
    """Return the path of `target` below `source`, also when both have other names; "." for itself."""
    whole, root = _resolved(target), _resolved(source)
    if whole.is_relative_to(root):
        return whole.relative_to(root).as_posix()
    place = nearest_existing(target)
    rest = whole.relative_to(place)
    for folder in (place, *place.parents):
        if _is_one(folder, root):
            return (place.relative_to(folder) / rest).as_posix()
    below = _shown_elsewhere(place, root)
    return None if below is None else (below / rest).as_posix()


def _is_one(place: Path, root: Path) -> bool:
    try:
        return os.path.samestat(place.stat(), root.stat())
    except OSError:
        return False


if sys.platform == "win32":

    def _same_medium(target: Path, source: Path) -> bool:
        ours, theirs = (disks_windows.standing(str(nearest_existing(place))) for place in (target, source))
        if theirs.elsewhere:
            return ours.elsewhere and ours.server.casefold() == theirs.server.casefold()
        return disks_windows.shares(ours, theirs.disks, frozenset({theirs.mount}))

    def _on_device(target: Path, source: Path) -> bool:
        return on_disks(target, disks_windows.standing(str(source)).disks, frozenset())

    def _through(target: Path, source: Path) -> bool:
        """Answer no: Windows mounts no raw image by itself."""
        del target, source
        return False

    def _shows_an_image(source: Path) -> bool:
        """Answer no: there are no loop devices here."""
        del source
        return False

    def _shown_elsewhere(place: Path, root: Path) -> Path | None:
        """Return nothing: resolving a path told its one name already."""
        del place, root
        return None

    def in_memory(path: Path) -> bool:
        """Answer no: Windows has no disk of memory of its own."""
        del path
        return False

    def _in_volume(target: Path, source: Path) -> str | None:
        if not lies_on(target, source):
            return None
        place = nearest_existing(target)
        mount = next(one for one in (place, *place.parents) if os.path.ismount(one))
        return _resolved(target).relative_to(mount).as_posix()

else:
    from toolkit.host import mounts_linux

    _MEMORY = frozenset({"tmpfs", "ramfs"})

    def in_memory(path: Path) -> bool:
        """Say whether what exists there is gone once the machine is put out."""
        return mounts_linux.of(_resolved(path)).kind in _MEMORY

    def _same_medium(target: Path, source: Path) -> bool:
        ours, theirs, system = (
            mounts_linux.of(place) for place in (nearest_existing(target), _resolved(source), Path("/"))
        )
        if theirs.kind in _MEMORY or theirs.device == system.device:
            return False
        if ours.device == theirs.device:
            return True
        return not _touched(target).isdisjoint(mounts_linux.grounds(theirs.block))

    def _on_device(target: Path, source: Path) -> bool:
        device = source.stat().st_rdev
        if mounts_linux.of(nearest_existing(target)).block == device:
            return True
        return not _touched(target).isdisjoint(mounts_linux.grounds(device))

    def _through(target: Path, source: Path) -> bool:
        return mounts_linux.token(_resolved(source)) in _touched(target)

    def _touched(target: Path) -> frozenset[str]:
        """Return what writing `target` changes: the disks and images below it, and the file it is already."""
        place = nearest_existing(target)
        touched = mounts_linux.grounds(mounts_linux.of(place).block)
        mode = place.stat()
        if stat.S_ISBLK(mode.st_mode):
            return touched | mounts_linux.grounds(mode.st_rdev)
        return touched | {mounts_linux.token(place)} if stat.S_ISREG(mode.st_mode) else touched

    def _shows_an_image(source: Path) -> bool:
        grounds = mounts_linux.grounds(source.stat().st_rdev) if _is_block(source) else ()
        return any(each.startswith("file ") for each in grounds)

    def _shown_elsewhere(place: Path, root: Path) -> Path | None:
        """Return where a folder lies below another that a second mount shows by another name."""
        if not root.is_dir():
            return None
        ours, theirs = mounts_linux.of(place), mounts_linux.of(root)
        if ours.device != theirs.device or not ours.place.is_relative_to(theirs.place):
            return None
        return Path(ours.place.relative_to(theirs.place))

    def _in_volume(target: Path, source: Path) -> str | None:
        if not _is_block(source):
            return None
        place = nearest_existing(target)
        mounted = mounts_linux.of(place)
        # Another partition of the same disk is no part of this source.
        if not mounts_linux.holds(source.stat().st_rdev, mounted.block):
            return None
        return (mounted.place / _resolved(target).relative_to(place)).relative_to("/").as_posix()
