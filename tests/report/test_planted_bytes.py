"""A patient's name in traces built byte by byte, read as any disk's: the archive holds none of it."""

import codecs
import json
import struct
import zipfile
from pathlib import Path

import pytest

from demo.builder import folder
from demo.builder.evtx import LogEvent, log
from demo.builder.hive import Key, binary, dword, filetime, hive, key, merge, multi, sz
from demo.builder.prefetch import VOLUME, file_name, prefetch
from demo.builder.tree import Node
from demo.builder.wmi import Instance, binding, objects
from toolkit import own_files, procedure, triage
from toolkit.custody.case import Case
from toolkit.media.folder import FolderSource
from toolkit.records import Artefact, Outcome, Times, Volume
from toolkit.report.triage_keys import decided
from toolkit.scan.survey import Survey, coverage_facts

N, WHO = "Dupontel", "Dupontel Marguerite"
DOCS = rf"C:\Users\claire\Documents\{WHO}"
AT = 1_790_000_000_000_000_000
CONFIG, LOGS = "Windows/System32/config", "Windows/System32/winevt/Logs"
SECURITY, DEFENDER = "Microsoft-Windows-Security-Auditing", "Microsoft-Windows-Windows Defender"
DEFENDED = rf"HKLM\SOFTWARE\Microsoft\Windows Defender\Exclusions\Paths\{DOCS} = 0x0"
CONSUMER = "CommandLineEventConsumer"


def events() -> dict[str, bytes]:
    command = f'cmd.exe /c vssadmin delete shadows & del "{DOCS}\\a.doc"'
    started = {"NewProcessName": rf"{DOCS}\{N}.exe", "CommandLine": command, "SubjectUserName": "claire"}
    shared = {"ShareName": rf"\\*\{WHO}", "SubjectUserName": "claire", "IpAddress": "192.168.1.9"}
    found = {"Threat Name": "Ransom:Win32/X", "Path": rf"file:_{DOCS}\{N}.docm"}
    told = {
        "Security": [
            LogEvent(SECURITY, 4688, AT, "Security", started),
            LogEvent(SECURITY, 5140, AT, "Security", shared),
        ],
        f"{DEFENDER}%4Operational": [
            LogEvent(DEFENDER, 5007, AT, "x", {"New Value": DEFENDED}),
            LogEvent(DEFENDER, 1116, AT, "x", found),
        ],
    }
    return {f"{LOGS}/{name}.evtx": log(list(one)) for name, one in told.items()}


def registry() -> dict[str, bytes]:
    services = r"ControlSet001\Services"
    shared = multi(rf"Path=C:\Radios\{WHO}", f"Remark={WHO}", "Type=0")
    ran, last = rf"\Device\HarddiskVolume3{DOCS[2:]}\{N}.exe", binary(struct.pack("<QQQ", filetime(AT), 0, 0))
    system = merge(
        key("Select", Key({"Current": dword(1)})),
        key(rf"{services}\LanmanServer\Shares", Key({WHO: shared})),
        key(rf"{services}\bam\State\UserSettings\S-1-5-21-1-2-3-1001", Key({ran: last})),
        key(r"ControlSet001\Control\BitlockerStatus", Key({"BootStatus": dword(1)})),
    )  # fmt: skip
    software = key(r"Microsoft\Windows Defender\Exclusions\Paths", Key({DOCS: dword(0), N: dword(0)}))
    counted = binary(struct.pack("<IIII44xQ4x", 0, 3, 1, 5, filetime(AT)))
    names = (rf"{DOCS}\{N}.exe", f"{{0139D44E-6AFE-49F2-8690-3DAFCAE6FFB8}}\\{WHO}.lnk", f"{N}.lnk")
    group = (
        r"Microsoft\Windows\CurrentVersion\Explorer\UserAssist\{CEBFF5CD-ACE2-4F4F-9178-9926F41749EA}\Count"
    )
    user = merge(
        key(rf"Software\{group}", Key({codecs.encode(name, "rot13"): counted for name in names})),
        key(r"Network\Z", Key({"RemotePath": sz(rf"\\nas\{WHO}"), "UserName": sz("claire")})),
    )
    return {
        f"{CONFIG}/SYSTEM": hive(system, name="SYSTEM", written=AT),
        f"{CONFIG}/SOFTWARE": hive(software, name="SOFTWARE", written=AT),
        "Users/claire/NTUSER.DAT": hive(user, name="NTUSER.DAT", written=AT),
    }


def disk() -> dict[str, bytes]:
    image = rf"{VOLUME}\USERS\CLAIRE\DOCUMENTS\{WHO.upper()}\{N.upper()}.EXE"
    store = [
        Instance("__EventFilter", ("Minuit", f"select * from __X where A = '{WHO}'", "WQL"), AT),  # noqa: S608 - WQL
        Instance(CONSUMER, ("Minuit", rf"{DOCS}\{N}.exe {N}"), AT),
        binding(CONSUMER, "Minuit", "Minuit", AT),
    ]
    return {
        f"Windows/Prefetch/{file_name(f'{N}.EXE', image)}": prefetch(f"{N.upper()}.EXE", [image], 2, [AT]),
        "Windows/Prefetch/" + f"{N.upper()}.EXE-00000000.pf": b"MAM\x04broken",
        "Windows/System32/wbem/Repository/OBJECTS.DATA": objects(store),
        **events(),
        **registry(),
    }


@pytest.fixture
def taken(tmp_path: Path) -> list[Artefact]:
    times = Times(AT, AT, AT, AT)
    nodes = [Node("Windows/System32", directory=True, times=times)]
    nodes += [Node(path, content, times=times) for path, content in disk().items()]
    place = tmp_path / "disk"
    place.mkdir()
    folder.lay(nodes, place)
    tables = {path.name: path.read_bytes() for path in own_files.signatures().glob("*.toml")}
    return list(triage.take(FolderSource("disque", place), tables))


def test_the_traces_hold_the_name_and_every_fact_is_decided(taken: list[Artefact]) -> None:
    named = {one.name for one in taken if N.casefold() in str(one.rows).casefold()}
    assert named >= {
        "prefetch", "userassist", "bam", "shares", "remembered_drives", "defender", "event_logs",
        "wmi_subscriptions",
    }  # fmt: skip
    rows = [(one.name, key, value) for one in taken for row in one.rows for key, value in row.items()]
    assert {(name, key) for name, key, value in rows if not decided(name, key, value)} == set()
    assert "bitlocker_state" in {one.name for one in taken if one.outcome is Outcome.FOUND}


def test_none_of_it_is_in_the_sealed_archive(taken: list[Artefact], tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case", source={"label": "d", "kind": "image", "size": 1}, language="fr")
    survey = Survey()
    case.write_json("survey", survey.facts())
    facts = {**coverage_facts(survey, [Volume("", "ntfs")], ()), "links": []}
    case.write_json("coverage", {**facts, "signatures": {"hash": "ab", "rules": 1, "files": 1}})
    case.write_json("data_roots", [])
    list(case.record("triage", taken))
    sealed = procedure.close(case, "fr")
    with zipfile.ZipFile(sealed.path) as archive:
        texts = {
            name: archive.read(name).decode("utf-8", "replace").casefold() for name in archive.namelist()
        }
    for name, text in texts.items():
        for part in WHO.casefold().split():
            at = text.find(part)
            assert at < 0, (name, text[max(0, at - 90) : at + 40])
    told = next(text for name, text in texts.items() if name.endswith("triage.jsonl"))
    assert "vssadmin delete shadows" in told
    assert json.loads(told.splitlines()[0])["name"] == "system"
