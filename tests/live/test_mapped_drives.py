import os
import sys

import pytest

from toolkit import live
from toolkit.host.windows import mapped as win_mapped
from toolkit.live import mapped_drives
from toolkit.records import Outcome

SID = "S-1-5-21-1-2-3-1001"


def test_a_connection_is_kept_without_its_password() -> None:
    found = win_mapped.use(
        {"local": "Z:", "remote": r"\\NAS\patients", "password": "secret", "status": 2, "asg_type": 0,
         "refcount": 1, "usecount": 1, "username": "emilie", "domainname": "CABINET"}
    )  # fmt: skip
    assert found == {
        "letter": "Z:", "remote": r"\\NAS\patients", "user": r"CABINET\emilie", "state": "disconnected",
    }  # fmt: skip
    assert win_mapped.use({"status": 99, "local": "Y:", "remote": r"\\a\b"})["state"] is None


@pytest.mark.parametrize(
    ("device", "place"),
    [
        (r"\Device\LanmanRedirector\;Z:00000000000a1b2c\NAS\patients", r"\\NAS\patients"),
        (r"\Device\Mup\;LanmanRedirector\;z:00000000000a1b2c\nas\a\b", r"\\nas\a\b"),
        (r"\Device\RdpDr\;X:2\tsclient\C", r"\\tsclient\C"),
        (r"\Device\VBoxMiniRdr\;E:\VBoxSvr\share", r"\\VBoxSvr\share"),
        (r"\Device\HarddiskVolume3", None),
        (r"\??\C:\folder", None),
        ("", None),
    ],
)
def test_where_the_device_of_a_letter_leads(device: str, place: str | None) -> None:
    assert win_mapped.remote(device) == place


def test_a_drive_in_use_and_remembered_is_one() -> None:
    found = mapped_drives.merged(
        [
            {"letter": "Z:", "remote": r"\\NAS\patients", "state": "ok", "account": SID, "connected": True},
            {
                "letter": "z:",
                "remote": r"\\nas\PATIENTS",
                "account": SID,
                "remembered": True,
                "user": "emilie",
            },
            {"letter": "Z:", "remote": r"\\NAS\patients", "account": "S-1-5-21-9", "remembered": True},
            {"letter": "Y:", "remote": ""},
            {"letter": "", "remote": r"\\NAS\IPC$", "connected": True},
        ]
    )
    assert [(row.get("letter"), row["connected"], row["remembered"]) for row in found] == [
        (None, True, False), ("z:", True, True), ("Z:", False, True),
    ]  # fmt: skip
    assert found[1]["user"] == "emilie"
    assert found[1]["state"] == "ok"


@pytest.mark.skipif(sys.platform == "win32", reason="what another system answers")
def test_a_machine_without_network_drives_has_none() -> None:
    (artefact,) = live.take((mapped_drives,))
    assert artefact.outcome in {Outcome.FOUND, Outcome.ABSENT}
    assert artefact.unread == ()


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_no_drive_is_not_a_clean_answer_when_windows_would_not_tell() -> None:
    (artefact,) = live.take((mapped_drives,))
    assert artefact.outcome is not Outcome.ABSENT or artefact.unread == ()


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
@pytest.mark.skipif(
    os.environ.get("TROUSSE_THROWAWAY_PREFIX") != "1",
    reason="writes into the registry: throwaway machines only",
)
def test_a_drive_the_registry_remembers_is_found() -> None:
    import winreg

    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, r"Network\t") as key:
        winreg.SetValueEx(key, "RemotePath", 0, winreg.REG_SZ, r"\\NAS\été")
        winreg.SetValueEx(key, "UserName", 0, winreg.REG_SZ, "emilie")
    try:
        (artefact,) = live.take((mapped_drives,))
    finally:
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, r"Network\t")
    (row,) = [row for row in artefact.rows if row["letter"] == "T:"]
    assert (row["remote"], row["user"], row["remembered"], row["connected"]) == (
        r"\\NAS\été", "emilie", True, False,
    )  # fmt: skip
    assert row["account"].startswith("S-1-5-")
