"""Build the images the readers are tried on: python -m tests.volumes.build OUT."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.volumes import disks, ext, fat, ntfs
from tests.volumes.outside import Absent
from tests.volumes.plan import Built

_Many = list[Built]
VOLUMES: dict[str, Callable[[Path], Built]] = {
    "ntfs": ntfs.plain,
    "ntfs_clusters_512": partial(ntfs.plain, cluster=512),
    "ntfs_clusters_65536": partial(ntfs.plain, cluster=65_536),
    "ntfs_sectors_4096": partial(ntfs.plain, sector=4096),
    "ntfs_efs": ntfs.encrypted,
    **{shape: partial(fat.fat, shape=shape) for shape in fat.SHAPES},
    "exfat": fat.exfat,
    **{shape: partial(ext.ext, shape=shape) for shape in ext.SHAPES},
    "ext4_deleted_by_linux": ext.removed,
}
DISKS: dict[str, Callable[[Path], _Many]] = {
    "gpt": disks.gpt,
    "mbr": disks.mbr,
    "gpt_sectors_4096": disks.large_sectors,
    "gpt_xfs": disks.partly_read,
}


def volume(name: str, folder: Path) -> Built:
    """Build one volume; raise Absent with what is not here."""
    return VOLUMES[name](folder / f"{name}.img")


def disk(name: str, folder: Path) -> tuple[Path, _Many]:
    """Build one disk; raise Absent with what is not here."""
    image = folder / f"{name}.img"
    return image, DISKS[name](image)


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    for name, make in {**VOLUMES, **DISKS}.items():
        try:
            make(folder / f"{name}.img")
        except Absent as reason:
            print(f"{name}: not built: {reason}")
        else:
            print(f"{name}: built")
    return 0


if __name__ == "__main__":
    sys.exit(main())
