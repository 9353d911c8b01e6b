"""Which server or program a database file is of, whether it is used live or was exported, and its name.

The usual way to back a server up is no copy of its files: Firebird's .fdb goes into a .fbk, SQL Server's .mdf
into a .bak, the tables of MySQL and PostgreSQL into an SQL script. Beside the machine, one stands for the
other.
"""

import re
from typing import NamedTuple

from toolkit.backup.classes import PACKINGS, is_server_file

_LIVE = {
    "fdb": "firebird", "gdb": "firebird", "mdb": "access", "accdb": "access", "mdf": "sqlserver",
    "ndf": "sqlserver", "ldf": "sqlserver", "ibd": "mysql", "frm": "mysql", "myd": "mysql", "myi": "mysql",
    "mad": "mysql", "mai": "mysql", "4dd": "4d", "4db": "4d", "fic": "hfsql", "ndx": "hfsql", "mmo": "hfsql",
    "db": "sqlite", "db3": "sqlite", "sqlite": "sqlite", "sqlite3": "sqlite",
}  # fmt: skip
_EXPORTED = {
    "fbk": "firebird", "gbk": "firebird", "bak": "sqlserver firebird access", "4bk": "4d",
    "sql": "mysql postgresql sqlserver", "dump": "mysql postgresql", "backup": "postgresql mysql",
    "dmp": "postgresql mysql oracle", "pgdump": "postgresql", "pgc": "postgresql", "tar": "postgresql",
}  # fmt: skip
_SCHEMAS = frozenset({"ibd", "frm", "myd", "myi", "mad", "mai"})  # a folder of them is one database
# Dates, hours and words that a copy job puts into the name of a copy.
_PUT = re.compile(r"\d{2,4}[-_.]?\d{2}[-_.]?\d{2,4}(?:[-_. t]?\d{2}[-_.h:]?\d{2}(?:[-_.:]?\d{2})?)?")
_WORDS = re.compile(r"sauvegarde|sauve?|backup|copie|copy|bkp|dump|save|_log$|_data$")


class Engine(NamedTuple):
    """What a name tells of a database file."""

    engines: frozenset[str]  # one of a live file, those an export may be of
    exported: bool
    name: str  # of the database, folded, dates and words of copies taken off; "" where none tells
    ending: str


def engine(folder: str, name: str) -> Engine | None:
    """Return what a folded folder and name tell; None where the file is of no engine that is exported."""
    bare, _, ending = name.rpartition(".")
    if ending in PACKINGS:
        bare, _, ending = bare.rpartition(".")
    if is_server_file(folder, name):
        if name.startswith("ibdata"):
            return Engine(frozenset({"mysql"}), exported=False, name="", ending="")
        return Engine(frozenset({"postgresql"}), exported=False, name=folder.rpartition("/")[2], ending="")
    if ending in _EXPORTED:
        return Engine(frozenset(_EXPORTED[ending].split()), exported=True, name=_plain(bare), ending=ending)
    if ending not in _LIVE:
        return None
    named = folder.rpartition("/")[2] if ending in _SCHEMAS else _plain(bare)
    return Engine(frozenset({_LIVE[ending]}), exported=False, name=named, ending=ending)


def _plain(name: str) -> str:
    """Return the name of a database without what a copy job adds to it."""
    return _WORDS.sub("", _PUT.sub("", name)).strip("-_. ()") or name
