"""What the Windows program found on the planted machine, and what it said of it."""

import json
from typing import Any

import pytest

from tests.windows import machine
from tests.windows.conftest import CASE, DEMO, Session, acts, lines
from toolkit import VERSION, own_files
from toolkit.scan.known import load

Place = tuple[str, str]
# Two copies of one file of Wine, whose pictures fill pages that our reading takes for encrypted ones.
MISTAKEN = {("C", "Program Files/Internet Explorer/iexplore.exe"), ("C", "windows/system32/iexplore.exe")}


def scanned(session: Session) -> dict[Place, dict[str, Any]]:
    return {(line["volume"], line["path"]): line for line in lines(session.second, "scan")}


def rows(session: Session, name: str) -> list[dict[str, Any]]:
    (artefact,) = (line for line in lines(session.second, "triage") if line["name"] == name)
    assert artefact["outcome"] == "found"
    return artefact["rows"]


def test_each_command_ends_with_its_status(session: Session) -> None:
    refused, no = {"without_words", "other_words"}, {"isolation", "isolation_json"}
    expected = {name: 4 if name in refused else 1 if name in no else 0 for name in session.runs}
    assert {name: run.returncode for name, run in session.runs.items()} == expected
    assert not [name for name, run in session.runs.items() if "Traceback" in run.stderr + run.stdout]


def test_the_demonstration_is_the_same_there(session: Session) -> None:
    expected = json.loads((own_files.demo() / "EXPECTED.json").read_text("utf-8"))
    scan = lines(session.cases / DEMO / "case", "scan")
    assert sum(bool(line["note"]) for line in scan) == expected["notes_count"]
    found = {line["path"] for line in scan if line["damage"]["verdict"] == "encrypted"}
    assert found <= expected["encrypted"].keys()
    assert len(found) >= len(expected["encrypted"]) - 1


def test_the_file_to_double_click_starts_ours(session: Session) -> None:
    said = session.runs["starter"].stdout
    assert "signature valable" in said
    assert said.rstrip().endswith("trousse>")


def test_french_leaves_by_the_pipe_as_utf_8(session: Session) -> None:
    for name, words in {
        "check": "La clé est telle qu'elle a été faite", "drives": "Sera examiné",
        "isolation": "coupez-la du réseau", "live": "Cartes réseau", "everything": "Fichiers chiffrés",
        "seal": "Archive de preuves signée",
    }.items():  # fmt: skip
        assert words in session.runs[name].stdout, name
    case = json.loads((session.second / "case.json").read_text("utf-8"))
    assert "Zoé Lœuf" in case.values()
    assert session.runs["version"].stdout == f"trousse {VERSION}\r\n"


def test_every_encrypted_file_is_found_and_no_other(session: Session) -> None:
    verdicts = {place: line["damage"]["verdict"] for place, line in scanned(session).items()}
    found = {place for place, verdict in verdicts.items() if verdict == "encrypted"}
    assert found - MISTAKEN == session.planted.encrypted
    assert len(session.planted.encrypted) == 18
    assert {verdicts[place] for place in session.planted.intact} == {"intact"}


def test_every_note_is_found_and_no_other(session: Session) -> None:
    found = {place: line["note"] for place, line in scanned(session).items() if line["note"]}
    assert found.keys() == session.planted.notes
    assert len(found) == 7
    assert {note["verdict"] for note in found.values()} == {"note"}
    # Our own words with the file name of a known family: a candidate, which no note alone makes a name.
    assert {note["family"] for note in found.values()} <= {"akira", None}
    assert any("akira" in (note["family"], *note["candidates"]) for note in found.values())


def test_each_odd_name_is_read(session: Session) -> None:
    scan = scanned(session)
    for name in machine.ODD_NAMES:
        line = scan["C", name]
        assert line["errors"] == []
        assert len(line["sha256"]) == 64
    assert max(map(len, machine.ODD_NAMES)) > 300


def test_what_starts_by_itself_is_found(session: Session) -> None:
    found = {
        (row["where"], row.get("user"), row["name"], row["command"]) for row in rows(session, "autoruns")
    }
    assert {
        ("run", None, *machine.RUN_MACHINE),
        ("run", machine.USER, *machine.RUN_USER),
        ("image_options", None, *machine.DEBUGGER),
    } <= found
    flagged = {row["name"]: row.get("flags") for row in rows(session, "autoruns")}
    assert flagged[machine.RUN_MACHINE[0]] == flagged[machine.RUN_USER[0]] == ["in_public_folder"]
    assert flagged[machine.DEBUGGER[0]] == ["through_shell"]


