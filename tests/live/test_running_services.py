"""Services asked of the system itself."""

import sys

import pytest

from toolkit import live
from toolkit.host.windows.services import kind
from toolkit.live import running_services
from toolkit.records import Outcome


def test_types_are_named_from_their_bits() -> None:
    assert [kind(bits) for bits in (1, 2, 0x10, 0x20, 0x110, 0x60, 0)] == [
        "kernel_driver", "file_system_driver", "own_process", "shared_process", "own_process",
        "shared_process", "0",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="another system than Windows")
def test_elsewhere_it_is_not_offered() -> None:
    (found,) = live.take([running_services])
    assert (found.outcome, found.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_services_of_windows() -> None:
    (found,) = live.take([running_services])
    rows = {row["name"]: row for row in found.rows}
    assert found.outcome is Outcome.FOUND
    assert rows["RpcSs"]["state"] == "running"
    assert rows["RpcSs"]["pid"] > 0
    assert "rpc" in rows["RpcSs"]["image"].lower()
    assert rows["RpcSs"]["type"] in {"shared_process", "own_process"}
    assert rows["MSIServer"]["state"] == "stopped"
    assert "pid" not in rows["MSIServer"]
    assert rows["MSIServer"]["start"] == "manual"
    assert "MountMgr" not in rows
