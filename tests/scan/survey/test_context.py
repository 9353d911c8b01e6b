"""What the set decides of files whose content says too little, and what it never may."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import Damage, DamageVerdict, Note, NoteVerdict, Seen, Times, plain
from toolkit.scan.survey import Survey
from toolkit.scan.survey.context import Context, overlaid
from toolkit.scan.survey.loose import is_store

HOUR = 3_600_000_000_000
ATTACK = 1_790_000_000_000_000_000
NOTE = plain(Note(NoteVerdict.NOTE))
KINDS = ("docx", "pdf", "jpg", "xml")
Line = dict[str, Any]


def line(path: str, verdict: str = "intact", reason: str = "", when: int = 0, **changes: Any) -> Line:
    seen = Seen(
        volume="1", path=path, size=1000, sha256="ab" * 32, type=None,
        damage=Damage(DamageVerdict(verdict), (reason,) if reason else ()), note=None, rules=(), errors=(),
        times=Times(modified=when),
    )  # fmt: skip
    return {**plain(seen), **changes}


def healthy(count: int, folder: str = "Docs") -> Iterator[Line]:
    yield from (line(f"{folder}/{n}.{KINDS[n % 4]}", when=n * HOUR) for n in range(count))


def struck(count: int, ending: str = ".h4tz9q", folder: str = "Docs") -> Iterator[Line]:
    for n in range(count):
        yield line(f"{folder}/e{n}.{KINDS[n % 4]}{ending}", "encrypted", "whole_random", ATTACK + n)


def surveyed(*lines: Line) -> Survey:
    survey = Survey()
    for one in lines:
        survey.add(one)
    return survey


def decided(*lines: Line) -> dict[str, list[str]]:
    return {change["path"]: change["reasons"] for change in surveyed(*lines).context.changes()}


@pytest.mark.parametrize("ending", [".h4tz9q", ".id[A1B2-3].[x@y.example].eking", ".mlox"])
def test_an_ending_is_learnt_from_what_content_judged(ending: str) -> None:
    small = line(f"Docs/note.txt{ending}", "unknown", "too_small")
    cut = line(f"Other/photo.jpg{ending}", "damaged", "truncated")
    found = decided(*struck(8, ending), small, cut)
    assert "context:extension" in found[small["path"]]
    assert "context:extension" in found[cut["path"]]


def test_an_ending_that_healthy_files_bear_teaches_nothing() -> None:
    copies = [line(f"Docs/c{n}.txt.mlox") for n in range(20)]
    assert decided(*struck(4, ".mlox"), *copies, line("a.txt.mlox", "unknown", "too_small")) == {}


def test_an_ending_people_add_themselves_is_never_learnt() -> None:
    assert decided(*struck(8, ".bak"), line("a.txt.bak", "unknown", "too_small")) == {}


def test_random_needs_two_facts() -> None:
    alone = line("Far/x.bin.h4tz9q", "random", "headless_random")
    dated = {**alone, "times": plain(Times(modified=ATTACK + 5))}
    assert decided(*struck(8), alone) == {}
    assert decided(*struck(8), dated) == {alone["path"]: ["context:extension", "context:burst"]}


def test_dates_say_nothing_where_everything_was_written_at_once() -> None:
    copied = [line(f"Docs/h{n}.pdf", when=ATTACK + n) for n in range(30)]
    assert decided(*copied, *struck(8), line("Far/x.bin.h4tz9q", "random", when=ATTACK + 5)) == {}


@pytest.mark.parametrize("reason", ["too_small", "not_recognised", "random_blocks"])
def test_a_file_under_its_own_name_needs_the_burst_and_another_fact(reason: str) -> None:
    near = [line("Docs/sub/README.txt", note=NOTE), *struck(8)]
    one = line("Docs/letter.txt", "unknown", reason, ATTACK + 3)
    assert decided(*near, one)[one["path"]] == ["context:burst", "context:note_near"]
    assert decided(*near, line("Docs/letter.txt", "unknown", reason)) == {}
    assert decided(*near, line("Docs/state.dat", "unknown", reason, ATTACK + 3)) == {}
    assert decided(*struck(8), line("Far/letter.txt", "unknown", reason, ATTACK + 3)) == {}


def test_a_twin_that_is_intact_elsewhere_is_a_fact() -> None:
    own = line("Far/letter.txt", "damaged", "structure_broken", ATTACK + 3)
    assert decided(*struck(8), line("Copy/letter.txt"), own) == {
        own["path"]: ["context:burst", "context:twin"]
    }


def test_what_holds_or_is_protected_is_never_changed() -> None:
    kept = [
        line("Docs/a.txt.h4tz9q", "intact", "renamed_only", ATTACK),
        line("Docs/b.zip.h4tz9q", "protected", "zip_password", ATTACK),
        line("Docs/c.txt.h4tz9q", "unknown", "empty", ATTACK, size=0),
        line("Docs/d.7z.001", "unknown", "split_part", ATTACK),
    ]
    assert decided(line("Docs/README.txt", note=NOTE), *struck(8), *kept) == {}


@pytest.mark.parametrize("name", ["coffre.hc", "secret.kdbx", "a" * 64, "backup.tibx", "mail.gpg"])
def test_containers_are_not_judged_by_their_neighbours(name: str) -> None:
    around = [line("Docs/README.txt", note=NOTE), *struck(8, "")]
    assert is_store(name)
    assert decided(*around, line(f"Docs/{name}", "random", "headless_random", ATTACK + 2)) == {}


def test_a_tree_renamed_and_encrypted_whole_is_an_attack() -> None:
    rng = random.Random(5)  # noqa: S311 - a test that repeats itself
    tree = []
    for folder in range(6):
        tree.append(line(f"D{folder}/restore.txt", note=NOTE, when=ATTACK))
        for n in range(10):
            name = "".join(rng.choices("abcdefghijkmnpqrstuvwxyz", k=9))
            ending = "".join(rng.choices("abcdefghijkmnpqrstuvwxyz", k=6))
            tree.append(line(f"D{folder}/{name}.{ending}", "random", "headless_random", ATTACK + n))
    survey = surveyed(*tree)
    facts = survey.facts()
    assert (facts["state"], facts["damage"]["encrypted"]["files"]) == ("attacked", 60)
    assert facts["by_context"]["was"] == {"random": 60}
    assert survey.damage["random"].files == 60  # what content said stays


def test_a_repository_of_backups_beside_a_text_is_none() -> None:
    rng = random.Random(6)  # noqa: S311 - a test that repeats itself
    packs = [
        line(f"restic/data/{n % 4:02x}/{rng.randbytes(32).hex()}", "random", "headless_random", ATTACK + n)
        for n in range(200)
    ]
    survey = surveyed(line("restic/README.txt"), *packs, line("coffre.hc", "random"), *healthy(300))
    assert list(survey.context.changes()) == []
    assert survey.state in {"nothing", "doubtful"}


def test_more_files_than_are_packed_together_come_out_in_order() -> None:
    waiting = [line(f"Docs/f{n}\n\ud800.txt.h4tz9q", "unknown", "too_small") for n in range(9000)]
    found = list(surveyed(*struck(8), *struck(4000, folder="More"), *waiting).context.changes())
    assert [change["path"] for change in found] == [one["path"] for one in waiting]


def test_lines_are_read_with_what_context_decided() -> None:
    lines = [*struck(8), line("Docs/note.txt.h4tz9q", "unknown", "too_small"), *healthy(3)]
    changes = list(surveyed(*lines).context.changes())
    read = list(overlaid(lines, changes))
    assert [one["path"] for one in read] == [one["path"] for one in lines]
    assert read[8]["damage"]["verdict"] == "encrypted"
    assert read[8]["damage"]["reasons"][:2] == ["too_small", "context:extension"]
    assert lines[8]["damage"]["verdict"] == "unknown"


def test_an_ending_on_many_kinds_needs_no_other_fact() -> None:
    alone = line("Far/x.bin.h4tz9q", "random", "headless_random")
    assert decided(*struck(12), alone) == {alone["path"]: ["context:extension"]}


def test_a_note_at_the_root_is_right_above_the_first_folders() -> None:
    one = line("Docs/letter.txt", "unknown", "too_small", ATTACK + 3)
    facts = ["context:burst", "context:note_near"]
    encrypted = list(struck(8, folder="Far/Away"))
    assert decided(*encrypted, one) == {}
    assert decided(line("READ.txt", note=NOTE), *encrypted, one) == {one["path"]: facts}
    root = {**one, "path": "letter.txt"}
    assert decided(line("Docs/READ.txt", note=NOTE), *encrypted, root) == {root["path"]: facts}


def test_text_under_the_ending_of_an_attack_that_writes_text_is_encrypted_and_else_a_riddle() -> None:
    odd = line("Docs/x.bin.h4tz9q", "intact", type="text/utf-8")
    binary = line("Docs/y.bin.h4tz9q", "intact", type="zip")
    for kind, verdict in (("text/utf-8", "encrypted"), (None, "unknown")):
        survey = surveyed(*({**one, "type": kind} for one in struck(12)), odd, binary)
        found = {change["path"]: change["verdict"] for change in survey.context.changes()}
        assert found == {odd["path"]: verdict, binary["path"]: "unknown"}
        facts = survey.facts()
        assert "intact" not in facts["damage"]
        files = facts["damage"]["encrypted"]["files"]
        assert facts["by_context"]["files"] == files - 12
        assert facts["extent"]["whole"]["undetermined"]["files"] == 14 - files
    assert decided(*struck(8, ".bak"), line("Docs/x.bin.bak", "intact", type="text/utf-8")) == {}


NAMES = st.text(st.characters(exclude_characters="/"), min_size=1, max_size=12)
LINES = st.builds(
    line,
    st.lists(NAMES, min_size=1, max_size=3).map("/".join),
    st.sampled_from(["intact", "encrypted", "random", "protected", "damaged", "unknown"]),
    st.sampled_from(["too_small", "empty", "not_recognised", "truncated"]),
    st.integers(-(2**70), 2**70),
    note=st.sampled_from([None, NOTE, plain(Note(NoteVerdict.SUSPECT))]),
    sha256=st.sampled_from([None, "00" * 32]),
    kind=st.sampled_from(["file", "stream"]),
)


@given(st.lists(LINES, max_size=40))
def test_whatever_the_lines_only_the_undecided_change_and_counts_agree(lines: list[Line]) -> None:
    survey = surveyed(*lines)
    changes = list(survey.context.changes())
    assert {change["was"] for change in changes} <= {"random", "unknown", "damaged", "intact", "protected"}
    assert all(change["verdict"] == "encrypted" and change["reasons"] for change in changes)
    facts = survey.facts()
    assert facts == survey.facts()
    read = [one for one in lines if one["sha256"]]
    assert sum(tally["files"] for tally in facts["damage"].values()) == len(read)
    whole = facts["extent"]["whole"]
    practice = [one for one in lines if not (one["note"] and one["note"]["verdict"] == "note")]
    assert sum(row["files"] for row in whole.values()) == len(practice)
    assert min(row["files"] for row in whole.values()) >= 0
    json.dumps(facts)


def test_a_context_without_lines_decides_nothing() -> None:
    assert list(Context().changes()) == []
