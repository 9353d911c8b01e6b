"""Identifiers of people go, time stamps and the attacker's addresses stay."""

import pytest

from toolkit.report.masking import masked, masked_facts


@pytest.mark.parametrize(
    "secret",
    [
        "284057512345678", "2 84 05 75 123 456 78", "2840575123456", "geraldine@example.org",
        "RPPS: 10101010101", "finess=750712184", "QUJD" * 25,
    ],
)  # fmt: skip
def test_identifiers_are_masked(secret: str) -> None:
    digits = secret.rsplit(":", 1)[-1].rsplit("=", 1)[-1].strip()
    assert digits not in masked(f"avant {secret} après")


@pytest.mark.parametrize("kept", ["20261011001407", "DOSSIER 2026-10-11 00:14:07", "build 19045.3803"])
def test_what_is_no_identifier_stays(kept: str) -> None:
    assert masked(kept) == kept


def test_the_attackers_address_stays() -> None:
    assert masked("pay@evil.example", frozenset({"pay@evil.example"})) == "pay@evil.example"


def test_facts_are_masked_throughout() -> None:
    assert masked_facts({"a": ["x@y.example", {"b": "x@y.example"}], "n": 3}) == {
        "a": ["[e-mail]", {"b": "[e-mail]"}],
        "n": 3,
    }
