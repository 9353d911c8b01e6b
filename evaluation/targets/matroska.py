"""Matroska films: a segment of clusters and blocks, of known and of unknown length."""

from evaluation.targets.judged import judged, noise

NAME = "film.mkv"


def element(kind: str, body: bytes, *, open_end: bool = False) -> bytes:
    size = b"\x01" + b"\xff" * 7 if open_end else (len(body) | 1 << 28).to_bytes(4, "big")
    return bytes.fromhex(kind) + size + body


def film(*, open_end: bool) -> bytes:
    head = element("1A45DFA3", element("4282", b"matroska"))
    clusters = b""
    for number in range(6):
        frames = (element("A3", b"\x81\0\0\x80" + noise(700 + 9 * n, n)) for n in range(5))
        clusters += element("1F43B675", element("E7", bytes([number])) + b"".join(frames), open_end=open_end)
    tracks = element("1654AE6B", bytes(300))
    return head + element("18538067", element("1549A966", bytes(64)) + tracks + clusters, open_end=open_end)


def seeds() -> list[bytes]:
    return [film(open_end=False), film(open_end=True)]


def read(data: bytes) -> str:
    return judged(NAME, data)
