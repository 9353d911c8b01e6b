"""What the running machine told leaves without names of documents, and reads as sentences."""

import json
from pathlib import Path
from typing import Any

import pytest

from toolkit import procedure, report
from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.records import Artefact, Outcome
from toolkit.report import live_open, live_words
from toolkit.texts import LANGUAGES, Speech
from toolkit.texts.forms import moment

ROWS = (
    {"check": "isolated", "answer": "no"},
    {"check": "interface", "answer": "yes", "found": [{"name": "Wi-Fi", "kind": "wifi"}], "count": 1},
    {"check": "default_route", "answer": "no", "found": [], "because": "no_card_up"},
    {"check": "network_drive", "answer": "yes", "found": [{"name": "Z:", "remote": r"\\nas\cab\DUPONT"}]},
)
ISOLATED = Artefact("isolation", Outcome.FOUND, ROWS)
NAMES = ("dupont", "DUPONT", "Dupont", "martin.doc", "secret")


def pseudonyms() -> Pseudonyms:
    return Pseudonyms(b"k" * 32, ("D:",))


def leaving(unit: str, **row: Any) -> dict[str, Any]:
    line = {"name": unit, "rows": [row]}
    shown: dict[str, Any] = live_open.leaving(line, pseudonyms())["rows"][0]
    return shown


def test_an_ordinary_program_keeps_its_arguments_to_itself() -> None:
    row = leaving(
        "processes", name="WINWORD.EXE", image=r"C:\Program Files\Office\WINWORD.EXE", flags=["parent_gone"],
        command=r'"C:\Program Files\Office\WINWORD.EXE" /n "D:\Patients\Dupont Jean.docx"',
    )  # fmt: skip
    assert row["arguments"] == 2
    assert "command" not in row
    assert row["image"] == r"C:\Program Files\Office\WINWORD.EXE"


@pytest.mark.parametrize("flag", ["in_user_folder", "on_network_drive", "parent_gone", "in_program_data"])
def test_a_common_flag_opens_nothing(flag: str) -> None:
    row = leaving("processes", command="logos.exe /patient DUPONT", flags=[flag])
    assert row == {"flags": [flag], "arguments": 2}


def test_a_telling_command_leaves_without_names_of_documents() -> None:
    command = (
        r'C:\Windows\Temp\x.exe delete shadows /all --dir=D:\Patients\Dupont "\\nas\cab\Dupont\secret.txt"'
        r" martin.doc sub\Dupont vssadmin.exe -key a1b2"
    )
    row = leaving("processes", command=command, flags=["recovery_removal"])
    assert [name for name in NAMES if name in row["command"]] == []
    for kept in (" delete shadows /all ", r"--dir=D:\Patients\P-", r" \\nas\P-", " vssadmin.exe -key"):
        assert kept in row["command"]


def test_shares_drives_and_exclusions_keep_no_patient() -> None:
    opened = leaving("shares", kind="open_file", path=r"D:\Patients\Dupont\radio.dcm", user="sophie")
    assert opened["path"].startswith("D:\\")
    assert opened["path"].endswith(".dcm")
    assert opened["user"] == "sophie"
    drive = leaving("mapped_drives", letter="Z:", remote=r"\\nas\patients\Dupont")
    assert drive["remote"].startswith("\\\\nas\\patients\\P-")
    excluded = leaving("protection", what="exclusion", excluded=r"D:\Dupont")
    road = leaving("isolation", check="network_drive", found=[{"remote": r"\\nas\patients\Dupont"}])
    shown = json.dumps([opened, drive, excluded, road])
    assert [name for name in NAMES if name in shown] == []
    assert leaving("mapped_drives", remote=r"\\nas\patients")["remote"] == r"\\nas\patients"


def test_names_of_sites_networks_and_services_stay() -> None:
    assert leaving("dns_cache", name="mega.nz") == {"name": "mega.nz"}
    service = {"name": "svc", "image": r"C:\Users\x\AppData\evil.exe -k run"}
    shown = leaving("running_services", **service)
    assert shown == {"name": "svc", "image": r"C:\Users\x\AppData\evil.exe", "arguments": 2}


