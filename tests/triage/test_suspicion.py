"""Codes drawn from a command, and the place of its program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.triage.suspicion import flags, program


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        (r"C:\Users\Public\svc.exe", ["in_public_folder"]),
        (r"%PUBLIC%\svc.exe", ["in_public_folder"]),
        (r'"C:\Users\zoé\AppData\Local\Temp\a.exe" -x', ["in_temporary_folder"]),
        (r"C:\Windows\Temp\a.exe", ["in_temporary_folder"]),
        (r"%appdata%\x\a.exe", ["in_user_folder"]),
        (r"C:\ProgramData\a.exe -s", ["in_program_data"]),
        (r"C:\ProgramData\Editeur\a.exe", []),
        (r"\\SERVEUR\partage\a.exe", ["on_other_machine"]),
        (r"\??\C:\Windows\a.exe", []),
        (r"\\?\C:\Windows\a.exe", []),
        (r"cmd /c del x", ["through_shell"]),
        (r"%COMSPEC% /c echo x", ["through_shell"]),
        (r"powershell.exe -nop -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA", ["through_shell", "encoded_command"]),
        (r"C:\Program Files\Mon cmdline\outil.exe", []),
        (r"%SystemRoot%\system32\svchost.exe -k netsvcs", []),
        ("", []),
    ],
)
def test_flags(command: str, wanted: list[str]) -> None:
    assert flags(command) == wanted


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        (r'"C:\Program Files\A b\c.exe" -d "x"', ("C", "Program Files/A b/c.exe")),
        (r"C:\Program Files\A b\c.exe -d x.exe", ("C", "Program Files/A b/c.exe")),
        (r"\SystemRoot\System32\drivers\x.sys", ("", "Windows/System32/drivers/x.sys")),
        (r"system32\DRIVERS\x.sys", ("", "Windows/System32/DRIVERS/x.sys")),
        (r"%ProgramFiles(x86)%\A\b.exe", ("", "Program Files (x86)/A/b.exe")),
        (r"e:\sans_extension argument", ("E", "sans_extension")),
        ("notepad.exe", None),
        (r"\\serveur\x\a.exe", None),
        ("", None),
    ],
)
def test_program(command: str, wanted: tuple[str, str] | None) -> None:
    assert program(command) == wanted


@given(st.text())
def test_any_text_is_borne(command: str) -> None:
    place = program(command)
    assert place is None or "\\" not in place[1]
    assert all(code.isidentifier() for code in flags(command))
