"""ext2, ext3 and ext4 volumes."""

from pathlib import Path

from evaluation.targets.volume import made, read

__all__ = ["read", "seeds"]


def seeds() -> list[bytes]:
    found = [
        made(1 << 20, [[f"mkfs.{kind}", "-q", "-O", "^resize_inode", "-d", "{files}", "{image}"]], _linked)
        for kind in ("ext2", "ext4")
    ]
    found.append(made(4 << 20, [["mkfs.ext3", "-q", "-d", "{files}", "{image}"]], _linked))
    return [one for one in found if one]


def _linked(files: Path) -> None:
    (files / "lien").symlink_to("Patients/A")
    (files / "deux noms.txt").hardlink_to(files / "radio 1.jpg")
