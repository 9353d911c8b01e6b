import sys
import threading

import pytest

from toolkit import live
from toolkit.errors import Unreadable
from toolkit.host.windows import answer as win_answer
from toolkit.host.windows import shares as win_shares
from toolkit.live import shares
from toolkit.records import Outcome


def test_a_share_is_kept_without_its_password() -> None:
    found = win_shares.share(
        {"netname": "ADMIN$", "type": -2147483648, "remark": "Administration", "permissions": 0,
         "max_uses": -1, "current_uses": 1, "path": r"C:\Windows", "passwd": "secret"}
    )  # fmt: skip
    assert found == {
        "kind": "share", "name": "ADMIN$", "type": "folder", "made_by_windows": True, "hidden": True,
        "path": r"C:\Windows", "remark": "Administration", "uses": 1,
    }  # fmt: skip
    plain = win_shares.share({"netname": "Scans", "type": 0, "remark": ""})
    assert (plain["made_by_windows"], plain["hidden"], plain["path"]) == (False, False, None)
    assert win_shares.share({"netname": "IPC$", "type": 0x8000_0003})["type"] == "pipe"


def test_who_is_connected_and_what_they_may_write() -> None:
    visitor = win_shares.session({"client_name": r"\\192.168.1.40", "user_name": "emilie", "num_opens": 3})
    read = win_shares.open_file({"path_name": r"C:\Scans\a.pdf", "user_name": "emilie", "permissions": 1})
    written = win_shares.open_file({"path_name": r"C:\Scans\b.pdf", "permissions": 0x23, "num_locks": 2})
    assert visitor["client"] == "192.168.1.40"
    assert [shares.flags(row) for row in (visitor, read, written)] == [
        ["connected_from_elsewhere"], [], ["written_from_elsewhere"],
    ]  # fmt: skip
    assert shares.flags(win_shares.share({})) == []


@pytest.mark.parametrize(
    ("client", "itself"),
    [
        (r"\\127.0.0.1", True), ("[::1]", True), ("::ffff:127.0.0.1", True), ("[fe80::7%12]", True),
        (r"\\CABINET-1", True), ("192.168.1.20", True), ("::ffff:192.168.1.20", True),
        ("192.168.1.21", False), ("cabinet-10", False), ("", False), ("[", False), ("fe80::8", False),
    ],
)  # fmt: skip
def test_the_machine_that_visits_itself_is_not_another(client: str, itself: bool) -> None:
    assert shares.ours(client, {"cabinet-1", "192.168.1.20", "fe80::7"}) is itself
    row = {"kind": "session", "client": client, "ours": itself}
    assert shares.flags(row) == ([] if itself else ["connected_from_elsewhere"])


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (50, "not_offered"),
        (1314, "needs_elevation"),
        (2114, "service_stopped"),
        (258, "timed_out"),
        (31, "io_error"),
    ],
)
def test_refusals_of_windows_have_codes(number: int, code: str) -> None:
    assert win_answer.why(number) == code
    assert win_answer.why(5) in {"needs_elevation", "denied"}


def test_a_call_that_hangs_is_left_behind() -> None:
    never = threading.Event()
    with pytest.raises(Unreadable) as caught:
        win_answer.answer(never.wait, 0.05)
    never.set()
    assert caught.value.why == "timed_out"


def test_an_error_of_the_system_is_a_fact_and_an_error_of_ours_is_not() -> None:
    def refuse() -> None:
        raise PermissionError

    with pytest.raises(Unreadable) as caught:
        win_answer.answer(refuse)
    assert caught.value.why in {"needs_elevation", "denied"}
    with pytest.raises(ZeroDivisionError):
        win_answer.answer(lambda: 1 // 0)
    assert win_answer.answer(lambda: None) is None


@pytest.mark.skipif(sys.platform == "win32", reason="what another system answers")
def test_another_system_says_that_it_has_no_such_interface() -> None:
    (artefact,) = live.take((shares,))
    assert (artefact.outcome, artefact.detail) == (Outcome.FAILED, "not_offered")


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_what_windows_would_not_tell_is_named() -> None:
    (artefact,) = live.take((shares,))
    told = {row["kind"] for row in artefact.rows}
    refused = {one["path"] for one in artefact.unread}
    assert refused <= {"sessions", "open_files", "shares"}
    assert "service" in told or "share" in told or "shares" in refused
