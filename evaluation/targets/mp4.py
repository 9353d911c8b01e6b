"""Films in MP4: boxes, a track of AVC whose samples the tables lead to."""

from evaluation.targets.judged import big, judged, noise

NAME = "film.mp4"
_SAMPLES = 24


def box(kind: bytes, body: bytes) -> bytes:
    return big(len(body) + 8) + kind + body


def film() -> bytes:
    units = [big(1201) + b"\x41" + noise(1200, n) for n in range(_SAMPLES)]
    head = box(b"ftyp", b"isom\0\0\2\0isomavc1")
    codec = box(b"avcC", b"\1\x42\0\x1e\xff\xe0\0")
    entry = box(b"avc1", bytes(78) + codec)
    sizes = box(b"stsz", bytes(8) + big(_SAMPLES) + b"".join(big(len(unit)) for unit in units))
    runs = box(b"stsc", bytes(4) + big(1) + big(1) + big(_SAMPLES) + big(1))

    def movie(start: int) -> bytes:
        table = box(b"stbl", box(b"stsd", bytes(4) + big(1) + entry) + sizes + runs + box(
            b"stco", bytes(4) + big(1) + big(start)))  # fmt: skip
        media = box(b"mdia", box(b"minf", table))
        return box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(84)) + media))

    start = len(head) + len(movie(0)) + 8
    return head + movie(start) + box(b"mdat", b"".join(units))


def seeds() -> list[bytes]:
    return [
        film(),
        box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(400)) + box(b"mdat", noise(9000)),
    ]


def read(data: bytes) -> str:
    return judged(NAME, data)
