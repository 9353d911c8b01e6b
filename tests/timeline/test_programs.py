"""Which program the story names, on disks made byte by byte: that it ran is not that it encrypted."""

from pathlib import Path

import pytest

from demo.builder.documents_program import harmless
from demo.builder.evtx import LogEvent
from demo.builder.hives_sam import SID
from demo.builder.tree import Node
from tests.timeline.disk import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    T0,
    moderated,
    node,
    security,
    sign_in,
    start,
    tell,
    trace,
)
from toolkit.timeline import Statement
from toolkit.timeline.images import below, blameless, practice, same

IN = sign_in("claire.martin", T0 - 5 * HOUR, 2)
LOCKER = r"C:\Users\Public\svc.exe"
LOCKER_RAN = trace(r"\USERS\PUBLIC\SVC.EXE", T0 - 5 * SECOND)


def every(story: list[Statement], code: str) -> list[Statement]:
    return [each for each in story if each.code == code]


def one(story: list[Statement], code: str) -> Statement:
    (found,) = every(story, code)
    return found


def updater() -> tuple[list[Node], list[LogEvent]]:
    path = r"\USERS\CLAIRE.MARTIN\APPDATA\LOCAL\MICROSOFT\TEAMS\UPDATE.EXE"
    return [trace(path, T0 - 4 * MINUTE)], [start("claire.martin", T0 - 4 * MINUTE, "C:" + path)]


def defender() -> tuple[list[Node], list[LogEvent]]:
    path = r"\WINDOWS\TEMP\3F2B0C1D\MPSIGSTUB.EXE"
    return [trace(path, T0 - 7 * MINUTE)], [start("PC1$", T0 - 7 * MINUTE, "C:" + path)]


def practice_software() -> tuple[list[Node], list[LogEvent]]:
    path = r"\WLOGOS2\LOGOS.EXE"
    return [trace(path, T0 - 40 * SECOND, T0 - DAY, T0 - 3 * DAY)], [IN]


def started_afterwards() -> tuple[list[Node], list[LogEvent]]:
    return [trace(r"\USERS\PUBLIC\LATE.EXE", T0 + 40 * SECOND)], [IN]


@pytest.mark.parametrize("everyday", [updater, defender, practice_software, started_afterwards])
def test_everyday_programs_are_not_the_culprit(tmp_path: Path, everyday: object) -> None:
    assert callable(everyday)
    nodes, events = everyday()
    story = tell(tmp_path, [IN, *events], nodes)
    assert not every(story, "program") + every(story, "program_before") + every(story, "account")
    assert one(story, "program_unknown")


def test_an_updater_known_to_the_moderator_accuses_nobody(tmp_path: Path) -> None:
    path = r"\Users\claire.martin\AppData\Local\Microsoft\OneDrive\OneDriveStandaloneUpdater.exe"
    ran = moderated(f"{SID}-1001", r"\Device\HarddiskVolume3" + path, T0 - 7 * MINUTE)
    story = tell(tmp_path, [IN], [trace(path.upper(), T0 - 7 * MINUTE)], system=[ran])
    assert not every(story, "program") + every(story, "account")


def test_an_installer_is_one_possibility_and_its_user_is_not_accused(tmp_path: Path) -> None:
    path = r"\USERS\CLAIRE.MARTIN\APPDATA\LOCAL\TEMP\IS-9QK1.TMP\SETUP.EXE"
    story = tell(tmp_path, [IN, start("claire.martin", T0 - 6 * MINUTE, "C:" + path)],
                 [trace(path, T0 - 6 * MINUTE)])  # fmt: skip
    told = one(story, "program_before")
    assert (told.sure, told.facts["ran"], told.facts["before_s"]) == ("possible", "established", 360)
    assert not every(story, "account") + every(story, "program")


def test_two_traces_that_it_ran_do_not_establish_that_it_encrypted(tmp_path: Path) -> None:
    story = tell(tmp_path, [IN, start("claire.martin", T0 - 5 * SECOND, LOCKER)], [LOCKER_RAN])
    told = one(story, "program")
    assert (told.sure, told.facts["ran"]) == ("likely", "established")
    assert one(story, "account").sure == "likely"


def test_a_rule_on_the_very_file_establishes_it(tmp_path: Path) -> None:
    story = tell(tmp_path, [IN], [LOCKER_RAN, node("Users/Public/svc.exe", harmless())])
    told = one(story, "program")
    assert (told.sure, told.facts["ties"]) == ("established", ["rule"])
    assert {each["artefact"] for each in told.evidence} == {"prefetch", "rules"}


