"""A small Windows disk on which one invented patient stands wherever a machine may hold a name."""

import codecs
import io
import random
import struct
import unicodedata
import zipfile
from collections.abc import Iterator

from demo.builder import notes, ntfs
from demo.builder.documents_program import harmless
from demo.builder.evtx import LogEvent, log
from demo.builder.hive import Key, binary, dword, filetime, hive, key, merge, multi, sz
from demo.builder.hives_tasks import LOGON, SYSTEM, Task, xml
from demo.builder.ntfs_journal import Change
from demo.builder.prefetch import VOLUME, file_name, prefetch
from demo.builder.tree import Node
from toolkit.records import Times

LAST, FIRST = "Brézoliant", "Gwenaëlle"
WHO = f"{LAST} {FIRST}"
PLAIN = "Brezoliant Gwenaelle"
NFD = unicodedata.normalize("NFD", WHO)
NIR, NIR_SPACED = "284057512345678", "2 84 05 75 123 456 78"
PHONE, MAIL, BORN = "06 39 98 47 17", "gwenaelle.brezoliant@courriel.example", "12/05/1984"
# What is looked for: no accent in it, so that every spelling has it.
WORDS = ("zoliant", "gwena")
NUMBERS = ("2840575123456", "639984717", "12051984", "19840512")
CARD = f"{WHO}, née le {BORN} (DDN 1984-05-12), NIR {NIR_SPACED}, tél. {PHONE}, {MAIL}"

BEFORE, AT = 1_780_000_000_000_000_000, 1_790_000_000_000_000_000
DOCS = rf"C:\Users\claire\Documents\{WHO}"
CONFIG, LOGS = "Windows/System32/config", "Windows/System32/winevt/Logs"
PROFILE = "Users/claire"
RECENT = f"{PROFILE}/AppData/Roaming/Microsoft/Windows/Recent"


def image() -> bytes:
    """Return an NTFS volume whose label is the patient's name too."""
    nodes = list(_nodes())
    changes = [
        Change(AT + number, node.path, 0x3000, node.path.rpartition("/")[2].removesuffix(".akira"))
        for number, node in enumerate(nodes)
        if node.path.endswith(".akira")
    ]  # fmt: skip
    return ntfs.volume(nodes, size=24 * 1024 * 1024, label=LAST[:11], serial=7, changes=changes)


def names() -> tuple[str, ...]:
    """Return the spellings of the patient's name that are planted."""
    return (WHO, WHO.upper(), WHO.lower(), NFD, PLAIN, PLAIN.upper(), f"{LAST}_{FIRST}_{NIR}")


def _nodes() -> Iterator[Node]:
    old = Times(BEFORE, BEFORE, BEFORE, BEFORE)
    yield Node("Windows/System32", directory=True, times=old)
    for path, content in {**_papers(), **_traces()}.items():
        yield Node(path, content, times=old)
    yield Node(f"Users/claire/Documents/{WHO} rendu.docx", CARD.encode(), times=old, deleted=True)
    struck = Times(BEFORE, AT, AT, AT)
    chance = random.Random(7)  # noqa: S311 - no secret
    for path in _struck():
        yield Node(path, chance.randbytes(5000), times=struck)
    for folder in ("Patients", f"Patients/{WHO}", "Users/claire/Desktop", "Windows", "Program Files/LOGOSw"):
        yield Node(f"{folder}/{notes.NAME}", notes.variants()[0].data, times=struck)
    yield Node("Users/Public/svc_maj.exe", harmless(), times=struck)
    for number, path in enumerate(_hidden_among_the_attackers()):
        content = chance.randbytes(6000) if path.endswith(".akira") else harmless() + bytes([number])
        yield Node(path, content, times=struck)
    for number in range(4):
        ending = f"{LAST}-{FIRST}-{BORN.replace('/', '')}"
        yield Node(f"Patients/d{number}/lettre.pdf.{ending}", chance.randbytes(5000), times=struck)
    for folder in ("Patients/d1", "Patients/d2", "Users/Public", "Windows"):
        yield Node(f"{folder}/preuve_readme.txt", _QUOTING.encode(), times=struck)
        yield Node(f"{folder}/LISEZ_MOI_{LAST}.txt", notes.variants()[1].data, times=struck)


