r"""Which files a practice cannot lose: its databases, pictures, documents and agenda.

Extensions are those seen in public sources about French practice software (dBASE, Firebird, Access, SQL
Server, Paradox, HFSQL, 4D, Oracle, SQLite) and those of imaging programs; the folders that hold patient data
below "Program Files" or "ProgramData" are defaults of VATECH, Carestream and Sidexis.
"""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from functools import lru_cache

from toolkit.scan import extensions

CLASSES = ("database", "imaging", "documents", "agenda")
LASTING = frozenset({"database", "agenda"})  # one file written every day: without it all of it is lost

_EXTENSIONS = {
    "database": (
        "fdb gdb fbk gbk mdb accdb mdf ndf ldf dbf dbt fpt cdx dbc sql db db3 sqlite sqlite3 edb edbbkp dkp "
        "fic ndx mmo 4dd 4db 4bk dmp dump pgdump pgc ibd frm myd myi mad mai"
    ),
    "imaging": "dcm dicom jpg jpeg jpe png bmp tif tiff jp2 heic webp gif stl ply obj",
    "documents": (
        "pdf doc docx docm dot dotx odt rtf xls xlsx xlsm ods ppt pptx odp eml msg txt csv xml hpr hl7 cda"
    ),
    "agenda": "ics ical vcs pst ost",
}
_BY_EXTENSION = {extension: group for group, names in _EXTENSIONS.items() for extension in names.split()}
_BY_TYPE = {
    "dicom": "imaging",
    "jpeg": "imaging",
    "png": "imaging",
    "tiff": "imaging",
    "sqlite": "database",
    "firebird": "database",
    "gbak": "database",
    "pgdump": "database",
    "mtf": "database",
    "access": "database",
    "pdf": "documents",
    "docx": "documents",
    "xlsx": "documents",
    "pst": "agenda",
}
_COPIED = frozenset({"bak", "backup"})  # of a database or of anything
_DUMPED = frozenset({"mtf", "firebird", "gbak", "pgdump", "sqlite"})
# Never empty; a ".db" is written by many programs, as a mark too, and a table of MySQL may hold no row.
_NEVER_EMPTY = frozenset(_EXTENSIONS["database"].split()) - {"db", "ldf", "ndf", "myd", "mad"}
PACKINGS = frozenset({"gz", "bz2", "xz", "zst", "lz4", "z", "zip", "7z", "rar"})  # that a dump is packed in
_PACKED = frozenset({"sql", "dump", "dmp", "pgdump", "pgc", "fbk", "gbk", "fdb", "mdb", "mdf"})
_TABLE_SPACE = re.compile(r"ibdata\d+")
# A table of PostgreSQL, in the parts of 1 GB it is cut into; numbers below 16384 are those of its catalogues.
_RELATION = re.compile(r"(?:^|/)base/\d{1,10}/(\d{5,10})(?:\.\d{1,4})?$")
_FIRST_RELATION = 16384
_OWN_SCHEMAS = frozenset({"mysql", "sys", "performance_schema", "information_schema"})
_TABLES = frozenset({"ibd", "frm", "myd", "myi", "mad", "mai"})
# Texts and tables that programs write by themselves: their dates say little about the practice.
_WEAK = frozenset({"txt", "csv", "xml", "sql"})
_AGENDA = re.compile(r"agenda|planning|calendrier|rendez[-_ ]?vous|(^|[^a-z])rdv([^a-z]|$)")
# What a copy job writes about itself looks fresh every night, whatever it copied.
_ABOUT_THE_COPY = re.compile(
    r"sauvegarde|backup|journal|robocopy|syncback|cobian|synchro|(^|[^a-z])(log|logs|rapport)([^a-z]|$)"
)
_NOT_DATA = frozenset({"thumbs.db", "desktop.ini", "iconcache.db", "ehthumbs.db"})
# Databases a server brings with itself.
_OF_SERVERS = re.compile(
    r"(master|model\w*|msdb\w*|mast\w*|templog|tempdb|mssqlsystemresource|security\d|employee|mysql)\."
)
_SYSTEM = frozenset(
    {
        "windows", "windows.old", "program files", "program files (x86)", "programdata", "perflogs", "boot",
        "recovery", "msocache", "system volume information", "$recycle.bin", "$windows.~bt",
    }
)  # fmt: skip
_OF_ANY_DISK = frozenset(
    {
        "system volume information", "$recycle.bin", "recycler", "lost+found", ".trashes", ".fseventsd",
        ".spotlight-v100",
    }
)  # fmt: skip
_PASSING = frozenset(
    {
        "appdata", "application data", "local settings", "temp", "tmp", "cache", "downloads",
        "téléchargements", "$recycle.bin", "recycler",
    }
)  # fmt: skip
_KNOWN_PLACES = (
    "/vatech/common/fm/fmdata/",
    "/carestream/csimaging/database/",
    "/sirona/sidexis/pdata/",
)
_SERVED = frozenset({"fdb", "gdb", "mdf", "ndf", "ldf", "fic", "mmo", "4dd", "4db"}) | _TABLES
_DEEP = 3  # a system folder stands within the first names of a copy, below the name of the copy and the drive


