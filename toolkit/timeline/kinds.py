"""What a file is to a practice: patient records, X-rays, letters, agenda, or a part of the machine."""

from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.scan.extensions import expected

# The order of a table: what a practice misses first stands first.
KINDS = (
    "database",
    "images",
    "documents",
    "agenda",
    "mail",
    "claims",
    "backups",
    "programs",
    "system",
    "other",
)
_BY_TYPE = {
    "database": "database mssql access firebird sqlite",
    "images": "dicom jpeg png bmp tiff heif webp gif psd jp2 stl ply mp4 avi matroska wmv mov",
    "documents": "pdf docx xlsx pptx odt ods odp ole2 rtf text/utf-8 html xml epub",
    "mail": "pst",
    "programs": "pe elf jar cab lnk font icon",
    "backups": "vhd vhdx vmdk wim mtf",
}
_KIND = {one: kind for kind, types in _BY_TYPE.items() for one in types.split()}
_AGENDA = ("agenda", "planning", "calendrier", "calendar", "rendez-vous", "rendez_vous", "rdv")
_BACKUP = frozenset({"vbk", "vib", "tib", "tibx", "mrimg", "bkf", "wbk", "sna", "spf", "spi", "bak"})
_SYSTEM = frozenset({
    "windows", "$recycle.bin", "system volume information", "boot", "efi", "recovery", "perflogs", "$extend",
    "$winreagent", "msocache",
})  # fmt: skip
_PROGRAMS = frozenset({"program files", "program files (x86)"})
_BY_PROGRAM = {"claims": "claims", "imaging": "images"}


def places(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return (volume, folded folder, kind) of the practice's programs that the inventory found."""
    return [
        (str(row.get("volume", "")), f"{row['path'].casefold()}/", _BY_PROGRAM[row["kind"]])
        for row in rows
        if row.get("path") and row.get("kind") in _BY_PROGRAM
    ]


def kind_of(volume: str, path: str, known: Iterable[tuple[str, str, str]] = ()) -> str:
    """Return the kind of data of a file by its place and its name, an ending put behind it left aside."""
    folded = path.casefold()
    top, _, _ = folded.partition("/")
    name = folded.rpartition("/")[2]
    if top in _SYSTEM and "/" in folded:
        return "system"
    by_name = "agenda" if any(word in name for word in _AGENDA) or ".ics" in name else None
    if by_name or any(word in folded for word in _AGENDA):
        return "agenda"
    if not _BACKUP.isdisjoint(name.split(".")[1:]):
        return "backups"
    kind = _KIND.get(expected(name) or "", "other")
    if kind in {"programs", "database"} or (top in _PROGRAMS and kind != "images"):
        return kind if kind == "database" else "programs"
    found = next((one for place, folder, one in known if place == volume and folded.startswith(folder)), None)
    return found or kind
