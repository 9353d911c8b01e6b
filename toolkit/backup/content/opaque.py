"""Archives and disk images of other programs: recognised, counted, and not looked into here."""

from toolkit.records import DamageVerdict, Seen

# Extensions of Veeam, Acronis, Macrium, AOMEI, EaseUS, Paragon, Ghost and Hyper Backup, some of them as
# written in secondary sources only: nothing more is claimed than that their content was not looked at.
_EXTENSIONS = frozenset(
    {
        "vbk", "vib", "vrb", "tib", "tibx", "mrimg", "mrimgx", "mrbak", "adi", "afi", "pbd", "pfi", "pvhd",
        "gho", "ghs", "v2i", "hbk", "vhd", "vhdx", "avhdx", "vmdk", "qcow2", "wim", "esd", "ffu", "7z", "rar",
        "mrbakx", "pbf", "vma", "nbk", "nba", "qdff", "vbm", "dmg", "tar", "tgz", "gz", "bz2", "xz", "zst",
        "aes",
    }
)  # fmt: skip
_TYPES = frozenset(
    {
        "7z", "rar", "tar", "gzip", "bzip2", "xz", "zstd", "lz4", "lzip", "vhd", "vhdx", "vmdk", "wim", "cab",
        "iso", "squashfs", "zip",  # one that was not opened: it lies inside another
    }
)  # fmt: skip


def is_archive(seen: Seen) -> bool:
    """Tell a name that only archives and images of disks go by."""
    return seen.path.rpartition(".")[2].lower() in _EXTENSIONS | {"zip", "img", "iso"}


def is_unrecognised(seen: Seen) -> bool:
    """Tell a content that is of no known kind: what may lie inside it was not searched."""
    verdict = seen.damage.verdict
    return seen.type is None and seen.size > 0 and verdict in {DamageVerdict.UNKNOWN, DamageVerdict.RANDOM}


def is_opaque(seen: Seen) -> bool:
    """Tell a file whose content stays unseen: packed by another program, or locked by its owner."""
    if seen.damage.verdict == DamageVerdict.PROTECTED or seen.type in _TYPES:
        return True
    return seen.type is None and seen.path.rpartition(".")[2].lower() in _EXTENSIONS
