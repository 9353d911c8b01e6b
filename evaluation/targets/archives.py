"""Archives of every kind we open, made by hand or by those who write them, with one member to find."""

import base64
import io
import struct
import tarfile
import zipfile
from itertools import pairwise

import py7zr

from evaluation.targets.iso import record

# What a member holds that our own rules know: lines no archive needs to be harmful to hold.
SCRIPT = (
    b"@echo off\r\nvssadmin delete shadows /all /quiet\r\nwmic shadowcopy delete\r\n"
    b"bcdedit /set {default} recoveryenabled no\r\n"
)
NAME = "dossier/nuit.bat"
LETTER = b"Monsieur, votre rendez-vous est confirme pour mardi.\r\n" * 40
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def zipped(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    """Return a ZIP of the script, a letter, and members more; names have "__" for "/" and "_" for "."."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("lettre.txt", LETTER)
        archive.writestr(NAME, SCRIPT)
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def taped(mode: str = "w", name: str = NAME, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for path, data in (("lettre.txt", LETTER), (name, SCRIPT)):
            member = tarfile.TarInfo(path)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def seven(filters: list[dict[str, int]] | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", filters=filters, **options) as archive:
        archive.writestr(LETTER, "lettre.txt")
        archive.writestr(SCRIPT, NAME)
    return out.getvalue()


def disc() -> bytes:
    """Return a disc image with the script in a folder of its own."""
    sector = 2048
    root = record(18, sector, b"\0", 2) + record(18, sector, b"\1", 2)
    root += record(19, sector, b"DOSSIER", 2) + record(21, len(LETTER), b"LETTRE.TXT;1")
    inner = record(19, sector, b"\0", 2) + record(18, sector, b"\1", 2)
    inner += record(20, len(SCRIPT), b"NUIT.BAT;1")
    first = (b"\1CD001\1\0".ljust(156, b"\0") + record(18, sector, b"\0", 2)).ljust(sector, b"\0")
    body = b"".join(part.ljust(sector, b"\0") for part in (root, inner, SCRIPT))
    return bytes(16 * sector) + first + b"\xffCD001\1".ljust(sector, b"\0") + body + LETTER


def wide_disc() -> bytes:
    """Return a disc image whose script has a long name in UTF-16, as Joliet writes it."""
    sector = 2048
    root = record(19, sector, b"\0", 2) + record(19, sector, b"\1", 2)
    root += record(20, len(SCRIPT), "nuit é.bat".encode("utf-16-be"))
    plain = (b"\1CD001\1\0".ljust(156, b"\0") + record(19, sector, b"\0", 2)).ljust(sector, b"\0")
    wide = b"\2CD001\1\0".ljust(88, b"\0") + b"%/E"
    wide = (wide.ljust(156, b"\0") + record(19, sector, b"\0", 2)).ljust(sector, b"\0")
    body = root.ljust(sector, b"\0") + SCRIPT.ljust(sector, b"\0")
    return bytes(16 * sector) + plain + wide + b"\xffCD001\1".ljust(sector, b"\0") + body


def mailed(encoding: str = "base64") -> bytes:
    """Return a mail with the script attached."""
    coded = base64.encodebytes(SCRIPT) if encoding == "base64" else SCRIPT
    return (
        b"From: a@exemple.test\r\nTo: b@exemple.test\r\nSubject: devis\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="=_x"\r\n\r\n--=_x\r\nContent-Type: text/plain\r\n\r\n'
        + LETTER
        + b"--=_x\r\nContent-Type: application/octet-stream\r\n"
        b'Content-Disposition: attachment;\r\n filename="=?utf-8?q?re=C3=A7u?=.bat"\r\n'
        b"Content-Transfer-Encoding: " + encoding.encode() + b"\r\n\r\n" + coded + b"\r\n--=_x--\r\n"
    )


def compound(streams: dict[str, bytes]) -> bytes:
    """Return an OLE2 container of streams by path, on sectors of 512 bytes, small ones in the mini stream."""
    folders = sorted({path.rpartition("/")[0] for path in streams} - {""})
    names = [*folders, *streams]
    mini = b"".join(
        data.ljust(-(-len(data) // 64) * 64, b"\0") for data in streams.values() if len(data) < 4096
    )
    bodies = [mini, *(data for data in streams.values() if len(data) >= 4096)]
    counts = [-(-len(body) // 512) for body in bodies]
    directory = -(-(len(names) + 1) // 4)
    minis = -(-len(mini) // 64)
    minifat = -(-minis // 128) or 1
    fats = 1 + (sum(counts) + directory + minifat) // 126
    place, starts = fats + directory + minifat, list[int]()
    table = [_FAT] * fats + _chain(fats, directory) + _chain(fats + directory, minifat)
    for count in counts:
        starts.append(place if count else _END)
        table += _chain(place, count)
        place += count
    table += [_FREE] * (fats * 128 - len(table))
    entries = _directory(names, streams, folders, starts, len(mini))
    small = list[int]()
    for data in streams.values():
        small += _chain(len(small), -(-len(data) // 64)) if len(data) < 4096 else []
    small += [_FREE] * (minifat * 128 - len(small))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIII", 0, fats, fats, 0, 4096, fats + directory)
    head += struct.pack("<III", minifat, _END, 0) + struct.pack(f"<{fats}I", *range(fats))
    body = b"".join(body.ljust(count * 512, b"\0") for body, count in zip(bodies, counts, strict=True))
    tables = struct.pack(f"<{len(table)}I", *table)
    return (
        head.ljust(512, b"\xff")
        + tables
        + entries.ljust(directory * 512, b"\0")
        + struct.pack(f"<{len(small)}I", *small)
        + body
    )


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END] if count else []


def _directory(
    names: list[str], streams: dict[str, bytes], folders: list[str], starts: list[int], mini: int
) -> bytes:
    """Return the entries: siblings stand in a line to the right, which readers take as they take a tree."""
    held = {"": [name for name in names if "/" not in name]}
    for folder in folders:
        held[folder] = [name for name in names if name.startswith(folder + "/")]
    following = {one: after for line in held.values() for one, after in pairwise(line)}
    number = {name: place for place, name in enumerate(names, 1)}
    found = _entry("Root Entry", 5, _FREE, number[held[""][0]], starts[0], mini)
    large, small = iter(starts[1:]), 0
    for name in names:
        right = number.get(following.get(name, ""), _FREE)
        short = name.rpartition("/")[2]
        if name in folders:
            found += _entry(short, 1, right, number[held[name][0]], 0, 0)
            continue
        size = len(streams[name])
        start = next(large) if size >= 4096 else small
        small += -(-size // 64) if size < 4096 else 0
        found += _entry(short, 2, right, _FREE, start, size)
    return found


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def module(source: bytes) -> bytes:
    """Return the stream of a VBA module: what is compiled, then the source in chunks of letters alone."""
    text = b'Attribute VB_Name = "Module1"\r\n' + source
    out = b"\1\x16\1" + bytes(40) + b"\1"
    for at in range(0, len(text), 3600):
        part = text[at : at + 3600]
        packed = b"".join(b"\0" + part[place : place + 8] for place in range(0, len(part), 8))
        out += struct.pack("<H", 0xB000 | (len(packed) - 1)) + packed
    return out


def package(data: bytes, name: str = "nuit.bat") -> bytes:
    """Return an OLENativeStream with a file in it."""
    label = name.encode() + b"\0"
    path = b"C:\\t\\" + label
    body = b"\2\0" + label + path + b"\0\0\3\0" + struct.pack("<I", len(path)) + path
    body += struct.pack("<I", len(data)) + data + bytes(8)
    return struct.pack("<I", len(body)) + body


def message() -> bytes:
    """Return a message of Outlook with the script attached."""
    return compound(
        {
            "__substg1.0_1000001F": LETTER.decode().encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": SCRIPT,
            "__attach_version1.0_#00000000/__substg1.0_3707001F": "nuit.bat".encode("utf-16-le"),
        }
    )
