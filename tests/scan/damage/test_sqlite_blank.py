"""Pages of zeros in a database: those it may hold, and those that were wiped."""

import sqlite3
from collections.abc import Callable

import pytest

from toolkit.records import Damage, DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

SIZES = (512, 4096, 65536)


def made(fill: Callable[[sqlite3.Connection], object], size: int = 4096, vacuum: int = 0) -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute(f"pragma page_size={size}")
    database.execute(f"pragma auto_vacuum={vacuum}")
    database.execute("create table pieces (id integer primary key, nom text, photo blob)")
    database.execute("create index noms on pieces (nom)")
    fill(database)
    database.commit()
    data = bytes(database.serialize())
    database.close()
    return data


def judged(data: bytes) -> Damage:
    return examine("cabinet.db", Content.of(data))


def rows(database: sqlite3.Connection) -> None:
    values = [(f"patient {number} " + "x" * 60,) for number in range(1500)]
    database.executemany("insert into pieces (nom) values (?)", values)


def blank_values(database: sqlite3.Connection) -> None:
    """Values whose last bytes, pages of them, are zeros: short, long, in the table and in the index."""
    for number in range(60):
        database.execute(
            "insert into pieces (nom, photo) values (?, ?)",
            (f"n{number}" + "\0" * (97 * number), b"\x89" * (31 * number) + bytes(151 * number)),
        )
    database.executemany("insert into pieces (photo) values (zeroblob(?))", [(9000,), (70_000,)])


def emptied(database: sqlite3.Connection) -> None:
    blank_values(database)
    rows(database)
    database.execute("delete from pieces where id % 3")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("vacuum", [0, 1, 2])
@pytest.mark.parametrize("fill", [lambda _: None, rows, blank_values, emptied])
def test_sound_databases_are_intact(
    fill: Callable[[sqlite3.Connection], object], size: int, vacuum: int
) -> None:
    assert judged(made(fill, size, vacuum)).verdict == DamageVerdict.INTACT


def test_one_wiped_page_anywhere_is_damage() -> None:
    data = made(rows)
    for at in range(4096, len(data), 4096):
        spoiled = data[:at] + bytes(4096) + data[at + 4096 :]
        assert judged(spoiled) == Damage(DamageVerdict.DAMAGED, ("zeroed",), pytest.approx(1, abs=0.05)), at


@pytest.mark.parametrize("size", SIZES)
def test_a_wiped_tail_is_damage(size: int) -> None:
    data = made(lambda one: (rows(one), blank_values(one)), size)
    spoiled = data[:size] + bytes(len(data) - size)
    assert judged(spoiled).reasons == ("zeroed",)
    assert judged(spoiled).vouched < 0.5


def test_room_kept_behind_the_stated_end_is_not_damage() -> None:
    data = made(rows)
    assert judged(data + bytes(len(data) // 4)).verdict == DamageVerdict.INTACT


def test_a_large_wiped_database_is_damage() -> None:
    data = made(rows)
    page = data[4096:8192]
    head = data[:24] + bytes(8) + data[32:92] + b"\xff" * 4 + data[96:4096]
    large = head + page * 4000 + bytes(64 * 1024 * 1024)
    content = Content.of(large)
    content.whole = None
    content.read = lambda at, size: large[at : at + size]  # type: ignore[method-assign]
    assert examine("cabinet.db", content).reasons == ("zeroed",)
