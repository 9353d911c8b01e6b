"""The clusters of a volume being written: where the next bytes go, and which are taken."""

CLUSTER = 4096
SECTOR = 512

Run = tuple[int | None, int]  # first cluster, or None for a hole, and how many


class Clusters:
    """The bytes of the volume; clusters are handed out in order, so the same tree gives the same volume."""

    def __init__(self, size: int) -> None:
        self.image = bytearray(size)
        # The last sector holds the copy of the boot sector and belongs to no cluster.
        self.total = (size - SECTOR) // CLUSTER
        self._next = 0
        self._gaps: list[int] = []

    def reserve(self, count: int, pieces: int = 1) -> list[Run]:
        """Take `count` clusters, in several pieces when asked; raise ValueError when the volume is full.

        Pieces are laid last first with a free cluster between them, so that runs also point backwards.
        """
        pieces = max(1, min(pieces, count))
        share, rest = divmod(count, pieces)
        runs: list[Run] = []
        for piece in reversed(range(pieces)):
            length = share + (piece < rest)
            if self._next + length > self.total:
                raise ValueError(f"the tree does not fit in {len(self.image)} bytes")
            runs.append((self._next, length))
            self._next += length
            if pieces > 1:
                self._gaps.append(self._next)
                self._next += 1
        return runs[::-1]

    def free(self, runs: list[Run]) -> None:
        """Give clusters back; what was written there stays until something else is."""
        for first, count in runs:
            if first is not None:
                self._gaps += range(first, first + count)

    def place(self, content: bytes, pieces: int = 1) -> list[Run]:
        """Take clusters for the bytes and write them there."""
        runs = self.reserve(-(-len(content) // CLUSTER), pieces)
        self.fill(runs, content)
        return runs

    def fill(self, runs: list[Run], content: bytes) -> None:
        """Write the bytes into clusters taken before."""
        position = 0
        for first, count in runs:
            part = content[position : position + count * CLUSTER]
            if first is not None:
                self.image[first * CLUSTER : first * CLUSTER + len(part)] = part
            position += count * CLUSTER

    def bitmap(self) -> bytes:
        """Return one bit per cluster, those taken set, and those past the end set as Windows does."""
        size = bitmap_size(self.total)
        bits = (1 << self._next) - 1
        for gap in self._gaps:
            bits ^= 1 << gap
        bits |= (1 << size * 8) - (1 << self.total)
        return bits.to_bytes(size, "little")


def bitmap_size(bits: int) -> int:
    """Return the bytes of a bitmap, which NTFS keeps in units of eight."""
    return -(-bits // 64) * 8


def mapping_pairs(runs: list[Run]) -> bytes:
    """Return the runs as NTFS packs them: two lengths in one byte, a count, a signed distance."""
    packed = bytearray()
    previous = 0
    for first, count in runs:
        length = _signed(count)
        distance = b"" if first is None else _signed(first - previous)
        packed += bytes([len(distance) << 4 | len(length)]) + length + distance
        previous = previous if first is None else first
    return bytes(packed) + b"\0"


def _signed(number: int) -> bytes:
    # One bit is kept for the sign: 128 needs two bytes, and -128 one.
    size = (number if number >= 0 else ~number).bit_length() // 8 + 1
    return number.to_bytes(size, "little", signed=True)
