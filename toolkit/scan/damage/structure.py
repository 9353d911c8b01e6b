"""What a validator answers: whether the structure holds, and how many bytes that vouches for."""

from dataclasses import dataclass
from typing import Literal

# Reasons of a broken structure. A contradiction is what no cut and no single flipped bit explains.
TRUNCATED = "truncated"  # everything agrees up to the end, which comes too early
CHECKSUM = "checksum"  # one part fails its checksum while everything around it agrees
CODE = "code"  # one compressed part stops making sense, as one flipped bit seldom brings about
CONTRADICTION = "contradiction"  # lengths, offsets or types that cannot be what the format wrote


@dataclass(frozen=True, slots=True)
class Structure:
    """A validator's answer; `offset` is the first fault when broken, the end of the format when valid."""

    verdict: Literal["valid", "broken", "not_this", "protected"]
    vouched: int = 0  # bytes that some check really covers
    reason: str = ""
    offset: int = 0
    # Where else it is broken, of validators that go on after a fault; of a broken code, where it may begin
    # and where it ends.
    places: tuple[int, ...] = ()


NOT_THIS = Structure("not_this")


def valid(vouched: int, end: int, reason: str = "") -> Structure:
    return Structure("valid", vouched, reason, end)


def broken(reason: str, offset: int, vouched: int = 0, places: tuple[int, ...] = ()) -> Structure:
    return Structure("broken", vouched, reason, offset, places)


def protected(reason: str, vouched: int = 0) -> Structure:
    return Structure("protected", vouched, reason)
