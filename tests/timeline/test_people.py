"""Whom the story names, on disks made byte by byte: nobody without a tie, and never surer than the tie."""

from pathlib import Path

from demo.builder.hives_sam import SID, Account
from tests.timeline.disk import (
    DAY,
    DOCTOR,
    HOUR,
    INSTALLED,
    INTRUDER,
    MINUTE,
    SECOND,
    T0,
    security,
    session,
    sign_in,
    start,
    tell,
    trace,
)
from toolkit.timeline import Statement, people
from toolkit.timeline.inventory import Inventory
from toolkit.timeline.statement import Sure

DESK = sign_in("claire.martin", T0 - 16 * HOUR, 2)
LOCKER = r"C:\Users\Public\svc.exe"
RECEPTION = Account(1002, "Accueil", INSTALLED, last_logon=T0 - MINUTE, password_set=INSTALLED)


def every(story: list[Statement], code: str) -> list[Statement]:
    return [each for each in story if each.code == code]


def one(story: list[Statement], code: str) -> Statement:
    (found,) = every(story, code)
    return found


def names(story: list[Statement], code: str) -> set[str]:
    return {str(each.facts["account"]) for each in every(story, code)}


def test_being_signed_in_ties_nobody(tmp_path: Path) -> None:
    doctor = Account(1001, "claire.martin", INSTALLED, administrator=True, last_logon=T0 - 16 * HOUR + SECOND)
    entering = sign_in("Accueil", T0 - MINUTE, 3, "192.168.1.30")
    story = tell(tmp_path, [DESK, entering], accounts=[doctor, RECEPTION])
    assert not every(story, "account")
    assert {each.sure for each in every(story, "signed_in_then")} == {"possible"}
    assert names(story, "signed_in_then") == {"Accueil"}
    network, screen = one(story, "logon_network_from"), one(story, "logon")
    assert (network.at_ns, network.facts["address"]) == (T0 - MINUTE, "192.168.1.30")
    assert (screen.facts["account"], screen.facts["before_s"]) == ("claire.martin", 16 * 3600)
    other = one(story, "maybe_from_another_computer")
    assert (other.facts["address"], other.sure) == ("192.168.1.30", "possible")
    assert one(story, "program_unknown").sure == "possible"


def test_the_keyboard_has_no_address(tmp_path: Path) -> None:
    local = session("claire.martin", T0 - HOUR + 3 * SECOND, "LOCAL")
    both = [sign_in("claire.martin", T0 - HOUR, 2), sign_in("Accueil", T0 - 2 * HOUR, 2), local]
    story = tell(tmp_path, both, accounts=[DOCTOR, RECEPTION])
    assert one(story, "logon").facts["logon_type"] == 2
    assert "address" not in one(story, "logon").facts
    assert not every(story, "same_address") + every(story, "logon_from")
    assert names(story, "signed_in_then") == {"claire.martin", "Accueil"}


def test_who_came_to_help_is_not_the_culprit(tmp_path: Path) -> None:
    at = T0 + 30 * MINUTE
    story = tell(tmp_path, [
        DESK, sign_in("technicien", at, 10, "198.51.100.7"),
        start("technicien", at + MINUTE, r"C:\Windows\System32\vssadmin.exe", "vssadmin list shadows"),
        start("technicien", at + 2 * MINUTE, r"C:\Windows\System32\wevtutil.exe", "wevtutil cl System"),
    ], [trace(r"\WINDOWS\SYSTEM32\VSSADMIN.EXE", at + MINUTE)])  # fmt: skip
    assert not every(story, "account") + every(story, "shadow_copies_deleted")
    assert "technicien" not in names(story, "signed_in_then")


def test_each_tied_account_is_told_with_its_own_tie(tmp_path: Path) -> None:
    story = tell(tmp_path, [
        sign_in("claire.martin", T0 - 9 * MINUTE, 10, "203.0.113.7"),
        sign_in("support$", T0 - 2 * MINUTE, 10, "203.0.113.7"),
        start("claire.martin", T0 - 8 * MINUTE, r"C:\Windows\System32\vssadmin.exe",
              "vssadmin delete shadows /all /quiet"),
        start("support$", T0 - 5 * SECOND, LOCKER, LOCKER),
    ], [trace(r"\USERS\PUBLIC\SVC.EXE", T0 - 5 * SECOND)], accounts=[DOCTOR, INTRUDER])  # fmt: skip
    ties = {each.facts["account"]: (each.facts["tie"], each.sure) for each in every(story, "account")}
    assert ties == {"support$": ("ran", "likely"), "claire.martin": ("tools", "likely")}
    assert one(story, "logon_from").facts["account"] == "support$"
    assert one(story, "logon_theirs").facts["account"] == "claire.martin"


def test_sign_ins_of_every_day_hide_none_before(tmp_path: Path) -> None:
    daily = [sign_in("claire.martin", T0 - day * DAY + 7 * HOUR, 2) for day in range(9, -1, -1)]
    often = [sign_in("support$", T0 + at, 10, "203.0.113.7") for at in (-5 * DAY, -2 * MINUTE, 3 * HOUR)]
    story = tell(tmp_path, daily)
    assert not every(story, "logon_unknown")
    assert one(story, "logon").at_ns == T0 - 17 * HOUR
    story = tell(tmp_path, [*daily, *often], accounts=[DOCTOR, INTRUDER])
    assert (one(story, "logon_from").facts["account"], one(story, "logon_from").at_ns) == (
        "support$",
        T0 - 2 * MINUTE,
    )


def test_a_task_signing_in_is_no_person(tmp_path: Path) -> None:
    batch = Account(1005, "sauvegarde", INSTALLED, last_logon=T0 - 14 * MINUTE, password_set=INSTALLED)
    story = tell(tmp_path, [sign_in("sauvegarde", T0 - 14 * MINUTE, 4, "-")], accounts=[batch])
    assert not every(story, "account") + every(story, "signed_in_then") + every(story, "logon")
    assert one(story, "logon_unknown").facts["why"] == "nothing_before"


def test_an_account_made_that_night_is_told_among_many_events(tmp_path: Path) -> None:
    made = security(4720, T0 - 3 * HOUR, TargetUserName="support$", TargetDomainName="PC1",
                    TargetSid=f"{SID}-1004", SubjectUserName="claire.martin")  # fmt: skip
    refused = [security(4724, T0 - 6 * DAY + i * HOUR, TargetUserName=f"u{i}", SubjectUserName="a")
               for i in range(40)]  # fmt: skip
    story = tell(tmp_path, [DESK, made, *refused], accounts=[DOCTOR, INTRUDER])
    assert (one(story, "account_created").at_ns, one(story, "account_created").sure) == (
        T0 - 3 * HOUR,
        "established",
    )
    assert one(story, "more_events").facts == {"what": "account_changed", "files": 32}
    assert len(every(story, "account_changed")) == 8


def test_logs_that_could_not_be_read_are_not_called_missing() -> None:
    unread = Inventory.of([{"name": "event_logs", "outcome": "failed", "rows": [], "unread": []}])
    found = people._nobody(unread, T0)
    assert (found.facts["why"], found.sure) == ("log_not_read", Sure.POSSIBLE)
    missing = Inventory.of([{"name": "event_logs", "outcome": "absent", "rows": [], "unread": []}])
    assert people._nobody(missing, T0).facts["why"] == "no_log"
