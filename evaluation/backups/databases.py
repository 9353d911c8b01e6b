"""Databases and dumps by their own programs, in place of the practice's base."""

import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from evaluation.backups.programs import run

_USER = "nobody"
_FIREBIRD = ("-user", "SYSDBA", "-password", "masterkey")


def rows(base: bytes) -> list[tuple[int, str, str, str]]:
    """Return the visits of a practice's SQLite base."""
    with closing(sqlite3.connect(":memory:")) as held:
        held.deserialize(base)
        return list(held.execute("select numero, jour, patient, acte from visites"))


def _script(base: bytes) -> str:
    lines = [
        "CREATE TABLE visites (numero INTEGER NOT NULL PRIMARY KEY, jour TIMESTAMP,",
        "patient VARCHAR(80), acte VARCHAR(200));",
    ]
    for n, day, who, what in rows(base):
        lines.append(f"INSERT INTO visites VALUES ({n}, '{day}', '{who}', '{what}');")  # noqa: S608 - our words
    return "\n".join(lines) + "\n"


@contextmanager
def _server() -> Iterator[Callable[..., bytes]]:
    """Run a PostgreSQL server of an unprivileged user in a folder of its own."""
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        shutil.chown(folder, _USER)
        as_user = ("setpriv", "--reuid", _USER, "--regid", "nogroup", "--clear-groups", "--")

        def called(*command: str, text: str = "") -> bytes:
            return subprocess.run(
                [*as_user, *command],
                cwd=folder,
                input=text.encode(),
                check=True,
                capture_output=True,
                timeout=120,
            ).stdout

        called("initdb", "-D", held + "/base", "-U", "cabinet", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-k {held} -c listen_addresses='' -c fsync=off"
        log = folder / "log"
        called("pg_ctl", "-D", held + "/base", "-w", "-l", str(log), "-o", options, "start")
        try:
            yield called
        finally:
            called("pg_ctl", "-D", held + "/base", "-m", "immediate", "stop")


@cache
def postgres(base: bytes, *options: str) -> bytes:
    """Return a dump by pg_dump of a practice's visits."""
    with _server() as called:
        folder = called("sh", "-c", "pwd").decode().strip()
        reached = ("-h", folder, "-U", "cabinet", "-d", "postgres")
        called("psql", "-q", *reached, text=_script(base))
        return called("pg_dump", *reached, *options)


def mysql(base: bytes) -> bytes:
    """Return a dump worded as mysqldump words its own; that program is not at hand."""
    head = "-- MySQL dump 10.13  Distrib 8.0.36, for Win64 (x86_64)\n--\n"
    head += "-- Host: localhost    Database: cabinet\n"
    head += "-- ------------------------------------------------------\n-- Server version\t8.0.36\n\n"
    head += "/*!40101 SET NAMES utf8mb4 */;\n"
    table = "`numero` int NOT NULL, `jour` datetime, `patient` varchar(80), `acte` varchar(200)"
    values = ",".join(f"({n},'{day}','{who}','{what}')" for n, day, who, what in rows(base))
    body = f"CREATE TABLE `visites` ({table});\nINSERT INTO `visites` VALUES {values};\n"
    newest = max(day for _, day, _, _ in rows(base))
    return f"{head}{body}\n-- Dump completed on {newest}\n".encode()


@cache
def firebird(base: bytes, *, backup: bool) -> bytes:
    """Return a Firebird database, or gbak's backup of it, by the embedded engine."""
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        made, kept, script = folder / "base.fdb", folder / "base.fbk", folder / "base.sql"
        script.write_text(
            f"CREATE DATABASE '{made}' USER 'SYSDBA' DEFAULT CHARACTER SET UTF8;\n{_script(base)}COMMIT;\n"
        )
        run("isql-fb", "-q", "-i", str(script), folder=folder)
        if not backup:
            return made.read_bytes()
        run("gbak", "-b", *_FIREBIRD, str(made), str(kept), folder=folder)
        return kept.read_bytes()


# Name of the file, and what makes it from the practice's base.
DATABASES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "SQLite": ("base.sqlite", lambda base: base),
    "PostgreSQL plain": ("base.sql", postgres),
    "PostgreSQL custom": ("base.dump", lambda base: postgres(base, "-Fc")),
    "MySQL": ("base.sql", mysql),
    "Firebird .fbk": ("base.fbk", lambda base: firebird(base, backup=True)),
    "Firebird .fdb": ("base.fdb", lambda base: firebird(base, backup=False)),
}
