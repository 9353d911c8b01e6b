"""Which of the sectors of a block are its own, by a bitmap of one bit each."""

from toolkit.media.containers.container import File

_MOST = 4096  # sectors looked at in one step


def run_of(
    file: File, bitmap: int, inside: int, length: int, *, most_first: bool, sector: int = 512
) -> tuple[bool, int]:
    """Say whether the sector at a byte of a block is its own, and for how many bytes that stays so.

    `bitmap` is where the bits of the block's first sector stand in the file; `most_first`: the first sector
    is the highest bit of its byte. Raises OSError where the bitmap is not there.
    """
    first = inside // sector
    last = min((inside + length - 1) // sector, first + _MOST)
    bits = file.exactly(bitmap + first // 8, last // 8 - first // 8 + 1)
    base = first // 8 * 8

    def own(number: int) -> bool:
        place = number - base
        return bool(bits[place // 8] & (0x80 >> place % 8 if most_first else 1 << place % 8))

    here, end = own(first), first + 1
    while end <= last and own(end) == here:
        end += 1
    return here, min(length, end * sector - inside)
