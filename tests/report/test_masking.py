"""Identifiers of people go, time stamps and the attacker's addresses stay."""

import pytest

from toolkit.report.masking import masked, masked_facts


@pytest.mark.parametrize(
    "secret",
    [
        "284057512345678", "2 84 05 75 123 456 78", "2840575123456", "geraldine@example.org",
        "RPPS: 10101010101", "finess=750712184", "QUJD" * 25,
        "06 12 34 56 78", "0612345678", "06.12.34.56.78", "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78", "01-23-45-67-89",
    ],
)  # fmt: skip
def test_identifiers_are_masked(secret: str) -> None:
    digits = secret.rsplit(":", 1)[-1].rsplit("=", 1)[-1].strip()
    assert digits not in masked(f"avant {secret} après")


@pytest.mark.parametrize(
    "kept",
    [
        "20261011001407", "DOSSIER 2026-10-11 00:14:07", "build 19045.3803", "P-0612345678",
        "10.0.19041.1288", "2026-10-11-01-02-03-04-05.log", "S-1-5-21-1004336348-1177238915-682003330-1001",
    ],
)  # fmt: skip
def test_what_is_no_identifier_stays(kept: str) -> None:
    assert masked(kept) == kept


def test_the_attackers_address_stays() -> None:
    assert masked("pay@evil.example", frozenset({"pay@evil.example"})) == "pay@evil.example"


def test_facts_are_masked_throughout() -> None:
    assert masked_facts({"a": ["x@y.example", {"b": "x@y.example"}], "n": 3}) == {
        "a": ["[e-mail]", {"b": "[e-mail]"}],
        "n": 3,
    }


@pytest.mark.parametrize("digits", ["2" * 64, "a1" + "0612345678" * 3, "2840575123456" + "b" * 27])
def test_a_hash_stays_whole_whatever_digits_it_holds(digits: str) -> None:
    assert masked(f"SHA256={digits} 0612345678") == f"SHA256={digits} [tél.]"
