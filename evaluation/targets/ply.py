"""PLY models: points and faces of fixed sizes."""

import struct

from evaluation.targets.judged import judged

NAME = "arcade.ply"


def seeds() -> list[bytes]:
    points = b"".join(struct.pack("<3f", n / 10, n % 17, n % 29) for n in range(600))
    faces = b"".join(struct.pack("<B3i", 3, n, n + 1, n + 2) for n in range(500))
    head = b"ply\nformat binary_little_endian 1.0\nelement vertex 600\nproperty float x\nproperty float y\n"
    head += b"property float z\nelement face 500\nproperty list uchar int vertex_index\nend_header\n"
    return [head + points + faces]


def read(data: bytes) -> str:
    return judged(NAME, data)
