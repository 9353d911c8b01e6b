"""Inert pieces that the samples of rules are put together from; no file here holds a whole one."""

import base64

BREAK = "¤"  # taken out when a sample is made: until then no rule and no antivirus knows it
NOT_A_PROGRAM = b"MZ is how some letters begin.\n"
CODED = base64.b64encode("Write-Output 'inert'; ".encode("utf-16-le") * 10).decode()
WHOLE = base64.b64encode(bytes.fromhex("4d5a90000300000004000000ffff0000") + bytes(300)).decode()
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
SHORTCUT = bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(60)
ONENOTE = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(64)
EMBEDDED = bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")


def whole(text: str) -> str:
    """Return a text without the breaks."""
    return text.replace(BREAK, "")


def program(*texts: str | bytes, wide: bool = False) -> bytes:
    """Return the first bytes of a program, then these texts, each ended by a zero."""
    header = b"MZ" + bytes(0x3A) + b"\x80\0\0\0" + bytes(0x40) + b"PE\0\0" + bytes(0x400)
    coded = [
        text if isinstance(text, bytes) else whole(text).encode("utf-16-le" if wide else "cp1252")
        for text in texts
    ]
    return header + b"\0\0\0".join([b"", *coded, b""])


def script(*lines: str) -> bytes:
    return whole("\r\n".join([*lines, ""])).encode("cp1252")


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
