"""SQL Server pages: numbered, of known kinds, or encrypted by the server itself."""

import struct
from collections.abc import Callable

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine, mssql

KINDS = (15, 11, 8, 9, *([1] * 40))


def database(body: Callable[[int], bytes]) -> bytes:
    pages = (
        struct.pack("<BB30xIH", 1, kind, number, 1).ljust(96, b"\0") + body(number)[:8096].ljust(8096, b"\0")
        for number, kind in enumerate(KINDS)
    )
    return b"".join(pages)


def rows(number: int) -> bytes:
    return b"%05d;soin;28,92;" % number * 600


def test_pages_are_vouched_for_by_their_headers_alone() -> None:
    data = database(rows) + bytes(8192)
    found = mssql.check(Content.of(data))
    assert (found.verdict, found.vouched) == ("valid", 45 * 96)
    assert examine("cabinet.mdf", Content.of(data)).verdict == DamageVerdict.INTACT


def test_pages_written_over_are_an_attack(cipher: Callable[..., bytes]) -> None:
    data = database(rows)
    for start, size in ((0, 4096), (65536, 65536), (9000, 300_000)):
        spoiled = data[:start] + cipher(size) + data[start + size :]
        assert examine("cabinet.mdf", Content.of(spoiled)).verdict == DamageVerdict.ENCRYPTED


def test_pages_that_the_server_encrypts_are_protected(cipher: Callable[..., bytes]) -> None:
    data = database(lambda number: cipher(8096, str(number)))
    assert examine("cabinet.mdf", Content.of(data)).reasons == ("encoded_database",)
    assert examine("cabinet.mdf", Content.of(data)).verdict == DamageVerdict.PROTECTED
