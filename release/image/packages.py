"""The Debian packages of the live system: what is asked for, what the lock pins, the files fetched for it.

The lock pins every file by its SHA-256. Fetching goes through apt with lists of its own, so that neither the
sources nor the packages of the machine that builds play any part.
"""

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from release import BUILD, HERE, Refused

WORK = BUILD / "stick"
WANTED = HERE / "boot" / "packages.txt"
LOCK = HERE / "boot" / "packages.lock"
SECTIONS = ("root", "kernel", "taken", "boot")  # installed; then unpacked only, without what they depend on

_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_SOURCES = (
    "http://deb.debian.org/debian bookworm",
    "http://deb.debian.org/debian bookworm-updates",
    "http://deb.debian.org/debian-security bookworm-security",
)
_KERNEL = re.compile(r"linux-image-\d\S*-amd64")
_HEAD = (
    "# Made by `make stick-lock` from packages.txt: section name version architecture bytes SHA-256 path\n"
)

_RELOCK = "Run `make stick-lock`, then read the difference."


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned file of Debian's archive."""

    section: str
    name: str
    version: str
    architecture: str
    size: int
    sha256: str
    path: str

    @property
    def file(self) -> str:
        """The name apt gives the file it fetches."""
        return f"{self.name}_{self.version.replace(':', '%3a')}_{self.architecture}.deb"

    def line(self) -> str:
        """Return its line of the lock."""
        named = f"{self.section} {self.name} {self.version} {self.architecture}"
        return f"{named} {self.size} {self.sha256} {self.path}"


def wanted(text: str) -> dict[str, list[str]]:
    """Return the names asked for, by section."""
    found: dict[str, list[str]] = {section: [] for section in SECTIONS}
    section = ""
    for line in text.splitlines():
        word = line.split("#", 1)[0].strip()
        if word.startswith("["):
            section = word.strip("[]")
        elif word:
            if section not in found:
                raise Refused(f"{WANTED.name}: {word} stands in no known section")
            found[section].append(word)
    return found


def read(text: str) -> list[Package]:
    """Return what the lock pins; raises Refused on a line that is not one of a lock."""
    pinned = []
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        fields = line.split()
        if len(fields) != 7 or fields[0] not in SECTIONS or not re.fullmatch("[0-9a-f]{64}", fields[5]):
            raise Refused(f"{LOCK.name}: not a line of the lock: {line}")
        section, name, version, architecture, size, sha256, path = fields
        pinned.append(Package(section, name, version, architecture, int(size), sha256, path))
    return pinned


def locked() -> list[Package]:
    """Return what the lock of this source tree pins."""
    return read(LOCK.read_text(encoding="utf-8"))


def lock() -> None:
    """Resolve packages.txt against Debian's archive as it is now and write packages.lock."""
    apt = _settings()
    _run(apt, "apt-get", "-qq", "update")
    asked = wanted(WANTED.read_text(encoding="utf-8"))
    names = {"root": _closure(apt, asked["root"]), "taken": asked["taken"], "boot": asked["boot"]}
    # The package that names the newest kernel holds no file; the kernel it depends on is pinned.
    names["kernel"] = [
        name for name in _closure(apt, asked["kernel"]) if _KERNEL.fullmatch(name) or "firmware" in name
    ]
    pinned = [package for section in SECTIONS for package in _described(apt, section, names[section])]
    LOCK.write_text(_HEAD + "".join(f"{package.line()}\n" for package in pinned), encoding="utf-8")
    print(f"{LOCK.name}: {len(pinned)} packages, {sum(package.size for package in pinned) / 1e6:.1f} MB")


def fetched(pinned: Iterable[Package], folder: Path = WORK / "debs") -> dict[Package, Path]:
    """Fetch what is absent, check every file against the lock and return where each stands."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {package: folder / package.file for package in pinned}
    absent = [package for package, path in files.items() if not path.exists()]
    if absent:
        apt = _settings()
        _run(apt, "apt-get", "-qq", "update")
        # A name asks for the version of the lock, never for another.
        _run(apt, "apt-get", "-qq", "download", *(f"{one.name}={one.version}" for one in absent), cwd=folder)
    for package, path in files.items():
        check(package, path)
    return files


def check(package: Package, path: Path) -> None:
    """Raise Refused, and remove the file, unless it is the one the lock pins."""
    if not path.exists():
        raise Refused(
            f"{package.file} could not be fetched. Run `make stick-lock`, then read the difference."
        )
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != package.sha256:
        path.unlink()
        raise Refused(f"{package.file} is not the file the lock pins ({found}); it was removed.")


def _settings() -> dict[str, str]:
    # apt with no package installed: every dependency is resolved, whatever this machine has.
    place = WORK / "apt"
    for part in ("lists/partial", "cache/archives/partial"):
        (place / part).mkdir(parents=True, exist_ok=True)
    sources = [f"deb [arch=amd64 signed-by={_KEYRING}] {one} main non-free-firmware\n" for one in _SOURCES]
    (place / "sources.list").write_text("".join(sources), encoding="utf-8")
    settings = {
        "Dir::State::lists": place / "lists",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": place / "cache",
        "Dir::Etc::sourcelist": place / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "APT::Architecture": "amd64",
        "APT::Architectures": "amd64",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "root",
    }
    written = "".join(f'{key} "{value}";\n' for key, value in settings.items())
    (place / "apt.conf").write_text(written, encoding="utf-8")
    return {**os.environ, "APT_CONFIG": str(place / "apt.conf"), "LC_ALL": "C.UTF-8"}


def _run(apt: dict[str, str], *command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, env=apt, cwd=cwd, capture_output=True, check=False)
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip()
        raise Refused(
            f"{why}\nDebian's archive did not give what was asked. "
            f"If it no longer has a version that the lock pins: {_RELOCK}"
        )
    return done.stdout.decode()


def _closure(apt: dict[str, str], names: list[str]) -> list[str]:
    said = _run(apt, "apt-get", "install", "--yes", "--print-uris", *names)
    return sorted(line.split()[1].split("_")[0] for line in said.splitlines() if line.startswith("'"))


def _described(apt: dict[str, str], section: str, names: list[str]) -> list[Package]:
    # The first record of a name is the version apt would install.
    said = _run(apt, "apt-cache", "show", "--no-all-versions", *names)
    found = {one.name: one for one in (_record(section, part) for part in said.strip().split("\n\n"))}
    return [found[name] for name in names]


def _record(section: str, said: str) -> Package:
    fields = dict(re.findall(r"(?m)^([A-Za-z0-9-]+): (.*)$", said))
    wanted_fields = ("Package", "Version", "Architecture", "Size", "SHA256", "Filename")
    name, version, architecture, size, sha256, path = (fields[field] for field in wanted_fields)
    return Package(section, name, version, architecture, int(size), sha256, path)
