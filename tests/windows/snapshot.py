"""Every file under a folder before and after, and Wine's registry files key by key."""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

State = tuple[str, int, int, str]  # kind, size, modification time in ns, SHA-256 or target
Keys = dict[str, tuple[str, ...]]
REGISTRY = ("system.reg", "user.reg", "userdef.reg")


def taken(root: Path) -> dict[str, State]:
    """Return the state of everything under a folder, links not followed."""
    return {path.relative_to(root).as_posix(): _state(path) for path in sorted(root.rglob("*"))}


def _state(path: Path) -> State:
    status = path.lstat()
    if path.is_symlink():
        return "link", 0, status.st_mtime_ns, os.readlink(path)
    if path.is_dir():
        return "folder", 0, status.st_mtime_ns, ""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return "file", status.st_size, status.st_mtime_ns, digest


def changes(before: Mapping[str, State], after: Mapping[str, State], allowed: Iterable[str]) -> list[str]:
    """Name each difference that is not one of the allowed names nor below an allowed folder ("…/")."""
    exact = {name for name in allowed if not name.endswith("/")}
    below = tuple(name for name in allowed if name.endswith("/"))
    return [
        f"{name}: {before.get(name)} -> {after.get(name)}"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name) and name not in exact and not f"{name}/".startswith(below)
    ]


def keys(file: Path) -> Keys:
    """Return each key of one of Wine's registry files with its values and its time of writing."""
    # Format: a line "[Software\\\\Key] 1700000000", then "#time=…", '"name"="value"' and "@=…" lines.
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in file.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        if match := re.match(r"\[(.*)\](?: \d+)?\Z", line):
            lines = found.setdefault(match[1].replace("\\\\", "\\"), [])
        elif line:
            lines.append(line)
    return {key: tuple(values) for key, values in found.items()}


def rewritten(before: Keys, after: Keys) -> set[str]:
    """Return the keys that appeared, went, or differ in a value or in their time of writing."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
