"""What the settings of Windows say of a disk that is plugged in."""

import sys

import pytest

from toolkit.host.write_policy import Values, automount, autorun, policy, write_protect


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (None, False),
        ({}, False),
        ({"WriteProtect": 1}, True),
        ({"writeprotect": 0}, False),
        ({"WriteProtect": "1"}, None),
        ({"WriteProtect": b"\1"}, None),
    ],
)
def test_write_protection(values: Values, told: bool | None) -> None:
    assert write_protect(values) is told


@pytest.mark.parametrize(
    ("values", "told"), [(None, True), ({"NoAutoMount": 1}, False), ({"NoAutoMount": 0}, True)]
)
def test_automount_is_on_unless_it_was_turned_off(values: Values, told: bool) -> None:
    assert automount(values) is told


@pytest.mark.parametrize(
    ("values", "told"),
    [(None, None), ({"NoDriveTypeAutoRun": 0xFF}, False), ({"NoDriveTypeAutoRun": 0x91}, True)],
)
def test_autorun(values: Values, told: bool | None) -> None:
    assert autorun(values) is told


def test_where_there_is_no_registry_nothing_is_told() -> None:
    if sys.platform == "win32":
        pytest.skip("says what happens where no Windows runs")
    assert policy() == {"write_protect": None, "automount": None, "autorun": None}
