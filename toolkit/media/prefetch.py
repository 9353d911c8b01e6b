"""Prefetch files: which program ran, how often, when last, from where; read through libscca.

Format: "Windows Prefetch File (PF) format" and libscca documentation, J. Metz.
"""

import io
import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from toolkit.errors import Unreadable
from toolkit.media.registry.values import filetime
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind

FILE_LIMIT = 16 * 1024 * 1024  # bytes, also when unpacked; the samples we have stay under 1 MB
NAMES_LIMIT = 20_000  # files a program loaded
_VERSIONS = {17: 1, 23: 1, 26: 8, 30: 8, 31: 8}  # of the format, and how many dates it keeps
_NAME = 29  # characters kept of a program's name
_DEVICE = re.compile(r"(?i)^\\VOLUME\{[0-9a-f-]+\}")
_NTDLL = "\\windows\\system32\\ntdll.dll"
_VOLUMES = 16  # numbers a system volume may have, tried against the file's own hash


@dataclass(frozen=True, slots=True)
class Runs:
    """What one prefetch file says; dates are nanoseconds UTC, the newest first."""

    program: str  # upper case, cut at 29 characters
    version: int
    runs: int
    dates: tuple[int, ...]
    image: str | None  # device path of the program, when the file lists it
    volumes: tuple[str, ...]  # device paths
    elsewhere: bool | None  # whether the program lay on another volume than Windows; None: not known


def read(source: Source, entry: Entry) -> Runs:
    """Read one prefetch file.

    Raises Unreadable `prefetch_damaged`, `prefetch_too_large`, `prefetch_version` (in detail), `not_a_file`,
    or what the source says.
    """
    if entry.kind is not EntryKind.FILE:
        raise Unreadable("not_a_file")
    if entry.size > FILE_LIMIT:
        raise Unreadable("prefetch_too_large")
    with source.open(entry) as stream:
        data = stream.read(FILE_LIMIT)
    _check(data)
    try:
        return _runs(io.BytesIO(data))
    except (OSError, MemoryError, ValueError, OverflowError, TypeError) as error:
        raise Unreadable("prefetch_damaged") from error


def _check(data: bytes) -> None:
    """Refuse what is no prefetch file, and what would unpack beyond the limit."""
    packed = data[:3] == b"MAM"
    if len(data) < 84 or not (packed or data[4:8] == b"SCCA"):
        raise Unreadable("prefetch_damaged", "signature")
    first, second = struct.unpack_from("<II", data)
    if packed and second > FILE_LIMIT:
        raise Unreadable("prefetch_too_large")
    if not packed and first not in _VERSIONS:
        raise Unreadable("prefetch_version", str(first))


def _runs(stream: BinaryIO) -> Runs:
    import pyscca  # noqa: PLC0415 - a compiled module that most commands never need

    file = pyscca.file()
    file.open_file_object(stream)
    version = int(file.format_version)
    if version not in _VERSIONS:
        raise Unreadable("prefetch_version", str(version))
    dates = (filetime(file.get_last_run_time_as_integer(number)) for number in range(_VERSIONS[version]))
    names = [file.get_filename(number) or "" for number in range(min(file.number_of_filenames, NAMES_LIMIT))]
    program = (file.executable_filename or "").split("\0", 1)[0]
    image = _image(names, program, file.prefetch_hash)
    return Runs(
        program,
        version,
        int(file.run_count),
        tuple(date for date in dates if date is not None),
        image,
        tuple(str(volume.device_path or "") for volume in file.volumes),
        _elsewhere(names, image),
    )


def _image(names: list[str], program: str, wanted: int) -> str | None:
    """Return the path listed that ends in the program's name; of several, the one the file is named for."""
    start = program.casefold()
    found = [name for name in names if start and _ends_in(name, start)]
    if len(found) < 2:
        return found[0] if found else None
    return next((path for path in found if _is_named_for(path, wanted)), None)


def _ends_in(path: str, start: str) -> bool:
    name = path.rsplit("\\", 1)[-1].casefold()
    return name == start or (len(start) >= _NAME and name.startswith(start))


def _elsewhere(names: list[str], image: str | None) -> bool | None:
    """Compare the volume of a program with that of the library every program loads."""
    library = next((name for name in names if name.casefold().endswith(_NTDLL)), None)
    if library is None or image is None:
        return None
    return not image.casefold().startswith(library.casefold().removesuffix(_NTDLL) + "\\")


def _is_named_for(path: str, wanted: int) -> bool:
    """Say whether a prefetch hash was made from a path, whatever number its volume had then."""
    paths = [path]
    if _DEVICE.match(path):
        paths = [_DEVICE.sub(rf"\\DEVICE\\HARDDISKVOLUME{number}", path) for number in range(_VOLUMES)]
    return any(wanted == _hash(one) for one in paths)


def _hash(path: str) -> int:
    total = 314_159
    for byte in path.upper().encode("utf-16-le", "surrogatepass"):
        total = (total * 37 + byte) & 0xFFFF_FFFF
    return total