def test_of_two_that_a_rule_ties_neither_is_established(tmp_path: Path) -> None:
    other = trace(r"\USERS\PUBLIC\OTHER.EXE", T0 - 5 * SECOND)
    held = [node(f"Users/Public/{name}.exe", harmless()) for name in ("svc", "other")]
    found = every(tell(tmp_path, [IN], [LOCKER_RAN, other, *held]), "program")
    assert [(one.sure, one.facts["ties"]) for one in found] == [("likely", ["rule"])] * 2


def test_words_that_backup_programs_hold_too_do_not_accuse_an_installed_one(tmp_path: Path) -> None:
    image = r"\PROGRAM FILES\COPIES\COPIES.EXE"
    story = tell(
        tmp_path, [IN], [trace(image, T0 - MINUTE), node("Program Files/Copies/copies.exe", harmless())]
    )
    assert one(story, "program_before").sure == "possible"
    assert not every(story, "program") + every(story, "account")


def test_a_rule_on_another_file_of_the_same_name_ties_nothing(tmp_path: Path) -> None:
    image = r"\PROGRAM FILES\IMPRIMANTE\SETUP.EXE"
    story = tell(tmp_path, [IN, start("claire.martin", T0 - 9 * MINUTE, "C:" + image)], [
        trace(image, T0 - 9 * MINUTE), node("Users/x/Downloads/setup.exe", harmless()),
        node("Program Files/Imprimante/setup.exe", b"MZ" + b"x" * 500),
    ])  # fmt: skip
    assert not every(story, "program") + every(story, "program_before") + every(story, "account")


def test_a_service_made_that_night_ties_the_program_and_who_made_it(tmp_path: Path) -> None:
    made = security(4697, T0 - 2 * HOUR, SubjectUserName="support$", SubjectDomainName="PC1",
                    ServiceName="Maj", ServiceFileName=f"{LOCKER} -s")  # fmt: skip
    story = tell(tmp_path, [IN, made], [LOCKER_RAN])
    told, account = one(story, "program"), one(story, "account")
    assert (told.sure, told.facts["ties"]) == ("established", ["made_to_start"])
    # One log alone names the account.
    assert (account.facts["account"], account.facts["tie"], account.sure) == (
        "support$",
        "prepared",
        "likely",
    )
    assert one(story, "service").facts["starts_program"] is True


def test_what_it_started_to_destroy_copies_ties_the_program(tmp_path: Path) -> None:
    child = start("support$", T0 - 3 * SECOND, r"C:\Windows\System32\vssadmin.exe",
                  "vssadmin delete shadows /all /quiet", LOCKER)  # fmt: skip
    told = one(tell(tmp_path, [IN, child], [LOCKER_RAN]), "program")
    assert (told.sure, told.facts["ties"]) == ("established", ["destroyed_recovery"])


def test_every_start_of_a_group_is_looked_at(tmp_path: Path) -> None:
    daily = [start("claire.martin", T0 + at, LOCKER) for at in (-DAY, -3 * SECOND, DAY)]
    assert one(tell(tmp_path, [IN, *daily]), "program").facts["before_s"] == 3


def test_forms_of_one_path_are_one_program() -> None:
    forms = (
        r"C:\Users\Public\a.exe",
        r"\VOLUME{01d1-8c9f}\USERS\PUBLIC\A.EXE",
        r"\Device\HarddiskVolume2\Users\Public\a.exe",
        r"\??\C:\Users\Public\a.exe",
        r'"\\?\C:\Users\Public\a.exe"',
        r"%PUBLIC%\a.exe",
        "Users/Public/a.exe",
    )
    assert {below(form) for form in forms} == {"users/public/a.exe"}
    assert same("A.EXE", forms[0])
    assert not same(r"C:\other\a.exe", forms[0])
    assert not same(r"\\server\Users\Public\a.exe", forms[0])
    assert not same("", "")


def test_places_of_the_practice_are_matched_whole() -> None:
    own = practice([{"path": "Wlogos2"}, {"location": "C:\\Sidexis4\\"}, {"path": None}])
    assert blameless(r"\VOLUME{1}\WLOGOS2\LOGOS.EXE", own)
    assert blameless(r"C:\Sidexis4\s.exe", own)
    assert not blameless(r"C:\Wlogos22\s.exe", own)
    assert not blameless("s.exe", own)
    assert not blameless(r"C:\Users\Public\onedrive.exe", own)
