"""The forms of backup that are measured, and which faults each can have."""

import shutil
from typing import NamedTuple

from evaluation.backups import programs
from evaluation.backups.contents import CONTENTS
from evaluation.backups.databases import DATABASES
from evaluation.backups.programs import PASSWORD, Write, archived

_SHORT = tuple(
    one for one in CONTENTS if one not in {"no documents", "encrypted in part", "infected: note", "empty"}
)
_FEW = ("good", "odd but good", "stale", "no images", "encrypted by turns", "infected: program")
_FLIPS = ("flipped 1", "flipped 2", "flipped 3")
_SPOILED = ("cut", "cut at the end", *_FLIPS, "header zeroed")
_STRUCK = ("itself encrypted", "itself encrypted by turns", "itself renamed", "itself empty")


class Form(NamedTuple):
    """A form: its writer, what kind of thing it is, whether a password locks it, and its faults."""

    name: str
    kind: str  # files, packed, plain (packed, not compressed), repository, disk, database or opaque
    write: Write
    contents: tuple[str, ...]
    blows: tuple[str, ...]
    locked: bool = False
    needs: tuple[str, ...] = ()

    @property
    def here(self) -> bool:
        return all(shutil.which(one) for one in self.needs)

    @property
    def faults(self) -> tuple[str, ...]:
        return (*self.contents, *self.blows)


def _packed(
    name: str, kind: str, write: Write, needs: str, *, wide: bool = False, locked: bool = False
) -> Form:
    blows = _SPOILED + _STRUCK + (("a volume missing",) if "volumes" in name else ())
    blows += ("wrong password", "no password") if locked else ()
    blows += ("flipped, unseen",) if kind == "plain" else ()
    return Form(name, kind, write, tuple(CONTENTS) if wide else _FEW, blows, locked, tuple(needs.split()))


def _repository(name: str, write: Write, needs: str) -> Form:
    blows = (*_SPOILED, "itself encrypted", "a volume missing", "wrong password", "no password")
    return Form(name, "repository", write, _SHORT, blows, True, tuple(needs.split()))


def _disk(name: str, write: Write, needs: str, *, inside: bool = False) -> Form:
    blows = ("cut", *_FLIPS, "flipped, unseen", "header zeroed", "itself encrypted", "itself empty")
    kind = "virtual" if inside else "disk"
    return Form(name, kind, write, _FEW, blows, False, tuple(needs.split()))


_SEVEN = ("7z", "a", "-bso0")
_NTFS = "mkntfs wimlib-imagex"
_FILES = ("cut", *_FLIPS, "flipped, unseen", "header zeroed")
_OF_BASES = ("cut", *_FLIPS, "header zeroed", "itself encrypted", "itself encrypted by turns", "itself empty")
_CLOSED = ("itself encrypted", "itself empty", "cut")
# With the marks that public readers look for, as toolkit/backup/forms/closed.py names them.
_MACRIUM, _AOMEI = (b"__79241006_2651_11D4_".ljust(54, b"\0"), b"BIFT".ljust(0x674, b"\1"))
_VENDORS = {
    "Veeam .vbk": programs.veeam("Cabinet2026-10-10T190000.vbk"),
    "Acronis .tib": programs.vendor("PC1.tib", b"\xb4\x6e\x68\x44"),
    "Macrium .mrimg": programs.vendor("4F3A-00-00.mrimg", b"", _MACRIUM),
    "AOMEI .adi": programs.vendor("Disque C.adi", b"BIFH\x5c\x06\0\0", _AOMEI),
}

FORMS: tuple[Form, ...] = (
    Form("folder", "files", programs.copied, tuple(CONTENTS), _FILES),
    Form("File History", "files", programs.history, _FEW, _FILES),
    _packed("ZIP", "packed", archived("cabinet.zip", "zip", "-q", "-r"), "zip", wide=True),
    _packed("ZIP, volumes", "packed", archived("cabinet.zip", "zip", "-q", "-r", "-s", "100k"), "zip"),
    _packed(
        "ZIP, AES",
        "packed",
        archived("cabinet.zip", *_SEVEN, "-tzip", "-mem=AES256", f"-p{PASSWORD}"),
        "7z",
        locked=True,
    ),
    _packed("7z", "packed", archived("cabinet.7z", *_SEVEN), "7z", wide=True),
    _packed("7z, volumes", "packed", archived("cabinet.7z", *_SEVEN, "-v64k"), "7z"),
    _packed(
        "7z, AES", "packed", archived("cabinet.7z", *_SEVEN, f"-p{PASSWORD}", "-mhe=on"), "7z", locked=True
    ),
    _packed("tar", "plain", archived("cabinet.tar", "tar", "-cf"), "tar"),
    _packed("tar.gz", "packed", archived("cabinet.tar.gz", "tar", "-czf"), "tar gzip", wide=True),
    _packed("tar.xz", "packed", archived("cabinet.tar.xz", "tar", "-cJf"), "tar xz"),
    _packed("tar.zst", "packed", archived("cabinet.tar.zst", "tar", "--zstd", "-cf"), "tar zstd"),
    _repository("restic", programs.restic, "restic"),
    _repository("borg", programs.borg, "borg"),
    _repository("Duplicati", programs.duplicati, ""),
    _disk("disk NTFS", programs.ntfs, _NTFS),
    _disk("disk FAT32", programs.fat, "mkfs.fat mcopy"),
    _disk("disk ext4", programs.ext, "mke2fs"),
    _disk("ISO", programs.iso, "xorriso", inside=True),
    _disk(
        "VHD",
        programs.virtual("vpc", "disque.vhd", "-o", "subformat=dynamic"),
        f"{_NTFS} qemu-img",
        inside=True,
    ),
    _disk(
        "VHDX",
        programs.virtual("vhdx", "disque.vhdx", "-o", "subformat=dynamic"),
        f"{_NTFS} qemu-img",
        inside=True,
    ),
    _disk("WindowsImageBackup", programs.windows_image, f"{_NTFS} qemu-img", inside=True),
    _packed("Windows 7", "packed", programs.windows_seven, "zip"),
    *(
        Form(name, "database", programs.copied, ("good", "stale", "no images"), _OF_BASES)
        for name in DATABASES
    ),
    Form("kopia", "opaque", programs.kopia, ("good",), ("itself encrypted",)),
    *(Form(name, "opaque", write, ("good",), _CLOSED) for name, write in _VENDORS.items()),
    _disk("disk exFAT", programs.exfat, "mkfs.exfat"),
)
