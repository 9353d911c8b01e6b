"""Small programs of a few files, and sticks made of them."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit import own_files
from toolkit.stick.make import Made, make

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
FILES = {
    "windows": {
        "trousse.exe": b"MZ not a program",
        "_internal/python311.dll": b"MZ library " * 50,
        "_internal/base_library.zip": b"PK\x03\x04",
        "_internal/toolkit/texts/fr/errors.toml": b'a = "b"\n',
        "_internal/Lorem ipsum.txt": b"",
    },
    "linux": {"trousse": b'#!/bin/sh\necho "$@"\n', "_internal/libstdc++.so.6": b"\x7fELF" * 9},
}


def programs(folder: Path, *systems: str) -> dict[str, Path]:
    """Write the program folders of these systems, all unless some are named."""
    for system in systems or tuple(FILES):
        for name, content in FILES[system].items():
            path = folder / system / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    if os.name == "posix" and (folder / "linux").exists():
        (folder / "linux" / "trousse").chmod(0o755)
    return {system: folder / system for system in systems or tuple(FILES)}


def stick(folder: Path, key: Ed25519PrivateKey = KEY) -> Made:
    """Make a stick in folder/"Clé USB é" from programs beside it."""
    return make(place(folder), programs(folder / "dist"), key)


def booting(folder: Path, key: Ed25519PrivateKey = KEY) -> Made:
    """Make a stick that also starts machines, with the documents of the checkout."""
    found = programs(folder / "dist", "windows")
    return make(place(folder), found, key, documents=own_files.root())


def place(folder: Path) -> Path:
    return folder / "Clé USB é"
