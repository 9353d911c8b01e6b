"""A writer of prefetch files, the traces Windows keeps of a program's runs: the same facts, the same bytes.

Formats 26 (Windows 8.1, plain) and 30 (Windows 10, compressed), as in "Windows Prefetch File (PF) format"
by J. Metz; the compression is the Huffman form of "[MS-XCA] Xpress Compression Algorithm".
"""

import struct
from collections.abc import Sequence

from demo.builder.hive import filetime

VOLUME_CREATED = 0x01D1_217A_9C4C_6779  # FILETIME, 2015-11-17
VOLUME_SERIAL = 0x8C9F_49EC
VOLUME = f"\\VOLUME{{{VOLUME_CREATED:016x}-{VOLUME_SERIAL:08x}}}"  # as Windows 10 writes it

_NUMBERED = r"\DEVICE\HARDDISKVOLUME3"
_METRICS = 0x130  # where the first table starts in both formats
_VOLUME_ENTRY = {26: 104, 30: 96}
_CHAIN_ENTRY = {26: 12, 30: 8}
_BLOCK = 0x1_0000
_NAME = 29  # characters kept of a program's name
_END = 256  # the symbol that ends the compressed bytes
# Bits of the code of each symbol: text of two bytes a character is mostly zeros and capitals.
_LENGTHS = bytes([1] + [10] * 31 + [8] * 64 + [9] * 64 + [10] * 97 + [0] * 255)


def file_name(program: str, image: str) -> str:
    """Return the name of the prefetch file of a program that lies at a device path."""
    return f"{program.upper()[:_NAME]}-{path_hash(image):08X}.pf"


def path_hash(image: str) -> int:
    """Return the hash of a device path since Windows Vista, as J. Metz gives it.

    Windows 10 writes volumes by their ident and goes on hashing them by their number.
    """
    total = 314_159
    for byte in image.upper().replace(VOLUME.upper(), _NUMBERED).encode("utf-16-le", "surrogatepass"):
        total = (total * 37 + byte) & 0xFFFF_FFFF
    return total


def prefetch(
    program: str, image_paths: Sequence[str], runs: int, last_runs_ns: Sequence[int], version: int = 30
) -> bytes:
    r"""Return the bytes of one prefetch file.

    `image_paths` are device paths such as VOLUME + r"\WINDOWS\SYSTEM32\CMD.EXE", the program's own first;
    `last_runs_ns` are up to eight times since 1970, newest first.
    """
    paths = [path.upper().replace(VOLUME.upper(), VOLUME) for path in image_paths]
    names = [(path + "\0").encode("utf-16-le", "surrogatepass") for path in paths]
    chains_at = _METRICS + 32 * len(paths)
    names_at = chains_at + _CHAIN_ENTRY[version] * len(paths)
    volumes_at = -(-(names_at + sum(map(len, names))) // 8) * 8
    volumes = _volumes(paths, version)
    tables = (_METRICS, len(paths), chains_at, len(paths), names_at, sum(map(len, names)), volumes_at)
    dates = [filetime(date) for date in last_runs_ns[:8]]
    start = struct.pack("<9I8x8Q16x3I", *tables, 1, len(volumes), *(dates + [0] * 8)[:8], runs, 1, 3)
    whole = bytearray(volumes_at) + volumes
    title = program.upper()[:_NAME].encode("utf-16-le", "surrogatepass")
    struct.pack_into("<I4sII60sII", whole, 0, version, b"SCCA", 17, len(whole), title, path_hash(paths[0]), 0)
    whole[84 : 84 + len(start)] = start
    whole[_METRICS:names_at] = _metrics(names) + _chains(len(paths), version)
    whole[names_at : names_at + sum(map(len, names))] = b"".join(names)
    return _compressed(bytes(whole)) if version == 30 else bytes(whole)


def _metrics(names: list[bytes]) -> bytes:
    rows, at = [], 0
    for number, name in enumerate(names):
        rows.append(struct.pack("<6IQ", number, 1, 1, at, len(name) // 2 - 1, 0x200, 0))
        at += len(name)
    return b"".join(rows)


def _chains(count: int, version: int) -> bytes:
    last = (8, 1, 0xFFFF)
    if version == 30:
        return struct.pack("<IBBH", 1, *last) * count
    return struct.pack("<IIBBH", 0xFFFF_FFFF, 1, *last) * count


def _volumes(paths: list[str], version: int) -> bytes:
    """Return the one volume of the first path, the folders on it, and no reference to a file."""
    parts = paths[0].split("\\")
    device = "\\".join(parts[: 3 if parts[1] == "DEVICE" else 2])
    folders = sorted({path.rpartition("\\")[0] for path in paths if path.startswith(device)})
    listed = b"".join(
        struct.pack("<H", len(name.encode("utf-16-le")) // 2) + (name + "\0").encode("utf-16-le")
        for name in folders
    )
    text = (device + "\0").encode("utf-16-le")
    references_at = -(-(_VOLUME_ENTRY[version] + len(text)) // 8) * 8
    entry = struct.pack(
        "<IIQIIIIII", _VOLUME_ENTRY[version], len(device), VOLUME_CREATED, VOLUME_SERIAL,
        references_at, 8, references_at + 8, len(folders), 0,
    )  # fmt: skip
    head = (entry.ljust(_VOLUME_ENTRY[version], b"\0") + text).ljust(references_at, b"\0")
    return head + struct.pack("<II", 3, 0) + listed


def _compressed(plain: bytes) -> bytes:
    blocks = (
        _block(plain[at : at + _BLOCK], at + _BLOCK >= len(plain)) for at in range(0, len(plain), _BLOCK)
    )
    return b"MAM\x04" + struct.pack("<I", len(plain)) + b"".join(blocks)


def _block(part: bytes, last: bool) -> bytes:
    """Return the table of code lengths, then the code of each byte, in words of 16 bits."""
    table = bytes(_LENGTHS[at] | _LENGTHS[at + 1] << 4 for at in range(0, 512, 2))
    bits = "".join(_CODES[symbol] for symbol in ([*part, _END] if last else part))
    # A reader is always one word ahead of the bits it uses.
    words = bits.ljust(-(-len(bits) // 16) * 16, "0") + "0" * 16
    return table + b"".join(struct.pack("<H", int(words[at : at + 16], 2)) for at in range(0, len(words), 16))


def _codes() -> list[str]:
    """Return the canonical code of each byte and of the end: shorter first, then by number."""
    codes, code, length = [""] * (_END + 1), 0, 1
    for symbol in sorted(range(_END + 1), key=lambda each: (_LENGTHS[each], each)):
        code <<= _LENGTHS[symbol] - length
        length = _LENGTHS[symbol]
        codes[symbol] = f"{code:0{length}b}"
        code += 1
    return codes


_CODES = _codes()
