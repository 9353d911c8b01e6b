"""Whether random bytes in a WAV are sound: samples follow each other, and a cipher's neither do nor are calm.

Noise passes for random bytes by their counts. Its samples resemble their neighbours or stay far from full
scale; those of a cipher do neither. Format: Microsoft RIFF, 1991 (fmt and data chunks).
"""

import struct

from toolkit.scan.damage import blocks, islands

_HEAD = 65536  # bytes within which both chunks are looked for
_CELL = 256
_CELLS = 64  # bytes from one look to the next
_LOOKS = 80
_UNIFORM = 73.9  # standard deviation of a byte that may be anything
_LOOSE = 0.2  # share by which a few samples may miss it
_TIED = 0.4  # correlation that 64 unrelated samples stay below


def laid_over(data: bytes) -> bool:
    """Tell a WAV with a few hundred random bytes between plain ones that are no sound either."""
    return any(
        any(_foreign(data, at) for at in range(begin, end, _CELLS)[:_LOOKS])
        for begin, end in islands.places(data)
    )


def foreign(data: bytes, flags: "blocks.Flags") -> "blocks.Flags":
    """Keep of the random blocks of a WAV those that are no sound."""
    kept = flags.copy()
    for place in flags.nonzero()[0].tolist():
        kept[place] = _foreign(data, place * blocks.BLOCK, blocks.BLOCK)
    return kept


def _foreign(data: bytes, at: int, size: int = _CELL) -> bool:
    """Tell samples at full scale that say nothing of those before them, by their highest byte."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    start, width, channels = _layout(data)
    at += -(at - start) % width
    raw = np.frombuffer(data[at + width - 1 : at + size : width], dtype=np.uint8).astype(np.float64)
    if len(raw) < _CELL // 8:
        return False
    # Samples of one byte are counted from 128, wider ones are signed.
    values = raw if width == 1 else (raw + 128) % 256
    values = values - values.mean()
    if abs(float(values.std()) / _UNIFORM - 1) > _LOOSE:
        return False
    whole = float(np.dot(values, values))
    return all(abs(float(np.dot(values[:-lag], values[lag:]))) < _TIED * whole for lag in {1, 2, channels})


def _layout(data: bytes) -> tuple[int, int, int]:
    """Return where the samples begin, the bytes of each and the channels; 16 bits where nothing says so."""
    described = data.find(b"fmt ", 12, _HEAD)
    begin = max(0, data.find(b"data", 12, _HEAD))
    if described < 0 or described + 24 > len(data):
        return begin, 2, 1
    channels, bits = struct.unpack_from("<H", data, described + 10)[0], data[described + 22]
    return begin, min(8, max(1, bits // 8)), min(8, max(1, channels))
