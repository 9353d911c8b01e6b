"""The demonstration's own folder: the only other place besides a case that the toolkit lays out."""

import hashlib
import lzma
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from toolkit.custody.durable import PART
from toolkit.errors import OutputRefusal

# Only in a folder bearing this name is anything ever removed, and only what was made here.
_MARK = ".trousse-demo"
_OURS = (
    "cabinet.img", "sauvegarde_*", "case", "verification", "DOSSIER_*.zip*", "rapport.html", "ANNEXE_*.zip",
    "BORDEREAU_*.pdf", "FEUILLE_ANNEXE_*.pdf", "dossier_de_plainte_*.pdf", "dossier_de_plainte_*.html",
    "visite",
)  # fmt: skip
_CHUNK = 1024 * 1024


def prepare(folder: Path) -> None:
    """Make the folder, or clear what a former demonstration left in it and nothing else.

    Raises OutputRefusal when anything else lies there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / _MARK).is_file():
            for path in folder.iterdir():
                if any(path.match(pattern) or path.match(f"{pattern}*{PART}") for pattern in _OURS):
                    _remove(path)
        elif any(folder.iterdir()):
            raise OutputRefusal("folder_not_empty", path=str(folder))
        if {path.name for path in folder.iterdir()} - {_MARK}:
            raise OutputRefusal("folder_not_empty", path=str(folder))
        (folder / _MARK).touch()
    except OSError as error:
        raise OutputRefusal("output_failed", path=str(folder)) from error


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(beyond_260(path))
    else:
        path.unlink()


def beyond_260(folder: Path) -> Path:
    """Return the folder under a name below which Windows takes long paths, whatever its settings."""
    whole = str(folder.absolute())
    if sys.platform == "win32" and not whole.startswith("\\\\"):
        return Path("\\\\?\\" + whole)
    return folder


def unpack_xz(packed: Path, target: Path) -> None:
    """Unpack one xz file; runs of zeros become holes, so that the image takes the room of its data."""
    with lzma.open(packed) as source, target.open("xb") as stream:
        while chunk := source.read(_CHUNK):
            if chunk.strip(b"\0"):
                stream.write(chunk)
            else:
                stream.seek(len(chunk), 1)
        stream.truncate()


def unpack_tar(packed: Path, folder: Path) -> None:
    """Unpack one of our own tar files, names checked to stay inside."""
    folder.mkdir()
    with tarfile.open(packed) as archive:
        archive.extractall(beyond_260(folder), filter=_inside)  # noqa: S202 - that is the filter


def _inside(member: tarfile.TarInfo, _: str) -> tarfile.TarInfo:
    """Pass files and folders whose name stays inside; nothing else was packed.

    The filter "data" of tarfile asks the system for the real path, which Wine does not tell of long ones.
    """
    parts = member.name.split("/")
    if not (member.isfile() or member.isdir()) or {"", ".."} & set(parts) or set("\\:") & set(member.name):
        raise tarfile.FilterError(member.name)
    nobody: dict[str, Any] = dict.fromkeys(("uid", "gid", "uname", "gname"))  # the files become ours
    return member.replace(**nobody, deep=False)


def unpack_zip(packed: Path, folder: Path) -> None:
    """Unpack a sealed archive; its names were checked by verify."""
    folder.mkdir()
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)  # noqa: S202 - verified just before


def copy(original: Path, target: Path) -> None:
    shutil.copyfile(original, target)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
