"""JPEG 2000 pictures: boxes, and a code stream of two tile parts."""

import struct

from evaluation.targets.judged import big, judged, noise

NAME = "radio.jp2"


def seeds() -> list[bytes]:
    stream = b"\xff\x4f\xff\x51" + struct.pack(">H", 41) + bytes(39)
    for number in range(2):
        packets = noise(5_000, number).replace(b"\xff", b"\xfe")
        stream += (
            b"\xff\x90" + struct.pack(">HHIBB", 10, number, 14 + len(packets), 0, 1) + b"\xff\x93" + packets
        )
    stream += b"\xff\xd9"
    boxes = big(12) + b"jP  \r\n\x87\n" + big(20) + b"ftypjp2 " + bytes(4) + b"jp2 "
    return [boxes + big(8 + len(stream)) + b"jp2c" + stream, stream]


def read(data: bytes) -> str:
    return judged(NAME, data)
