import os
import socket  # noqa: TID251 - a port of our own, on this machine only
import sys

import pytest

from toolkit import live
from toolkit.live import connections
from toolkit.records import Outcome, Unread


def test_a_connection_of_this_program_is_seen_from_both_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)), door.accept()[0]:
            (artefact,) = live.take((connections,))
    ours = [row for row in artefact.rows if port in {row.get("local_port"), row.get("remote_port")}]
    assert artefact.outcome is Outcome.FOUND
    assert {row["state"] for row in ours} == {"listen", "established"}
    joined = [row for row in ours if row["state"] == "established"]
    assert {row["remote"] for row in joined} == {"127.0.0.1"}
    assert {row["where"] for row in joined} == {"this_machine"}
    assert {row["protocol"] for row in ours} == {"tcp"}


@pytest.mark.skipif(sys.platform == "win32", reason="Wine does not tell which program holds a port")
def test_the_program_that_holds_a_port_is_named() -> None:
    missed: list[Unread] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        (row,) = [row for row in connections.collect(missed) if row["local_port"] == port]
    assert row["pid"] == os.getpid()
    assert row["process"].startswith("py")


def test_an_open_port_without_connections_is_not_far_away() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        rows = [row for row in connections.collect([]) if row["local_port"] == door.getsockname()[1]]
    assert [(row["protocol"], row["where"], row["state"]) for row in rows] == [("udp", None, None)]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("127.8.0.1", "this_machine"), ("::1", "this_machine"), ("::ffff:127.0.0.1", "this_machine"),
        ("192.168.1.20", "local_network"), ("10.0.0.1", "local_network"), ("fe80::1%eth0", "local_network"),
        ("169.254.3.4", "local_network"), ("fd00::1", "local_network"), ("::ffff:8.8.8.8", "outside"),
        ("8.8.8.8", "outside"), ("2606:4700::1111", "outside"), ("", None), ("host", None), ("1.2.3", None),
    ],
)  # fmt: skip
def test_how_far_away_an_address_is(address: str, place: str | None) -> None:
    assert connections.where(address) == place
