"""A disk whose examination takes a while."""

import random
from pathlib import Path


def tree(folder: Path, files: int = 260) -> Path:
    """Fill a folder with files of which every other looks encrypted, and return it."""
    drawn = random.Random(7)  # noqa: S311 - the same at every run
    folder.mkdir(exist_ok=True)
    for number in range(files):
        content = drawn.randbytes(250_000) if number % 2 else b"Bonjour, votre rendez-vous.\n" * 400
        (folder / f"{number}.{'docx.akira' if number % 2 else 'txt'}").write_bytes(content)
    return folder
