"""What is undone in one call is what step by step would give, and who checks archives may rely on it."""

import bz2
import gzip
import hashlib
import lzma
import zlib
from collections.abc import Callable, Iterator

import pytest
from backports import zstd

from evaluation.targets import archives
from evaluation.targets.archives import LETTER, SCRIPT
from toolkit.scan import damage, inside, known
from toolkit.scan.content import Content
from toolkit.scan.filetype import recognise
from toolkit.scan.inside import room, stream, zipped
from toolkit.scan.known import Known

HASH = hashlib.sha256(SCRIPT).hexdigest()


@pytest.fixture(scope="module")
def signatures() -> Known:
    return known.load()


SAID, EMPTY = gzip.compress(SCRIPT), gzip.compress(b"")
NAMED = b"\3\0abc" + b"nuit.bat\0" + b"un mot\0"  # an extra field, a name, a comment


def deflated(data: bytes, *, end: bool) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush(zlib.Z_FINISH if end else zlib.Z_FULL_FLUSH)


def headed(flags: int, more: bytes = b"", rest: bytes = SAID[10:]) -> bytes:
    """Return a gzip member with these flags, and what they announce."""
    return SAID[:3] + bytes([flags]) + SAID[4:10] + more + rest


def summed(flags: int, more: bytes) -> bytes:
    """Return the sum of such a header (RFC 1952, 2.3.1)."""
    return (zlib.crc32(headed(flags, more, b"")) & 0xFFFF).to_bytes(2, "little")


GZIPPED = {
    "zeros behind it": (SAID + bytes(700), [HASH], ()),
    "letters behind it": (SAID + b"bonjour", [None], (room.DAMAGED,)),
    "a second one": (SAID + gzip.compress(b""), [HASH], ()),
    "cut off": (SAID[:-1], [None], (room.DAMAGED,)),
    "a wrong checksum": (SAID[:-8] + bytes(4) + SAID[-4:], [None], (room.DAMAGED,)),
    "a length that lies": (SAID[:-4] + b"\1\0\0\0", [None], (room.DAMAGED,)),
    "behind a wrong one": (EMPTY[:-8] + b"\1" * 8 + SAID, [None], (room.DAMAGED,)),
    "no last block": (headed(0, b"", deflated(SCRIPT, end=False) + b"\7" * 8), [None], (room.DAMAGED,)),
    "a header with everything": (headed(30, NAMED + summed(30, NAMED)), [HASH], ()),
    "a header with a wrong sum": (headed(30, NAMED + b"\0\0"), [None], (room.DAMAGED,)),
    "a header with unknown flags": (headed(0xE0), [None], (room.DAMAGED,)),
    "a header that does not end": (SAID[:3] + b"\x08" + SAID[4:10] + b"a" * 2_000_000, [], (room.DAMAGED,)),
    "half a header": (SAID[:8], [], (room.DAMAGED,)),
}


@pytest.mark.parametrize(("data", "digests", "remarks"), GZIPPED.values(), ids=GZIPPED)
def test_a_packed_file_is_whole_when_its_checksum_says_so(
    data: bytes, digests: list[str | None], remarks: tuple[str, ...], signatures: Known
) -> None:
    found = inside.look("a.gz", "gzip", Content.of(data), signatures)
    assert ([member["sha256"] for member in found.members], found.remarks) == (digests, remarks)


def test_all_of_a_large_one_with_a_wrong_checksum_is_given() -> None:
    data = hashlib.shake_256(b"").hexdigest(100_000).encode()
    packed = gzip.compress(data)
    for wrong in (packed[:-8] + bytes(8), packed[:-9] + b"\xff" + packed[-8:], packed[:-3]):
        limits = room.Room(len(wrong))
        [member] = stream.members(Content.of(wrong), limits, "a.gz", "gzip")
        assert member.data[:199_900] == data[:199_900]
        assert (member.whole, limits.remarks) == (False, {room.DAMAGED})


@pytest.mark.parametrize("kind", ["bzip2", "xz", "zstd"])
@pytest.mark.parametrize("size", [100, 150_000])
def test_so_it_is_of_the_others_but_for_a_byte(kind: str, size: int) -> None:
    data = hashlib.shake_256(b"").hexdigest(size).encode()
    checked = {zstd.CompressionParameter.checksum_flag: 1}
    packed = {
        "bzip2": bz2.compress(data),
        "xz": lzma.compress(data, check=lzma.CHECK_CRC32),
        "zstd": zstd.compress(data, options=checked),
    }[kind]
    at = {"bzip2": 10, "xz": len(packed) - 32, "zstd": len(packed) - 1}[kind]
    false = packed[:at] + bytes([packed[at] ^ 1]) + packed[at + 1 :]
    limits = room.Room(len(false))
    [member] = stream.members(Content.of(false), limits, "a", kind)
    assert data.startswith(member.data)
    assert len(member.data) >= 2 * size - (8 if kind == "xz" else 1)
    assert (member.whole, limits.remarks) == (False, {room.DAMAGED})


def test_a_tape_in_a_gzip_with_a_wrong_checksum_is_read_and_said_to_be_damaged() -> None:
    packed = archives.taped("w:gz")
    limits = room.Room(len(packed))
    members = stream.members(Content.of(packed[:-8] + bytes(8)), limits, "a.tgz", "gzip")
    found = [next(members).data for _ in (LETTER, SCRIPT)]
    assert SCRIPT in found
    with pytest.raises(room.Broken):
        next(members)
    assert limits.remarks == {room.DAMAGED}


Opener = Callable[[Content, room.Room], Iterator[room.Member]]
OPENERS: dict[str, Opener] = {
    "gzip": lambda content, limits: stream.members(content, limits, "a.gz", "gzip"),
    "zip": lambda content, limits: zipped.members(content, limits, "zip"),
}


@pytest.mark.parametrize("kind", OPENERS)
@pytest.mark.parametrize("size", [room.FREE - 1, room.FREE, room.FREE + 1])
def test_what_is_undone_at_once_or_by_steps_is_the_same(kind: str, size: int) -> None:
    data = hashlib.shake_256(b"").digest(50_000).ljust(size, b".")
    packed = gzip.compress(data) if kind == "gzip" else archives.zipped(un=data)
    members = list(OPENERS[kind](Content.of(packed), room.Room(len(packed))))
    assert members[-1].data == data
    assert all(member.whole for member in members)


def wrong(packed: bytes, mark: bytes, at: int) -> bytes:
    """Return a ZIP of which a field behind a mark is another."""
    place = packed.find(mark) + at
    return packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :]


ZIPPED = archives.zipped()
CHECKED = {
    **{name: case[0] for name, case in GZIPPED.items()},
    "gzip": SAID,
    "zip": ZIPPED,
    "wrong checksum in the directory": wrong(ZIPPED, b"PK\1\2", 16),
    "wrong length in the directory": wrong(ZIPPED, b"PK\1\2", 20),
    "wrong bytes": wrong(ZIPPED, b"PK\3\4", 60),
    "locked": wrong(ZIPPED, b"PK\3\4", 6),
}


@pytest.mark.parametrize("data", CHECKED.values(), ids=CHECKED)
def test_what_was_opened_before_is_judged_as_what_was_not(data: bytes, signatures: Known) -> None:
    content = Content.of(data)
    kind = recognise("a", content.head, content.tail)
    inside.look("a", kind, content, signatures)
    assert damage.examine("a", content) == damage.examine("a", Content.of(data))
