"""Install the programs of others that the tests compare with: python -m tests.referees.

Nothing needs them: where they cannot be had, the tests that ask them say so and are skipped.
"""

import os
import shutil
import subprocess
import sys

# The program that must answer, the Debian package that brings it, and what is not compared without it.
NEEDED = (
    ("qemu-img", "qemu-utils", "VHD, VHDX, VMDK and QCOW2 disks made by QEMU"),
    ("ewfacquire", "ewf-tools", "E01 images made by libewf"),
    ("fls", "sleuthkit", "lists and contents of The Sleuth Kit; mactime on our body files"),
    ("ntfs-3g", "ntfs-3g", "NTFS volumes made and filled by ntfs-3g"),
    ("mcopy", "mtools", "FAT volumes filled by mtools"),
    ("mkfs.fat", "dosfstools", "FAT volumes"),
    ("mkfs.exfat", "exfatprogs", "exFAT volumes"),
    ("mount.exfat-fuse", "exfat-fuse", "exFAT volumes"),
    ("debugfs", "e2fsprogs", "ext2, ext3 and ext4 volumes"),
    ("mkfs.xfs", "xfsprogs", "naming of XFS volumes"),
    ("mkfs.btrfs", "btrfs-progs", "naming of Btrfs volumes"),
    ("cryptsetup", "cryptsetup-bin", "naming of LUKS volumes; BitLocker volumes, by cryptsetup"),
    ("fdisk", "fdisk", "disks of several volumes"),
    ("vshadowinfo", "libvshadow-utils", "shadow copies, by libvshadow"),
    ("dislocker", "dislocker", "BitLocker volumes, by dislocker"),
    ("bdeinfo", "libbde-utils", "BitLocker volumes, by libbde"),
    ("hashdeep", "hashdeep", "the speed of one pass, by make bench"),
    ("yara", "yara", "the speed of one pass, by make bench"),
)
_APT = ("apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20")
_LIMIT = 300  # seconds of one apt-get


def main() -> int:
    """Install what is absent where root and apt are there, and name what will not be compared; return 0."""
    absent = _absent()
    if absent and shutil.which("apt-get") and _root():
        _install([package for _, package, _ in absent])
        absent = _absent()
    for program, package, what in absent:
        print(f"{program} is absent (Debian: {package}); not compared: {what}")
    if absent:
        print("the tests that ask these programs are skipped; some need root, /dev/fuse and loop devices too")
    return 0


def _absent() -> list[tuple[str, str, str]]:
    return [row for row in NEEDED if shutil.which(row[0]) is None]  # as the tests look for them


def _install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        try:
            run = subprocess.run([*_APT, *words], env=environment, check=False, timeout=_LIMIT)
        except subprocess.TimeoutExpired:
            print(f"apt-get {words[0]} did not end in {_LIMIT} s")
            return
        if run.returncode:
            print(f"apt-get {words[0]} failed")


def _root() -> bool:
    return getattr(os, "geteuid", lambda: -1)() == 0


if __name__ == "__main__":
    sys.exit(main())
