"""Files of kinds that few packages hold, written here: databases, mails, pictures of X-rays, models, logs.

Each set is drawn from its own seed and stands beside the packages as one of them. Only sizes, words and noise
differ; what a practice's own programs write is richer, so figures on these types say less than the others.
"""

import io
import os
import random
import sqlite3
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo.builder.evtx import LogEvent, log

Triangles = NDArray[np.float32]

_WORDS = """
patient consultation ordonnance douleur molaire radio examen tension traitement rendez-vous compte rendu
courrier confrère analyse bilan prescription allergie antécédent suivi soin carie prothèse séance mutuelle
"""
_VOCABULARY = _WORDS.split()


def words(chance: random.Random, count: int) -> str:
    return " ".join(f"{chance.choice(_VOCABULARY)}{chance.choice(['', ',', '.'])}" for _ in range(count))


def database(chance: random.Random) -> bytes:
    """Write a SQLite database of letters and packed pictures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        with sqlite3.connect(path) as opened:
            opened.execute(f"PRAGMA page_size = {chance.choice((1024, 4096, 8192))}")
            opened.execute("CREATE TABLE lettre (id INTEGER PRIMARY KEY, texte TEXT, image BLOB)")
            for _ in range(chance.randint(20, 400)):
                image = zlib.compress(words(chance, chance.randint(5, 200)).encode())
                row = (words(chance, chance.randint(5, 120)), image if chance.random() < 0.3 else None)
                opened.execute("INSERT INTO lettre (texte, image) VALUES (?, ?)", row)
            opened.execute("CREATE INDEX tri ON lettre (texte)")
        opened.close()
        return path.read_bytes()


def mail(chance: random.Random) -> bytes:
    """Write a mail, one in two with an attachment in base64."""
    message = EmailMessage()
    message["From"], message["To"] = "cabinet@example.org", "confrere@example.org"
    message["Subject"] = words(chance, 5)
    message.set_content("\n".join(words(chance, 12) for _ in range(chance.randint(8, 300))))
    if chance.random() < 0.5:
        packed = zlib.compress(words(chance, 9000).encode())
        message.add_attachment(packed, "application", "octet-stream", filename="piece.bin")
    return bytes(message)


def radiograph(chance: random.Random) -> bytes:
    """Write a DICOM picture, explicit little endian, 12 bits of a smooth field and noise (PS3.5, PS3.10)."""
    rows, columns = chance.randrange(64, 400, 2), chance.randrange(64, 400, 2)
    noise = np.random.default_rng(chance.getrandbits(32)).normal(0, 6, (rows, columns))
    field = 2000 + 900 * np.sin(np.arange(columns) / 37)[None, :] * np.cos(np.arange(rows) / 23)[:, None]
    pixels = np.clip(field + noise, 0, 4095).astype("<u2").tobytes()
    syntax = _element(2, 16, b"UI", b"1.2.840.10008.1.2.1\0")
    head = _element(2, 0, b"UL", struct.pack("<I", len(syntax))) + syntax
    numbers = ((2, 1), (16, rows), (17, columns), (256, 16), (257, 12), (258, 11), (259, 0))
    body = _element(8, 96, b"CS", b"PX") + _element(16, 16, b"PN", b"DUPONT^CLAIRE ")
    body += _element(40, 2, b"US", struct.pack("<H", 1)) + _element(40, 4, b"CS", b"MONOCHROME2 ")
    body += b"".join(_element(40, at, b"US", struct.pack("<H", value)) for at, value in numbers[1:])
    return bytes(128) + b"DICM" + head + body + _element(0x7FE0, 16, b"OW", pixels)


def _element(group: int, number: int, kind: bytes, value: bytes) -> bytes:
    long = kind in {b"OW", b"OB", b"SQ", b"UN"}
    size = b"\0\0" + struct.pack("<I", len(value)) if long else struct.pack("<H", len(value))
    return struct.pack("<HH", group, number) + kind + size + value


def _points(chance: random.Random) -> Triangles:
    """Draw the triangles of a bumpy surface, as scanners of teeth give them."""
    side = chance.randint(10, 60)
    noise = np.random.default_rng(chance.getrandbits(32)).normal(0, 0.02, (side + 1, side + 1))
    x, y = np.meshgrid(np.arange(side + 1) / 5, np.arange(side + 1) / 5)
    grid = np.stack([x, y, np.sin(x) * np.cos(y) + noise], axis=-1).astype("<f4")
    one, two, three, four = grid[:-1, :-1], grid[1:, :-1], grid[:-1, 1:], grid[1:, 1:]
    lower, upper = np.stack([one, two, three], axis=2), np.stack([three, two, four], axis=2)
    triangles: Triangles = np.concatenate([lower, upper]).reshape(-1, 3, 3).astype("<f4")
    return triangles


def scan(chance: random.Random) -> bytes:
    """Write a binary STL: normals of one, vertices, and no attributes."""
    triangles = _points(chance)
    rows = np.zeros(len(triangles), dtype=[("n", "<f4", 3), ("v", "<f4", (3, 3)), ("a", "<u2")])
    rows["n"], rows["v"] = (0, 0, 1), triangles
    return b"binary scan".ljust(80, b"\0") + struct.pack("<I", len(rows)) + rows.tobytes()


def cloud(chance: random.Random) -> bytes:
    """Write a PLY, binary or as text."""
    points = _points(chance).reshape(-1, 3)
    binary = chance.random() < 0.6
    kind = "binary_little_endian" if binary else "ascii"
    head = f"ply\nformat {kind} 1.0\nelement vertex {len(points)}\n"
    head += "".join(f"property float {axis}\n" for axis in "xyz") + "end_header\n"
    rows = (
        points.tobytes() if binary else "".join(f"{x:.4f} {y:.4f} {z:.4f}\n" for x, y, z in points).encode()
    )
    return head.encode() + rows


def table(chance: random.Random) -> bytes:
    """Write a dBase III table."""
    count, width = chance.randint(40, 900), 71
    fields = b"".join(
        struct.pack("<11sc4xBB14x", name, b"C", size, 0) for name, size in ((b"NOM", 30), (b"ACTE", 40))
    )
    head = struct.pack("<BBBBIHH20x", 3, 124, 5, 6, count, 33 + len(fields), width) + fields + b"\r"
    rows = (f" {words(chance, 2)[:30]:<30}{words(chance, 4)[:40]:<40}" for _ in range(count))
    return head + "".join(rows).encode("cp1252") + b"\x1a"


def events(chance: random.Random) -> bytes:
    """Write an event log that was closed properly."""
    start = 133_000_000_000_000_000
    return log(
        [
            LogEvent(
                "Service Control Manager",
                7036,
                start + number * 10**9,
                "System",
                {"param1": words(chance, 4)},
            )
            for number in range(chance.randint(5, 150))
        ]
    )


def bundle(chance: random.Random) -> bytes:
    """Write a zip of letters."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for number in range(chance.randint(2, 30)):
            archive.writestr(f"lettre {number}.txt", words(chance, chance.randint(50, 2000)))
    return packed.getvalue()


