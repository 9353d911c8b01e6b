"""Names of patients planted wherever a machine may hold them: none is found in any member that leaves."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.report.planted_search import found, patterns
from toolkit import procedure, report
from toolkit.custody.case import Case
from toolkit.records import Artefact, Outcome, Volume
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.texts import LANGUAGES

# Planted in every fact a person may name; the other values are such as Windows gives.
N = "Dupontel"
TRIAGE: dict[str, tuple[dict[str, Any], ...]] = {
    "autoruns": (
        {"where": "run", "name": "v", "command": rf"C:\Patients\{N}\view.exe C:\Patients\{N} Jean\{N}.pdf"},
        {"where": "run", "name": "w", "command": rf'"C:\Program Files\V\v.exe" --open "{N}"'},
        {"where": "run_once", "name": "r", "command": rf"C:\users\root\Documents\{N}.vbs",
         "flags": ["in_user_folder"]},
        {"where": "run", "name": "s", "command": rf"wscript.exe C:\users\root\Documents\{N}.vbs /b {N}",
         "flags": ["in_user_folder", "through_shell"]},
        {"where": "startup_folder", "name": f"{N}.lnk",
         "command": f"Users/r/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/{N}.lnk"},
    ),
    "services": (
        {"name": "svcb", "image": rf"C:\Patients\{N}\svc.exe -d C:\Patients\{N}.mdb",
         "flags": ["image_missing"]},
        {"name": "svcc", "image": rf"C:\x\svc.exe {N}", "library": rf"C:\Patients\{N}\x.dll"},
        {"name": "svcd", "image": rf"\??\C:\Patients\Marie {N}\svc.sys"},
    ),
    "tasks": (
        {"task": "t", "action": "program", "command": rf"C:\Patients\{N}\v.exe", "path": "t",
         "folder": rf"C:\Patients\{N}", "arguments": rf'"C:\Patients\{N}.docx" {N}'},
        {"task": "c", "action": "program", "command": rf"C:\Patients\{N}\v.exe", "arguments": N,
         "folder": rf'"%USERPROFILE%\{N}"', "path": "t", "flags": ["task_cache_only"]},
        {"task": "m", "action": "message", "command": N, "arguments": f"Appeler {N}", "path": "t"},
    ),
    "software": ({"name": "x", "location": rf"C:\Patients\{N}"},),
    "remote_access": ({"tool": "T", "trace": "service", "name": "T", "image": rf"D:\{N}\t.exe /p {N}"},),
    "users": ({"kind": "profile", "profile": rf"D:\{N}\sophie"},),
}  # fmt: skip
LIVE: dict[str, tuple[dict[str, Any], ...]] = {
    "processes": (
        {"name": f"{N}.exe", "image": rf"C:\Patients\{N}.exe", "command": N, "parent": f"{N}.exe"},
        {"name": "v.exe", "image": rf"C:\ProgramData\ImagerieX\{N} Jean\v.exe"},
        {"name": "w.exe", "image": rf"C:\ProgramData\{N} Jean.exe"},
        {"name": "l.exe", "image": r"C:\Users\r\Downloads\l.exe", "flags": ["in_downloads"],
         "command": rf'C:\Users\r\Downloads\l.exe {N} "{N} Jean 1950" /o:{N} Patients/{N}/x'
                    rf" C:\Patients\Marie {N} {N}.docx.lockbit {N}.encrypted"
                    rf" file:///C:/Patients/{N}.pdf \\NAS\{N}\a.doc"},
    ),
    "connections": (
        {"process": f"{N}.exe", "where": "outside", "state": "established", "remote": "203.0.113.7"},
    ),
    "mapped_drives": ({"letter": "Z:", "remote": rf"\\nas\{N}", "connected": True},),
    "shares": (
        {"kind": "share", "name": N, "remark": f"dossier de {N}", "path": rf"C:\Patients\{N}"},
        {"kind": "open_file", "path": rf"Patients\{N}\a.doc", "user": "u"},
    ),
    "running_services": ({"name": "b", "image": rf"C:\Patients\{N}\s.exe -d {N}"},),
    "drivers": ({"name": "d", "image": rf"\Device\HarddiskVolume5\Patients\{N}\d.sys"},),
    "protection": (
        {"what": "product", "name": "p", "image": rf'"C:\Patients\{N}\p.exe" -d {N}'},
        *({"what": "exclusion", "kind": kind, "excluded": text, "flags": ["exclusion_added"]}
          for kind, text in (("path", rf"%USERPROFILE%\{N}\*"), ("path", f"{N}*.docx"), ("path", rf"\{N}\x"),
                             ("path", rf"\Device\HarddiskVolume9\{N}"), ("path", N), ("extension", N))),
    ),
    "mounted_devices": ({"what": "volume", "volume": "E", "label": N, "flags": ["usb_disk_plugged"]},),
    "isolation": (
        {"check": "isolated", "answer": "no"},
        {"check": "backup_disk", "answer": "yes", "found": [{"name": "E", "label": N}]},
        {"check": "network_drive", "answer": "yes", "found": [{"name": "Z:", "remote": rf"\\nas\cab\{N}"}]},
    ),
}  # fmt: skip


def artefacts(rows: dict[str, tuple[dict[str, Any], ...]]) -> list[Artefact]:
    return [
        Artefact(name, Outcome.FOUND, tuple({"volume": "C", **row} for row in each))
        for name, each in rows.items()
    ]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.create(
        tmp_path / "case", source={"label": "live", "kind": "live", "size": 0}, language="fr",
        pseudonym_key=b"p" * 32,
    )  # fmt: skip
    survey, volume = Survey(), Volume("C", "ntfs", label=N)
    case.write_json("survey", survey.facts())
    facts = {**coverage_facts(survey, [volume], ()), "links": []}
    case.write_json("coverage", {**facts, "signatures": {"hash": "ab", "rules": 1, "files": 1}})
    case.write_json("data_roots", [])
    list(case.record("triage", artefacts(TRIAGE)))
    list(case.record("live", ({"taken_ns": 1, **line} for line in map(procedure.plain, artefacts(LIVE)))))
    return case


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_planted_name_leaves(case: Case, language: str) -> None:
    members = report.documents(case, procedure.pseudonyms(case), language)
    assert {
        "04_RAPPORT_TECHNIQUE.html",
        "releves/live.jsonl",
        "releves/triage.jsonl",
        "releves/coverage.json",
    } <= members.keys()
    for name, content in members.items():
        assert found(content, patterns((N.casefold(),), ()), name) == []
    case.close()


def test_what_an_investigator_needs_leaves(case: Case) -> None:
    members = report.documents(case, procedure.pseudonyms(case), "en")
    rows = [
        row
        for name in ("releves/live.jsonl", "releves/triage.jsonl")
        for line in members[name].splitlines()
        for row in json.loads(line)["rows"]
    ]
    commands = " ".join(str(row.get("command", "")) for row in rows)
    assert r"C:\Users\r\Downloads\l.exe" in commands
    assert r"wscript.exe C:\users\root\Documents\P-" in commands
    assert ".vbs /b P-" in commands
    assert {row["arguments"] for row in rows if row.get("name") in {"svcb", "b"}} == {2}
    assert next(row for row in rows if row.get("name") == "w")["command"] == r"C:\Program Files\V\v.exe"
    assert next(row for row in rows if row.get("task") == "c")["command"].endswith("\\v.exe")
    case.close()
