"""What a Windows storage driver answers, from bytes laid out as it writes them."""

import struct

import pytest

from toolkit.media.windows.drives import described


def descriptor(vendor: bytes, product: bytes, serial: bytes, bus: int, removable: int) -> bytes:
    texts, places = b"", []
    for text in (vendor, product, b"1.00", serial):
        places.append(36 + len(texts) if text else 0)
        texts += text + b"\0" if text else b""
    size = 36 + len(texts)
    return struct.pack("<IIBBBB5II", 36, size, 0, 0, removable, 0, *places, bus, 0) + texts


def test_a_stick_is_described() -> None:
    stick = descriptor(b"SanDisk ", b"Ultra   ", b"4C53", 7, 1)
    assert described(stick) == ("SanDisk Ultra", "4C53", "usb", True)
    assert described(descriptor(b"", b"Samsung 980", b"", 17, 0)) == ("Samsung 980", None, "nvme", False)


@pytest.mark.parametrize("kept", range(60))
def test_a_short_answer_gives_no_guess(kept: int) -> None:
    model, serial, bus, removable = described(descriptor(b"SanDisk ", b"Ultra", b"4C53", 7, 1)[:kept])
    assert model in {None, "SanDisk", "SanDisk Ultra"} or "SanDisk Ultra".startswith(model)
    assert serial is None or "4C53".startswith(serial)
    if kept < 32:
        assert (model, serial, bus, removable) == (None, None, None, None)
