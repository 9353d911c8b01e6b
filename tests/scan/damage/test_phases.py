"""Randomness at one phase of a short period, on bytes whose answer is known."""

import numpy as np
import pytest

from toolkit.scan.damage.phases import phase

NOISE = np.random.default_rng(1).bytes(1 << 20)
TEXT = b"Le patient est revenu pour un controle, rien a signaler. " * 5000


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