def fold(text: str) -> str:
    """Return a name as Windows compares it, composed accents and letter case aside."""
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).casefold()


def undone(name: str, appended: AbstractSet[str] = frozenset()) -> str:
    """Return a file name without the extension a ransom put behind it; `appended` are those a scan saw."""
    if extensions.added(name):
        for _ in range(8):
            shorter, dot, last = name.rpartition(".")
            if not dot or last.lower() in extensions.EXTENSIONS:
                return name
            name = shorter
        return name
    shorter, dot, last = name.rpartition(".")
    return shorter if dot and shorter and last.lower() in appended else name


def practice_class(path: str, kind: str | None, appended: AbstractSet[str] = frozenset()) -> str | None:
    """Return the class of CLASSES a file belongs to by its path and the type of its content, or None."""
    folder, _, last = path.rpartition("/")
    name = fold(undone(last, appended))
    if name in _NOT_DATA or name.startswith(("~$", "._")):
        return None
    ending = name.rpartition(".")[2] if "." in name else ""
    if is_server_file(fold(folder), name):
        return "database"
    group = None if _is_of_server(fold(folder), name, ending) else _group(name, ending, kind)
    if group is None or not _is_apart(fold(folder)):
        return group
    served = ending in _SERVED and not _OF_SERVERS.match(name)
    return group if served or kind == "dicom" else None


def is_server_file(folder: str, name: str) -> bool:
    """Tell, by folded names, what holds the rows of MySQL or PostgreSQL and has no ending to tell it."""
    if _TABLE_SPACE.fullmatch(name):
        return True
    relation = _RELATION.search(f"{folder}/{name}") if name[:1].isdigit() else None
    return relation is not None and int(relation[1]) >= _FIRST_RELATION


def _is_of_server(folder: str, name: str, ending: str) -> bool:
    """Tell the tables that MySQL keeps for itself."""
    return ending in _TABLES and (folder.rpartition("/")[2] in _OWN_SCHEMAS or name == "mysql.ibd")


def _group(name: str, ending: str, kind: str | None) -> str | None:
    group = _BY_EXTENSION.get(ending)
    if ending in PACKINGS and _unpacked(name) in _PACKED:
        return "database"
    if group is None and ending in _COPIED:
        return "database" if kind in _DUMPED else None
    if name.partition(".")[0] == "egodat":
        return "database"
    if group is None and (not ending or ending not in extensions.EXTENSIONS):
        group = _BY_TYPE.get(kind or "")
    return "agenda" if group in {"database", "documents"} and _AGENDA.search(name) else group


def is_of_system(path: str) -> bool:
    """Tell what a system writes on any disk by itself, and what was thrown away there."""
    return fold(path).partition("/")[0] in _OF_ANY_DISK and "/" in path


def is_dump(path: str) -> bool:
    """Tell a name that copies of a database go by, whatever stands in it."""
    name = fold(path.rpartition("/")[2])
    ending = name.rpartition(".")[2]
    packed = ending in PACKINGS and _unpacked(name) in _PACKED
    return packed or ending in _COPIED or _BY_EXTENSION.get(ending) == "database"


def _unpacked(name: str) -> str:
    """Return the ending a packed file will have."""
    return name.rpartition(".")[0].rpartition(".")[2]


def is_never_empty(path: str) -> bool:
    """Tell a name under which a database always holds something."""
    return fold(path.rpartition("/")[2]).rpartition(".")[2] in _NEVER_EMPTY


def is_calendar(path: str) -> bool:
    """Tell a name that says it is the agenda, and not one appointment."""
    return bool(_AGENDA.search(fold(path.rpartition("/")[2])))


def is_apart(path: str) -> bool:
    """Tell a file in the folders of the system, of programs and of what passes."""
    return _is_apart(fold(path.rpartition("/")[0]))


@lru_cache(maxsize=4096)
def _is_apart(folder: str) -> bool:
    """Tell the folders of the system, of programs and of what passes."""
    parts = folder.split("/")
    if not _PASSING.isdisjoint(parts):
        return True
    return not _SYSTEM.isdisjoint(parts[:_DEEP]) and not any(
        place in f"/{folder}/" for place in _KNOWN_PLACES
    )


def dating(path: str, group: str) -> int:
    """Say what the date of a file is worth for the age of a practice's data: 2 good, 1 weak, 0 nothing."""
    name = fold(path.rpartition("/")[2])
    if group in {"documents", "imaging"} and _ABOUT_THE_COPY.search(name):
        return 0
    return 1 if name.rpartition(".")[2] in _WEAK else 2
