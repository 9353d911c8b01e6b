"""Addresses as logs write them."""

import pytest

from toolkit.triage.events.addresses import outside, plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:50123", "203.0.113.7"),
        ("[2001:db8::7]:50123", "2001:db8::7"),
        ("::ffff:192.168.1.9", "192.168.1.9"),
        ("fe80::1%12", "fe80::1"),
        (r"\\POSTE2", "POSTE2"),
        ("-", ""),
        ("LOCAL", ""),
        ("0.0.0.0", ""),  # noqa: S104 - read, never listened on
        ("", ""),
        ("999.1.1.1", "999.1.1.1"),
    ],
)
def test_only_the_address_is_kept(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize("address", ["203.0.113.7", "8.8.8.8", "172.32.0.1", "2001:db8::7"])
def test_addresses_outside(address: str) -> None:
    assert outside(address)


@pytest.mark.parametrize(
    "address",
    ["192.168.1.9", "10.1.2.3", "172.31.0.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "::1", "fe80::1",
     "fd00::1", "POSTE2", ""],
)  # fmt: skip
def test_addresses_inside_or_unknown(address: str) -> None:
    assert not outside(address)
