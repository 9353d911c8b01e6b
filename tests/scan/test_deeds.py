"""What a command asks for."""

import pytest

from toolkit.scan.deeds import asked_for, passage


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("vssadmin.exe  Delete Shadows /all /quiet", ["recovery_removal"]),
        ("wmic shadowcopy delete", ["recovery_removal"]),
        ("bcdedit /set {default} recoveryenabled No", ["recovery_removal"]),
        ("wbadmin DELETE CATALOG -quiet", ["recovery_removal"]),
        ("wevtutil cl Security", ["log_clearing"]),
        ("Set-MpPreference -DisableRealtimeMonitoring $true", ["protection_disabling"]),
        ("manage-bde -on C:", ["disk_encryption"]),
        ("rclone copy D: remote:x", ["copying_out"]),
        ("certutil -urlcache -f x", ["fetching"]),
        ("powershell -enc " + "A" * 40, ["encoded_command"]),
        ("vssadmin resize shadowstorage /maxsize=401MB", ["recovery_removal"]),
        ("bcdedit /set {default} bootstatuspolicy ignoreallfailures", ["recovery_removal"]),
        ("reagentc.exe /disable", ["recovery_removal"]),
        ("Clear-EventLog -LogName Application", ["log_clearing"]),
        ("fsutil usn deletejournal /d c:", ["log_clearing"]),
        ("cipher.exe /w:c", ["log_clearing"]),
        ("sc config WinDefend start= disabled", ["protection_disabling"]),
        ("netsh advfirewall set allprofiles state off", ["protection_disabling"]),
        ("MpCmdRun.exe -RemoveDefinitions -All", ["protection_disabling"]),
        ("[Ref].Assembly.GetType('AmsiUtils')", ["protection_disabling"]),
        ("Enable-BitLocker -MountPoint C:", ["disk_encryption"]),
        ("megacmd put D:", ["copying_out"]),
        ("(New-Object Net.WebClient).DownloadString('x')", ["fetching"]),
        ("iwr x -OutFile y", ["fetching"]),
        ("bitsadmin /transfer x", ["fetching"]),
        ("[Convert]::FromBase64String($x)", ["encoded_command"]),
        ("vssadmin list shadows", []),
        ("wbadmin get versions", []),
        ("bcdedit /enum", []),
        ("powershell -ExecutionPolicy Bypass -File sauvegarde.ps1", []),
        ("", []),
    ],
)
def test_a_command_asks_for(command: str, codes: list[str]) -> None:
    assert asked_for(command) == codes


def test_only_the_telling_passage_of_a_script_is_shown() -> None:
    script = "a" * 3000 + "\nwevtutil cl System\n" + "b" * 3000
    assert "wevtutil cl System" in passage(script)
    assert len(passage(script)) < 500
    assert passage("Get-Date") == ""
