"""What lines add up to, and that coverage is complete only when nothing is missing."""

from typing import Any

import pytest

from toolkit.records import Damage, DamageVerdict, Note, NoteVerdict, Seen, Times, Volume, plain
from toolkit.scan.survey import Survey, coverage_facts

NTFS = Volume("1", "ntfs", 1 << 20, 1 << 26)


def line(path: str, verdict: str = "intact", **changes: Any) -> dict[str, Any]:
    seen = Seen(
        volume="1", path=path, size=100, sha256="ab" * 32, type=None, damage=Damage(DamageVerdict(verdict)),
        note=None, rules=(), errors=(),
    )  # fmt: skip
    return {**plain(seen), **changes}


def surveyed(*lines: dict[str, Any]) -> Survey:
    survey = Survey()
    for one in lines:
        survey.add(one)
    return survey


def test_a_clean_whole_scan_is_complete_and_not_attacked() -> None:
    survey = surveyed(line("a.txt"), line("b.txt"))
    facts = coverage_facts(survey, [NTFS], ())
    assert (survey.state, facts["complete"], facts["files_seen"], facts["bytes_seen"]) == (
        "nothing",
        True,
        2,
        200,
    )


@pytest.mark.parametrize(
    ("lines", "volumes", "warnings"),
    [
        ([], [NTFS], ()),
        ([line("a", sha256=None, errors=["denied"])], [NTFS], ()),
        ([line("a"), line("b", sha256=None, errors=["io_error"])], [NTFS], ()),
        ([line("a", errors=["rules_timeout"])], [NTFS], ()),
        ([line("a")], [NTFS], ("truncated",)),
        ([line("a")], [NTFS, Volume("2", "btrfs", 0, 999, read=False, why="filesystem_not_read")], ()),
    ],
)
def test_anything_missing_is_not_complete(
    lines: list[dict[str, Any]], volumes: list[Volume], warnings: tuple[str, ...]
) -> None:
    assert coverage_facts(surveyed(*lines), volumes, warnings)["complete"] is False


def test_a_reserved_partition_hides_nothing() -> None:
    reserved = Volume("2", "unknown", 0, 999, read=False, why="no_files")
    assert coverage_facts(surveyed(line("a")), [NTFS, reserved], ())["complete"] is True


def test_what_was_not_seen_is_counted_with_why() -> None:
    survey = surveyed(
        line("a"), line("b", sha256=None, errors=["denied"]), line("c", sha256=None, errors=["denied"])
    )
    unread = Volume("2", "unknown", 0, 999, read=False, why="filesystem_not_read")
    first, second = coverage_facts(survey, [NTFS, unread], ())["volumes"]
    assert (first["files_not_seen"], first["bytes_not_seen"], first["why"]) == (2, 200, {"denied": 2})
    assert (second["bytes_not_seen"], second["why"]) == (999, {"filesystem_not_read": 1})


def test_encrypted_files_are_grouped_by_extension_folder_and_time() -> None:
    times = plain(Times(created=5, modified=10, changed=20))
    survey = surveyed(*(line(f"Data/Patients/x/{n}.jpg.akira", "encrypted", times=times) for n in range(7)))
    facts = survey.facts()
    assert facts["state"] == "attacked"
    assert facts["extensions"][".akira"]["files"] == 7
    assert list(facts["folders"]) == ["Data/Patients"]
    assert len(facts["extensions"][".akira"]["samples"]) == 5
    assert facts["burst"]["first"] == 20


def test_on_a_copy_only_the_modification_time_counts() -> None:
    survey = Survey(metadata_times=False)
    survey.add(line("a.akira", "encrypted", times=plain(Times(created=99, modified=10, changed=99))))
    assert survey.facts()["burst"]["first"] == 10


