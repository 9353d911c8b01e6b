"""ext2, ext3 and ext4 volumes made and filled by mke2fs, changed by debugfs; nothing is mounted."""

import os
from pathlib import Path

from tests.volumes.outside import looped, mounted_by_linux, need, run
from tests.volumes.plan import Built, common, content, dated, digest, fill, note, quiet

_MIB = 1 << 20
_RARE = "metadata_csum_seed,casefold,encrypt,project,large_dir,ea_inode"
# Made with what mke2fs turns on for each by itself, then with what systems of today turn on beside it.
SHAPES: dict[str, tuple[str, ...]] = {
    "ext2": ("-t", "ext2", "-b", "1024"),
    "ext3": ("-t", "ext3", "-b", "4096"),
    "ext4": ("-t", "ext4", "-b", "4096"),
    "ext4_small": ("-t", "ext4", "-b", "1024", "-I", "128", "-O", "^64bit,^metadata_csum"),
    "ext4_inline": ("-t", "ext4", "-b", "4096", "-O", "inline_data,metadata_csum,64bit"),
    "ext4_bigalloc": ("-t", "ext4", "-b", "4096", "-O", "bigalloc", "-C", "16384"),
    "ext4_rare": ("-t", "ext4", "-b", "4096", "-O", _RARE),
    "ext4_meta_bg": ("-t", "ext4", "-b", "1024", "-O", "meta_bg,^resize_inode"),
}
_NAMES = ("Ordonnance été – n°1.txt", "Nom  avec   espaces .txt", "l'hôpital & co; $HOME (1).csv", ".caché",
          "radio 🦷.dcm", "x" * 251 + ".bin", "sans_extension")  # fmt: skip


def ext(image: Path, shape: str) -> Built:
    """Make an ext volume with files, holes, links of both sorts, and files deleted."""
    need("mke2fs", "debugfs")
    built = Built(image)
    folder = image.with_name(image.name + ".files")
    folder.mkdir()
    fill(built, folder, common(_NAMES))
    _more(built, folder)
    gone = {"efface.bin": content("efface", 40_000), "ecrase.bin": content("ecrase", 40_000)}
    for name, held in gone.items():
        (folder / name).write_bytes(held)
    dated(folder, "Tailles/4096.bin")
    with image.open("wb") as stream:
        stream.truncate(24 * _MIB)
    run("mke2fs", "-q", "-F", "-L", "NAS", *SHAPES[shape], "-d", folder, image)
    _delete(built, image, folder, gone)
    return built


def nas(image: Path) -> Built:
    """Make a small ext4 volume where nothing looks like an attack."""
    need("mke2fs")
    built, folder = Built(image), image.with_name(image.name + ".files")
    folder.mkdir()
    fill(built, folder, quiet())
    with image.open("wb") as stream:
        stream.truncate(12 * _MIB)
    run("mke2fs", "-q", "-F", "-t", "ext4", "-L", "NAS", "-d", folder, image)
    return built


def removed(image: Path) -> Built:
    """Make an ext4 volume from which Linux itself has deleted a file.

    It clears where the content was and, from 5.13 on, the name: nothing is left to list.
    """
    need("mount", "umount", "losetup", mounts=True)
    built = nas(image)
    mount = image.with_name(image.name + ".mount")
    with looped(image) as device, mounted_by_linux(device, mount, "ext4") as point:
        (point / "agenda.csv").unlink()
    del built.wrote["agenda.csv"]
    return built


def _more(built: Built, folder: Path) -> None:
    with (folder / "creux.bin").open("wb") as stream:
        stream.seek(3 * _MIB)
        stream.write(b"fin")
    note(built, "creux.bin", bytes(3 * _MIB) + b"fin", "sparse")
    fill(
        built, folder, {"lie.bin": content("lie", 5000), "minuscule.txt": b"m" * 60, "petit.txt": b"p" * 150}
    )
    few = ("un", "deux", "trois", "quatre", "cinq")  # more than 60 bytes of names, less than a block
    fill(built, folder, {f"Serre/{name}": name.encode() * 9 for name in few})
    os.link(folder / "lie.bin", folder / "autre nom.bin")
    note(built, "autre nom.bin", content("lie", 5000), "hard links")
    (folder / "lien symbolique").symlink_to("lie.bin")
    (folder / "lien long").symlink_to("y" * 200)
    os.mkfifo(folder / "tube")


def _delete(built: Built, image: Path, folder: Path, gone: dict[str, bytes]) -> None:
    """Delete as debugfs does, which leaves an inode as it was; for what Linux does, see removed()."""
    over = content("par dessus", 60_000)
    (folder / "par dessus.bin").write_bytes(over)
    script = "\n".join(
        ["rm ecrase.bin", f'write "{folder}/par dessus.bin" "par dessus.bin"', "rm efface.bin"]
    )
    run("debugfs", "-w", "-f", "/dev/stdin", image, feed=script.encode())
    note(built, "par dessus.bin", over, "common")
    built.deleted = {name: (digest(held), name == "efface.bin") for name, held in gone.items()}
