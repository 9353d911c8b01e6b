"""MP3 songs, with a tag before and one behind."""

from evaluation.targets.judged import judged, noise

NAME = "dictee.mp3"


def frames(count: int) -> bytes:
    return b"".join(b"\xff\xfb\x90\x00" + noise(413, n).replace(b"\xff", b"\xfe") for n in range(count))


def seeds() -> list[bytes]:
    tag = b"ID3\3\0\0\0\0\2\0" + b"TIT2\0\0\0\x08\0\0\0dictee".ljust(256, b"\0")
    return [frames(40), tag + frames(30) + b"TAG".ljust(128, b"\0")]


def read(data: bytes) -> str:
    return judged(NAME, data)
