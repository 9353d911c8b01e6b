"""Print what dissect sees of the volumes of an image, a JSON line for each file; run apart, with its Python.

Usage: python dissect_files.py IMAGE OFFSET…
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

from dissect.target import filesystem
from dissect.util.stream import RangeStream


def main() -> None:
    path = Path(sys.argv[1])
    for offset in map(int, sys.argv[2:]):
        with path.open("rb") as stream:
            whole = RangeStream(stream, offset, path.stat().st_size - offset)
            for line in _below(filesystem.open(whole).get("/"), ""):
                print(json.dumps({"offset": offset, **line}))


def _below(folder, path):  # noqa: ANN001, ANN202 - dissect's types are not at hand where this is checked
    for row in folder.scandir():
        if row.name in {".", ".."} or row.is_symlink():
            continue
        place, entry = f"{path}/{row.name}" if path else row.name, row.get()
        if entry.is_dir():
            yield from _below(entry, place)
        elif entry.is_file() and not place.startswith("$"):
            yield _facts(entry, place)


def _facts(entry, place):  # noqa: ANN001, ANN202 - see _below
    made, running, size, failed = entry.lstat(), sha256(), 0, ""
    try:
        with entry.open() as stream:
            while part := stream.read(1 << 20):
                running.update(part)
                size += len(part)
    except (OSError, ValueError, EOFError, RecursionError) as error:
        failed = type(error).__name__
    return {
        "path": place,
        "size": made.st_size,
        "read": size,
        "failed": failed,
        "sha256": running.hexdigest(),
        "modified": made.st_mtime_ns,
        "changed": made.st_ctime_ns,
        "created": getattr(made, "st_birthtime_ns", None),
        "accessed": made.st_atime_ns,
    }


if __name__ == "__main__":
    main()
