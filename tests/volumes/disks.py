"""Disks of several volumes: tables written by sfdisk, volumes built one by one and laid in their places."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from tests.volumes import ext, fat, ntfs
from tests.volumes.outside import need, run
from tests.volumes.plan import Built

_MIB = 1 << 20
Part = tuple[str, Callable[[Path], Built], str]  # type in the table, builder, name of the image
_GPT_DATA, _GPT_LINUX = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7", "0FC63DAF-8483-4772-8E79-3D69D8477DE4"


def _fat16(image: Path) -> Built:
    return fat.fat(image, "fat16")


def _xfs(image: Path) -> Built:
    need("mkfs.xfs")
    with image.open("wb") as stream:
        stream.truncate(320 * _MIB)
    run("mkfs.xfs", "-q", "-f", image)
    return Built(image)


def gpt(image: Path) -> list[Built]:
    """Make a GPT disk of an NTFS volume like that of a Windows, an exFAT one and an ext4 one."""
    parts = ((_GPT_DATA, ntfs.windows, "win"), (_GPT_DATA, fat.stick, "cle"), (_GPT_LINUX, ext.nas, "nas"))
    return _disk(image, "gpt", parts)


def mbr(image: Path) -> list[Built]:
    """Make an MBR disk of one primary partition and two in an extended one."""
    return _disk(image, "dos", (("7", ntfs.windows, "win"), ("6", _fat16, "cle"), ("83", ext.nas, "nas")))


def large_sectors(image: Path) -> list[Built]:
    """Make a GPT disk whose sectors hold 4,096 bytes, with an NTFS volume of such sectors on it."""
    parts = ((_GPT_DATA, _ntfs_4k, "win"), (_GPT_LINUX, ext.nas, "nas"))
    return _disk(image, "gpt", parts, sector=4096)


def partly_read(image: Path) -> list[Built]:
    """Make a GPT disk of an NTFS volume, and an XFS one that nothing here reads."""
    return _disk(image, "gpt", ((_GPT_DATA, ntfs.windows, "win"), (_GPT_LINUX, _xfs, "nas")))


def _ntfs_4k(image: Path) -> Built:
    return ntfs.windows(image, sector=4096)


def _disk(image: Path, table: str, parts: Sequence[Part], sector: int = 512) -> list[Built]:
    need("sfdisk", "fdisk")
    built = [make(image.with_name(f"{image.name}.{name}")) for _, make, name in parts]
    places, at = [], _MIB
    for number, one in enumerate(built):
        at += _MIB if table == "dos" and number else 0  # room for an extended boot record before it
        places.append(at)
        at += one.image.stat().st_size
    with image.open("wb") as stream:
        stream.truncate(at + 4 * _MIB)
    ends = [place + one.image.stat().st_size for place, one in zip(places, built, strict=True)]
    if sector == 512:
        run("sfdisk", image, feed=_script(table, [kind for kind, *_ in parts], places, ends))
    else:  # sfdisk knows sectors of 4,096 bytes on a device only
        run("fdisk", "-b", sector, image, feed=_typed(places, ends, sector))
    with image.open("r+b") as stream:
        for place, one in zip(places, built, strict=True):
            _lay(stream, place, one.image)
    return built


def _lay(disk: BinaryIO, place: int, image: Path) -> None:
    """Copy an image into its place, holes left as holes."""
    with image.open("rb") as stream:
        while part := stream.read(_MIB):
            if any(part):
                disk.seek(place)
                disk.write(part)
            place += len(part)


def _script(table: str, kinds: Sequence[str], places: Sequence[int], ends: Sequence[int]) -> bytes:
    lines = [f"label: {table}"]
    for number, (kind, start, end) in enumerate(zip(kinds, places, ends, strict=True)):
        if table == "dos" and number == 1:  # it and all that follow stand in an extended partition
            before = start - _MIB
            lines.append(f"start={before // 512}, size={(ends[-1] - before) // 512}, type=5")
        lines.append(f"start={start // 512}, size={(end - start) // 512}, type={kind}")
    return "\n".join(lines).encode()


def _typed(places: Sequence[int], ends: Sequence[int], sector: int) -> bytes:
    rows = [f"n\n{n}\n{start // sector}\n{end // sector - 1}\n" for n, (start, end) in
            enumerate(zip(places, ends, strict=True), 1)]  # fmt: skip
    return ("g\n" + "".join(rows) + "w\n").encode()
