"""Debian's packages laid out as a root by mmdebstrap, from the pinned files and from nothing else."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

from release import Refused
from release.image.packages import Package

# Debian 12 keeps /bin, /sbin and /lib in /usr; its packages count on it and none makes the links.
_MERGED = 'for one in bin sbin lib lib64; do mkdir -p "$1/usr/$one"; ln -s "usr/$one" "$1/$one"; done'
_ENTRY = "Filename: ./{name}\nSize: {size}\nSHA256: {sha256}\n\n"
_EPOCH = "1672531200"  # of the dates dpkg writes itself; the squashfs gives every file the commit's


def install(debs: dict[Package, Path], place: Path) -> None:
    """Install the packages of the root's section into `place`/root."""
    flat = place / "archive"
    flat.mkdir(parents=True)
    chosen = {package: path for package, path in debs.items() if package.section == "root"}
    for path in chosen.values():
        os.link(path, flat / path.name)
    entries = [_entry(package, path) for package, path in chosen.items()]
    _archive(flat, "".join(entries).encode())
    command = [
        "mmdebstrap", "--mode=root", "--variant=essential", f"--setup-hook={_MERGED}", "--quiet",
        "--architectures=amd64", "--skip=check/empty", "--skip=output/mknod",
        f"--include={','.join(sorted(package.name for package in chosen))}",
        "bookworm", str(place / "root.tar"), f"deb [trusted=yes] copy:{quote(str(flat))} ./",
    ]  # fmt: skip
    _checked(command, {**os.environ, "SOURCE_DATE_EPOCH": _EPOCH, "LC_ALL": "C.UTF-8"})
    shutil.rmtree(flat)


def unpack(base: Path, root: Path) -> None:
    """Make a root of what `install` left in `base`."""
    root.mkdir(parents=True)
    _checked(["tar", "-x", "--numeric-owner", "-C", str(root), "-f", str(base / "root.tar")])


def contents(debs: dict[Package, Path], section: str, target: Path) -> Path:
    """Unpack the packages of one section into a folder, running nothing of theirs."""
    target.mkdir(parents=True, exist_ok=True)
    for package, path in debs.items():
        if package.section == section:
            _checked(["dpkg-deb", "-x", str(path), str(target)])
    return target


def _archive(flat: Path, packages: bytes) -> None:
    # mmdebstrap takes the essential packages by the name of their release.
    (flat / "Packages").write_bytes(packages)
    listed = f" {hashlib.sha256(packages).hexdigest()} {len(packages)} Packages\n"
    release = f"Codename: bookworm\nDate: Sun, 01 Jan 2023 00:00:00 UTC\nSHA256:\n{listed}"
    (flat / "Release").write_text(release, encoding="utf-8")


def _entry(package: Package, path: Path) -> str:
    fields = subprocess.run(["dpkg-deb", "-f", str(path)], capture_output=True, check=True).stdout.decode()
    return fields + _ENTRY.format(name=path.name, size=package.size, sha256=package.sha256)


def _checked(command: list[str], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-40:]
        raise Refused(f"{command[0]} failed:\n" + "\n".join(said))
