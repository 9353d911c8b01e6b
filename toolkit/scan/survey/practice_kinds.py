"""What a file is to a practice, by its name and its place: patient records, X-rays, letters, accounts."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from toolkit.scan.extensions import expected

# The order of a table: what a practice misses first stands first.
KINDS = (
    "database",
    "records",
    "imaging",
    "letters",
    "accounts",
    "agenda",
    "mail",
    "claims",
    "photos",
    "backups",
    "machine",
    "other",
)
_BY_TYPE = {
    "database": "database mssql access firebird sqlite",
    "imaging": "dicom stl ply",
    "photos": "jpeg png bmp tiff heif webp gif psd jp2 mp4 avi matroska wmv mov",
    "letters": "pdf docx xlsx pptx odt ods odp ole2 rtf text/utf-8 html xml epub",
    "mail": "pst",
    "machine": "pe elf jar cab lnk font icon evtx regf",
    "backups": "vhd vhdx vmdk",
}
_KIND = {one: kind for kind, types in _BY_TYPE.items() for one in types.split()}
_BY_ENDING = {
    "backups": "vbk vib vbm tib tibx mrimg mrbak bkf wbk wim sna spf spi bak fbk gbk edbbkp",
    "mail": "pst ost eml msg mbox dbx nsf",
    "agenda": "ics ical vcs",
    "imaging": "dcm dicom dic ima j2k jls",
    "database": "fdb gdb mdb accdb mdf ndf ldf dbf fic ndx mmo 4dd 4db hdb sqlite sqlite3 db3 dbt fpt cdx",
    "accounts": "fec qbw ebp cpa gcm cpl2 ofx qif",
}
_ENDING = {ending: kind for kind, endings in _BY_ENDING.items() for ending in endings.split()}
_MACHINE = frozenset({
    "windows", "program files", "program files (x86)", "$recycle.bin", "system volume information", "boot",
    "efi", "recovery", "perflogs", "$extend", "$winreagent", "msocache",
})  # fmt: skip
# Words of folders and files, as practices write them; a whole word, or the beginning of one.
_WORDS = (
    (
        "accounts",
        r"compta|factur|bilans?\b|fiscal|urssaf|paies?\b|bulletins?_paie|banque|devis|salaire|tva\b",
    ),
    ("agenda", r"agenda|planning|calendrier|calendar|rendez[-_ ]?vous|rdv\b"),
    ("imaging", r"radio|rx\b|xray|x-ray|dicom|panoramique|pano\b|retroalv|irm\b|scanner|echograph|imagerie"),
)
_SAID = tuple((kind, re.compile(rf"(?:^|[/_\-. ])(?:{words})")) for kind, words in _WORDS)
_BY_PROGRAM = {"pms": "records", "imaging": "imaging", "claims": "claims", "cad": "imaging"}
_ABOVE = 2  # folders above the place of a program, as in Users/somebody/Pyxvital

Places = tuple[tuple[str, str], ...]


def places(programs: Iterable[Mapping[str, Any]]) -> Places:
    """Return (folded path with a "/" behind it, kind) of the practice programs of the signature set."""
    return tuple(
        (f"{path.casefold()}/", _BY_PROGRAM[program["kind"]])
        for program in programs
        if program.get("kind") in _BY_PROGRAM
        for path in program.get("paths", ())
    )


def kind_of(path: str, known: Places = ()) -> str:
    """Return one of KINDS for a path; an ending put behind the name is left aside."""
    folder, _, name = path.casefold().rpartition("/")
    top, said = _place(folder, known)
    by_name = next((_ENDING[part] for part in reversed(name.split(".")[1:]) if part in _ENDING), None)
    kind = by_name or _KIND.get(expected(name) or "", "other")
    if top == "machine" or kind == "machine":
        return "machine"
    if kind not in {"letters", "photos", "other"}:
        return kind
    return _by_words(kind, top, {_worded(name), said})


def _by_words(kind: str, top: str, words: set[str]) -> str:
    """Return what the place and the words of a path make of a text, a picture or an unknown file."""
    if "agenda" in words:
        return "agenda"
    if kind == "letters":
        return "accounts" if "accounts" in words else kind
    if "imaging" in {top, *words}:
        return "imaging"
    return (top or kind) if kind == "other" else kind


@lru_cache(maxsize=512)
def _place(folder: str, known: Places) -> tuple[str, str]:
    """Return the kind that a folder's place gives, and the kind its words say, "" each where none."""
    within = f"{folder}/"
    parts = within.split("/", _ABOVE)
    starts = ["/".join(parts[depth:]) for depth in range(len(parts))]
    top = next((kind for path, kind in known for start in starts if start.startswith(path)), "")
    if not top and parts[0] in _MACHINE and folder:
        top = "machine"
    return top, _worded(folder)


def _worded(text: str) -> str:
    return next((kind for kind, words in _SAID if words.search(text)), "")
