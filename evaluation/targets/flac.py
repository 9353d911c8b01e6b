"""FLAC sound: frames of samples as they are, each with its two checksums."""

from evaluation.targets.judged import judged, noise

NAME = "dictee.flac"
_FRAMES = 24


def crc(data: bytes, width: int, polynomial: int) -> bytes:
    value, top = 0, 1 << (width - 1)
    for byte in data:
        value ^= byte << (width - 8)
        for _ in range(8):
            value = (value << 1) ^ (polynomial if value & top else 0)
            value &= (1 << width) - 1
    return value.to_bytes(width // 8, "big")


def frame(number: int) -> bytes:
    head = b"\xff\xf8\x39\x02" + bytes(
        [number]
    )  # 1,152 samples of 8 bits, one channel, a rate told elsewhere
    head = head[:2] + b"\x29" + head[3:]
    body = head + crc(head, 8, 0x07) + b"\x02" + noise(1152, number)
    return body + crc(body, 16, 0x8005)


def seeds() -> list[bytes]:
    information = b"\x04\x80\x04\x80" + bytes(6) + b"\x0a\xc4\x40\x70" + bytes(20)
    return [b"fLaC\x80\0\0\x22" + information + b"".join(frame(number) for number in range(_FRAMES))]


def read(data: bytes) -> str:
    return judged(NAME, data)
