r"""Places and commands worth a look, and ordinary ones that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.live.process_signs import command, impostor, place


@pytest.mark.parametrize(
    ("image", "drive", "codes"),
    [
        (r"C:\Windows\System32\svchost.exe", "fixed", []),
        (r"C:\Program Files\Logiciel\medical.exe", "fixed", []),
        (r"C:\ProgramData\Microsoft\Windows Defender\Platform\4.18\MsMpEng.exe", "fixed", []),
        (r"C:\Users\Marie\AppData\Local\Temp\a.exe", "fixed", ["in_temporary_folder"]),
        (r"C:\Users\Marie\Downloads\a.exe", "fixed", ["in_downloads"]),
        (r"C:\Users\Marie\Téléchargements\a.exe", "fixed", ["in_downloads"]),
        (r"C:\Users\Public\a.exe", "fixed", ["in_public_folder"]),
        (r"C:\Users\Marie\AppData\Roaming\x\a.exe", "fixed", ["in_user_folder"]),
        (r"C:\ProgramData\a.exe", "fixed", ["in_program_data"]),
        (r"E:\a.exe", "removable", ["on_removable_drive"]),
        (r"\\serveur\partage\a.exe", "network", ["on_network_drive"]),
        ("/tmp/a", None, ["in_temporary_folder"]),
        ("/usr/bin/a", None, []),
    ],
)
def test_places(image: str, drive: str | None, codes: list[str]) -> None:
    assert place(image, drive) == codes


@pytest.mark.parametrize(
    ("image", "odd"),
    [
        (r"C:\Windows\System32\svchost.exe", False),
        (r"C:\Windows\SysWOW64\dllhost.exe", False),
        (r"C:\WINDOWS\explorer.exe", False),
        (r"C:\ProgramData\svchost.exe", True),
        (r"C:\Windows\lsass.exe", True),
        (r"C:\Windows\System32\drivers\svchost.exe", True),
        (r"C:\Users\Marie\explorer.exe", True),
        (r"C:\Program Files\autre.exe", False),
        ("", False),
    ],
)
def test_names_of_windows_elsewhere(image: str, *, odd: bool) -> None:
    assert impostor(image) is odd


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("vssadmin.exe Delete Shadows /All /Quiet", ["recovery_removal"]),
        ("vssadmin list shadows", []),
        ("cmd /c wmic shadowcopy delete", ["recovery_removal"]),
        ("wbadmin delete catalog -quiet", ["recovery_removal"]),
        ("wbadmin start backup", []),
        ("bcdedit /set {default} recoveryenabled No", ["recovery_removal"]),
        ("bcdedit /set {default} bootstatuspolicy ignoreallfailures", ["recovery_removal"]),
        ("bcdedit /enum", []),
        ("wevtutil cl Security", ["log_clearing"]),
        ("wevtutil qe Security", []),
        ("fsutil usn deletejournal /D C:", ["log_clearing"]),
        ("powershell Set-MpPreference -DisableRealtimeMonitoring $true", ["protection_disabling"]),
        ("net stop WinDefend", ["protection_disabling"]),
        ("manage-bde -protectors -delete C:", ["disk_encryption"]),
        ("manage-bde -status", []),
        ("rclone.exe copy D:\\ distant:x", ["copying_out"]),
        ("powershell -enc " + "QQBB" * 10, ["encoded_command"]),
        (r"C:\Windows\System32\svchost.exe -k netsvcs -p", []),
    ],
)
def test_commands(line: str, codes: list[str]) -> None:
    assert command(line.split()) == codes


@given(st.text(max_size=300), st.lists(st.text(max_size=60), max_size=8))
def test_any_text_is_answered(image: str, words: list[str]) -> None:
    assert isinstance(place(image), list)
    assert isinstance(command(words), list)
    assert impostor(image) in {True, False}


def test_long_commands_are_answered_at_once() -> None:
    for word in ("delete ", "vssadmin ", "bcdedit ", "set-mppreference ", "-e "):
        assert isinstance(command([word * 200_000]), list)
