"""What the Windows build needs installed on this Debian machine."""

import os
import shutil
import subprocess
from pathlib import Path

from release import Refused

# The program that must answer, and the Debian package that brings it.
NEEDED = (
    ("wine", "wine"),
    ("wine64", "wine64"),
    ("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64"),
    ("osslsigncode", "osslsigncode"),
)


def prepare() -> None:
    """Install what is absent with apt; raises Refused with what to type when that cannot be done here."""
    absent = [package for program, package in NEEDED if not _there(program)]
    if not absent:
        return
    typed = "apt-get install " + " ".join(absent)
    if shutil.which("apt-get") is None:
        raise Refused(f"this is not a Debian machine; the Windows build needs: {' '.join(absent)}")
    before = [] if _root() else ["sudo", "-n"]
    if before and shutil.which("sudo") is None:
        raise Refused(f"only root can install programs here. Ask for: {typed}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *absent]):
        run = subprocess.run([*before, "apt-get", "-qq", *words], env=environment, check=False)
        if run.returncode:
            raise Refused(f"apt-get failed. As root, type: {typed}")


def _there(program: str) -> bool:
    # Debian keeps the 64-bit loader outside the search path.
    return shutil.which(program) is not None or Path("/usr/lib/wine", program).exists()


def _root() -> bool:
    return getattr(os, "geteuid", lambda: -1)() == 0
