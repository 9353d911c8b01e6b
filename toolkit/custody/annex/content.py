"""What an annex holds, before and after it is packed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

EXHIBIT = "exhibit"  # the kind of what is a copy of evidence


@dataclass(frozen=True, slots=True)
class Content:
    """One file to put in an annex, read as it is packed."""

    kind: str  # code of what it is: "annex.kind_<kind>" is its sentence
    told: str  # the name it takes once it is taken out: ASCII letters, digits, "_", "-" and "."
    chunks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Packed:
    """One file inside an annex, under the number that stands for its name; `size` in bytes."""

    name: str
    told: str
    kind: str
    size: int
    sha256: str