def test_the_service_and_the_task_are_found(session: Session) -> None:
    (service,) = (row for row in rows(session, "services") if row["name"] == machine.SERVICE[0])
    assert (service["image"], service["flags"]) == (machine.SERVICE[1], ["image_missing"])
    assert (service["start"], service["type"]) == ("disabled", "own_process")
    assert rows(session, "services")[0] == service, "what is flagged comes first"
    (task,) = rows(session, "tasks")
    assert (task["task"], task["author"]) == (machine.TASK.path, machine.TASK.author)
    assert (task["command"], task["arguments"]) == (machine.TASK.command, machine.TASK.arguments)
    assert task["hidden"]
    assert task["flags"] == ["in_public_folder"]


def test_the_volumes_are_told_and_why_one_is_not_read(session: Session) -> None:
    coverage = json.loads((session.second / "records" / "coverage.json").read_text("utf-8"))
    by_volume = {volume["volume"]: volume for volume in coverage["volumes"]}
    assert {name: volume["read"] for name, volume in by_volume.items()} == {
        "C": True, "D": True, "E": False, "F": False,
    }  # fmt: skip
    assert by_volume["E"]["why"] == {"own_stick": 1}
    assert by_volume["C"]["files_seen"] == sum(place[0] == "C" for place in scanned(session))
    assert by_volume["C"]["why"] == by_volume["D"]["why"] == {}
    assert by_volume["D"]["files_seen"] == 13
    assert not coverage["complete"]
    assert "live_volume" in coverage["warnings"]


def test_one_volume_alone_is_read_when_its_root_is_named(session: Session) -> None:
    coverage = json.loads((session.case / "records" / "coverage.json").read_text("utf-8"))
    read = {volume["volume"]: volume["read"] for volume in coverage["volumes"]}
    assert read == {"C": True, "D": False, "E": False, "F": False}
    errors = {(line["volume"], line["path"]): line["errors"] for line in lines(session.case, "scan")}
    assert {place: why for place, why in errors.items() if why} == {("C", CASE): ["own_case"]}


@pytest.mark.parametrize("name", ["case", "second"])
def test_the_log_holds_the_stick_and_the_rules(session: Session, name: str) -> None:
    log = acts(getattr(session, name))
    known = load(None)
    stick = log["stick.checked"]
    assert (stick["stick"], stick["program"], stick["grave"], stick["faults"]) == ("whole", "stick", 0, [])
    assert stick["files"] > 100
    assert log["signatures.loaded"]["rules"] == len(known.signatures.facts)
    assert log["signatures.loaded"]["sha256"] == known.signatures.digest
    assert f"{len(known.signatures.facts)} règles" in session.runs["everything"].stdout
    assert known.signatures.digest in session.runs["everything"].stdout


def test_writing_on_the_suspect_disk_needs_the_words(session: Session) -> None:
    for name in ("without_words", "other_words"):
        assert '--insist "j\'écris sur le disque suspect"' in session.runs[name].stderr
    assert acts(session.case)["case.on_suspect_disk"] == {"insisted": True}
    assert "case.on_suspect_disk" not in acts(session.second), "another disk asks for no words"


def test_the_running_machine_is_told_in_order(session: Session) -> None:
    told = [json.loads(line) for line in session.runs["live_json"].stdout.splitlines()]
    names = [one["name"] for one in told]
    order = ["isolation", "clock", "connections", "interfaces", "routes", "processes", "running_services"]
    assert [name for name in names if name in order] == order
    found = {one["name"]: one for one in told}
    assert {found[name]["outcome"] for name in order} == {"found"}
    ours = [row for row in found["processes"]["rows"] if row.get("ours")]
    assert [row["name"] for row in ours] == ["trousse.exe"]
    assert "live" in ours[0]["command"]
    assert machine.SERVICE[0] in {row["name"] for row in found["running_services"]["rows"]}
    assert [line["name"] for line in lines(session.second, "live")] == names
    # What Wine does not tell is told as such, never as an empty answer.
    assert found["dns_cache"]["outcome"] == "failed"


def test_the_machine_is_not_called_isolated_when_it_may_not_be(session: Session) -> None:
    told = [json.loads(line) for line in session.runs["isolation_json"].stdout.splitlines()]
    answers = {row["check"]: row["answer"] for row in told}
    assert told[0]["check"] == "isolated"
    # Wine has no terminal services: whoever cannot be excluded keeps the answer from being yes.
    assert answers["remote_session"] == "unknown"
    assert answers["isolated"] in {"no", "unknown"}
    connected = answers["interface"] == answers["default_route"] == "yes"
    assert answers["isolated"] == "no" or not connected
