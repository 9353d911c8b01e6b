"""A Windows 7 backup of two runs: its ZIP files in a row, cut where the sound ones are."""

import io
import zipfile
from functools import cache

from tests.backup.forms import laid
from toolkit.backup.forms import windows_backup

_SET = "Backup Set 2026-10-03 190000"
_RUNS = ("Backup Files 2026-10-03 190000", "Backup Files 2026-10-10 190000")


@cache
def _sound() -> dict[str, bytes]:
    texts = ({"a": b"ancien" * 40, "b": b"b" * 300}, {"a": b"recent" * 40, "c": b"c" * 300})
    return {f"{_SET}/{run}/Backup files 1.zip": _zip(held) for run, held in zip(_RUNS, texts, strict=True)}


def _zip(held: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            member = zipfile.ZipInfo(f"C/Users/claire/{name}.txt", (2026, 10, 3, 19, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return made.getvalue()


def seeds() -> list[bytes]:
    return [b"".join(_sound().values())]


def read(data: bytes) -> str:
    """Return what is told to be wrong with the backup when its archives hold these bytes."""
    files, at = {f"{_SET}/Catalogs/GlobalCatalog.wbcat": b"catalogue"}, 0
    for path, content in _sound().items():
        files[path] = data[at : at + len(content)]
        at += len(content)
    return " ".join(sorted(laid.complaints(files, windows_backup.read))) or "ok"