# A note that says whom it will harm: its original is no exhibit that leaves.
_QUOTING = f"""{notes.variants()[0].data.decode("utf-8", "replace")}
Nous publierons le dossier de Mme {FIRST} {LAST}, NIR {NIR_SPACED}, née le {BORN}, {PHONE}, {MAIL}.
We have C:\\Patients\\{WHO}\\lettre.docx of patient {WHO}.
"""


def _hidden_among_the_attackers() -> Iterator[str]:
    """Yield where a name stands that is otherwise taken for a program's or a maker's."""
    yield f"Users/Public/{LAST.lower()}.exe"
    yield f"ProgramData/mme.{LAST.lower()}.exe"
    yield f"Users/claire/AppData/Local/{LAST}/a.exe"
    yield f"Program Files/LOGOSw/{LAST}.ini.akira"
    yield f"Program Files/{LAST}/config.ini.akira"
    yield f"Windows/System32/{PLAIN.replace(' ', '_').lower()}.dll.akira"
    yield f"Commun/lettre.exe.{LAST}"
    yield f"Commun/lettre.pdf.{LAST}"


def _struck() -> Iterator[str]:
    for number, name in enumerate(names()):
        yield f"Patients/{name}/courrier {number}.docx.akira"
        yield f"Users/claire/Documents/{name} {number}.pdf.akira"
    yield f"Sauvegardes/{PLAIN}/radio.jpg.akira"
    yield f"Patients/{WHO}/lettre.txt.akira"
    yield f"Program Files/LOGOSw/Patients/{WHO}.ini.akira"
    yield "Windows/System32/prnport.ini.akira"
    yield "Program Files/LOGOSw/logosw_fr.dll.akira"
    yield "Program Files/LOGOSw/Modeles/devis_type.docx.akira"


def _papers() -> dict[str, bytes]:
    text = f"Compte rendu\r\n{CARD}\r\n".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = f"{WHO} {NIR}".encode()
        archive.writestr(f"{WHO}/lettre.txt", text)
        archive.writestr(f"{PLAIN}/{notes.NAME}", notes.variants()[0].data)
    found = {
        f"Patients/{WHO}/lettre.txt": text,
        f"Patients/{WHO}/note de Mme {LAST}.txt": text * 3,
        f"Users/claire/Desktop/{NIR} {WHO}.txt": text,
        f"Users/claire/Desktop/{MAIL}.txt": text,
        f"Users/claire/Desktop/né le {BORN.replace('/', '-')} {PHONE}.txt": text,
        f"Users/claire/Documents/{PLAIN}.zip": packed.getvalue(),
        f"Users/claire/Documents/{LAST}.docm": b"pas un document " + text,
        f"Users/claire/Downloads/{PLAIN.replace(' ', '_')}.exe": harmless(),
        f"{RECENT}/{WHO}.lnk": _link(),
        f"ProgramData/ImagerieX/{WHO}/cliche.jpg": text,
        f"Sauvegarde {WHO}/sauvegarde.log": text,
    }
    return {**found, **{f"Patients/{name}/fiche {n}.txt": text for n, name in enumerate(names())}}


def _link() -> bytes:
    head = b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" + bytes(56)
    return head + f"{DOCS}\\{WHO}.docx".encode("utf-16-le") + f"{DOCS}".encode("cp1252") + bytes(40)


def _traces() -> dict[str, bytes]:
    shown = rf"{VOLUME}\USERS\CLAIRE\DOCUMENTS\{WHO.upper()}\{LAST.upper()}.EXE"
    trace = prefetch(f"{LAST.upper()}.EXE", [shown], 2, [AT])
    return {
        f"Windows/Prefetch/{file_name(f'{LAST}.EXE', shown)}": trace,
        f"Windows/Prefetch/{PLAIN.upper()}.EXE-00000000.pf": b"MAM\x04broken",
        f"Windows/System32/Tasks/Rappel {LAST}": xml(
            Task(f"Rappel {LAST}", "CAB\\claire", "2026-01-01T00:00:00", LOGON, SYSTEM, "C:\\x.exe", "")
        ),
        **_events(),
        **_registry(),
    }  # fmt: skip