def tape(chance: random.Random) -> bytes:
    """Write a tar, packed by gzip or not."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for number in range(chance.randint(2, 30)):
            data = words(chance, chance.randint(50, 2000)).encode()
            member = tarfile.TarInfo(f"lettre {number}.txt")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def rows(chance: random.Random) -> bytes:
    lines = (
        f"{n};{words(chance, 3)};{chance.randint(20, 900) / 10:.2f}\r\n"
        for n in range(chance.randint(90, 3000))
    )
    return "".join(lines).encode(chance.choice(("utf-8", "cp1252", "utf-16")), "replace")


KINDS: tuple[tuple[str, Callable[[random.Random], bytes]], ...] = (
    ("sqlite", database),
    ("db", database),
    ("eml", mail),
    ("dcm", radiograph),
    ("stl", scan),
    ("ply", cloud),
    ("dbf", table),
    ("evtx", events),
    ("zip", bundle),
    ("gz", tape),
    ("csv", rows),
)


def craft(folder: Path, sets: int = 6, each: int = 12) -> None:
    """Write sets of such files, each as if a package had brought them; what is there is left."""
    for number in range(sets):
        target = folder / "files" / f"made-{number}"
        if target.exists():
            continue
        chance = random.Random(f"made {number}")
        making = target.with_name(f"{target.name}.{os.getpid()}.making")
        making.mkdir(parents=True)
        for extension, write in KINDS:
            for count in range(each):
                (making / f"dossier {number}-{count}.{extension}").write_bytes(write(chance))
        making.rename(target)
