"""A 7z is intact when all it holds was undone and its checksums agree, and only then."""

import struct
import zlib

import py7zr
import pytest

from evaluation.targets import archives
from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.examine import findings
from toolkit.scan.inside import room
from toolkit.scan.known import Known, load

COPIED = archives.seven([{"id": py7zr.FILTER_COPY}])
WRITTEN = {
    "lzma2": archives.seven(),
    "copy": COPIED,
    "deflate": archives.seven([{"id": py7zr.FILTER_DEFLATE}]),
    "bzip2": archives.seven([{"id": py7zr.FILTER_BZIP2}]),
    "zstd": archives.seven([{"id": py7zr.FILTER_ZSTD, "level": 3}]),
}


@pytest.fixture(scope="module")
def known() -> Known:
    return load()


@pytest.mark.parametrize("data", WRITTEN.values(), ids=WRITTEN)
def test_one_that_was_undone_to_its_end_is_intact(data: bytes, known: Known) -> None:
    found = findings("sauvegarde.7z", Content.of(data), known)
    assert (found.damage.verdict, found.errors) == (DamageVerdict.INTACT, ())


@pytest.mark.parametrize("data", WRITTEN.values(), ids=WRITTEN)
def test_one_changed_byte_of_what_it_holds_is_noticed(data: bytes, known: Known) -> None:
    wrong = data[:40] + bytes([data[40] ^ 1]) + data[41:]
    found = findings("sauvegarde.7z", Content.of(wrong), known)
    assert found.damage.verdict != DamageVerdict.INTACT
    assert found.errors == (room.DAMAGED,)


def test_a_changed_member_is_examined_all_the_same(known: Known) -> None:
    at = COPIED.index(archives.SCRIPT) + len(archives.SCRIPT) - 1
    found = findings("sauvegarde.7z", Content.of(COPIED[:at] + b" " + COPIED[at + 1 :]), known)
    assert [(one["path"], one["sha256"]) for one in found.inside] == [(archives.NAME, None)]


def test_bytes_that_no_folder_claims_are_not_vouched_for(known: Known) -> None:
    (offset, length, crc) = struct.unpack_from("<QQI", COPIED, 12)
    start = struct.pack("<QQI", offset + 5000, length, crc)
    head = COPIED[:8] + struct.pack("<I", zlib.crc32(start)) + start
    data = head + COPIED[32 : 32 + offset] + bytes(range(1, 251)) * 20 + COPIED[32 + offset :]
    assert findings("sauvegarde.7z", Content.of(data), known).damage.verdict == DamageVerdict.UNKNOWN


def test_one_with_a_password_or_a_way_we_do_not_undo_is_not_intact(known: Known) -> None:
    ppmd = archives.seven([{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}])
    locked = archives.seven(password="x")  # noqa: S106 - a test
    for data in (ppmd, locked):
        assert findings("sauvegarde.7z", Content.of(data), known).damage.verdict != DamageVerdict.INTACT
