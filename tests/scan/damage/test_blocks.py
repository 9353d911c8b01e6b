"""Randomness and its patterns on bytes whose answer is known."""

import numpy as np
import pytest

from toolkit.scan.content import Content
from toolkit.scan.damage.blocks import (
    BAND,
    alternation,
    calm,
    constant,
    excess,
    looks_random,
    may_be_stepped,
    random_blocks,
    runs,
    stepped,
    window_offsets,
)

NOISE = np.random.default_rng(1).bytes(1 << 20)
TEXT = b"Le patient est revenu pour un controle, rien a signaler. " * 5000


@pytest.mark.parametrize("size", [64, 256, 1024, 4096, 65536, 1 << 20])
def test_random_bytes_look_random_at_every_size(size: int) -> None:
    assert looks_random(NOISE[:size])
    assert not looks_random(TEXT[:size])


def test_too_few_bytes_say_nothing() -> None:
    assert not looks_random(NOISE[:63])
    assert not looks_random(b"")


def test_random_blocks_are_told_one_by_one() -> None:
    data = TEXT[:4096] + NOISE[:8192] + TEXT[:4096]
    assert random_blocks(data).tolist() == [False, True, True, False]


def spread(share: float, among: bytes, seed: int) -> bytes:
    """Random bytes, a share of which is drawn from a few values instead."""
    chance = np.random.default_rng(seed)
    made = np.frombuffer(chance.bytes(1 << 16), dtype=np.uint8).copy()
    chosen = chance.random(len(made)) < share
    made[chosen] = chance.choice(np.frombuffer(among, dtype=np.uint8), int(chosen.sum()))
    return made.tobytes()


NEARLY = [
    spread(share, among, number)
    for number, among in enumerate((b"\0", b"e", bytes(range(128)), bytes(range(128, 256))))
    for share in (0.0, 0.005, 0.015, 0.03, 0.08, 0.2)
]


@pytest.mark.parametrize("data", [*NEARLY, TEXT, TEXT[:5000] + NOISE[:100_000] + bytes(40_000) + NEARLY[2]])
def test_the_quick_tests_say_nothing_that_all_counts_would_not(data: bytes) -> None:
    blocks = [data[at : at + 4096] for at in range(0, len(data) - 4095, 4096)]
    assert random_blocks(data).tolist() == [abs(excess(block)) < BAND for block in blocks]
    for size in (64, 200, 512, 1000):
        parts = [data[at : at + size] for at in range(0, len(data) - size, 4096)]
        assert [looks_random(part) for part in parts] == [abs(excess(part)) < BAND for part in parts]


def long_runs(flags: np.ndarray[tuple[int], np.dtype[np.bool_]], least: int) -> list[tuple[int, int]]:
    found, place = [], 0
    for is_random, length in runs(flags):
        if is_random and length >= least:
            found.append((place, length))
        place += length
    return found


@pytest.mark.parametrize("data", [*NEARLY, TEXT, bytes(9000) + NOISE[:7000] + bytes(500) + NOISE[:3000]])
@pytest.mark.parametrize("size", [0, 500, 1024, 7777, 1 << 16])
def test_calm_runs_are_those_of_every_step(data: bytes, size: int) -> None:
    part = data[:size]
    assert long_runs(calm(part, 6), 6) == long_runs(abs(stepped(part)) < BAND, 6)


def test_a_regular_step_is_measured_and_a_lone_block_is_not() -> None:
    assert alternation(np.array([1, 0, 0, 1, 0, 0, 1, 0, 0, 1], dtype=np.bool_)) == "4096/12288"
    assert alternation(np.array([0, 0, 1, 0, 0, 0, 0], dtype=np.bool_)) is None
    assert alternation(np.array([1, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0], dtype=np.bool_)) is None
    assert alternation(np.zeros(0, dtype=np.bool_)) is None


def test_windows_span_a_large_file() -> None:
    offsets = window_offsets(10 << 30)
    assert offsets[0] == 0
    assert len(offsets) == 64
    assert (10 << 30) - offsets[-1] < 2 * 65536
    assert constant(b"\0" * 9)
    assert not constant(b"")
    assert Content.of(TEXT).size == len(TEXT)


@pytest.mark.parametrize("low", [0, 40, 90, 100, 110, 130, 512])
def test_what_is_screened_out_holds_no_random_cell(low: int) -> None:
    draw = np.random.default_rng(low)
    for _ in range(50):
        data = bytearray(draw.bytes(4096))
        for place in draw.integers(0, len(data), 4 * low):
            data[place] &= 15
        found = (abs(stepped(bytes(data))) < BAND).any()
        assert may_be_stepped(bytes(data)) or not found


def test_pixels_of_twelve_bits_are_screened_out_and_random_bytes_are_not() -> None:
    pixels = np.random.default_rng(5).normal(1500, 60, 1 << 20).astype("<u2").tobytes()
    assert not may_be_stepped(pixels)
    assert may_be_stepped(pixels[:700_160] + NOISE[:2048] + pixels[702_208:])
    assert not may_be_stepped(b"")
