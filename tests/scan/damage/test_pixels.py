"""Pictures kept plain: noisy ones are sound, those overwritten in part or wiped are not."""

import struct
from collections.abc import Callable

import numpy as np
import pytest

from toolkit.records import Damage, DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

CHANCE = np.random.default_rng(11)
HIGH, WIDE = 300, 401
ROWS, COLUMNS = np.mgrid[0:HIGH, 0:WIDE]
SCENES = {
    "ramp": COLUMNS / WIDE,
    "rings": (np.sin(np.hypot(COLUMNS - 200, ROWS - 150) / 9) + 1) / 2,
    "disc": np.where(np.hypot(COLUMNS - 200, ROWS - 150) < 120, 0.6, 0.0),
}
ENCRYPTED = DamageVerdict.ENCRYPTED


def element(group: int, number: int, kind: bytes, value: bytes) -> bytes:
    value += b" " * (len(value) % 2)
    wide = struct.pack("<HI", 0, len(value)) if kind == b"OW" else struct.pack("<H", len(value))
    return struct.pack("<HH", group, number) + kind + wide + value


def picture(pixels: bytes, allocated: int, stored: int, signed: int = 0, name: bytes = b"EXEMPLE") -> bytes:
    out = element(2, 0x10, b"UI", b"1.2.840.10008.1.2.1\0") + element(0x10, 0x10, b"PN", name)
    for number, value in ((0x100, allocated), (0x101, stored), (0x102, stored - 1), (0x103, signed)):
        out += element(0x28, number, b"US", struct.pack("<H", value))
    return bytes(128) + b"DICM" + out + element(0x7FE0, 0x10, b"OW", pixels)


def judged(data: bytes) -> Damage:
    return examine("radio.dcm", Content.of(data))


def twelve_bits(noise: float = 0.02) -> bytes:
    scene = SCENES["rings"] + CHANCE.normal(0, noise, (HIGH, WIDE))
    return bytes(np.clip(scene * 4095, 0, 4095).astype("<u2").tobytes())


def eight_bits(noise: float = 0.02) -> bytes:
    scene = SCENES["rings"] + CHANCE.normal(0, noise, (HIGH, WIDE))
    return bytes(np.clip(scene * 255, 0, 255).astype("u1").tobytes())


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("noise", [0.0, 0.02, 0.1, 0.3])
def test_noise_is_not_an_attack(scene: str, noise: float) -> None:
    seen = SCENES[scene] + CHANCE.normal(0, noise, (HIGH, WIDE))
    for scale, low, kind, sizes in (
        (255, 0, "u1", (8, 8, 0)),
        (4095, 0, "<u2", (16, 12, 0)),
        (65535, 0, "<u2", (16, 16, 0)),
        (4095, -2048, "<i2", (16, 12, 1)),
        (4095, -1024, "<i2", (16, 16, 1)),
    ):
        pixels = np.clip(seen * scale + low, low, low + scale).astype(kind).tobytes()
        called = judged(picture(pixels, *sizes))
        assert called.verdict == DamageVerdict.INTACT, (scale, low, kind)


@pytest.mark.parametrize("name", [b"A", b"EXEMPLE^PATIENTE", b"EXEMPLE^UN NOM PLUS LONG"])
@pytest.mark.parametrize("counted", ["file", "pixels"])
@pytest.mark.parametrize(("run", "period"), [(4096, 16384), (4096, 8192), (2048, 4096), (1024, 2048)])
@pytest.mark.parametrize("bits", [8, 12])
def test_parts_overwritten_at_a_step_are_seen(
    cipher: Callable[..., bytes], bits: int, run: int, period: int, counted: str, name: bytes
) -> None:
    pixels = twelve_bits() if bits == 12 else eight_bits()
    data = bytearray(picture(pixels, 16 if bits == 12 else 8, bits, name=name))
    key = cipher(len(data))
    begin = period if counted == "file" else len(data) - len(pixels)
    for at in range(begin, len(data) - run, period):
        data[at : at + run] = key[at : at + run]
    assert judged(bytes(data)).verdict == ENCRYPTED


@pytest.mark.parametrize("at", [40_960, 41_111, 50_003])
def test_one_overwritten_block_is_seen_wherever_it_lies(cipher: Callable[..., bytes], at: int) -> None:
    for pixels, sizes in ((twelve_bits(), (16, 12)), (eight_bits(), (8, 8))):
        data = picture(pixels, *sizes)
        assert judged(data[:at] + cipher(4096) + data[at + 4096 :]).verdict == ENCRYPTED


@pytest.mark.parametrize(("value", "sizes"), [(b"\0", (8, 8)), (b"\xff", (8, 8)), (b"\0\x08", (16, 12))])
def test_a_picture_of_one_value_is_damaged(value: bytes, sizes: tuple[int, int]) -> None:
    assert judged(picture(value * 50_000, *sizes)).reasons == ("zeroed",)


def test_a_picture_wiped_but_for_its_ends_is_damaged() -> None:
    data = picture(twelve_bits(), 16, 12)
    for first, last in ((2048, 512), (4096, 0), (len(data) // 2 // 512 * 512, 0)):
        spoiled = data[:first] + bytes(len(data) - first - last) + data[len(data) - last :]
        assert judged(spoiled).reasons == ("zeroed",), (first, last)


def test_a_dark_border_is_not_damage() -> None:
    scene = np.frombuffer(twelve_bits(), dtype="<u2").reshape(HIGH, WIDE).copy()
    scene[:90], scene[200:], scene[:, :40] = 0, 0, 0
    assert judged(picture(scene.tobytes(), 16, 12)).verdict == DamageVerdict.INTACT


def test_a_picture_without_pixels_gets_an_answer() -> None:
    for size in (0, 2, 512, 1023):
        assert judged(picture(bytes(size), 8, 8)).verdict in DamageVerdict
