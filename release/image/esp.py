"""The EFI partition: a FAT32 volume made without mounting anything, the same bytes for the same files."""

from collections.abc import Mapping
from pathlib import Path

from release.image import layout, tools

SERIAL = "7472-6F75"  # of the volume; GRUB's core finds it by this
_SMALLEST = 64 * layout.MIB  # FAT32 needs 65,525 clusters, here of one sector
_SPARE = 4 * layout.MIB  # tables and folders


def size(files: Mapping[str, Path | bytes]) -> int:
    """Return the bytes of a volume that holds these files, in whole mebibytes."""
    held = sum(_length(content) for content in files.values())
    wanted = held + held // 64 + _SPARE  # 4 bytes of each of two tables for every sector
    return max(_SMALLEST, -(-wanted // layout.MIB) * layout.MIB)


def make(image: Path, files: Mapping[str, Path | bytes], epoch: int) -> None:
    """Write the volume with these files, by path; `epoch` is the date of all; raises Refused."""
    image.unlink(missing_ok=True)
    with image.open("wb") as stream:
        stream.truncate(size(files))
    # --invariant: no date and no chance in the boot sector. Dates of files are local time, here UTC.
    words = f"-F 32 -s 1 -S {layout.SECTOR} -n {layout.ESP_LABEL} -i {SERIAL.replace('-', '')}"
    tools.run("mkfs.fat", "--invariant", *words.split(), str(image))
    folders = {str(parent) for path in files for parent in Path(path).parents if parent.name}
    for folder in sorted(folders):
        tools.run("mmd", "-i", str(image), f"::{folder}", epoch=epoch)
    for path in sorted(files):
        content = files[path]
        given = None if isinstance(content, Path) else content
        origin = str(content) if given is None else "-"
        # mtools takes the hour of what it writes from SOURCE_DATE_EPOCH.
        tools.run("mcopy", "-i", str(image), origin, f"::{path}", given=given, epoch=epoch)
    tools.run("fsck.fat", "-n", str(image))


def _length(content: Path | bytes) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size
