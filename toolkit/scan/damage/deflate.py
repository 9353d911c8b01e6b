"""How many places of a deflate stream are spoiled: its blocks begin anew every few kilobytes (RFC 1951)."""

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    Places = np.ndarray[tuple[int], np.dtype[np.int64]]

_SPAN = 96 * 1024  # bytes searched; zlib begins a block every 10 to 40 KB
_WINDOW = bytes(32768)
_TRIED = 6000
_ENOUGH = 4096  # bytes a block must give to be believed
_FED = 8192
_FAULTS = 4
_FOLLOWED = 16 * 1024 * 1024  # bytes decoded behind a fault
_OUT = 64 * 1024 * 1024
_STEP = 512


def faults(data: bytes, at: int) -> tuple[list[int], bool]:
    """Return (the offsets of the faults of a raw stream from `at`, the first one, on; whether it is lost).

    Lost is a stream no block of which decodes in the 96 KB behind a fault: in ciphertext none does, since
    the lengths of a block's codes must fill two trees exactly. Four faults are enough to know.
    """
    found = [at]
    while len(found) < _FAULTS:
        bit = _resumed(data[at : at + _SPAN])
        if bit < 0:
            return found, True
        start = at + bit // 8
        rest = data[start : start + _FOLLOWED]
        shifted = (int.from_bytes(rest, "little") >> (bit & 7)).to_bytes(len(rest), "little")
        fault = first(shifted)
        if fault is None:
            break
        at = start + fault
        found.append(at)
    return found, False


def first(stream: bytes) -> int | None:
    """Return where, to 512 bytes, a raw stream stops decoding, None when it does not."""
    decoder, out = zlib.decompressobj(-15, zdict=_WINDOW), 0
    for at in range(0, len(stream), _STEP):
        piece = stream[at : at + _STEP]
        try:
            while piece and out < _OUT:
                out += len(decoder.decompress(piece, 1 << 20))
                piece = decoder.unconsumed_tail
        except zlib.error:
            return at
        if decoder.eof or out >= _OUT:
            return None
    return None


def _resumed(piece: bytes) -> int:
    """Return the bit at which a block with codes of its own decodes, -1 when none does."""
    if len(piece) < 64:
        return -1
    return next((place for place in _heads(piece)[:_TRIED].tolist() if _decodes(piece, place)), -1)


def _heads(piece: bytes) -> "Places":
    """Return the bits at which the head of a block with dynamic codes may stand (3.2.7)."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    bits = np.unpackbits(np.frombuffer(piece, dtype=np.uint8), bitorder="little")
    count = len(bits) - 80
    three = bits[:-2] | bits[1:-1] << 1 | bits[2:] << 2
    weights = np.array([0, 64, 32, 16, 8, 4, 2, 1], dtype=np.int32)[three]
    # Sums of every third weight, so that any run of three-bit lengths is one difference.
    rows = -(-len(weights) // 3)
    sums = np.zeros(3 * rows + 3, dtype=np.int32)
    sums[3 : 3 + len(weights)] = weights
    sums = np.cumsum(sums.reshape(-1, 3), axis=0, dtype=np.int32).ravel()
    dynamic = (bits[1 : count + 1] == 0) & (bits[2 : count + 2] == 1)
    # More than 29 in five bits is all ones but perhaps the lowest.
    full = bits[1:-2] & bits[2:-1] & bits[3:]
    full = full[:-1] & full[1:]
    dynamic &= (full[3 : count + 3] == 0) & (full[8 : count + 8] == 0)
    places = np.flatnonzero(dynamic)
    lengths = (three[places + 13] | bits[places + 16] << 3).astype(np.int64) + 4
    # Nineteen lengths may reach beyond the piece, whose last bits are left out for it.
    ends = np.minimum(places + 17 + 3 * lengths, len(sums) - 1)
    found: Places = places[sums[ends] - sums[places + 17] == 128]
    return found


def _decodes(piece: bytes, place: int) -> bool:
    start = place // 8
    raw = int.from_bytes(piece[start : start + _FED], "little") >> (place & 7)
    decoder = zlib.decompressobj(-15, zdict=_WINDOW)
    try:
        out = decoder.decompress(raw.to_bytes(_FED, "little")[: min(_FED, len(piece) - start) - 1], 65536)
    except zlib.error:
        return False
    return len(out) >= _ENOUGH or (decoder.eof and len(out) > 512)
