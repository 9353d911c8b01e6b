"""NTFS volumes made by mkntfs and filled through ntfs-3g."""

import os
import struct
from contextlib import suppress
from pathlib import Path

from tests.volumes.outside import mounted, need, run
from tests.volumes.plan import Built, common, content, dated, digest, fill, lines, note

_NTFS_3G = ("ntfs-3g", "-o", "no_detach,streams_interface=windows,compression")
_COMPRESSED = bytes.fromhex("00000810")
_ATTRIBUTES = "system.ntfs_attrib_be"
_LINKS = 400  # names of one file: their $FILE_NAME need an attribute list
_RUNS = 500
_MIB = 1 << 20


def plain(image: Path, cluster: int = 4096, sector: int = 512, size: int = 24 * _MIB) -> Built:
    """Make a volume with every kind of file that ntfs-3g can write."""
    need("mkntfs", "ntfs-3g", mounts=True)
    built = Built(image)
    _format(image, cluster, sector, size)
    with mounted(image, *_NTFS_3G) as point:
        _doomed(built, point)
        fill(built, point, common())
        _fragmented(built, point, cluster)
        _linked(built, point)
        _sparse(built, point)
        if cluster <= 4096:  # as Windows, ntfs-3g compresses no larger ones
            _compressed(built, point)
        _streams(built, point)
        _cases(built, point)
        _pointing(point)
        dated(point, "Tailles/4096.bin")
        _delete(built, point)
    return built


def windows(image: Path, sector: int = 512) -> Built:
    """Make a small volume laid out as that of a Windows."""
    need("mkntfs", "ntfs-3g", mounts=True)
    built = Built(image)
    _format(image, 4096, sector, 8 * _MIB)
    files = {
        "Windows/System32/drivers/etc/hosts": b"127.0.0.1 localhost\r\n",
        "Windows/win.ini": b"; for 16-bit app support\r\n",
        "Users/Accueil/Documents/courrier.txt": "Bonjour, rendez-vous à 9 h.".encode(),
        "Users/Accueil/Documents/agenda.csv": lines(40),
    }
    with mounted(image, *_NTFS_3G) as point:
        fill(built, point, files)
    return built


def encrypted(image: Path) -> Built:
    """Make a volume where one file bears the mark of EFS.

    No tool at hand writes EFS; the two marks are set on the records of a built volume: ENCRYPTED in the
    flags of the $DATA attribute, and in the attributes of the file.
    """
    need("mkntfs", "ntfs-3g", mounts=True)
    built = Built(image)
    _format(image, 4096, 512, 8 * _MIB)
    with mounted(image, *_NTFS_3G) as point:
        fill(built, point, {"Secret.doc": content("Secret.doc", 20_000), "clair.txt": b"clair" * 9})
    whole = bytearray(image.read_bytes())
    name = "Secret.doc".encode("utf-16-le")
    at = whole.rindex(b"FILE", 0, whole.index(name))
    _mark(whole, at)
    image.write_bytes(whole)
    return built


def _format(image: Path, cluster: int, sector: int, size: int) -> None:
    with image.open("wb") as stream:
        stream.truncate(size)
    run("mkntfs", "-q", "-F", "-L", "Cabinet été", "-s", sector, "-c", cluster, image)


def _mark(whole: bytearray, record: int) -> None:
    at = record + struct.unpack_from("<H", whole, record + 20)[0]
    while (kind := struct.unpack_from("<I", whole, at)[0]) != 0xFFFF_FFFF:
        if kind == 0x10:
            place = at + struct.unpack_from("<H", whole, at + 20)[0] + 32
            struct.pack_into("<I", whole, place, struct.unpack_from("<I", whole, place)[0] | 0x4000)
        if kind == 0x80:
            struct.pack_into("<H", whole, at + 12, 0x4000)
        at += struct.unpack_from("<I", whole, at + 4)[0]


def _doomed(built: Built, point: Path) -> None:
    """Write what is deleted later, first, so that records and clusters of their own stay theirs."""
    for name, size in (("resident.txt", 90), ("entier.bin", 150_000), ("ecrase.bin", 300_000)):
        (point / "Effacés").mkdir(exist_ok=True)
        (point / "Effacés" / name).write_bytes(content(name, size))
    (point / "Effacés/dossier perdu").mkdir()
    (point / "Effacés/dossier perdu/dedans.bin").write_bytes(content("dedans.bin", 9000))
    (point / "bourrage.bin").write_bytes(b"")


