"""FAT volumes made by mkfs.fat and filled with mtools; exFAT ones made by mkfs.exfat, filled through FUSE."""

import os
from pathlib import Path

from tests.volumes.outside import looped, mounted, need, run
from tests.volumes.plan import Built, common, content, dated, digest, fill, note, quiet

_MIB = 1 << 20
# Bytes, and what mkfs.fat is told: 12 bits hold few clusters, 32 need many.
SHAPES: dict[str, tuple[int, tuple[str, ...]]] = {
    "fat12": (8 * _MIB, ("-F", "12", "-s", "8")),
    "fat16": (20 * _MIB, ("-F", "16", "-s", "2")),
    # As few clusters as FAT32 may have: of more than 65,535, what was deleted cannot always be told.
    "fat32": (66_600 * 512, ("-F", "32", "-s", "1")),
    "fat16_sectors_4096": (40 * _MIB, ("-F", "16", "-S", "4096", "-s", "1")),
}
_LARGEST_CLUSTER = 4096  # bytes, of these shapes
_NAMES = ("Ordonnance été – n°1.txt", "Nom  avec   espaces.txt", "l'hôpital & co; $HOME (1).csv", ".caché",
          "sans_extension", "x" * 200 + ".bin", "Ελληνικά 日本語.doc", "COURT.TXT")  # fmt: skip


def fat(image: Path, shape: str) -> Built:
    """Make a FAT volume with mtools, then delete some of it."""
    need("mkfs.fat", "mcopy", "mdel", "mmd")
    size, words = SHAPES[shape]
    built = Built(image)
    _sized(image, size)
    run("mkfs.fat", "-n", "CLE USB", *words, image)
    folder = image.with_name(image.name + ".files")
    folder.mkdir()
    gone = {"efface.bin": content("efface", 30_000), "ecrase.bin": content("ecrase", 30_000)}
    first = {f"Parti/{name}": held for name, held in gone.items()}
    fill(Built(image), folder, first)
    fill(built, folder, common(_NAMES))
    dated(folder, "Tailles/4096.bin")
    run("mcopy", "-i", image, "-s", "-m", "-Q", folder / "Parti", "::")
    rest = sorted(path for path in folder.iterdir() if path.name != "Parti")
    run("mcopy", "-i", image, "-s", "-m", "-Q", *rest, "::")
    run("mdel", "-i", image, "::Parti/ecrase.bin")
    _stuff(built, image, folder)
    run("mdel", "-i", image, "::Parti/efface.bin")
    built.deleted["Parti/efface.bin"] = (digest(gone["efface.bin"]), True)
    built.deleted["Parti/ecrase.bin"] = (digest(gone["ecrase.bin"]), False)
    return built


def exfat(image: Path, cluster: str = "4K") -> Built:
    """Make an exFAT volume filled through exfat-fuse, then delete some of it."""
    need("mkfs.exfat", "mount.exfat-fuse", "losetup", mounts=True)
    built = Built(image)
    _sized(image, 24 * _MIB)
    run("mkfs.exfat", "-L", "CLE", "-c", cluster, image)
    kept, over = content("efface", 30_000), content("ecrase", 30_000)
    with looped(image) as device, mounted(image, "mount.exfat-fuse", "-d", what=device) as point:
        (point / "efface.bin").write_bytes(kept)
        (point / "ecrase.bin").write_bytes(over)
        (point / "bourrage.bin").touch()  # or it would take the row of the deleted name
        fill(built, point, common())
        _two_in_turn(built, point)
        dated(point, "Tailles/4096.bin")
        (point / "ecrase.bin").unlink()
        with (point / "bourrage.bin").open("wb", buffering=0) as stream:
            room = os.statvfs(point)
            held = content("bourrage", room.f_bavail * room.f_frsize - 65_536)
            stream.write(held)
        note(built, "bourrage.bin", held, "filling")
        (point / "efface.bin").unlink()
    built.deleted = {"efface.bin": (digest(kept), True), "ecrase.bin": (digest(over), False)}
    return built


def stick(image: Path) -> Built:
    """Make a small exFAT volume where nothing looks like an attack."""
    need("mkfs.exfat", "mount.exfat-fuse", "losetup", mounts=True)
    built = Built(image)
    _sized(image, 8 * _MIB)
    run("mkfs.exfat", "-L", "CLE", image)
    with looped(image) as device, mounted(image, "mount.exfat-fuse", "-d", what=device) as point:
        fill(built, point, quiet())
    return built


def _sized(image: Path, size: int) -> None:
    with image.open("wb") as stream:
        stream.truncate(size)


def _stuff(built: Built, image: Path, folder: Path) -> None:
    """Fill the volume to its last cluster, so that what was deleted before is written over."""
    last = run("mdir", "-i", image, "::").decode().rstrip().rsplit("\n", 1)[-1]  # "1 234 567 bytes free"
    room = int("".join(sign for sign in last if sign.isdigit()))
    held = content("bourrage", room // _LARGEST_CLUSTER * _LARGEST_CLUSTER)
    (folder / "bourrage.bin").write_bytes(held)
    run("mcopy", "-i", image, "-Q", folder / "bourrage.bin", "::")
    note(built, "bourrage.bin", held, "filling")


def _two_in_turn(built: Built, point: Path) -> None:
    """Append to two files in turn, so that their clusters do not follow each other."""
    whole = content("morceaux", 4096 * 100)
    one, two = point / "morceaux.bin", point / "entre.bin"
    with one.open("wb", buffering=0) as first, two.open("wb", buffering=0) as other:
        for at in range(0, len(whole), 4096):
            first.write(whole[at : at + 4096])
            other.write(whole[at : at + 4096])
    note(built, "morceaux.bin", whole, "fragmented")
    note(built, "entre.bin", whole, "fragmented")
