"""What is undone in one call is what step by step would give, and who checks archives may rely on it."""

import gzip
import hashlib
from collections.abc import Callable, Iterator

import pytest

from evaluation.targets import archives
from evaluation.targets.archives import SCRIPT
from toolkit.scan import damage, inside, known
from toolkit.scan.content import Content
from toolkit.scan.filetype import recognise
from toolkit.scan.inside import room, stream, zipped
from toolkit.scan.known import Known

HASH = hashlib.sha256(SCRIPT).hexdigest()


@pytest.fixture(scope="module")
def signatures() -> Known:
    return known.load()


SAID = gzip.compress(SCRIPT)
GZIPPED = {
    "zeros behind it": (SAID + bytes(700), [HASH], ()),
    "letters behind it": (SAID + b"bonjour", [None], (room.DAMAGED,)),
    "a second one": (SAID + gzip.compress(b""), [HASH], ()),
    "cut off": (SAID[:-1], [None], (room.DAMAGED,)),
    # zlib keeps the last piece of what it holds for itself.
    "a wrong checksum": (SAID[:-8] + bytes(4) + SAID[-4:], [], (room.DAMAGED,)),
    "a length that lies": (SAID[:-4] + b"\1\0\0\0", [], (room.DAMAGED,)),
}


@pytest.mark.parametrize(("data", "digests", "remarks"), GZIPPED.values(), ids=GZIPPED)
def test_a_packed_file_is_whole_when_its_checksum_says_so(
    data: bytes, digests: list[str | None], remarks: tuple[str, ...], signatures: Known
) -> None:
    found = inside.look("a.gz", "gzip", Content.of(data), signatures)
    assert ([member["sha256"] for member in found.members], found.remarks) == (digests, remarks)


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