def _events() -> dict[str, bytes]:
    audit, defender = "Microsoft-Windows-Security-Auditing", "Microsoft-Windows-Windows Defender"
    command = f'cmd.exe /c vssadmin delete shadows & del "{DOCS}\\{NIR}.doc" & rem {CARD}'
    started = {"NewProcessName": rf"{DOCS}\{LAST}.exe", "CommandLine": command, "SubjectUserName": "claire"}
    signed = {"TargetUserName": "claire", "IpAddress": "203.0.113.77", "LogonType": "10"}
    threat = {"Threat Name": "Ransom:Win32/X", "Path": rf"file:_{DOCS}\{LAST}.docm"}
    return {
        f"{LOGS}/Security.evtx": log([
            LogEvent(audit, 4624, AT, "Security", signed),
            LogEvent(audit, 4688, AT, "Security", started),
            LogEvent(audit, 5140, AT, "Security", {"ShareName": rf"\\*\{WHO}", "SubjectUserName": "claire"}),
        ]),
        f"{LOGS}/{defender}%4Operational.evtx": log([LogEvent(defender, 1116, AT, "x", threat)]),
    }  # fmt: skip


def _registry() -> dict[str, bytes]:
    system = merge(
        key("Select", Key({"Current": dword(1)})),
        key(r"ControlSet001\Services\LanmanServer\Shares", Key({WHO: multi(rf"Path=C:\{WHO}", "Type=0")})),
        key(r"ControlSet001\Services\Suivi", Key({"ImagePath": sz(rf'"{DOCS}\s.exe" -p {NIR}')})),
        key(r"ControlSet001\Control\ComputerName\ComputerName", Key({"ComputerName": sz("CABINET-PC1")})),
    )
    software = merge(
        key(r"Microsoft\Windows\CurrentVersion\Run", Key({"v": sz(rf'"{DOCS}\v.exe" /nom {WHO} {MAIL}')})),
        key(r"Microsoft\Windows NT\CurrentVersion", Key({"RegisteredOwner": sz(MAIL),
                                                         "RegisteredOrganization": sz(f"Tél {PHONE}")})),
        key(r"Microsoft\Windows Defender\Exclusions\Paths", Key({DOCS: dword(0)})),
    )  # fmt: skip
    counted = binary(struct.pack("<IIII44xQ4x", 0, 3, 1, 5, filetime(AT)))
    group = r"{CEBFF5CD-ACE2-4F4F-9178-9926F41749EA}\Count"
    explorer = r"Software\Microsoft\Windows\CurrentVersion\Explorer"
    recent = binary(f"{WHO}.docx\0".encode("utf-16-le") + f"{PLAIN}.lnk".encode("ascii") + b"\0")
    user = merge(
        key(rf"{explorer}\UserAssist\{group}", Key({codecs.encode(rf"{DOCS}\{LAST}.exe", "rot13"): counted})),
        key(rf"{explorer}\RecentDocs", Key({"0": recent, "MRUListEx": binary(b"\0\0\0\0\xff\xff\xff\xff")})),
        key(rf"{explorer}\RunMRU", Key({"a": sz(rf"{DOCS}\{LAST}.docx\1"), "MRUList": sz("a")})),
        key(rf"{explorer}\TypedPaths", Key({"url1": sz(DOCS)})),
        key(r"Network\Z", Key({"RemotePath": sz(rf"\\nas\{WHO}"), "UserName": sz("claire")})),
    )
    return {
        f"{CONFIG}/SYSTEM": hive(system, name="SYSTEM", written=AT),
        f"{CONFIG}/SOFTWARE": hive(software, name="SOFTWARE", written=AT),
        f"{PROFILE}/NTUSER.DAT": hive(user, name="NTUSER.DAT", written=AT),
    }
