"""What comes out of a damaged disk image, here and in libraries: right bytes, errors, or wrong ones as good.

`python -m evaluation.torn`: each image is made here and read in pieces of 4 KiB by both.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pyewf
import pyqcow
import pyvhdi
import pyvmdk

from demo.builder import container_e01, container_qcow2, container_vhd, container_vhdx, container_vmdk
from toolkit.errors import SourceRefusal
from toolkit.media.containers import open_disk

_PIECE = 4096
_ID = UUID(int=7)


def main() -> None:
    disk = random.Random(1).randbytes(2 << 20)
    print(f"{'image':44} {'read by':9} {'right':>6} {'error':>6} {'wrong':>6}")
    with tempfile.TemporaryDirectory() as scratch:
        for title, path, library in _images(disk, Path(scratch)):
            for who, opened in (("Trousse", _ours), ("library", library)):
                print(f"{title:44} {who:9} {_judged(disk, opened, path)}")


def _images(disk: bytes, folder: Path) -> Iterator[tuple[str, Path, Callable[[Path], object]]]:
    (whole,) = container_e01.segments(disk, packed=False)
    yield "E01, one flipped bit in a chunk", _laid(folder / "a.E01", _flipped(whole, len(whole) // 2)), _ewf
    whole = container_qcow2.qcow2(disk)
    yield "QCOW2, cut inside a cluster", _laid(folder / "a.qcow2", whole[: len(whole) * 6 // 10 + 100]), _qcow
    whole = container_vhd.dynamic(disk, identifier=_ID.bytes)
    yield "VHD, cut in the middle", _laid(folder / "a.vhd", whole[: len(whole) // 2] + whole[-512:]), _vhdi
    whole = container_vhdx.vhdx(disk, identifier=_ID)
    yield "VHDX, cut in the middle", _laid(folder / "a.vhdx", whole[: len(whole) - len(disk) // 2]), _vhdi
    table = whole[container_vhdx.BAT : container_vhdx.BAT + _PIECE]
    log = container_vhdx.log_entry({container_vhdx.BAT: table})
    torn = bytearray(container_vhdx.vhdx(disk, identifier=_ID, log=log))
    torn[container_vhdx.BAT : container_vhdx.BAT + _PIECE] = bytes(_PIECE)
    yield "VHDX, last writes only in its log", _laid(folder / "b.vhdx", bytes(torn)), _vhdi
    named = container_vmdk.descriptor([f'RW {len(disk) // 512} SPARSE "other.vmdk"'])
    _laid(folder / "other.vmdk", container_vmdk.sparse(bytes(reversed(disk))))
    whole = container_vmdk.sparse(disk, text=named)
    yield "VMDK, renamed beside one of its old name", _laid(folder / "a.vmdk", whole), _vmdk


def _laid(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _judged(disk: bytes, opened: Callable[[Path], object], path: Path) -> str:
    try:
        held = opened(path)
    except (OSError, SourceRefusal) as error:
        return f"refused: {getattr(error, 'code', type(error).__name__)}"
    right = wrong = failed = 0
    for at in range(0, len(disk), _PIECE):
        try:
            part = held.read(at, _PIECE)  # type: ignore[attr-defined]  # ours, or the reader below
        except OSError:
            failed += 1
            continue
        right, wrong = right + (part == disk[at : at + _PIECE]), wrong + (part != disk[at : at + _PIECE])
    return f"{right:6} {failed:6} {wrong:6}"


class _Library:
    def __init__(self, handle: object) -> None:
        self._handle = handle

    def read(self, offset: int, length: int) -> bytes:
        return bytes(self._handle.read_buffer_at_offset(length, offset))  # type: ignore[attr-defined]  # compiled


def _ours(path: Path) -> object:
    return open_disk(path)


def _ewf(path: Path) -> object:
    handle = pyewf.handle()
    handle.open([str(path)])
    return _Library(handle)


def _qcow(path: Path) -> object:
    handle = pyqcow.file()
    handle.open(str(path))
    return _Library(handle)


def _vhdi(path: Path) -> object:
    handle = pyvhdi.file()
    handle.open(str(path))
    return _Library(handle)


def _vmdk(path: Path) -> object:
    handle = pyvmdk.handle()
    handle.open(str(path))
    handle.open_extent_data_files()
    return _Library(handle)


if __name__ == "__main__":
    main()
