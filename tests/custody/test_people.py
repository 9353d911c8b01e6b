import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures import made_names
from toolkit import own_files
from toolkit.custody.people import People, gather, titled
from toolkit.custody.pseudonym import Pseudonyms

TOKENS = Pseudonyms(bytes(32), ("PDATA",))


def told(*paths: str) -> People:
    return gather([("1", path) for path in paths], TOKENS.private)


@pytest.mark.parametrize(
    "path",
    [
        "PDATA/Zorblatti Annie/radio.jpg",
        "Patients/ZORBLATTI/radio.jpg",
        "Dossiers/zorblatti_annie_1961/radio.jpg",
        "Dossiers/M. Zorblatti/lettre.docx",
        "Commun/Lettre Zorblatti Annie.docx",
        "Commun/Annie-Zorblätti 12-05-1984.docx.akira",
        "Users/claire/Documents/note de Mme Zorblatti.txt",
        "Commun/ZorblattiAnnie.pdf",
    ],
)
def test_a_name_below_data_is_known_everywhere(path: str) -> None:
    people = told(path)
    for name in (
        "zorblatti.exe",
        "Rappel Zorblatti",
        "ZORBLÄTTI.ini",
        "maj_zorblatti_2.dll",
        "zorbla\u200btti",
    ):
        assert people.named(name), name
    assert not people.named("svc_maj.exe")


@pytest.mark.parametrize(
    "path",
    [
        "Program Files/LOGOSw/Zorblatti Annie.dll",
        "Windows/System32/Zorblatti Annie.dll",
        "Users/zorblatti/Desktop/facture.docx",
        "Commun/compte rendu.docx",
        "Commun/Facture Matériel Dentaire.docx",
    ],
)
def test_what_stands_elsewhere_or_is_everybodys_names_nobody(path: str) -> None:
    people = told(path)
    assert not people.named("zorblatti.exe")
    assert people.words <= {"annie"}


@pytest.mark.parametrize(
    "path",
    [
        "Users/Accueil/Downloads/AnyDesk.exe",
        "Users/Accueil/Downloads/AnyDesk/AnyDesk.exe:Zone.Identifier",
        "Windows/Prefetch/SVC_MAJ.EXE-880CF0E8.pf",
    ],
)
def test_programs_downloaded_or_started_name_nobody(path: str) -> None:
    people = gather([("1", path)], lambda _volume, _names: 0)
    assert not people.named("AnyDesk.exe")
    assert not people.named("svc_maj.exe")


def test_an_account_spares_nobody_whose_folder_is_among_the_patients() -> None:
    assert told("Patients/Zorblatti/x.jpg", "Users/zorblatti/Desktop/x.txt").named("zorblatti")
    own = told("Users/zorblatti/Desktop/CV Zorblatti Annie.docx")
    assert not own.named("zorblatti")
    people = told("Patients/Zorblatti Annie/x.jpg", "Users/Zorblatti Annie/Desktop/x.txt")
    assert Pseudonyms(bytes(32), (), people=people).path("1", "Users/Zorblatti Annie/NTUSER.DAT") == (
        "Users/Zorblatti Annie/NTUSER.DAT"
    )


@pytest.mark.parametrize(
    "path",
    [
        "Patients/Z/ZORBLATTI/x.docx",
        "Patients/A-Z/Zorblatti Annie/x.docx",
        "Dossiers/2024/Zorblatti/x.docx",
        "PDATA/P00001/ZORBLATTI/x.docx",
        "Data/Zorblatti/2024/x.docx",
        "Patients/ZORBLATTI A/x.docx",
        "Patients/Zorblatti.docx.akira",
        "Users/claire/Documents/Zorblatti/x.docx",
        "Users/claire/Desktop/Courrier Zorblatti.docx.akira",
        "Patients/Akira Zorblatti/x.docx",
    ],
)
def test_a_lone_word_in_a_folder_of_records_is_somebodys(path: str) -> None:
    assert told(path).named("lire_zorblatti.txt")


