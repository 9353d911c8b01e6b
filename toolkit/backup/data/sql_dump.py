"""SQL scripts of mysqldump, pg_dump, isql and SQL Server: read to their end, and dated by their rows.

Trailers: mysqldump's "-- Dump completed on", pg_dump's "-- PostgreSQL database dump complete". A script has
no checksum: one changed letter passes.
"""

import codecs
import re
from datetime import UTC, datetime
from typing import BinaryIO

from toolkit.backup.data.columns import newest_of
from toolkit.backup.data.dated import Dated, How, Limits
from toolkit.backup.data.literals import Rows

_HEAD = 64 * 1024
_LINE = 32 * 1024 * 1024  # bytes of one line, beyond which it is looked at in pieces
_END = 4096
_RUN = bytes(512)
_MYSQL = re.compile(rb"^-- (?:MySQL|MariaDB) dump ", re.MULTILINE)
_POSTGRES = re.compile(rb"^-- PostgreSQL database (?:cluster )?dump\r?$", re.MULTILINE)
_SCRIPT = re.compile(
    rb"^\s*(?:INSERT\s+INTO|CREATE\s+TABLE|CREATE\s+DATABASE|SET\s+SQL\s+DIALECT)\b",
    re.MULTILINE | re.IGNORECASE,
)
_DATABASE = re.compile(
    rb"(?:USE |Current Database: |\\connect |CREATE DATABASE )[\s`\"\[]*([\w$-]{1,64})", re.IGNORECASE
)
_COMPLETED = re.compile(rb"-- Dump completed(?: on (\d{4})-(\d\d)-([ \d]\d)\s+([ \d]\d):(\d\d):(\d\d))?")
_PARTS = b"$$PATH$$"  # named in its first comment, to be replaced by whoever loads it
_FINISHED = re.compile(rb"-- PostgreSQL database (?:cluster )?dump complete")


def read(stream: BinaryIO, limits: Limits) -> Dated | None:
    """Return rows, newest date and faults; None where it is no script. Raises Unreadable as the medium."""
    head = stream.read(_HEAD)
    maker = "mysql" if _MYSQL.search(head) else "postgresql" if _POSTGRES.search(head) else ""
    if not maker and (b"\0" in head[:512] or not _SCRIPT.search(head)):
        return None
    stream.seek(0)
    rows, faults, end, databases = _passed(stream, latin="Encoding: LATIN" in head.decode("latin-1"))
    latest, cut = limits.latest, False
    if maker == "mysql":
        done = _COMPLETED.search(end)
        cut = done is None
        latest = min(latest, _completed(done) or latest) if done else latest
    elif maker == "postgresql":
        cut = _FINISHED.search(end) is None
    if cut or rows.copying or not (maker or _closed(end)):
        faults = ("dump_cut", *faults)
    newest = newest_of(rows.columns.values(), latest)
    how = How.NONE if newest is None else How.DATA
    if newest is None and latest < limits.latest:
        newest, how = latest, How.HEADER
    # A program writes each statement in one line there, and no row of another width.
    torn = maker == "mysql" and rows.ragged > 0
    if torn:
        newest, how = None, How.UNKNOWN
    count = sum(rows.tables.values())
    if not count and rows.tables and not faults and not _is_of_parts(head):
        faults = ("database_empty",)
    return Dated(
        maker or "sql",
        newest,
        how,
        count,
        whole=rows.whole and not torn,
        faults=faults,
        remarks=("database_rows_unread",) if torn else (),
        tables=databases or rows.named(),
    )


def _passed(stream: BinaryIO, *, latin: bool) -> tuple[Rows, tuple[str, ...], bytes, tuple[str, ...]]:
    """Read a script to its end: its rows, what is wrong with its bytes, its last ones, and its databases."""
    rows, end = Rows(), b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    zeros = other = seen = 0
    databases: dict[str, None] = {}
    while line := stream.readline(_LINE):
        rows.add(line)
        end = (end + line)[-_END:]
        zeros += _RUN in line
        if not line.isascii():
            try:
                seen += 1
                decoder.decode(line, final=line.endswith(b"\n"))
            except UnicodeDecodeError:
                other += 1
                decoder.reset()
        if not rows.copying and len(databases) < 64 and (found := _DATABASE.search(line[:200])):
            databases[found[1].decode()] = None
    rows.finish()
    faults = ["dump_zeroed"] if zeros else []
    # A script in another encoding fails on most lines beyond ASCII; one that was written over, on a few.
    if other and not latin and other * 2 < seen:
        faults.append("dump_garbled")
    return rows, tuple(faults), end, tuple(databases)


def _is_of_parts(head: bytes) -> bool:
    """Tell the script in a tar of pg_dump, whose rows are in the files beside it."""
    return _PARTS in head


def _completed(found: re.Match[bytes]) -> int | None:
    """Return when a script was finished, with a day of grace for its unknown time zone (ns)."""
    try:
        made = datetime(*(int(part) for part in found.groups(b"x")), tzinfo=UTC)  # type: ignore[arg-type, misc]
    except ValueError:
        return None
    return (int(made.timestamp()) + 86_400) * 10**9


def _closed(end: bytes) -> bool:
    """Tell a script of no known maker whose last statement is ended, or that ends by a comment."""
    last = end.rstrip(b"\0\r\n\t ")
    final = last.rpartition(b"\n")[2].strip().upper()
    return (
        last.endswith((b";", b"*/", b"^")) or final.startswith(b"--") or final in {b"GO", b"EXIT", b"COMMIT"}
    )
