"""No name below a data root stays, and every name elsewhere does."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody.places import DATA_FOLDERS
from toolkit.custody.pseudonym import CODE, Pseudonyms

ROOTS = ("C:\\Wlogos2\\Patients", "PDATA")
TOKENS = Pseudonyms(bytes(32), ROOTS, ("akira",))
TOKEN = re.compile(r"P-[0-9a-f]{10}")


def masked(path: str, volume: str = "1", *, clear_name: bool = False) -> str:
    return TOKEN.sub("#", TOKENS.path(volume, path, clear_name=clear_name))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("Wlogos2/Patients/Dupont Jean/nom.jpg.akira", "Wlogos2/Patients/#/#.jpg.akira"),
        ("WLOGOS2/patients/DUPONT/2024/radio.dcm", "WLOGOS2/patients/#/#/#.dcm"),
        ("Sauvegarde/lundi/Wlogos2/Patients/x/y.tar.gz", "Sauvegarde/#/Wlogos2/Patients/#/#.tar.gz"),
        ("Program Files/Soft/Data/Dupont.exe", "Program Files/Soft/Data/#.exe"),
        ("Program Files/Soft/Dupont Jean.pdf.akira", "Program Files/Soft/#.pdf.akira"),
        ("Program Files/Soft/soft.dll.akira", "Program Files/Soft/soft.dll.akira"),
        ("Windows/Temp/Dupont.pdf", "Windows/Temp/#.pdf"),
        ("Donnees/Dupont/PDATA/x.png", "Donnees/#/PDATA/#.png"),
        ("Wlogos2/Patients", "Wlogos2/Patients"),
        ("Wlogos2/logos.exe", "#/#.exe"),
        ("Dossiers/Dupont Jean/x.pdf", "Dossiers/#/#.pdf"),
        ("Dupont Jean.pdf", "#.pdf"),
        ("PDATA/P1/a.png.id-1E857D00.[mail@x.onion].harma", "PDATA/#/#.png.P"),
        ("PDATA/M.Dupont", "PDATA/#"),
        ("PDATA/courrier Mme. Durand", "PDATA/#"),
        ("PDATA/fiche.akira", "PDATA/#.akira"),
        ("PDATA/fiche.durand", "PDATA/#"),
        ("PDATA/a.doc.Dupont.pdf", "PDATA/#.pdf"),
        ("PDATA/radio.jpg Dupont", "PDATA/#"),
        ("PDATA/x.jpg:Zone.Identifier", "PDATA/#.jpg:Zone.Identifier"),
        ("PDATA/x.jpg:Dupont", "PDATA/#.jpg:P"),
        ("Users/marie/Documents/Dupont.docx", "Users/marie/Documents/#.docx"),
        ("Utilisateurs/marie/Bureau/x/y.txt", "Utilisateurs/marie/Bureau/#/#.txt"),
        ("users/marie/Patients 2024/x.pdf", "users/marie/#/#.pdf"),
        ("Users/marie/AppData/Roaming/evil.exe", "Users/marie/AppData/Roaming/evil.exe"),
        ("Users/marie/AppData/Roaming/Microsoft/Windows/Recent/Dupont.lnk",
         "Users/marie/AppData/Roaming/Microsoft/Windows/Recent/#.lnk"),
        ("Users/marie/AppData/Local/Temp/Dupont.pdf", "Users/marie/AppData/Local/Temp/#.pdf"),
        ("Users/marie/NTUSER.DAT", "Users/marie/NTUSER.DAT"),
        ("Users/marie", "Users/marie"),
        ("$Recycle.Bin/S-1-5-21/Dupont.doc", "$Recycle.Bin/#/#.doc"),
        ("Windows/System32/drivers/é.sys", "Windows/System32/drivers/é.sys"),
        ("Program Files/Sirona/PDATAx/a.dll", "Program Files/Sirona/#/a.dll"),
        ("ProgramData/ImagerieX/ZORBLATTI Jean/rx1.dcm.akira", "ProgramData/ImagerieX/#/#.dcm.akira"),
        ("ProgramData/ImagerieX/2026/ZORBLATTI Jean 1961-02-03/rx.dcm", "ProgramData/ImagerieX/#/#/#.dcm"),
        ("ProgramData/ImagerieX/ZORBLATTI/rx.exe", "ProgramData/ImagerieX/#/rx.exe"),
        ("ProgramData/ImagerieX/bin/ZORBLATTI/bin/rx.ini", "ProgramData/ImagerieX/bin/#/#/#.ini"),
        ("ProgramData/ImagerieX/ZORBLATTI", "ProgramData/ImagerieX/#"),
        ("ProgramData/ZORBLATTI Jean.pdf", "ProgramData/#.pdf"),
        ("ProgramData/zorblatti.pdf", "ProgramData/#.pdf"),
        ("ProgramData/ZORBLATTI Jean", "ProgramData/#"),
        ("ProgramData/ZORBLATTI Jean/x.dll", "ProgramData/#/x.dll"),
        ("ProgramData/ZORBLATTI_Jean/x.dll", "ProgramData/#/x.dll"),
        ("ProgramData/JOXEMARIN Annie.exe", "ProgramData/#.exe"),
        ("ProgramData/JOXEMARIN_ANNIE.EXE", "ProgramData/#.EXE"),
        ("ProgramData/svc_maj.exe", "ProgramData/svc_maj.exe"),
        ("ProgramData/SVC_MAJ.EXE", "ProgramData/SVC_MAJ.EXE"),
        ("ProgramData/Microsoft/Windows Defender/Platform/4.18.2/MsMpEng.exe",
         "ProgramData/Microsoft/Windows Defender/Platform/4.18.2/MsMpEng.exe"),
        ("Program Files/ImagerieX/ZORBLATTI Jean.dll", "Program Files/ImagerieX/#.dll"),
        ("Program Files/ImagerieX/x.dll ZORBLATTI", "Program Files/ImagerieX/#"),
        ("Program Files/Carestream Dental/plugins/x.dll", "Program Files/Carestream Dental/plugins/x.dll"),
        ("Windows/ZORBLATTI Jean/x.pdf", "Windows/#/#.pdf"),
        ("Windows/System32/ZORBLATTI Jean.txt", "Windows/System32/#.txt"),
        ("Windows/System32/config/SAM.akira", "Windows/System32/config/SAM.akira"),
        ("Windows/System32/winevt/Logs/Security.evtx", "Windows/System32/winevt/Logs/Security.evtx"),
        ("Windows/System32/winevt/Logs/Microsoft-Windows-Windows Defender%4Operational.evtx",
         "Windows/System32/winevt/Logs/Microsoft-Windows-Windows Defender%4Operational.evtx"),
        ("Windows/System32/Tasks/Sauvegarde LOGOSw", "Windows/System32/Tasks/Sauvegarde LOGOSw"),
        ("ProgramData/LOGOSw/ZORBLATTI.log", "ProgramData/LOGOSw/#.log"),
        ("ProgramData/LOGOSw/journal.log", "ProgramData/LOGOSw/journal.log"),
        ("PerfLogs/ZORBLATTI Jean/x.pdf", "PerfLogs/#/#.pdf"),
        ("Users/marie/AppData/Local/ImagerieX/ZORBLATTI Jean/rx.dcm",
         "Users/marie/AppData/Local/ImagerieX/#/#.dcm"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_stays_and_what_goes(path: str, shown: str) -> None:
    assert masked(path) == shown


def test_a_note_or_a_program_keeps_its_own_name_only() -> None:
    assert masked("PDATA/Dupont/akira_readme.txt", clear_name=True) == "PDATA/#/akira_readme.txt"


def test_a_program_with_the_shape_of_a_person_loses_its_name_everywhere() -> None:
    assert masked("Windows/Temp/x.exe", clear_name=True) == "Windows/Temp/x.exe"
    assert masked("Users/Public/svc_maj.exe", clear_name=True) == "Users/Public/svc_maj.exe"
    for path in (
        "ProgramData/JOXEMARIN Annie.exe",
        "PDATA/JOXEMARIN-Annie.exe",
        "Users/a/Desktop/Joxe 1961-02-03.exe",
    ):
        assert "oxe" not in masked(path, clear_name=True).casefold()


@pytest.mark.parametrize(
    "path",
    [
        "PDATA/Dupont/mimikatz.exe",
        "Users/a/Downloads/Process Hacker 2.exe",
        "Users/a/Documents/LockBit_Ransomware.exe",
        "Users/a/Desktop/Black Basta.exe",
        "Users/a/Downloads/PsExec64.exe",
    ],
)
def test_a_tool_keeps_its_name_wherever_it_lies(path: str) -> None:
    assert masked(path).rpartition("/")[2] == path.rpartition("/")[2]


def test_a_folder_of_a_tool_keeps_its_name_outside_records() -> None:
    assert masked("Users/a/Downloads/Process Hacker/x.txt") == "Users/a/Downloads/Process Hacker/#.txt"
    assert masked("Program Files/Planmeca/Romexis/x.exe") == "Program Files/Planmeca/Romexis/x.exe"
    assert masked("Patients/Conti/x.txt") == "Patients/#/#.txt"


def test_among_records_a_program_with_a_capital_may_be_somebodys() -> None:
    assert masked("Users/a/Documents/Joxemarin.exe", clear_name=True) == "Users/a/Documents/#.exe"
    assert masked("Users/a/Documents/svc.exe", clear_name=True) == "Users/a/Documents/svc.exe"
    assert masked("Users/Public/Documents/Joxe.exe", clear_name=True) == "Users/Public/Documents/Joxe.exe"


def test_a_root_of_one_volume() -> None:
    tokens = Pseudonyms(bytes(32), ("2:", "1:Compta"))
    assert TOKEN.sub("#", tokens.path("1", "Dossiers/x.txt")) == "Dossiers/#.txt"
    assert TOKEN.sub("#", tokens.path("2", "Dupont/x.txt")) == "#/#.txt"
    assert TOKEN.sub("#", tokens.path("1", "Compta/x.txt")) == "Compta/#.txt"
    assert TOKEN.sub("#", tokens.path("3", "Autre/2024/x.txt")) == "#/#/#.txt"
    # A folder source has no volume numbers: what may be a data root counts as one.
    assert TOKEN.sub("#", tokens.path("", "Dupont/x.txt")) == "#/#.txt"


def test_the_same_name_gives_the_same_token_and_another_key_another() -> None:
    name = "Hélène"
    forms = {TOKENS.path("1", f"PDATA/{form}") for form in (
        unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name), name.upper(), name.lower(),
    )}  # fmt: skip
    assert len(forms) == 1
    assert Pseudonyms(b"\1" * 32, ROOTS).path("1", f"PDATA/{name}") not in forms


def test_the_token_is_the_one_written_down() -> None:
    # openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00, of "dupont.jpg"
    assert TOKENS.path("1", "PDATA/Dupont.jpg") == "PDATA/P-e14b3a1665.jpg"


@given(st.lists(st.text(st.characters(codec=None), min_size=1, max_size=12), min_size=1, max_size=5))
def test_any_name_at_all_below_a_root_is_gone(names: list[str]) -> None:
    parts = [name.replace("/", "_") for name in names]
    shown = TOKENS.path("1", "/".join(["PDATA", *parts])).split("/")
    assert len(shown) == len(parts) + 1
    hidden = [TOKEN.fullmatch(part) is not None for part in shown[1:-1]]
    # A word of everybody's, "Images" or "tmp", is nobody's name.
    assert hidden == [name.casefold() not in DATA_FOLDERS for name in parts[:-1]]
    assert TOKEN.match(shown[-1])


def test_the_whole_of_a_backup_leaves_no_name() -> None:
    tokens = TOKENS.whole()
    assert TOKEN.sub("#", tokens.path("", "Windows/Dupont/x.jpg.akira")) == "#/#/#.jpg.akira"
    assert TOKEN.sub("#", tokens.path("1", "PDATA/x.txt")) == "#/#.txt"
    assert tokens.path("", "PDATA/x.txt").split("/")[1] == TOKENS.path("1", "PDATA/x.txt").split("/")[1]


@pytest.mark.parametrize("root", ["D:", "2:"])
def test_a_volume_without_windows_is_private_as_a_whole(root: str) -> None:
    tokens = Pseudonyms(b"\0" * 32, (root,))
    volume = root[0]
    assert TOKEN.sub("#", tokens.path(volume, "Windows/MARTIN Jeanne.docx")) == "#/#.docx"
    assert tokens.path("1", "Windows/System32/é.sys") == "Windows/System32/é.sys"


def test_what_was_replaced_is_remembered_with_each_spelling_and_where_it_stood() -> None:
    tokens = Pseudonyms(bytes(32), ROOTS, ("akira",))
    code = tokens.path("1", "PDATA/Dupont/x.jpg.akira").split("/")[1]
    assert tokens.path("1", "PDATA/DUPONT/x.jpg.akira").split("/")[1] == code
    tokens.whole().path("", "Dossiers/Durand/x.pdf")
    found = {name: (known, where) for (known, name), where in tokens.replaced.items()}
    assert found["Dupont"] == (code, "1:PDATA")
    assert found["DUPONT"] == (code, "1:PDATA")
    assert found["x.jpg.akira"][1] == "1:PDATA/Dupont"
    assert found["Durand"][1] == "Dossiers"
    assert "PDATA" not in found


@given(st.text(max_size=60))
def test_every_token_of_a_path_is_remembered(path: str) -> None:
    tokens = Pseudonyms(bytes(32), ROOTS)
    codes = set(CODE.findall(tokens.path("2", path))) - set(CODE.findall(path))
    assert codes <= {code for code, _ in tokens.replaced}


def test_a_path_of_thousands_of_folders_is_remembered_in_little() -> None:
    tokens = Pseudonyms(bytes(32), ())
    tokens.path("1", "/".join(f"n{number}" for number in range(4000)))
    assert max(map(len, tokens.replaced.values())) < 200
