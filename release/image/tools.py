"""The builder's own programs that make volumes and tables: whether they are there, and one run of them."""

import os
import shutil
import subprocess

from release import Refused

# The program that must answer, and the Debian package that brings it.
NEEDED = {
    "dpkg-deb": "dpkg",
    "fsck.exfat": "exfatprogs",
    "fsck.fat": "dosfstools",
    "mcopy": "mtools",
    "mkfs.exfat": "exfatprogs",
    "mkfs.fat": "dosfstools",
    "mksquashfs": "squashfs-tools",
    "mmd": "mtools",
    "mmdebstrap": "mmdebstrap",
    "sfdisk": "fdisk",
    "tune.exfat": "exfatprogs",
    "veritysetup": "cryptsetup-bin",
}
_SEARCHED = "/usr/sbin:/usr/bin:/sbin:/bin"  # a user's own search path may leave out sbin


def need(*programs: str) -> None:
    """Raise Refused with what to install where one of these, or of all, is absent."""
    asked = programs or tuple(NEEDED)
    absent = {NEEDED[program] for program in asked if shutil.which(program, path=_SEARCHED) is None}
    if absent:
        raise Refused(
            f"the image needs more programs. As root, type: apt-get install {' '.join(sorted(absent))}"
        )


def run(*command: str, given: bytes | None = None, epoch: int = 0) -> None:
    """Run one program in UTC, at a fixed date where it asks for one; raises Refused with what it said."""
    fixed = {"SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    settings = {**os.environ, "PATH": _SEARCHED, **fixed}
    done = subprocess.run(command, input=given, env=settings, capture_output=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace").strip()
        raise Refused(f"{command[0]}: {said}")
