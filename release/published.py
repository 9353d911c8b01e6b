"""What published wheels say each file they install is, and whether it still is.

The list is RECORD inside the wheel, whose own hash is pinned; pip rewrites the copy it installs. Format:
packaging.python.org, "Recording installed projects" and "Binary distribution format".
"""

import base64
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Collection
from pathlib import Path

from release import Refused

_LIST = re.compile(r"[^/]+\.dist-info/RECORD\Z")
_UNPACKED = re.compile(
    r"[^/]+\.data/(?:purelib|platlib|data)/"
)  # what `pip --target` puts beside the packages
_ELSEWHERE = re.compile(r"[^/]+\.data/")  # headers, start files: not part of any package
_BY_PIP = frozenset({"INSTALLER", "REQUESTED", "RECORD", "direct_url.json"})
_NEVER_LOADED = ("bin/", "Scripts/")  # start files, which no build runs and none ships


def files(wheel: Path) -> dict[str, str]:
    """Return each file a wheel puts below site-packages, with its digest as RECORD writes it.

    Raises Refused for a wheel without one list.
    """
    with zipfile.ZipFile(wheel) as archive:
        lists = [name for name in archive.namelist() if _LIST.match(name)]
        if len(lists) != 1:
            raise Refused(f"{wheel.name} holds {len(lists)} lists of its files, not one")
        rows = csv.reader(io.StringIO(archive.read(lists[0]).decode("utf-8")))
        given = {_UNPACKED.sub("", row[0]): row[1] for row in rows if row}
    return {name: digest for name, digest in given.items() if digest and not _ELSEWHERE.match(name)}


def check(path: Path, wanted: Collection[str]) -> None:
    """Raise Refused unless the digest of a file is one of those its name has in the published wheels."""
    if not wanted:
        raise Refused(f"{path} is in no published wheel")
    if digest(path.read_bytes()) not in wanted:
        raise Refused(f"{path} is not as it was published")


def digest(content: bytes) -> str:
    """Write a SHA-256 as RECORD does."""
    hashed = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return "sha256=" + hashed.rstrip(b"=").decode("ascii")


def installed(packages: Path, wheels: Path) -> int:
    """Check every file below site-packages and return how many; raises Refused for one changed or added."""
    listed: dict[str, set[str]] = {}
    for wheel in wheels.glob("*.whl"):
        for name, wanted in files(wheel).items():
            listed.setdefault(name, set()).add(wanted)  # two packages may bring one file, as "_build.py"
    checked = 0
    for path in sorted(packages.rglob("*")):
        name = path.relative_to(packages).as_posix()
        if path.is_symlink():
            raise Refused(f"{path} is a link")
        if path.is_dir() or name.startswith(_NEVER_LOADED) or _is_pip_s(path):
            continue
        check(path, listed.get(name, ()))
        checked += 1
    return checked


def _is_pip_s(path: Path) -> bool:
    return path.name in _BY_PIP and path.parent.name.endswith(".dist-info")


def wheel_of(record: str, wheels: Path) -> Path:
    """Return the wheel that `name-version.dist-info` was installed from; raises Refused without it."""
    stem = record.removesuffix(".dist-info")
    for path in wheels.glob("*.whl"):
        if _plain("-".join(path.name.split("-")[:2])) == _plain(stem):
            return path
    raise Refused(f"the wheel of {stem} is not in {wheels}")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(wheels: Path, lock: Path) -> None:
    """Raise Refused unless the hash of every wheel stands in the lock file."""
    pinned = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", lock.read_text(encoding="utf-8")))
    for wheel in wheels.glob("*.whl"):
        if hashlib.sha256(wheel.read_bytes()).hexdigest() not in pinned:
            raise Refused(f"{wheel.name} is not the wheel that is pinned")
