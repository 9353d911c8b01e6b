"""The baseline of a medium: what it says, what it refuses, what it sees."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.documents import dated, nanoseconds, paper
from demo.builder.documents_keystream import keystream
from demo.builder.documents_program import harmless
from tests.backup.builder import (
    ATTACK,
    LAST_DAY,
    answers,
    codes,
    judged,
    machine,
    medium,
    practice,
    signatures,
)
from toolkit import backup
from toolkit.errors import SourceRefusal
from toolkit.media import open_source
from toolkit.media.part_of import PartOf
from toolkit.records import Connect, Rely
from toolkit.texts import LANGUAGES, Speech

NOTES = dated("Wlogos2/notes.txt", LAST_DAY, b"Rappeler le laboratoire jeudi matin.\r\n" * 40)


def text_of(place: Path) -> str:
    source = open_source(place)
    return "".join(backup.baseline_lines(source, signatures()))


def loaded(text: str, signed: str = "valid", **known: bool) -> backup.Baseline:
    return backup.load_baseline(text.encode(), signed=signed, label="b.jsonl", **known)


def dated_on(text: str, made: str) -> str:
    """Return a baseline as if made at another moment."""
    first, _, rest = text.partition("\n")
    return json.dumps({**json.loads(first), "made": made}) + "\n" + rest


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return medium(tmp_path / "stick", [*practice(), NOTES])


def test_the_lines_can_be_checked_by_others(place: Path) -> None:
    header, *rows = [json.loads(line) for line in text_of(place).splitlines()]
    counts = ["files", "bytes", "unread", "inside", "signs"]
    assert list(header) == ["baseline", "medium", "tool", "made", *counts, "previous"]
    assert (header["files"], header["bytes"]) == (len(rows), sum(row["size"] for row in rows))
    assert [list(row) for row in rows] == [["path", "size", "mtime", "sha256"]] * len(rows)
    assert [row["path"] for row in rows] == sorted(row["path"] for row in rows)


def test_an_unchanged_medium_is_good_by_its_baseline_alone(place: Path) -> None:
    verdict = judged(place, baseline=loaded(text_of(place), anchored=True))
    assert (verdict.connect, verdict.rely) == (Connect.CLEAN, Rely.GOOD)
    assert codes(verdict, "complete") == ["baseline_made"]
    assert "flips_not_excluded" not in codes(verdict, "restorable")


def test_a_signature_nobody_was_asked_about_is_said_to_be_so(place: Path) -> None:
    verdict = judged(place, baseline=loaded(text_of(place)))
    assert (verdict.connect, verdict.rely) == (Connect.CLEAN, Rely.GOOD)
    assert codes(verdict, "complete") == ["baseline_made", "baseline_unanchored"]


def test_a_baseline_kept_on_the_medium_never_answers_yes(place: Path) -> None:
    verdict = judged(place, baseline=loaded(text_of(place), anchored=True, on_medium=True))
    assert (answers(verdict)["complete"], verdict.rely) == ("unknown", Rely.UNKNOWN)
    assert codes(verdict, "complete") == ["baseline_on_medium"]
    assert "flips_not_excluded" in codes(verdict, "restorable")


@pytest.mark.parametrize(
    ("made", "answer"),
    [
        ("2026-10-11T00:13:59+00:00", "yes"),
        ("2026-10-11T00:14:01+00:00", "unknown"),
        ("2026-10-11T01:00:00+02:00", "yes"),
        ("2026-10-12T08:00:00", "unknown"),
        ("hier", "unknown"),
    ],
)
def test_only_a_baseline_from_before_the_attack_vouches(
    tmp_path: Path, place: Path, made: str, answer: str
) -> None:
    inventory = machine(tmp_path / "pc")
    inventory.attack_ns = nanoseconds(ATTACK)
    verdict = judged(place, inventory, loaded(dated_on(text_of(place), made), anchored=True))
    assert answers(verdict)["complete"] == answer
    assert ("baseline_after_attack" in codes(verdict, "complete")) == (answer == "unknown")


def test_a_baseline_vouches_for_identity_and_not_for_content(tmp_path: Path) -> None:
    nodes = [
        dated(f"Logiciel/dossier{number}.fic", LAST_DAY, b"\1\0\0\0Dossier\0" * 999) for number in range(4)
    ]
    place = medium(tmp_path / "stick", [*practice(), *nodes])
    verdict = judged(place, baseline=loaded(text_of(place), anchored=True))
    assert answers(verdict)["restorable"] == "unknown"
    assert "database_unchecked" in codes(verdict, "restorable")
    checked = next(one for one in verdict.answers["restorable"].why if one["code"] == "content_checked")
    assert (checked["files"], checked["total"]) == (len(practice()), len(practice()) + 4)


def test_a_script_in_the_root_is_known_by_a_baseline_only_as_it_was(place: Path) -> None:
    (place / "Sauvegarde.cmd").write_bytes(b"robocopy C:\\Wlogos2 E:\\Sauvegarde /MIR\r\n")
    known = loaded(text_of(place), anchored=True)
    assert "script_in_root" not in codes(judged(place, baseline=known), "clean")
    assert "script_in_root" in codes(judged(place, baseline=replace(known, on_medium=True)), "clean")
    (place / "Sauvegarde.cmd").write_bytes(b"start x.vbs\r\n")
    verdict = judged(place, baseline=known)
    assert verdict.connect == Connect.UNKNOWN
    assert "script_in_root" in codes(verdict, "clean")


@pytest.mark.parametrize(
    ("signed", "code"), [("absent", "baseline_unsigned"), ("invalid", "baseline_tampered")]
)
def test_without_a_valid_signature_it_never_answers_yes(place: Path, signed: str, code: str) -> None:
    verdict = judged(place, baseline=loaded(text_of(place), signed))
    assert (answers(verdict)["complete"], verdict.rely) == ("unknown", Rely.UNKNOWN)
    assert code in codes(verdict, "complete")


def test_what_left_is_missing_and_what_moved_is_not(place: Path) -> None:
    known = loaded(text_of(place))
    base = place / "Sauvegarde" / "Wlogos2"
    (base / "notes.txt").rename(base / "anciennes notes.txt")
    moved = judged(place, baseline=known)
    assert (moved.rely, codes(moved, "complete")[0]) == (Rely.GOOD, "baseline_moved")
    (base / "anciennes notes.txt").unlink()
    gone = judged(place, baseline=known)
    assert (gone.rely, codes(gone, "complete")[0]) == (Rely.INCOMPLETE, "baseline_missing")


def test_one_flipped_bit_under_an_unchanged_date_is_damage(place: Path) -> None:
    known = loaded(text_of(place))
    path = place / "Sauvegarde" / "Wlogos2" / "notes.txt"
    data, when = bytearray(path.read_bytes()), path.stat().st_mtime_ns
    data[100] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(when, when))
    verdict = judged(place, baseline=known)
    assert verdict.rely == Rely.DAMAGED
    assert "baseline_silent" in codes(verdict, "restorable")


def test_a_file_put_back_to_an_older_day_is_named(place: Path) -> None:
    known = loaded(text_of(place))
    path = place / "Sauvegarde" / "Wlogos2" / "notes.txt"
    when = path.stat().st_mtime_ns - 10**15
    path.write_text("Autre chose.\n" * 40)
    os.utime(path, ns=(when, when))
    verdict = judged(place, baseline=known)
    assert verdict.rely == Rely.INCOMPLETE
    assert codes(verdict, "complete")[0] == "baseline_changed"


def test_a_file_somebody_worked_on_is_no_fault(place: Path) -> None:
    known = loaded(text_of(place))
    (place / "Sauvegarde" / "Wlogos2" / "notes.txt").write_text("Autre chose.\n" * 40)
    assert judged(place, baseline=known).rely == Rely.GOOD


def test_a_file_encrypted_in_place_is_seen_as_such(place: Path) -> None:
    known = loaded(text_of(place))
    path = place / "Sauvegarde" / "PDATA" / "P0" / "radio.dcm"
    path.write_bytes(keystream("x", path.stat().st_size))
    verdict = judged(place, baseline=known)
    assert verdict.rely == Rely.ENCRYPTED
    assert "baseline_broken" in codes(verdict, "complete")


def test_a_new_program_is_never_clean(place: Path) -> None:
    known = loaded(text_of(place))
    (place / "outil.exe").write_bytes(harmless())
    verdict = judged(place, baseline=known)
    assert verdict.connect != Connect.CLEAN
    assert "new_programs" in codes(verdict, "clean")


def test_a_wrong_baseline_of_an_empty_medium_says_nothing(tmp_path: Path, place: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    nothing = loaded(text_of(empty))
    verdict = judged(place, baseline=nothing)
    assert answers(verdict)["complete"] == "unknown"


def header(**changed: Any) -> str:
    facts = {
        "baseline": 1,
        "medium": "x",
        "tool": "0",
        "made": "2026",
        "files": 1,
        "bytes": 3,
        "previous": None,
    }
    return json.dumps({**facts, **changed}) + "\n"


LINE = json.dumps({"path": "a", "size": 3, "mtime": 1, "sha256": "ab" * 32}) + "\n"


def test_a_minimal_baseline_is_taken() -> None:
    assert loaded(header() + LINE).files["a"].size == 3


NAMED = ["zip", "", "", "a.zip", ""]
MEMBER = LINE.replace("{", '{"inside": 0, ')


def series(**changed: Any) -> str:
    return json.dumps({"series": NAMED, "number": 0, "unread": 0, **changed}) + "\n"


def third(**changed: Any) -> str:
    return header(**{"baseline": 3, "unread": 0, "inside": 1, "files": 0, "bytes": 0, **changed})


def test_a_minimal_one_of_what_backups_keep_is_taken() -> None:
    known = loaded(third() + MEMBER + series(unread=2))
    assert known.inside[tuple(NAMED)]["a"].size == 3
    assert (known.files, known.unread, known.only_outside) == ({}, 2, False)
    shut = loaded(third(inside=0) + series(unread=None))
    assert shut.closed == {tuple(NAMED)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (third() + MEMBER, "count"),
        (third(inside=2) + MEMBER + series(), "count"),
        (third() + MEMBER + series() + series(number=1), "count"),
        (third() + MEMBER + series() + series(), "twice"),
        (third() + MEMBER + series(number=-1), "line"),
        (third() + MEMBER + series(series=NAMED[1:]), "line"),
        (third() + MEMBER + series(series=[*NAMED[1:], 1]), "line"),
        (third() + MEMBER + series(unread="all"), "line"),
        (third() + MEMBER.replace('"inside": 0', '"inside": null') + series(), "line"),
        (header(files=0, bytes=0) + MEMBER + series(), "line"),
        (third(inside=-1) + series(), "header"),
        ("", "header"),
        ("[]\n", "header"),
        ("[" * 100_000 + "\n", "not_text"),
        (header(baseline=2) + LINE, "header"),
        (header(files=True) + LINE, "header"),
        (header(extra=1) + LINE, "header"),
        (header(previous="xyz") + LINE, "header"),
        (header(), "count"),
        (header(bytes=4) + LINE, "count"),
        (header(files=2, bytes=6) + LINE + LINE, "twice"),
        (header() + LINE[:-1], "line"),
        (header() + LINE.replace("3", "-3"), "line"),
        (header() + LINE.replace("3", "NaN"), "not_text"),
        (header() + LINE.replace("ab", "AB"), "line"),
        (header() + LINE.replace('"a"', '""'), "line"),
        (header() + LINE.replace('"a"', '"é"'), "not_text"),
        (header() + "x" * 300_000 + "\n", "line"),
    ],
)
def test_anything_else_is_refused(text: str, why: str) -> None:
    with pytest.raises(SourceRefusal) as refused:
        loaded(text)
    assert (refused.value.code, refused.value.facts) == ("baseline_damaged", {"path": "b.jsonl", "why": why})


@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_break_the_reader(noise: bytes, at: int) -> None:
    good = (header() + LINE).encode()
    for data in (noise, good[:at] + noise, good[:at] + noise + good[at:]):
        assert outcome(data) in {"taken", "baseline_damaged"}


def outcome(data: bytes) -> str:
    try:
        backup.load_baseline(data, signed="valid", label="x")
    except SourceRefusal as refused:
        return refused.code
    return "taken"


@pytest.mark.parametrize("name", ["été\ud83d.txt", "a\nb.txt", "\udcff.txt", 'g"u.txt'])
def test_a_hostile_name_goes_there_and_back(place: Path, name: str) -> None:
    # No disk of the machine that runs this takes all of these names.
    source = PartOf(open_source(place), "", "Sauvegarde/Wlogos2", lambda held: [(held[-1], name)])
    text = "".join(backup.baseline_lines(source, signatures()))
    assert text.isascii()
    assert list(loaded(text).files) == [name]


def test_a_baseline_and_an_inventory_must_both_agree(tmp_path: Path, place: Path) -> None:

    known = loaded(dated_on(text_of(place), "2026-10-01"))
    inventory = machine(tmp_path / "pc", [*practice(), paper("PDATA/P9/radio.dcm", LAST_DAY)])
    verdict = judged(place, inventory, known)
    assert verdict.rely == Rely.INCOMPLETE
    assert "baseline_made" in codes(verdict, "complete")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_about_a_baseline_can_be_said(language: str) -> None:
    for code in ("on_medium", "unsigned", "after_attack", "empty", "made", "unanchored", "tampered"):
        assert Speech(language).say(f"backup.baseline_{code}", made="2026-10-01", files=1)
