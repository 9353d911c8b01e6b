"""A dump of MySQL of which some rows cannot be read is not dated by the others."""

import io

from toolkit.backup.data import sql_dump
from toolkit.backup.data.dated import Dated, How, Limits

_FAR = Limits(2 * 10**18)


def _dump() -> bytes:
    rows = b",".join(
        b"(%d,'nom l\\'abb\xc3\xa9 (x), y','2026-10-%02d 10:00:00',NULL,_binary 'a\\\\')" % (at, 1 + at % 10)
        for at in range(50)
    )
    return (
        b"-- MySQL dump 10.13\nCREATE TABLE `actes` (\n `id` int,\n `nom` text,\n `date_acte` datetime\n);\n"
        b"INSERT INTO `actes` VALUES " + rows + b";\n-- Dump completed on 2026-10-10 12:00:00\n"
    )


def _read(data: bytes) -> Dated:
    found = sql_dump.read(io.BytesIO(data), _FAR)
    assert found is not None
    return found


def test_a_whole_dump_is_dated_and_without_doubt() -> None:
    found = _read(_dump())
    assert (found.how, found.rows, found.remarks, found.faults) == (How.DATA, 50, (), ())


def test_a_lost_quote_a_lost_comma_or_a_lost_word_is_a_doubt() -> None:
    whole = _dump()
    at = whole.index(b"(25,'nom")
    day = whole.index(b"'2026", at)
    changed = (
        whole[:day] + b"g" + whole[day + 1 :],
        whole[: at + 3] + b"l" + whole[at + 4 :],
        whole[:at] + b"x" + whole[at + 1 :],
        whole.replace(b"INSERT INTO", b"INSURT INTO"),
        whole.replace(b"` VALUES (", b"` VALEES ("),
    )
    for data in changed:
        found = _read(data)
        assert found.remarks == ("database_rows_unread",)
        assert (found.how, found.newest_ns, found.whole) == (How.UNKNOWN, None, False)
