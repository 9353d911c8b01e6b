"""What is told of members: in a survey, on a backup, in what leaves; and streams beside files."""

import json
from pathlib import Path
from typing import Any

import pytest

from demo.builder import ntfs
from demo.builder.tree import Node, complete
from evaluation.targets.archives import NAME, SCRIPT, zipped
from toolkit.backup.content.reading import reading_of
from toolkit.backup.held import Held
from toolkit.custody import pseudonym
from toolkit.media import open_source
from toolkit.records import Damage, DamageVerdict, EntryKind, Seen, Volume, plain
from toolkit.report.extracts import pathless
from toolkit.scan import known
from toolkit.scan.survey import REMARKS, WITHIN, Survey, coverage_facts
from toolkit.scan.walk import look

RULE = "Trousse_Script_Destroys_Recovery"
MEMBER = {"path": "Patients/Dupontel Marie.bat", "size": 9, "sha256": "cd" * 32, "rules": [RULE]}
NOTED = {"path": "LISEZMOI.txt", "size": 9, "sha256": "ef" * 32, "rules": [], "note": {"verdict": "note"}}


def seen(*inside: dict[str, Any], errors: tuple[str, ...] = ()) -> Seen:
    whole = Damage(DamageVerdict.INTACT, vouched=1.0)
    return Seen("1", "Windows/Temp/a.zip", 99, "ab" * 32, "zip", whole, None, (), errors, inside=inside)


def survey(line: Seen) -> Survey:
    found = Survey(hostile=frozenset({RULE}))
    found.add(plain(line))
    return found


def test_a_hostile_member_counts_as_a_file_does() -> None:
    facts = survey(seen(MEMBER)).facts()
    assert facts["state"] == "attacked"
    assert facts["rules"][RULE]["samples"][0]["path"] == f"Windows/Temp/a.zip{WITHIN}{MEMBER['path']}"


def test_a_demand_in_an_archive_alone_is_no_attack() -> None:
    found = survey(seen(NOTED, errors=("inside_note",)))
    assert (found.state, found.facts()["note_files"]) == ("doubtful", 0)
    assert found.facts()["errors"]["inside_note"]["files"] == 1


@pytest.mark.parametrize("code", sorted(REMARKS))
def test_a_remark_leaves_the_scan_complete(code: str) -> None:
    assert coverage_facts(survey(seen(errors=(code,))), [Volume("1", "ntfs", 0, 9)], ())["complete"]


def test_lines_recorded_before_members_were_told_are_read() -> None:
    line = plain(seen())
    del line["inside"]
    Survey().add(line)


def test_a_backup_counts_members_unless_they_are_lines_of_their_own() -> None:
    for opened, rules in ((False, {RULE}), (True, set())):
        reading = reading_of({}, None, None, several=False, latest=0)
        reading.add(Held(seen(MEMBER), opened=opened))
        assert set(reading.rules) == rules


def test_no_name_of_a_member_leaves() -> None:
    assert pseudonym.WITHIN == WITHIN
    tokens = pseudonym.Pseudonyms(bytes(32), ())
    shown = tokens.path("1", f"Windows/Temp/a.zip{WITHIN}{MEMBER['path']}", clear_name=True)
    assert shown.startswith("Windows/Temp/")
    assert WITHIN in shown
    assert shown.endswith(".bat")
    left = json.dumps(pathless(tokens)(survey(seen(MEMBER)).facts()))
    assert "Dupontel" not in left
    assert "Dupontel" not in shown


def test_rules_and_archives_are_looked_at_in_streams_beside_files(tmp_path: Path) -> None:
    nodes = complete([Node("photo.txt", b"bonjour", streams={"nuit.bat": SCRIPT, "sac.zip": zipped()})])
    image = tmp_path / "disque.img"
    image.write_bytes(ntfs.volume(nodes, size=8 << 20, label="A", serial=1))
    source = open_source(image)
    lines = [line for line in look(source, known.load()) if isinstance(line, Seen)]
    source.close()
    streams = {line.path: line for line in lines if line.kind == EntryKind.STREAM}
    assert streams["photo.txt:nuit.bat"].rules == (RULE,)
    assert [member["path"] for member in streams["photo.txt:sac.zip"].inside] == [NAME]