@pytest.mark.parametrize("unit", ["running_services", "protection"])
def test_the_program_of_a_service_is_a_command_like_another(unit: str) -> None:
    row = leaving(unit, name="x", image=r"D:\Dupont\svc.exe -d D:\Dupont.mdb")
    assert row["arguments"] == 2
    assert "Dupont" not in json.dumps(row)
    flagged = leaving(unit, image=r"D:\Dupont\svc.exe -d D:\Dupont.mdb", flags=["log_clearing"])
    assert flagged["image"].startswith("D:\\P-")
    assert "\\svc.exe -d D:\\P-" in flagged["image"]


def test_a_program_named_like_a_document_is_replaced_wherever_it_is_named() -> None:
    rows = (
        {"name": "Dupont.exe", "image": r"C:\Users\s\Desktop\Dupont.exe", "flags": ["in_user_folder"]},
        {"name": "cmd.exe", "image": r"C:\Windows\System32\cmd.exe", "parent": "Dupont.exe"},
        {"name": "trousse.exe", "image": r"D:\Trousse\trousse.exe", "ours": True},
        {"name": "locker.exe", "image": r"C:\Users\s\Downloads\locker.exe", "flags": ["in_downloads"]},
        {"process": "dupont.EXE"}, {"process": "locker.exe"}, {"name": "Dupont.exe"},
    )  # fmt: skip
    tokens = live_open.replaced(rows, pseudonyms())
    line = {"name": "processes", "rows": rows}
    shown = live_open.leaving(line, pseudonyms(), tokens)["rows"]
    assert "dupont" not in json.dumps(shown).casefold()
    token = shown[0]["name"]
    assert (shown[0]["image"], shown[1]["parent"]) == (rf"C:\Users\s\Desktop\{token}", token)
    assert [row.get("name", row.get("process")) for row in shown[1:6]] == [
        "cmd.exe", "trousse.exe", "locker.exe", token, "locker.exe"
    ]  # fmt: skip


def test_what_people_name_disks_and_shares_is_replaced() -> None:
    shared = leaving("shares", kind="share", name="Dupont", remark="dossier de Dupont", path=r"D:\Dupont")
    disk = leaving("mounted_devices", what="volume", label="DUPONT", mounts=["E:\\", "C:\\Dupont\\"])
    plugged = leaving(
        "isolation", check="backup_disk", found=[{"name": "E", "label": "DUPONT", "bus": "usb"}]
    )
    assert [name for name in NAMES if name in json.dumps([shared, disk, plugged])] == []
    assert leaving("shares", kind="share", name="ADMIN$")["name"] == "ADMIN$"
    card = {"check": "interface", "found": [{"name": "Wi-Fi", "kind": "wifi"}]}
    assert leaving("isolation", **card)["found"] == card["found"]


@pytest.mark.parametrize(
    ("kind", "excluded", "kept"),
    [
        ("path", r"%USERPROFILE%\Dupont\*", ""), ("path", "Dupont", ""), ("path", r"\Device\X\Dupont", ""),
        ("path", r"C:\ProgramData\evil", r"C:\ProgramData\evil"), ("extension", "Dupont", ""),
        ("extension", "exe", "exe"), ("extension", ".dll", ".dll"), ("process", "locker.exe", "locker.exe"),
        ("process", r"D:\Dupont\locker.exe", "locker.exe"), ("address", "203.0.113.7", "203.0.113.7"),
    ],
)  # fmt: skip
def test_exclusions_leave_without_names(kind: str, excluded: str, kept: str) -> None:
    shown = leaving("protection", what="exclusion", kind=kind, excluded=excluded)["excluded"]
    assert "Dupont" not in shown
    assert shown.endswith(kept)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_on_isolation_leaves_and_the_page_tells_those_that_differ(
    case: Case, language: str
) -> None:
    open_ = Artefact("isolation", Outcome.FOUND, ROWS[:2])
    rows = ({"check": "isolated", "answer": "yes"}, {"check": "interface", "answer": "no"})
    closed = Artefact("isolation", Outcome.FOUND, rows)
    for answer in (open_, closed):
        under_way = procedure.live(case, answer)
        next(under_way)
        under_way.close()
    documents = report.documents(case, procedure.pseudonyms(case), language)
    lines = [json.loads(line) for line in documents["releves/live.jsonl"].splitlines()]
    given = [line for line in lines if line["name"] == "isolation"]
    assert [line["rows"][0]["answer"] for line in given] == ["no", "yes"]
    assert given[0]["taken_ns"] <= given[1]["taken_ns"]
    speech = Speech(language)
    page = documents["04_RAPPORT_TECHNIQUE.html"].decode().replace("&#39;", "'")
    assert speech.say("isolation.isolated_yes") in page
    assert speech.say("report.isolated_then") in page
    assert moment(speech, given[0]["taken_ns"]) in page
    assert live_open.earlier([given[0], given[0]]) == []
    case.close()


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(
        tmp_path / "case", source={"label": "live", "kind": "live", "size": 0}, language="fr",
        pseudonym_key=b"p" * 32,
    )  # fmt: skip


