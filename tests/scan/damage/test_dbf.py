"""dBase tables: vouched for by the marks of their records, told apart from what was written over them."""

import struct
from collections.abc import Callable

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import dbf, examine

ROWS = 900


def table() -> bytes:
    fields = b"".join(
        name.ljust(11, b"\0") + kind + bytes(4) + bytes([length, 0]) + bytes(14)
        for name, kind, length in ((b"NOM", b"C", 20), (b"SOINS", b"N", 8))
    )
    head = struct.pack("<BBBBIHH20x", 3, 126, 3, 2, ROWS, 33 + len(fields), 29)
    rows = b"".join(b" " + (b"PATIENT %05d" % n).ljust(20) + b"%8d" % (n * 3) for n in range(ROWS))
    return head + fields + b"\r" + rows + b"\x1a"


def test_a_table_is_intact() -> None:
    found = dbf.check(Content.of(table()))
    assert (found.verdict, found.vouched) == ("valid", 97 + ROWS)
    assert examine("patients.dbf", Content.of(table())).verdict == DamageVerdict.INTACT


def test_a_cut_table_is_damaged() -> None:
    assert examine("patients.dbf", Content.of(table()[:9000])).reasons == ("truncated",)


def test_a_table_written_over_is_encrypted(cipher: Callable[..., bytes]) -> None:
    whole = table()
    for start, size in ((0, 4096), (4096, 8192), (1000, 20_000)):
        spoiled = whole[:start] + cipher(size) + whole[start + size :]
        assert examine("patients.dbf", Content.of(spoiled)).verdict == DamageVerdict.ENCRYPTED
        assert examine("patients.dbf.k3yhold", Content.of(spoiled)).verdict == DamageVerdict.ENCRYPTED


def test_random_bytes_are_no_table(cipher: Callable[..., bytes]) -> None:
    for number in range(300):
        start = b"\x03\x7e\x03\x02" + cipher(500, str(number))
        assert dbf.check(Content.of(start)).verdict == "not_this"
