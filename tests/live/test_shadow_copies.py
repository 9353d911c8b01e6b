"""Shadow copies of a running machine: devices told apart, and no claim about a volume that was not read."""

import sys

import pytest

from toolkit import live
from toolkit.live import shadow_copies
from toolkit.records import Outcome


def test_devices_that_are_copies_are_told_from_others() -> None:
    names = ["HarddiskVolumeShadowCopy12", "HarddiskVolume3", "harddiskvolumeshadowcopy2", "C:"]
    assert shadow_copies.listed([*names, "HarddiskVolumeShadowCopy", "HarddiskVolumeShadowCopy²"]) == [2, 12]


@pytest.mark.skipif(sys.platform == "win32", reason="another system than Windows")
def test_elsewhere_it_is_not_offered() -> None:
    (found,) = live.take([shadow_copies])
    assert (found.outcome, found.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_no_copy_is_claimed_only_of_a_volume_that_was_read() -> None:
    (found,) = live.take([shadow_copies])
    read_volumes = {row["volume"] for row in found.rows if row["what"] == "volume"}
    missed = {row["path"] for row in found.unread if row.get("path")}
    assert not read_volumes & missed
    assert read_volumes | missed
