"""Names of servers that may be this very machine."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.host.windows.servers import may_be_ours, server

NAMES = {"ACCUEIL", "accueil", "", "accueil.cabinet.lan", "cabinet.lan"}
ADDRESSES = {"02-FC-00-00-00-01", "192.168.1.20", "fd00::2", "fe80::1%12", "127.0.0.1"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (r"\\serveur\partage\cas", "serveur"),
        ("//serveur/partage", "serveur"),
        (r"\\?\UNC\serveur\partage", "serveur"),
        (r"\\serveur@SSL@8443\dav", "serveur"),
        (r"\\192.168.1.20\c$", "192.168.1.20"),
        (r"\\serveur", "serveur"),
        (r"C:\cas", None),
        (r"\\?\C:\cas", None),
        (r"\\.\PhysicalDrive0", None),
        ("", None),
        ("\\\\", None),
    ],
)
def test_the_server_of_a_path(path: str, name: str | None) -> None:
    assert server(path) == name


@pytest.mark.parametrize(
    "name",
    [
        "ACCUEIL", "Accueil.", "accueil.cabinet.lan", "accueil.box", "cabinet.lan", "LOCALHOST", "localhost.",
        "a.localhost", "localhost.localdomain", "127.0.0.1", "127.8.8.8", "127.1", "2130706433", "0x7f000001",
        "0177.0.0.1", "0.0.0", "::", "::1", "[::1]", "--1.ipv6-literal.net", "192.168.1.20", "fe80::1",
        "fe80--1s12.ipv6-literal.net", "fd00--2.IPV6-literal.net", "::ffff:192.168.1.20", "::ffff:127.0.0.1",
        "10.0.0.300", "",
    ],
)  # fmt: skip
def test_what_may_be_ours(name: str) -> None:
    assert may_be_ours(name, NAMES, ADDRESSES)


@pytest.mark.parametrize(
    "name",
    ["nas", "ACCUEIL2", "nas.cabinet.lan", "192.168.1.2", "fd00::3", "fd00--3.ipv6-literal.net", "127.x.org"],
)  # fmt: skip
def test_what_is_elsewhere(name: str) -> None:
    assert not may_be_ours(name, NAMES, ADDRESSES)


@given(
    st.text(max_size=40), st.sets(st.text(max_size=20), max_size=3), st.sets(st.text(max_size=20), max_size=3)
)
def test_any_text_has_an_answer(name: str, names: set[str], addresses: set[str]) -> None:
    assert may_be_ours(name, names, addresses) in {True, False}
    assert name not in names or may_be_ours(name, names, addresses) or name.endswith(".ipv6-literal.net")
    server(name)


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_this_machine_knows_its_names() -> None:
    from win32api import GetComputerName

    from toolkit.host.windows.servers import is_ours

    assert is_ours(GetComputerName())
    assert is_ours("127.0.0.1")
    assert not is_ours("un-autre-serveur")