def test_the_stage_is_written_as_it_comes_and_goes_on_where_it_stopped(case: Case) -> None:
    under_way = procedure.live(case, ISOLATED)
    names = [next(under_way).name for _ in range(3)]
    assert names == ["isolation", "clock", "connections"]
    assert [line["name"] for line in case.recorded("live")] == names
    under_way.close()
    assert not case.done("live")
    again = [artefact.name for artefact in procedure.live(case, ISOLATED, ("api",))]
    assert again[:2] == ["isolation", "interfaces"]
    assert again[-1] == "traces"
    assert case.done("live")
    lines = list(case.recorded("live"))
    assert len({line["name"] for line in lines}) == 21
    assert all(line["taken_ns"] > 0 for line in lines)
    assert list(procedure.live(case, ISOLATED)) == []
    case.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_isolation_first_and_what_we_changed(case: Case, language: str) -> None:
    list(procedure.live(case, ISOLATED))
    case.note("case.on_suspect_disk", insisted=True)
    case.note("notice.shown")
    page = procedure.write_report(case, language).read_text(encoding="utf-8")
    speech = Speech(language)
    told = [speech.say(f"live.{code}").replace("'", "&#39;") for code in ("title", "traces_title")]
    first = speech.say("report.isolated_then").replace("'", "&#39;")
    places = [page.index(text) for text in (first, *told)]
    assert places == sorted(places)
    for code in ("trace_suspect_disk", "trace_notice", "trace_temporary_files"):
        assert speech.say(f"live.{code}").replace("'", "&#39;") in page
    assert "DUPONT" not in page
    documents = report.documents(case, procedure.pseudonyms(case), language)
    held = [json.loads(line) for line in documents["releves/live.jsonl"].splitlines()]
    assert held[0]["name"] == "isolation"
    assert b"DUPONT" not in documents["releves/live.jsonl"]
    case.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_and_missing_facts_are_told_in_sentences(language: str) -> None:
    speech = Speech(language)
    hostile = "<b>\x1b[31m{0}\u202e"
    for unit in live_words._TOLD:
        rows = [
            {"where": "outside", "state": "established", "up": True, "default": True, "user": hostile,
             "kind": "share", "what": "copy", "volume": hostile, "name": hostile},
            {"flags": ["not_a_known_flag", "parent_gone"], "name": hostile},
            {"flags": ["usb_disk_plugged"]},
        ]  # fmt: skip
        lines = live_words.told(speech, {"name": unit, "rows": rows})
        assert lines
        assert "\x1b" not in live_words.told(speech, {"name": unit, "rows": rows[:1]})[0]
    many = {"name": "bitlocker", "rows": [{"volume": str(number), "state": "on"} for number in range(30)]}
    assert len(live_words.told(speech, many)) == live_words.ROWS + 1
    quiet = {"name": "processes", "rows": [{"name": "a", "flags": ["parent_gone"]}]}
    assert live_words.told(speech, quiet) == []


def test_what_was_not_told_says_why() -> None:
    speech = Speech("fr")
    failed = {"name": "x", "outcome": "failed", "detail": "needs_elevation", "rows": [], "unread": []}
    assert "administrateur" in live_words.outcome(speech, failed)
    part = {"why": "process_not_named", "detail": "3"}
    assert live_words.missed(speech, {"outcome": "found", "unread": [part, part]}) == [
        speech.say("live.why_process_not_named", detail="3")
    ]
    assert live_words.why(speech, "antivirus") == speech.say("coverage.antivirus")
