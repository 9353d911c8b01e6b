"""Two processes that read and hash the files of a folder, and do nothing else: a backup check's rival."""

import hashlib
import os
import sys
from multiprocessing import Process, Queue
from pathlib import Path

_CHUNK = 4 * 1024 * 1024
_LARGE = 64 * 1024 * 1024
_TOGETHER = 64  # small files handed over at a time


def main(place: str) -> None:
    """Share the files of a folder out between two processes, the large ones first."""
    found = [(path.stat().st_size, str(path)) for path in Path(place).rglob("*") if path.is_file()]
    large = sorted((one for one in found if one[0] > _LARGE), reverse=True)
    small = [one for one in found if one[0] <= _LARGE]
    asked: Queue[list[str] | None] = Queue()
    for _, path in large:
        asked.put([path])
    for at in range(0, len(small), _TOGETHER):
        asked.put([path for _, path in small[at : at + _TOGETHER]])
    readers = [Process(target=_read, args=(asked,)) for _ in range(2)]
    for reader in readers:
        asked.put(None)
        reader.start()
    for reader in readers:
        reader.join()
    sys.exit(any(reader.exitcode for reader in readers))


def _read(asked: "Queue[list[str] | None]") -> None:
    buffer = memoryview(bytearray(_CHUNK))
    while (paths := asked.get()) is not None:
        for path in paths:
            running = hashlib.sha256()
            with open(path, "rb", buffering=0) as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
                while length := stream.readinto(buffer):
                    running.update(buffer[:length])


if __name__ == "__main__":
    main(sys.argv[1])
