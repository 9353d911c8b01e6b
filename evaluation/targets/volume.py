"""What the four kinds of volumes have in common: made by ordinary tools, opened, walked and read whole."""

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.image import ImageSource
from toolkit.records import Entry, EntryKind, Unread

_NAMES = 2_000  # a directory made to hold itself is walked to a limit of its own
_MOST = 1 << 20  # bytes read of one file


class _Held:
    """A disk in memory."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)

    def read(self, offset: int, length: int) -> bytes:
        return self._content[offset : offset + length] if offset >= 0 and length > 0 else b""

    def exactly(self, offset: int, length: int) -> bytes:
        part = self.read(offset, length)
        if len(part) != length:
            raise OSError("past the end")
        return part

    def close(self) -> None:
        """Nothing is held but bytes."""


def read(data: bytes) -> str:
    """Walk a volume and read its files; return the commonest reason of what could not be, or "ok"."""
    try:
        source = ImageSource("damaged", _Held(data), "image")
    except SourceRefusal as refusal:
        return refusal.code
    why: Counter[str] = Counter()
    for number, found in enumerate(source.walk()):
        if number >= _NAMES:
            return "many_names"
        if isinstance(found, Unread):
            why[found.why] += 1
        elif found.kind in {EntryKind.FILE, EntryKind.STREAM}:
            why.update(_content(source, found))
    for volume in source.volumes():
        if volume.read:
            why.update(row.why for row in source.deleted(volume.name) if isinstance(row, Unread))
    return why.most_common(1)[0][0] if why else "ok"


def _content(source: ImageSource, entry: Entry) -> list[str]:
    try:
        with source.open(entry) as stream:
            stream.read(_MOST)
    except Unreadable as error:
        return [error.why]
    return []


def made(size: int, commands: Sequence[Sequence[str]], fill: Callable[[Path], None] | None = None) -> bytes:
    """Return a volume of `size` bytes, b"" without the tools; commands name "{image}" and "{files}"."""
    if not all(shutil.which(command[0]) for command in commands):
        return b""
    with tempfile.TemporaryDirectory() as scratch:
        image, files = Path(scratch) / "image", Path(scratch) / "files"
        image.write_bytes(bytes(size))
        (files / "Patients" / "A").mkdir(parents=True)
        (files / "Patients" / "A" / "compte rendu.txt").write_bytes(b"bonjour " * 900)
        (files / "Patients" / "un nom assez long pour plusieurs rangs.docx").write_bytes(
            b"PK\3\4" + bytes(40)
        )
        for number in range(24):
            (files / f"radio {number}.jpg").write_bytes(b"\xff\xd8" + bytes([number]) * 3000)
        if fill:
            fill(files)
        for command in commands:
            words = [word.format(image=image, files=files) for word in command]
            subprocess.run(words, check=True, capture_output=True)
        return image.read_bytes()
