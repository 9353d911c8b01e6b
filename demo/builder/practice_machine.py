"""The rest of the practice's Windows machine: system files, programs, settings and their logs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from demo.builder.documents import dated, make, paper
from demo.builder.documents_table import ini, log
from demo.builder.tree import Node

_INSTALLED = datetime(2023, 11, 14, 9, 30, 0, tzinfo=UTC)
_SYSTEM = (
    "advapi32.dll", "bcrypt.dll", "cmd.exe", "crypt32.dll", "gdi32.dll", "kernel32.dll", "notepad.exe",
    "ntdll.dll", "ole32.dll", "shell32.dll", "spoolsv.exe", "svchost.exe", "taskmgr.exe", "user32.dll",
    "vssadmin.exe", "wbadmin.exe", "winhttp.dll", "ws2_32.dll", "drivers/disk.sys", "drivers/ntfs.sys",
    "drivers/usbstor.sys", "prnport.ini", "wbem/cimwin32.dll", "fr-FR/aide_imprimante.html",
)  # fmt: skip
_WINDOWS = (
    "explorer.exe", "regedit.exe", "system.ini", "win.ini", "sesam.ini", "galss.ini", "INF/disk.inf",
    "INF/usbstor.inf", "INF/netrtwlane.inf", "INF/prnms003.inf", "Logs/CBS/CBS.log", "Logs/DISM/dism.log",
    "Help/fr-FR/index.html", "Help/fr-FR/impression.html", "Help/fr-FR/réseau.html", "WindowsUpdate.log",
)  # fmt: skip
_PROGRAMS = (
    "Program Files/LOGOSw/LOGOSw.exe", "Program Files/LOGOSw/logosw_agent.exe",
    "Program Files/LOGOSw/logosw_fr.dll", "Program Files/LOGOSw/logosw_impression.dll",
    "Program Files/LOGOSw/logosw.ini", "Program Files/LOGOSw/Aide/index.html",
    "Program Files/LOGOSw/Aide/sauvegarde.html", "Program Files/LOGOSw/Aide/radiologie.html",
    "Program Files/LOGOSw/Modeles/devis_type.docx", "Program Files/LOGOSw/Modeles/consentement_type.rtf",
    "Program Files/LOGOSw/Modeles/tarifs_type.xlsx", "Program Files/LOGOSw/Exemples/radio_exemple.jpg",
    "Program Files/LOGOSw/Exemples/radio_exemple.png", "Program Files/Sirona/Sidexis4/Sidexis4.exe",
    "Program Files/Sirona/Sidexis4/sidexis_dicom.dll", "Program Files/Sirona/Sidexis4/exemple_photo.jpg",
    "Program Files/Sirona/Sidexis4/Notice.pdf", "Program Files/santesocial/galss/galsvw64.exe",
    "Program Files/santesocial/galss/galss_lecteur.dll", "Program Files/7-Zip/7z.exe",
    "Program Files/7-Zip/7z.dll", "Program Files/7-Zip/Lang/fr.txt",
    "Program Files (x86)/AnyDesk/AnyDesk.exe", "Program Files (x86)/TeamViewer/TeamViewer.exe",
    "Program Files (x86)/TeamViewer/TeamViewer_Resource_fr.dll", "Program Files (x86)/TeamViewer/Licence.rtf",
    "ProgramData/santesocial/fsv/1.40.14/conf/fsv.ini", "ProgramData/Sirona/Sidexis/sidexis.log",
    "ProgramData/Microsoft/Windows Defender/Support/MPLog.log", "ProgramData/LOGOSw/journal.log",
)  # fmt: skip
# Copies of vendor files that the attack leaves alone: the same bytes as files it encrypts.
TWINS = {
    "Program Files/LOGOSw/Modeles/devis_type.docx": "ProgramData/LOGOSw/Installation/Modeles/devis_type.docx",
    "Program Files/LOGOSw/Exemples/radio_exemple.jpg": "ProgramData/LOGOSw/Installation/radio_exemple.jpg",
}


def machine() -> list[Node]:
    """Return the files that are Windows, its programs and its accounts, and no patient's."""
    return [*_programs(), *_remote_tool(), *_accounts(), *_junctions()]


def _programs() -> Iterator[Node]:
    paths = [f"Windows/System32/{name}" for name in _SYSTEM] + [f"Windows/{name}" for name in _WINDOWS]
    for number, path in enumerate([*paths, *_PROGRAMS]):
        # Logs go on being written; the rest keeps the day it was installed.
        when = datetime(2026, 10, 9, 16, 50, tzinfo=UTC) if path.endswith(".log") else _INSTALLED
        yield paper(path, when + timedelta(minutes=number))
    for path, twin in TWINS.items():
        when = _INSTALLED + timedelta(minutes=len(paths) + _PROGRAMS.index(path))
        yield dated(twin, when, make(path, when))
    hosts = b"# Exemple de fichier hosts\r\n127.0.0.1 localhost\r\n::1 localhost\r\n"
    yield dated("Windows/System32/drivers/etc/hosts", _INSTALLED, hosts)
    yield Node("Windows/Temp", directory=True, times=dated("", _INSTALLED, b"").times)


def _remote_tool() -> Iterator[Node]:
    used = datetime(2026, 10, 10, 21, 52, 40, tzinfo=UTC)
    settings = ini((("anydesk", (("ad.anynet.id", "000000042"), ("ad.security.interactive_access", 2))),))
    yield dated("ProgramData/AnyDesk/system.conf", _INSTALLED + timedelta(days=80), settings)
    words = ("anynet.relay_conn - Connecte au relais", "app.session - Session ouverte", "fiber - Veille")
    trace = log("AnyDesk", used - timedelta(hours=8), 160, words)
    yield dated("ProgramData/AnyDesk/ad_svc.trace", used, trace)
    lines = "Incoming    2026-10-10, 21:41    User    000000666    000000666\r\n"
    yield dated("ProgramData/AnyDesk/connection_trace.txt", used, b"\xff\xfe" + lines.encode("utf-16-le"))


def _accounts() -> Iterator[Node]:
    local = "AppData/Local"
    for name in ("claire.martin", "Accueil"):
        home = f"Users/{name}"
        yield paper(f"{home}/{local}/LOGOSw/affichage.ini", datetime(2026, 10, 9, 16, 58, tzinfo=UTC))
        yield paper(f"{home}/{local}/Temp/impression.log", datetime(2026, 10, 9, 16, 59, tzinfo=UTC))
        yield paper(
            f"{home}/AppData/Roaming/Navigateur/marque-pages.html", datetime(2026, 9, 21, 9, tzinfo=UTC)
        )
    for name in ("Administrateur", "Public"):
        for folder in ("Desktop", "Documents"):
            yield Node(f"Users/{name}/{folder}", directory=True, times=dated("", _INSTALLED, b"").times)


def _junctions() -> Iterator[Node]:
    # Windows itself makes these; the last points to its own parent and must not be followed.
    times = dated("", _INSTALLED, b"").times
    yield Node("Users/All Users", junction="C:\\ProgramData", times=times, attributes=6)
    yield Node("ProgramData/Application Data", junction="C:\\ProgramData", times=times, attributes=6)
    own = "Users/claire.martin/AppData/Local"
    target = "C:\\" + own.replace("/", "\\")
    yield Node(f"{own}/Application Data", junction=target, times=times, attributes=6)
