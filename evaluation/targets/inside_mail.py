"""Mail, one message and a folder of them."""

from evaluation.targets.archives import mailed
from evaluation.targets.opened import opened


def seeds() -> list[bytes]:
    one = mailed()
    return [
        one,
        mailed("quoted-printable"),
        mailed("8bit"),
        b"From a@b.test Mon Jan  1\n" + one + b"\nFrom c\n" + one,
    ]


def read(data: bytes) -> str:
    return opened(None, data)