def test_one_text_in_many_folders_is_one_note() -> None:
    note = plain(Note(NoteVerdict.NOTE, contacts={"email": ("a@b.example",)}))
    survey = surveyed(
        *(line(f"{n}/README.txt", note=note) for n in range(9)), line("x", note=note, sha256="cd" * 32)
    )
    facts = survey.facts()
    assert (facts["note_files"], len(facts["notes"]), facts["notes"][0]["files"]) == (10, 2, 9)
    assert facts["contacts"] == {"email": ["a@b.example"]}


def test_names_that_were_replaced_are_counted_apart() -> None:
    lines = [line(f"d/{n:016x}", "encrypted") for n in range(3)] + [line("d/a.docx", "encrypted")]
    survey = Survey()
    for one in lines:
        survey.add(one)
    facts = survey.facts()
    assert facts["extensions"][""]["files"] == 4
    assert facts["renamed_whole"] == 3


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([line("a.jpg", "encrypted")], "doubtful"),
        ([line(f"{n}.jpg", "encrypted") for n in range(5)], "attacked"),
        ([line("a", note=plain(Note(NoteVerdict.SUSPECT)))], "doubtful"),
        ([line("a", note=plain(Note(NoteVerdict.NOTE)))], "doubtful"),
        ([line("a", note=plain(Note(NoteVerdict.NOTE))), line("b", "encrypted")], "attacked"),
        ([line(name, note=plain(Note(NoteVerdict.NOTE))) for name in "ab"], "attacked"),
        ([line(name, note=plain(Note(NoteVerdict.SUSPECT))) for name in "ab"], "doubtful"),
        ([line("a", rules=["Trousse_Tool_Rclone"])], "nothing"),
        ([line("a", rules=["MAL_Beacon"])], "doubtful"),
        ([line("a.zip", inside=[{"path": "b", "size": 1, "rules": ["MAL_Beacon"]}])], "doubtful"),
        ([line("a.zip", errors=["inside_note"])], "doubtful"),
        ([line("a.zip", errors=["inside_locked"])], "nothing"),
        ([line("a", rules=["Wiper"])], "attacked"),
        ([line("a", "random"), line("b", "protected"), line("c", "damaged")], "nothing"),
    ],
)
def test_a_few_files_are_a_doubt_and_a_note_is_an_attack(lines: list[dict[str, Any]], state: str) -> None:
    survey = Survey(hostile=frozenset({"Wiper"}))
    for one in lines:
        survey.add(one)
    assert survey.state == state


def test_an_archive_is_one_file_however_many_members_hit_a_rule() -> None:
    members = [{"path": f"{n}.exe", "size": 9, "rules": ["r", "s"]} for n in range(3)]
    survey = surveyed(line("a.zip", rules=["r"], inside=members), line("b.zip", inside=members[:2]))
    facts = survey.facts()["rules"]
    assert {rule: tally["files"] for rule, tally in facts.items()} == {"r": 2, "s": 2}
    paths = [sample["path"] for sample in facts["r"]["samples"]]
    assert paths[:2] == ["a.zip", "a.zip » 0.exe"]
    assert "b.zip » 0.exe" in [sample["path"] for sample in facts["s"]["samples"]]


def test_an_encrypted_document_that_does_not_open_inside_is_no_remark() -> None:
    survey = surveyed(
        line("a.docx.akira", "encrypted", errors=["inside_damaged"]), line("b.zip", errors=["inside_damaged"])
    )
    facts = coverage_facts(survey, [NTFS], ())
    assert (facts["complete"], facts["volumes"][0]["partly"]) == (True, {"inside_damaged": 1})


def test_an_address_in_the_endings_of_encrypted_files_is_a_contact() -> None:
    ending = ".id[1A2B3C4D-1111].[evil@onionmail.org].phobos"
    lines = [line(f"d{number}/radio.jpg{ending}", "encrypted") for number in range(3)]
    contacts = surveyed(*lines).facts()["contacts"]
    assert contacts == {"email": ["evil@onionmail.org"], "victim_id": ["1A2B3C4D-1111"]}
    assert surveyed(*lines[:2]).facts()["contacts"] == {}
