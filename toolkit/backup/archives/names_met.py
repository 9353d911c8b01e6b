"""The names of files met so far, in sixteen bytes each: what a later link may stand for."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_OPEN = 65_536


@dataclass(slots=True)
class NamesMet:
    """The number last noted under each name; kept as hashes of this run, which nobody can foresee."""

    _open: dict[int, int] = field(default_factory=dict)
    _blocks: "list[tuple[NDArray[np.int64], NDArray[np.int64]]]" = field(default_factory=list)

    def note(self, name: bytes, number: int) -> None:
        self._open[hash(name)] = number
        if len(self._open) >= _OPEN:
            self._pack()

    def find(self, name: bytes) -> int | None:
        """Return the number last noted under a name."""
        sought = hash(name)
        if (number := self._open.get(sought)) is not None:
            return number
        for hashes, numbers in reversed(self._blocks):
            at = int(hashes.searchsorted(sought))
            if at < len(hashes) and hashes[at] == sought:
                return int(numbers[at])
        return None

    def _pack(self) -> None:
        import numpy as np  # noqa: PLC0415 - only tapes of very many files need it

        count = len(self._open)
        hashes = np.fromiter(self._open.keys(), np.int64, count)
        numbers = np.fromiter(self._open.values(), np.int64, count)
        order = hashes.argsort()
        self._blocks.append((hashes[order], numbers[order]))
        self._open = {}
