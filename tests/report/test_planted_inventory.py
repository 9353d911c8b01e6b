"""A patient's name, number, address, telephone planted in every artefact: the sealed archive holds none."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from toolkit import procedure, report
from toolkit.custody.case import Case
from toolkit.records import Artefact, Outcome, Volume
from toolkit.report.triage_keys import WAYS
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.texts import LANGUAGES, Speech

N, FIRST = "Dupontel", "Marguerite"
NIR, MAIL, PHONE = "2840575123456", "m.dupontel@courriel.example", "06 12 34 56 78"
PLANTED = (N, FIRST, NIR, MAIL, PHONE)
WHO = f"{N} {FIRST}"
DOCS = rf"C:\Users\claire\Documents\{WHO}"
VOLUME = r"\VOLUME{01d1217a9c4c6779-8c9f49ec}"
MENU = "{0139D44E-6AFE-49F2-8690-3DAFCAE6FFB8}"
ODD_MENU = "{11111111-2222-3333-4444-555555555555}"
SERVICE_LIST = rf"HKLM\SOFTWARE\Microsoft\Windows Defender\Exclusions\Paths\{DOCS} = 0x0"

QUERY = f"select * from __InstanceModificationEvent where TargetInstance.Name = '{WHO}' or {N} = 1"  # noqa: S608 - never asked

Rows = tuple[dict[str, Any], ...]
ROWS: Mapping[str, Rows] = {
    "system": ({"computer": "CABINET-PC1", "owner": MAIL, "organisation": f"tel {PHONE}",
                "system_folder": rf"D:\{WHO}\Windows"},),
    "users": ({"kind": "account", "name": "claire", "comment": f"dossier de {WHO}"},
              {"kind": "profile", "profile": rf"D:\{WHO}\claire"}, {"kind": "folder", "path": f"{WHO}/x"}),
    "put_out": ({"what": "windows", "state": "clean", "computer": f"PC {PHONE}"},),
    "groups": ({"kind": "group", "name": f"tél {PHONE}", "members": [MAIL]},),
    "patches": ({"patch": "KB5000001", "by": MAIL, "version": "19041.3803.1.9"},),
    "network": ({"what": "proxy", "script": f"http://192.0.2.8/{WHO}.pac", "user": "claire",
                 "addresses": ["192.168.1.20"], "location": rf"C:\Patients\{WHO}"},),
    "known_networks": ({"what": "known_network", "name": f"iPhone de {WHO}",
                        "gateway_mac": "00:01:02:03:04:05", "comment": WHO, "path": f"Patients/{WHO}.xml"},),
    "shares": ({"what": "share", "share": WHO, "remark": f"Radios de {WHO}",
                "location": rf"D:\Radios\{WHO}"},
               {"what": "share", "type": "shared_printer", "location": f"{N},LocalsplOnly"}),
    "remembered_drives": ({"trace": "by_letter", "letter": "Z", "remote": rf"\\nas\{WHO}"},
                          {"trace": "opened_folder", "remote": f"https://depot.example/{WHO}/a"},
                          {"trace": "asked_folder", "remote": N}),
    "firewall": ({"what": "firewall_rule", "name": "x", "image": rf"{DOCS}\{N}.exe"},),
    "defender": ({"what": "exclusion", "kind": "path", "excluded": DOCS, "flags": ["exclusion_added"]},
                 {"what": "exclusion", "kind": "path", "excluded": N, "flags": ["exclusion_added"]},
                 {"what": "exclusion", "kind": "extension", "excluded": N},
                 {"what": "threat", "detail": "Ransom:Win32/X", "image": rf"{DOCS}\{N}.docm",
                  "flags": ["threat_detected"]}),
    "autoruns": ({"where": "run", "name": "v", "command": rf'"{DOCS}\v.exe" --open "{N}"'},
                 {"where": "print_monitor", "name": "m", "library": rf"{DOCS}\{N}.dll"}),
    "services": ({"name": "s", "image": rf"C:\Patients\{N}\s.exe -d {N}",
                  "failure_command": rf"{DOCS}\{N}.exe {N}"},),
    "tasks": ({"task": "t", "action": "program", "command": rf"{DOCS}\v.exe", "arguments": f'"{WHO}"',
               "folder": DOCS, "path": "Windows/System32/Tasks/t"},),
    "wmi_subscriptions": (
        {"what": "consumer", "kind": "runs_script", "name": "c", "query": QUERY,
         "command": f'CreateObject("{N}").Run "{DOCS}"'},
        {"what": "consumer", "kind": "runs_program", "name": "d", "command": rf"{DOCS}\{N}.exe {N}"}),
    "software": ({"name": "Visionneuse", "location": rf"C:\Patients\{WHO}"},),
    "remote_access": ({"tool": "T", "trace": "service", "name": "T", "image": rf"D:\{WHO}\t.exe /p {N}"},),
    "practice_software": ({"name": "LOGOSw", "path": f"Patients/{WHO}", "share": WHO,
                           "location": rf"D:\{WHO}"},),
    "backup_jobs": ({"name": "Cobian Backup", "job": f"Copie {WHO}", "jobs": [WHO], "target": f"{WHO} (E:)",
                     "log": f"Patients/{WHO}.txt", "path": f"Patients/{WHO}"},
                    {"name": "Duplicati", "job": N, "target": f"ftps://nas.example/{WHO}/a"},
                    {"name": "x", "target": rf"E:\{WHO}", "command": "robocopy",
                     "arguments": rf"{DOCS} E:\{N}"}),
    "shadow_copies_left": ({"what": "restore_settings", "protected_volumes": [f"{WHO} (C%3A)", N]},),
    "bitlocker_state": ({"what": "volume", "label": WHO, "state": "open", "settings": [f"Contact={MAIL}"]},),
    "usb_history": ({"name": "SanDisk Extreme USB Device", "label": WHO, "serial": "AA010603160707470215",
                     "users": ["claire"], "letters": ["E:"]},),
    "event_logs": (
        {"what": "event", "code": "process_created", "process": rf"{DOCS}\{N}.exe", "parent": DOCS,
         "command": rf'cmd.exe /c vssadmin delete shadows & copy "{DOCS}\a.doc" {N}',
         "flags": ["recovery_removal"]},
        {"what": "event", "code": "process_created", "command": rf"notepad.exe {DOCS}.txt", "process": N},
        {"what": "event", "code": "service_installed", "service": "s", "image": rf"{DOCS}\{N}.exe -s {N}"},
        {"what": "event", "code": "task_started", "task": "t", "command": rf"{DOCS}\{N}.exe"},
        {"what": "event", "code": "defender_detected", "detail": "X", "image": rf"{DOCS} {N}.docm",
         "flags": ["threat_detected"]},
        {"what": "event", "code": "defender_changed", "before": N, "after": SERVICE_LIST,
         "flags": ["exclusion_added"]},
        {"what": "event", "code": "defender_change_blocked", "detail": SERVICE_LIST.replace(DOCS, N)},
        {"what": "event", "code": "script_block", "command": f"Remove-Item '{DOCS}' -Recurse; # {WHO}",
         "script_file": rf"{DOCS}\{N}.ps1"},
        {"what": "event", "code": "share_accessed", "share": rf"\\*\{WHO}", "address": "192.168.1.9"},
        {"what": "event", "code": "transfer_started", "transfer": WHO,
         "detail": f"https://depot.example/{WHO}.zip"},
        {"what": "event", "code": "wmi_subscription", "consumer": f'Template="{DOCS}"; {N}',
         "detail": f"'{N}'", "command": rf"{DOCS}\{N}.exe"},
        {"what": "event", "code": "sysmon_changed", "detail": DOCS},
        {"what": "event", "code": "backup_failed", "detail": WHO},
        {"what": "event", "code": "logon", "account": MAIL, "process": rf"{DOCS}\{N}.exe"},
    ),
    "sign_ins": ({"account": MAIL, "address": "203.0.113.77", "failed": 20, "workstation": f"tel {PHONE}"},),
    "prefetch": (
        {"program": f"{N.upper()}.EXE", "path": f"Windows/Prefetch/{N.upper()}.EXE-12345678.pf",
         "image": rf"{VOLUME}\USERS\CLAIRE\DOCUMENTS\{WHO.upper()}\{N.upper()}.EXE",
         "flags": ["in_user_folder"]},
        {"program": f"{N.upper()}.EXE", "path": f"Windows/Prefetch/{N.upper()}.EXE-12345679.pf"},
    ),
    "bam": ({"user": "claire", "image": rf"\Device\HarddiskVolume3\Patients\{WHO}\v.exe"},
            {"user": "claire", "image": rf"\Device\HarddiskVolume3\Users\claire\Documents\{N}.exe"}),
    "userassist": tuple(
        {"user": "claire", "image": image, "flags": ["in_public_folder"] if ".lnk" in image else []}
        for image in (
            rf"%UserProfile%\Desktop\{WHO}.lnk", rf"%Public%\Desktop\{WHO}.lnk", rf"{MENU}\{WHO}.lnk",
            f"{N}.lnk",
            rf"{ODD_MENU}\{WHO}\{N}.exe", rf"%AppData%\Microsoft\Internet Explorer\Quick Launch\{WHO}.lnk", N,
        )
    ),
    "shimcache": ({"order": 0, "image": rf"E:\{WHO}\VIEWER.EXE"}, {"order": 1, "image": rf"{DOCS}\{N}.exe"}),
    "amcache": ({"image": rf"e:\{N.lower()} {FIRST.lower()}\viewer.exe", "sha1": "a" * 40,
                 "product": f"tel {PHONE}"},),
}  # fmt: skip
UNREAD = (
    {"volume": "1", "path": f"Windows/Prefetch/{N.upper()}.EXE-1234567A.pf", "why": "prefetch_damaged"},
    {
        "volume": "1",
        "path": f"Users/claire/Documents/{WHO}.evtx",
        "why": "io_error",
        "detail": f"'/mnt/{WHO}'",
    },
)


def artefact(name: str, rows: Rows) -> Artefact:
    # A fact nobody decided about, in every artefact.
    told = tuple({"volume": "1", **row, "remembered": WHO, WHO: [WHO]} for row in rows)
    return Artefact(name, Outcome.FOUND, told, unread=UNREAD)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.create(
        tmp_path / "case", source={"label": "disque.img", "kind": "image", "size": 1}, language="fr",
        pseudonym_key=b"p" * 32,
    )  # fmt: skip
    survey = Survey()
    case.write_json("survey", survey.facts())
    facts = {**coverage_facts(survey, [Volume("1", "ntfs", label=WHO)], ()), "links": []}
    case.write_json("coverage", {**facts, "signatures": {"hash": "ab", "rules": 1, "files": 1}})
    case.write_json("data_roots", [r"C:\Patients"])
    list(case.record("triage", [artefact(name, rows) for name, rows in ROWS.items()]))
    return case


def leaks(text: str) -> list[str]:
    folded = text.casefold()
    return [
        f"{one}: …{folded[max(0, at - 90) : at + 40]}…"
        for one in PLANTED
        if (at := folded.find(one.casefold())) >= 0
    ]


def test_every_artefact_is_planted() -> None:
    assert ROWS.keys() == WAYS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_planted_is_in_the_sealed_archive(case: Case, language: str) -> None:
    out = procedure.close(case, language)
    found: list[str] = []
    with zipfile.ZipFile(out.path) as archive:
        names = archive.namelist()
        assert any(name.endswith("releves/triage.jsonl") for name in names)
        for name in names:
            found += [f"{name} {one}" for one in leaks(archive.read(name).decode("utf-8", "replace"))]
    assert found == []


def rows_of(case: Case, name: str) -> list[dict[str, Any]]:
    lines = report.documents(case, procedure.pseudonyms(case), "fr")["releves/triage.jsonl"].splitlines()
    found: list[dict[str, Any]] = next(
        row["rows"] for line in lines if (row := json.loads(line))["name"] == name
    )
    return found


def test_what_an_investigator_needs_stays(case: Case) -> None:
    events = rows_of(case, "event_logs")
    assert events[0]["command"].startswith("cmd.exe /c vssadmin delete shadows & copy ")
    assert rows_of(case, "sign_ins")[0]["address"] == "203.0.113.77"
    assert rows_of(case, "usb_history")[0]["serial"] == "AA010603160707470215"
    assert rows_of(case, "amcache")[0]["sha1"] == "a" * 40
    assert rows_of(case, "patches")[0]["version"] == "19041.3803.1.9"
    assert rows_of(case, "backup_jobs")[1]["target"].startswith("ftps://nas.example/P-")
    assert rows_of(case, "remembered_drives")[0]["remote"].startswith(r"\\nas\P-")
    assert rows_of(case, "prefetch")[0]["image"].startswith(rf"{VOLUME}\USERS\CLAIRE\DOCUMENTS\P-")
    assert "from __instancemodificationevent" in rows_of(case, "wmi_subscriptions")[0]["query"].casefold()
    assert rows_of(case, "prefetch")[0]["program"].startswith("P-")
    assert rows_of(case, "known_networks")[0]["gateway_mac"].startswith("P-")
    assert "comment" not in rows_of(case, "users")[0]
    assert all("remembered" not in row for name in ROWS for row in rows_of(case, name))
    case.close()


def test_the_same_name_bears_the_same_token_wherever_it_stands(case: Case) -> None:
    share = rows_of(case, "shares")[0]["share"]
    assert share in rows_of(case, "remembered_drives")[0]["remote"]
    assert share == rows_of(case, "usb_history")[0]["label"]
    case.close()


def test_an_attack_stays_readable(tmp_path: Path) -> None:
    clear: dict[str, dict[str, Any]] = {
        "prefetch": {"program": "SVC_MAJ.EXE", "path": "Windows/Prefetch/SVC_MAJ.EXE-880CF0E8.pf",
                     "image": rf"{VOLUME}\USERS\PUBLIC\SVC_MAJ.EXE", "flags": ["in_public_folder"]},
        "bam": {"user": "support$", "image": r"\Device\HarddiskVolume2\Users\Public\svc_maj.exe"},
        "userassist": {"user": "support$", "image": r"%SystemRoot%\System32\cmd.exe"},
        "shimcache": {"order": 1, "image": r"C:\Windows\Temp\mimikatz.exe"},
        "amcache": {"image": r"c:\users\public\svc_maj.exe", "sha1": "0" * 40},
        "wmi_subscriptions": {
            "what": "consumer", "kind": "runs_program", "name": "Minuit", "filter": "Minuit",
            "flags": ["runs_on_event", "in_public_folder", "through_shell"],
            "command": r"cmd.exe /c C:\Users\Public\svc.bat",
            "query": "SELECT * FROM __InstanceModificationEvent WITHIN 60 "
                     "WHERE TargetInstance ISA 'Win32_LocalTime'"},
        "defender": {"what": "exclusion", "kind": "path", "excluded": r"C:\Users\Public"},
        "remembered_drives": {"trace": "opened_folder", "remote": r"\\depot.example.com@SSL\DavWWWRoot"},
        "event_logs": {"what": "event", "code": "service_installed", "service": "MajSysSvc",
                       "account": "support$", "flags": ["in_public_folder"],
                       "image": r"C:\Users\Public\svc_maj.exe -s", "logon_id": "0x6e2b71",
                       "hashes": "SHA256=" + "1" * 64},
    }  # fmt: skip
    case = Case.create(tmp_path / "c", source={"label": "d", "kind": "image", "size": 1}, language="fr")
    case.write_json("data_roots", [])
    list(case.record("triage", [Artefact(name, Outcome.FOUND, (row,)) for name, row in clear.items()]))
    for name, row in clear.items():
        assert rows_of(case, name) == [row], name
    case.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_every_artefact(language: str) -> None:
    speech = Speech(language)
    assert all(speech.knows(f"triage.{name}") for name in WAYS)
