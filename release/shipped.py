"""Which published packages the parts of a built folder came from."""

import email.parser
import hashlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from release import Refused, crates, licences, published

# Shipped in the head of the program, or beside the interpreter: PyInstaller's loader, the C++ runtime.
_ALWAYS = ("pyinstaller", "msvc_runtime")


@dataclass(frozen=True, slots=True)
class Component:
    """One thing shipped that somebody published: what the list of contents says of it."""

    name: str
    version: str
    purl: str  # github.com/package-url/purl-spec
    licence: str  # an SPDX expression
    texts: tuple[tuple[str, bytes], ...]  # file name and content of each licence text
    sha256: str = ""  # of the published archive, when it was one
    inside: tuple[crates.Crate, ...] = ()  # libraries compiled into it, as far as its wheel tells


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the interpreter of a build keeps what it ships."""

    source: Path  # our own files
    work: Path  # what the build generated
    packages: Path  # site-packages
    python: tuple[Path, ...]  # folders of the interpreter and its standard library
    python_version: str
    python_licence: Path
    python_sha256: str  # of the archive it came in; "" when it is the machine's own
    wheels: Callable[[list[str]], Path]  # the folder that holds the wheels of the records named


def components(parts: Iterable[str], origin: Origin) -> list[Component]:
    """Name every package with a part in the folder, sorted.

    Raises Refused for a part of unknown origin, and for one that is not as its wheel was published.
    """
    owners = _owners(origin.packages)
    wheels = {record.name for name in _ALWAYS for record in origin.packages.glob(f"{name}-*.dist-info")}
    systems: set[str] = set()
    taken: list[tuple[Path, str, str]] = []
    for part in parts:
        if part == "-":  # how PyInstaller writes a package that is no file
            continue
        path = local(part)
        where = _under(path, origin.packages)
        if where is not None:
            if where not in owners:
                raise Refused(f"{path} belongs to no installed package")
            taken.append((path, where, owners[where]))
        elif not _ours(path, origin):
            systems.add(licences.debian_package(path))
    wheels |= {record for _, _, record in taken}
    wheels_at = origin.wheels(sorted(wheels))
    lists = {record: published.files(published.wheel_of(record, wheels_at)) for record in wheels}
    for path, where, record in taken:
        published.check(path, {lists[record].get(where, "")} - {""})
    found = [_wheel(origin.packages / name, wheels_at) for name in wheels]
    found += [_debian(name) for name in systems]
    found.append(_python(origin))
    return sorted(found, key=lambda component: component.name)


def _python(origin: Origin) -> Component:
    return Component(
        name="cpython",
        version=origin.python_version,
        purl=f"pkg:generic/cpython@{origin.python_version}",
        licence=licences.expression("cpython", None),
        texts=(("LICENSE.txt", origin.python_licence.read_bytes()),),
        sha256=origin.python_sha256,
    )


def local(part: str) -> Path:
    """Return the path of a part here, also when PyInstaller under Wine wrote it."""
    return Path(part) if sys.platform == "win32" else Path(re.sub(r"^[Zz]:", "", part).replace("\\", "/"))


def _under(path: Path, folder: Path) -> str | None:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else None


def _ours(path: Path, origin: Origin) -> bool:
    return path.name.startswith("libpython3.") or any(
        path.is_relative_to(folder) for folder in (origin.source, origin.work, *origin.python)
    )


def _owners(packages: Path) -> dict[str, str]:
    owners = {}
    for record in packages.glob("*.dist-info/RECORD"):
        for line in record.read_text(encoding="utf-8").splitlines():
            name = line.rsplit(",", 2)[0].strip('"').replace("\\", "/")
            owners[name] = record.parent.name
    return owners


def _wheel(record: Path, wheels: Path) -> Component:
    said = email.parser.Parser().parsestr((record / "METADATA").read_text(encoding="utf-8"), headersonly=True)
    name = re.sub(r"[-_.]+", "-", said["Name"]).lower()
    version = said["Version"]
    return Component(
        name=name,
        version=version,
        purl=f"pkg:pypi/{name}@{version}",
        licence=licences.expression(name, said.get("License-Expression")),
        texts=licences.of_wheel(name, record),
        sha256=hashlib.sha256(published.wheel_of(record.name, wheels).read_bytes()).hexdigest(),
        inside=crates.inside(record),
    )


def _debian(name: str) -> Component:
    version = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", name], capture_output=True, check=True
    ).stdout.decode()
    plain = name.partition(":")[0]
    return Component(
        name=plain,
        version=version,
        purl=f"pkg:deb/debian/{plain}@{version}",
        licence=licences.expression(plain, None),
        texts=licences.of_debian(plain),
    )