@pytest.mark.parametrize(
    "path",
    [
        "Users/claire/Downloads/Zorblatti/x.docx",
        "Users/claire/Documents/Zorblatti.docx",
        "Users/claire/Documents/zorblatti/x.docx",
        "Users/claire/Documents/Courrier Zorblatti.txt",
        "Users/claire/AppData/Local/Temp/Zorblatti/x.docx",
    ],
)
def test_a_lone_word_elsewhere_is_nobodys(path: str) -> None:
    assert not told(path).named("zorblatti")


def test_what_a_program_is_called_names_nobody_by_its_place() -> None:
    paths = "Users/claire/Documents/Zorblatti/x.docx", "Program Files/Zorblatti/zorblatti.exe"
    assert not told(*paths).named("zorblatti")
    assert told("Patients/ZORBLATTI/x.docx", paths[1]).named("zorblatti")


@pytest.mark.parametrize("folder", ["Mimikatz Trunk", "Winscp Portable", "Conti Locker", "Black Basta"])
def test_a_folder_that_bears_a_tools_name_gathers_nobody(folder: str) -> None:
    people = told(f"Users/claire/Downloads/{folder}/a.txt", f"Users/claire/Documents/{folder}/b.txt")
    assert people == People()


def test_a_patient_who_bears_the_name_of_a_family_is_known_by_both_names_only() -> None:
    people = told("Patients/Conti Maria/x.docx", "PDATA/Lorenz Annie/x.docx")
    assert people.named("Maria Conti")
    assert people.named("lorenz_annie.pdf")
    assert not people.named("conti.exe")
    assert not people.named("Lorenz")


@pytest.mark.parametrize(
    "name", ["kevrin_gwenaelle.exe", "mme.kevrin.exe", "Mme Kevrin", "Annie-Kevrin-12", "gwenaelleKevrin.dll"]
)
def test_a_persons_shape_is_known_without_the_disk(name: str) -> None:
    assert People().named(name)


@pytest.mark.parametrize(
    "name",
    ["Julie.exe", "LockBit_Ransomware.exe", "ScreenConnect.ClientService.exe", "Process Hacker 2.exe"],
)
def test_a_program_with_a_first_name_or_two_capitals_is_nobodys(name: str) -> None:
    assert not told("PDATA/Andrieu Julie/x.docx").named(name)


@pytest.mark.parametrize(
    "name", ["svc_maj.exe", "LockBit", "dr.web", "m.js", "akira_readme.txt", "Adobe Reader"]
)
def test_a_programs_name_is_nobodys(name: str) -> None:
    assert not People().named(name)


def test_a_title_announces_a_name() -> None:
    assert [name for _, name in titled("Mme Kevrin et Dr. Web, M. Durand")] == ["Kevrin", "Durand"]


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_names_at_all_are_gathered(names: list[str]) -> None:
    people = told("/".join(["PDATA", *names]))
    assert isinstance(people.named("".join(names)), bool)


def test_the_list_of_made_names_is_that_of_the_signatures() -> None:
    listed = made_names.LISTED.read_text(encoding="utf-8")
    assert listed == made_names.page(), "run: python -m signatures.made_names"


def test_no_tool_that_the_signatures_name_is_taken_for_a_person() -> None:
    shown = set[str]()
    for table in ("remote_access", "sync_agents", "backup_software"):
        held = tomllib.loads((own_files.signatures() / f"{table}.toml").read_text(encoding="utf-8"))
        for one in next(rows for rows in held.values() if isinstance(rows, list)):
            shown.add(one["name"])
            shown.update(each.rpartition("/")[2].replace("*", "") for each in one.get("folders", ()))
    assert len(shown) > 50
    for name in sorted(shown):
        assert told(f"PDATA/{name}/a.txt", f"Users/claire/Documents/{name}/b.txt") == People(), name
