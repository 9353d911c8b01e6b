"""Randomness and its patterns on bytes whose answer is known."""

import numpy as np
import pytest

from toolkit.scan.content import Content
from toolkit.scan.damage.blocks import (
    alternation,
    constant,
    looks_random,
    phase,
    random_blocks,
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


def test_a_regular_step_is_measured_and_a_lone_block_is_not() -> None:
    assert alternation(np.array([1, 0, 0, 1, 0, 0, 1, 0, 0, 1], dtype=np.bool_)) == "4096/12288"
    assert alternation(np.array([0, 0, 1, 0, 0, 0, 0], dtype=np.bool_)) is None
    assert alternation(np.array([1, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0], dtype=np.bool_)) is None
    assert alternation(np.zeros(0, dtype=np.bool_)) is None


@pytest.mark.parametrize(("run", "period"), [(16, 32), (64, 128), (64, 192), (64, 256), (128, 256)])
def test_short_periods_are_seen(run: int, period: int) -> None:
    out = bytearray(TEXT)
    for at in range(0, len(out), period):
        out[at : at + run] = NOISE[at : at + run]
    assert phase(bytes(out)) == f"{run}/{period}"


def test_records_with_a_digest_inside_are_not_a_short_period() -> None:
    records = b"".join(n.to_bytes(12, "little") + NOISE[n * 20 : n * 20 + 20] for n in range(4000))
    assert phase(records) is None
    assert phase(TEXT) is None
    assert phase(NOISE) is None


def test_windows_span_a_large_file() -> None:
    offsets = window_offsets(10 << 30)
    assert offsets[0] == 0
    assert len(offsets) == 64
    assert (10 << 30) - offsets[-1] < 2 * 65536
    assert constant(b"\0" * 9)
    assert not constant(b"")
    assert Content.of(TEXT).size == len(TEXT)
