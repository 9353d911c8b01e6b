"""SQLite databases: pages, freelist, overflow."""

import sqlite3

from evaluation.targets.judged import WORDS, judged


def seeds() -> list[bytes]:
    """Return a database with an index, a long value and freed pages, and one that vacuums itself."""
    return [_database("pragma auto_vacuum=0"), _database("pragma auto_vacuum=1")]


def _database(first: str) -> bytes:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.execute(first)
    database.execute("create table patients (id integer primary key, nom text, note blob)")
    rows = [(str(n), WORDS[n * 9 :][: 20 + n * 30]) for n in range(80)]
    database.executemany("insert into patients (nom, note) values (?, ?)", [*rows, ("long", WORDS)])
    database.execute("create index noms on patients (nom)")
    database.execute("delete from patients where id between 20 and 50")
    data = bytes(database.serialize())
    database.close()
    return data


def read(data: bytes) -> str:
    return judged("cabinet.sqlite", data)
