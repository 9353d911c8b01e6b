"""A Wine prefix made to look like a struck practice machine, and what was planted there."""

import getpass
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from demo.builder import documents, hives_tasks, notes
from demo.builder.documents_keystream import keystream
from release import wine

ENDING = ".verrou7"  # of no known family: what is found rests on the bytes
WHEN = datetime(2026, 3, 2, 9, 15, 0)  # a local time, as the papers bear it
USER = getpass.getuser()
_KINDS = ("docx", "xlsx", "pdf", "jpg", "odt", "doc")
_LONG = "/".join(f"Dossier numéro {number} au nom bien trop long {'x' * 60}" for number in range(4))
# Names that programs written for DOS stumble over; Wine keeps the last two only as Linux gave them.
ODD_NAMES = (
    "Wlogos2/Été – œuvre n° 3.pdf",
    "Wlogos2/sourire 🦷.jpg",
    f"Wlogos2/{_LONG}/radio.jpg",
    "Wlogos2/nom long deux " + "é" * 110 + ".docx",
    "Wlogos2/fin en point.",
    "Wlogos2/fin en espace ",
    "Wlogos2/CON.txt",
)
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
IFEO = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Image File Execution Options"
# Nothing of this exists, for Wine starts what the Run keys name.
RUN_MACHINE = ("Mise à jour été", r"C:\Users\Public\svc_maj.exe -q")
RUN_USER = ("Agent du cabinet", r"C:\Users\Public\Documents\agent.exe /discret")
SERVICE = ("SvcMajEte", r"C:\ProgramData\Été\maj.exe -k")
DEBUGGER = ("sethc.exe", r"C:\Windows\System32\cmd.exe")
TASK = hives_tasks.Task(
    "Mise à jour système", "CABINET\\support", "2026-03-01T23:56:02",
    hives_tasks.once("2026-03-02T02:14:00"), hives_tasks.SYSTEM, r"C:\Users\Public\svc_maj.exe", "-q",
    hidden=True,
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """Paths below C: or D:, "/" between names, by what lies there."""

    encrypted: frozenset[tuple[str, str]]
    notes: frozenset[tuple[str, str]]
    intact: frozenset[tuple[str, str]]


def prepare(prefix: Path, medium: Path, cases: Path) -> Planted:
    """Make the prefix: C: planted, D: a second fixed volume, E: the stick, F: a removable disk for cases.

    Nothing but these is to be seen from it, neither the Linux root nor the user's own folders.
    """
    data = prefix.parent / "D"
    data.mkdir()
    with wine.prefix(prefix) as environment:
        plain_folders(prefix / "drive_c" / "users")
        drives = prefix / "dosdevices"
        for device in drives.iterdir():
            if device.name != "c:":
                device.unlink()
        for letter, place in {"d:": data, "e:": medium, "f:": cases}.items():
            (drives / letter).symlink_to(place)
        script = cases / "planted.reg"
        script.write_bytes("\r\n".join(registry()).encode("utf-16"))
        wine.run(environment, "regedit", "/S", "F:\\planted.reg", limit=120)
        script.unlink()
        planted = plant(prefix / "drive_c", data)
    # Once more from start to end, so that what Wine does after a change is done.
    with wine.prefix(prefix):
        return planted


def plain_folders(users: Path) -> None:
    """Replace Wine's links to the user's own folders, which would be examined too."""
    for link in [path for path in users.rglob("*") if path.is_symlink()]:
        link.unlink()
        link.mkdir()


def registry() -> Iterator[str]:
    """Yield the lines of a registry script."""
    yield "Windows Registry Editor Version 5.00"
    for key, values in {
        rf"HKEY_LOCAL_MACHINE\{RUN}": [text(*RUN_MACHINE)],
        rf"HKEY_CURRENT_USER\{RUN}": [text(*RUN_USER)],
        rf"HKEY_LOCAL_MACHINE\{IFEO}\{DEBUGGER[0]}": [text("Debugger", DEBUGGER[1])],
        rf"HKEY_LOCAL_MACHINE\System\CurrentControlSet\Services\{SERVICE[0]}": [
            text("ImagePath", SERVICE[1]), text("DisplayName", "Mise à jour été"),
            '"Type"=dword:00000010', '"Start"=dword:00000004',
        ],
        r"HKEY_LOCAL_MACHINE\Software\Wine\Drives": [
            text("d:", "hd"), text("e:", "floppy"), text("f:", "floppy"),  # "floppy": a removable medium
        ],
    }.items():  # fmt: skip
        yield from ["", f"[{key}]", *values]
    yield ""


def text(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}"="{escaped}"'


def plant(c: Path, d: Path) -> Planted:
    """Write notes, encrypted and intact files, and a task; return where."""
    encrypted, left, intact = set(), set(), set()
    for letter, root, folder in (
        ("C", c, "Wlogos2"),
        ("C", c, f"users/{USER}/Mes papiers"),
        ("D", d, "PDATA"),
    ):
        for number, kind in enumerate(_KINDS):
            paper = documents.make(f"{folder}/{number}.{kind}", WHEN)
            intact.add((letter, put(root, f"{folder}/papier {number}.{kind}", paper)))
            body = keystream(f"{letter}{folder}{number}", max(len(paper), 20_000))
            encrypted.add((letter, put(root, f"{folder}/acte {number}.{kind}{ENDING}", body)))
        for variant in notes.variants()[:3] if letter == "C" else notes.variants()[-1:]:
            name = f"{folder}/{variant.code}/{variant.name}"
            left.add((letter, put(root, name, variant.data)))
    for name in ODD_NAMES:
        kind = Path(name).suffix if Path(name).suffix.strip(".") else ".txt"
        intact.add(("C", put(c, name, documents.make(f"papier{kind}", WHEN))))
    put(c, f"windows/system32/Tasks/{TASK.path}", hives_tasks.xml(TASK))
    return Planted(frozenset(encrypted), frozenset(left), frozenset(intact))


def put(root: Path, name: str, content: bytes) -> str:
    place = root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return name
