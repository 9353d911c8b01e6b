import datetime as dt
import sys

import pytest

from toolkit import live
from toolkit.host.windows import logons as win_logons
from toolkit.live import logged_on
from toolkit.records import Outcome

TOLD = {
    "UserName": "Émilie", "LogonDomain": "CABINET", "LogonType": 10, "Session": 2,
    "AuthenticationPackage": "NTLM", "LogonTime": dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC),
}  # fmt: skip


def test_a_logon_from_elsewhere_is_told_apart() -> None:
    found = win_logons.logon(TOLD)
    assert found["type"] == "remote_interactive"
    assert found["remote"] is True
    assert found["logon_ns"] == 1_772_352_000 * 10**9
    assert win_logons.logon({**TOLD, "LogonType": 2})["remote"] is False
    assert win_logons.logon({**TOLD, "LogonType": 3})["remote"] is True
    # Windows makes one itself at every start: it is not known to be somebody from elsewhere.
    assert win_logons.logon({**TOLD, "LogonType": 3, "Sid": "S-1-5-7"})["remote"] is None


def test_what_is_not_told_stays_unknown() -> None:
    found = win_logons.logon({})
    assert (found["type"], found["remote"], found["logon_ns"]) == (None, None, None)
    assert win_logons.logon({"LogonType": 99})["type"] == "type_99"


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        (116_444_736_010_000_000, 10**9), (0, None), (0x7FFF_FFFF_FFFF_FFFF, None), (None, None), ("x", None),
        (dt.datetime(1601, 1, 1, tzinfo=dt.UTC), None), (dt.datetime(2026, 1, 1), None),
    ],
)  # fmt: skip
def test_times_in_every_form(told: object, moment: int | None) -> None:
    assert win_logons.moment(told) == moment


@pytest.mark.skipif(sys.platform == "win32", reason="a machine may have nobody logged on, Windows never has")
def test_this_machine_answers() -> None:
    (artefact,) = live.take((logged_on,))
    assert artefact.outcome in {Outcome.FOUND, Outcome.ABSENT}
    assert all(row["told_by"] == "terminal" and row["user"] for row in artefact.rows)


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_each_interface_that_refuses_is_named_and_none_hides_another() -> None:
    (artefact,) = live.take((logged_on,))
    told = {row["told_by"] for row in artefact.rows}
    refused = {one["path"] for one in artefact.unread}
    assert {"workstation", "lsa"} <= told | refused
    assert artefact.outcome is not Outcome.ABSENT
