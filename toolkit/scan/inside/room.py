"""How much of one archive is unpacked, and what is told of the rest."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from toolkit.scan.content import Content

MEMBER = 32 * 1024 * 1024  # bytes of one member; of a larger one the beginning is examined
TOTAL = 256 * 1024 * 1024  # bytes of all members of one archive
MEMBERS = 10_000
RATIO = 200  # bytes out for each byte in, once there are
FREE = 1024 * 1024  # bytes out; deflate makes 1,000 of one, and a document of 50 lines may well be all zeros
SECONDS = 20.0  # for one archive
STEP = 64 * 1024

# Codes of texts/*/scan.toml; none of them says that the file itself was not seen.
LOCKED = "inside_locked"  # a password, which is somebody's right
LIMITED = "inside_limited"  # one of the limits above
DAMAGED = "inside_damaged"
UNREAD = "inside_unread"  # a way of packing we do not undo
NESTED = "inside_nested"  # one level is opened, and this lies deeper
NOTE = "inside_note"  # a demand for ransom among the members


class Full(Exception):  # noqa: N818 - a limit reached, no error
    """A limit of the archive is reached: what was unpacked before it stands."""


class Broken(Exception):  # noqa: N818 - a fact about the evidence
    """The archive is not what its format wrote."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member as it was unpacked; `size` is that of `data` unless only its beginning was kept."""

    path: str
    data: bytes
    whole: bool = True


@dataclass(slots=True)
class Room:
    """What may still be unpacked of one archive of `packed` bytes, and the remarks made on the way."""

    packed: int
    remarks: set[str] = field(default_factory=set)
    out: int = 0
    members: int = 0
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def enter(self) -> None:
        """Count one more member; raises Full."""
        self.members += 1
        if self.members > MEMBERS or time.monotonic() > self.until:
            raise Full

    def take(self, count: int) -> None:
        """Count bytes unpacked; raises Full."""
        self.out += count
        bomb = self.out > FREE and self.out > RATIO * self.packed
        if bomb or self.out > TOTAL or time.monotonic() > self.until:
            raise Full

    def gather(self, path: str, chunks: Iterable[bytes]) -> Member:
        """Return a member from its bytes as they come; its beginning where it is too large or breaks off."""
        kept: list[bytes] = []
        length = 0
        try:
            for chunk in chunks:
                self.take(len(chunk))
                kept.append(chunk)
                length += len(chunk)
                if length > MEMBER:
                    self.remarks.add(LIMITED)
                    return Member(path, b"".join(kept)[:MEMBER], whole=False)
        except Broken:
            self.remarks.add(DAMAGED)
            return Member(path, b"".join(kept), whole=False)
        return Member(path, b"".join(kept))


def pieces(content: Content, at: int, length: int) -> Iterator[bytes]:
    """Yield a stretch of a content in pieces; fewer bytes than asked for at the end of the file."""
    end = min(at + length, content.size)
    while at < end and (piece := content.read(at, min(STEP, end - at))):
        yield piece
        at += len(piece)
