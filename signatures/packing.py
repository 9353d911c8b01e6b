"""Pack the signature set into the one masked file that the program on the stick carries."""

from pathlib import Path

from toolkit.scan.rules.packed import packed
from toolkit.scan.rules.signatures import MANIFEST, data_files


def pack(folder: Path) -> bytes:
    """Return the pack of the set in a folder, its manifest included."""
    return packed({path: (folder / path).read_bytes() for path in (*data_files(folder), MANIFEST)})