def _delete(built: Built, point: Path) -> None:
    """Delete one file and fill the volume to its last cluster, make room again elsewhere, delete the rest."""
    gone = point / "Effacés"
    (gone / "ecrase.bin").unlink()
    built.deleted["Effacés/ecrase.bin"] = (_hash("ecrase.bin", 300_000), False)
    with (point / "bourrage.bin").open("ab", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(b"bourrage" * 8192)
    note(built, "bourrage.bin", (point / "bourrage.bin").read_bytes(), "filling")
    for name, size in (("resident.txt", 90), ("entier.bin", 150_000), ("dossier perdu/dedans.bin", 9000)):
        (gone / name).unlink()
        built.deleted[f"Effacés/{name}"] = (_hash(name.rsplit("/", 1)[-1], size), True)
    (gone / "dossier perdu").rmdir()


def _hash(name: str, size: int) -> str:
    return digest(content(name, size))


def _fragmented(built: Built, point: Path, cluster: int) -> None:
    """Append to two files in turn, so that neither finds its next cluster free."""
    step, runs = cluster, min(_RUNS, 4 * _MIB // cluster)
    whole = content("morceaux", step * runs)
    one, other = point / "morceaux.bin", point / "entre.bin"
    with one.open("wb", buffering=0) as first, other.open("wb", buffering=0) as second:
        for number in range(runs):
            for stream in (first, second):
                stream.write(whole[number * step : (number + 1) * step])
    other.unlink()
    note(built, "morceaux.bin", whole, "fragmented")


def _linked(built: Built, point: Path) -> None:
    fill(built, point, {"Liens/premier.bin": content("liens", 5000)}, "hard links")
    for number in range(_LINKS):
        name = f"Liens/autre nom du meme fichier numero {number:04}.bin"
        os.link(point / "Liens/premier.bin", point / name)
        note(built, name, content("liens", 5000), "hard links")


def _sparse(built: Built, point: Path) -> None:
    whole = bytearray(20 * _MIB)
    with (point / "creux.bin").open("wb") as stream:
        for at in (0, 7 * _MIB + 13, 20 * _MIB - 5):
            stream.seek(at)
            stream.write(b"plein")
            whole[at : at + 5] = b"plein"
    note(built, "creux.bin", bytes(whole), "sparse")
    with (point / "que du vide.bin").open("wb") as stream:
        stream.truncate(3 * _MIB)
    note(built, "que du vide.bin", bytes(3 * _MIB), "sparse")


def _compressed(built: Built, point: Path) -> None:
    folder = point / "Comprimé"
    folder.mkdir()
    os.setxattr(folder, _ATTRIBUTES, _COMPRESSED)
    texts = {"texte.txt": lines(8000), "au hasard.bin": content("hasard", 150_000), "court.txt": b"court"}
    texts |= {
        "mi.bin": lines(2000) + content("mi", 70_000) + bytes(90_000) + b"fin",
        "zero.bin": bytes(65_536),
    }
    texts["juste.bin"] = lines(1500)[:65_536]
    fill(built, point, {f"Comprimé/{name}": held for name, held in texts.items()}, "compressed")


def _streams(built: Built, point: Path) -> None:
    fill(built, point, {"Flux/piece.docx": b"piece", "Flux/dossier/x": b"x"}, "streams")
    named = {
        "Flux/piece.docx:Zone.Identifier": b"[ZoneTransfer]\r\nZoneId=3\r\n",
        "Flux/piece.docx:caché été": content("flux", 300_000),
        "Flux/piece.docx:vide": b"",
        "Flux/dossier:sur un dossier": b"flux de dossier",
    }
    for path, held in named.items():
        with open(f"{point}/{path}", "wb") as stream:
            stream.write(held)
        note(built, path, held, "streams")


def _cases(built: Built, point: Path) -> None:
    fill(built, point, {"Casse/Nom.txt": b"grand", "Casse/nom.txt": b"petit"}, "letter case")
    fill(built, point, {'Casse/interdit*?"<>|.txt': b"interdit", "Casse/fin. ": b"fin"}, "names of POSIX")
    fill(built, point, {"Casse/CON": b"con", "Casse/nul.txt": b"nul"}, "names of devices")


def _pointing(point: Path) -> None:
    os.symlink("Casse/Nom.txt", point / "lien symbolique")
