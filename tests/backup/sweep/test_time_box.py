"""A check that has so many minutes: what it reads, what it says of the rest, and that it never says yes."""

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder import ntfs, partition
from demo.builder.documents import dated, paper
from demo.builder.documents_keystream import keystream
from demo.builder.tree import Node
from tests.backup.builder import LAST_DAY, NOW, answers, codes, machine, medium, practice, signatures, zipped
from tests.backup.test_command import run
from toolkit import backup
from toolkit.backup.content.reading import reading_of
from toolkit.backup.inventory import Inventory
from toolkit.backup.sweep import choice
from toolkit.backup.sweep.choice import kind
from toolkit.backup.sweep.holdings import Holdings
from toolkit.backup.sweep.looking import Looking
from toolkit.backup.sweep.time_box import TimeBox
from toolkit.backup.unchosen import is_listed
from toolkit.records import Entry, EntryKind, Seen, Verdict
from toolkit.texts import LANGUAGES, Speech

_OLD = LAST_DAY - timedelta(days=300)
_OTHERS = 700


def _old(count: int = _OTHERS, below: str = "Archives") -> list[Node]:
    """Return letters that nothing but chance has read."""
    return [
        dated(f"{below}/{number % 20}/lettre{number}.txt", _OLD, f"Courrier numéro {number}\r\n".encode() * 3)
        for number in range(count)
    ]


def _checked(
    where: Path,
    box: TimeBox | None,
    inventory: Inventory | None = None,
    baseline: backup.Baseline | None = None,
) -> Verdict:
    source = backup.open_backup(where)
    try:
        return backup.verify(
            source, signatures(), inventory=inventory, baseline=baseline, now_ns=NOW, box=box
        )
    finally:
        source.close()


def _hurried(seed: str = "a") -> TimeBox:
    return TimeBox(0, seed)


def _counts(verdict: Verdict) -> tuple[int, int]:
    return verdict.coverage["files_seen"], verdict.coverage["files_not_seen"]


def _of(verdict: Verdict, question: str, code: str) -> dict[str, object]:
    return next(dict(one) for one in verdict.answers[question].why if one["code"] == code)


def test_without_any_time_what_matters_and_one_draw_are_read(tmp_path: Path) -> None:
    nodes = [*practice(), *_old(), dated("Archives/outils/vieux.vbs", _OLD, b"' rien\r\n")]
    verdict = _checked(medium(tmp_path, nodes), _hurried())
    sample = verdict.coverage["sample"]
    [drawn] = sample["chosen"]
    # The largest are read for their size alone: some of the letters are among them.
    assert drawn["files"] == 300
    assert drawn["of"] < _OTHERS
    assert sample["full"]["databases"] == 2
    assert sample["full"]["programs"] == 1
    assert sample["full"]["largest"] > 0
    assert drawn["of"] + sum(sample["full"].values()) == len(nodes)
    assert _counts(verdict)[1] == drawn["of"] - 300
    assert verdict.coverage["volumes"][0]["why"] == {"not_chosen": drawn["of"] - 300}


def test_a_sample_never_says_yes_to_contents(tmp_path: Path) -> None:
    folder = medium(tmp_path / "medium", [*practice(), *_old()])
    inventory = machine(tmp_path / "machine")
    whole, sampled = _checked(folder, None, inventory), _checked(folder, _hurried(), inventory)
    assert (str(whole.connect), str(whole.rely)) == ("clean", "good")
    assert (str(sampled.connect), str(sampled.rely)) == ("unknown", "unknown")
    assert answers(sampled) == {
        "clean": "unknown",
        "not_encrypted": "unknown",
        "complete": "yes",
        "recent": "yes",
        "restorable": "unknown",
    }
    for question in ("clean", "not_encrypted", "restorable"):
        assert codes(sampled, question)[:3] == ["sampled", "sampled_full", "sampled_none"]
        assert "unread" not in codes(sampled, question)
    for question in ("complete", "recent"):
        assert codes(sampled, question)[-1] == "sampled_listed"
    bound = _of(sampled, "not_encrypted", "sampled_none")
    # One minus the 300th root of 5 %, rounded up.
    assert (bound["files"], bound["high"], bound["high_hundredths"]) == (300, 1, "00")


def test_the_same_seed_chooses_the_same_files(tmp_path: Path) -> None:
    folder = medium(tmp_path, [*practice(), *_old()])
    first, again, other = (_missed(folder, seed) for seed in ("a", "a", "b"))
    assert first == again
    assert first != other
    assert len(first) == len(other)


def _missed(folder: Path, seed: str) -> set[str]:
    """Return the files that were listed only."""
    source = backup.open_backup(folder)
    box = _hurried(seed)
    box.start()
    holdings = Holdings(source, Looking(signatures(), lambda _: None, box=box), (), NOW)
    reading = reading_of({}, None, None, several=False, latest=NOW)
    found = [held.found for held, _ in holdings.files(reading)]
    source.close()
    return {one.path for one in found if isinstance(one, Seen) and is_listed(one)}


def test_time_enough_gives_the_verdict_of_a_whole_check(tmp_path: Path) -> None:
    inventory = machine(tmp_path / "machine")
    bad = dated("Archives/3/bilan.pdf", _OLD, keystream("bilan", 9000))
    for name, nodes in (("good", [*practice(), *_old(400)]), ("bad", [*practice(), *_old(400), bad])):
        folder = medium(tmp_path / name, nodes)
        whole = backup.as_json(_checked(folder, None, inventory))
        timed = backup.as_json(_checked(folder, TimeBox(60, "a"), inventory))
        assert _unordered(timed) == _unordered(whole)


def _unordered(shape: object) -> object:
    """Leave out which files are named as examples: the order of reading is another."""
    if isinstance(shape, dict):
        return {
            key: _unordered(one) for key, one in shape.items() if key not in {"samples", "path", "volume"}
        }
    return [_unordered(one) for one in shape] if isinstance(shape, list) else shape


def test_one_encrypted_file_among_those_read_is_a_no(tmp_path: Path) -> None:
    struck = [
        dated(f"Archives/{number}/vieux.docx", _OLD, keystream(str(number), 4000)) for number in range(350)
    ]
    verdict = _checked(medium(tmp_path, [*practice(), *_old(350), *struck]), _hurried())
    assert str(verdict.rely) == "encrypted"
    assert codes(verdict, "not_encrypted")[0] == "encrypted"
    found = _of(verdict, "not_encrypted", "sampled_found")
    [drawn] = verdict.coverage["sample"]["chosen"]
    assert found["encrypted"] == drawn["encrypted"] > 50
    assert drawn["low"] < 350 / 700 < drawn["high"]


def test_what_an_attack_renamed_is_read_whatever_the_time(tmp_path: Path) -> None:
    struck = dated("Archives/1/bilan.pdf.akira", _OLD, keystream("x", 9000))
    verdict = _checked(medium(tmp_path, [*practice(), *_old(), struck]), _hurried())
    assert verdict.coverage["sample"]["full"]["renamed"] == 1


@pytest.mark.parametrize("when", [LAST_DAY, LAST_DAY - timedelta(days=29)])
def test_the_last_thirty_days_are_read_in_full(tmp_path: Path, when: object) -> None:
    recent = [paper(f"Archives/r/{number}.pdf", when) for number in range(60)]  # type: ignore[arg-type]
    planned = paper("Archives/r/plan.pdf", LAST_DAY + timedelta(days=900))
    verdict = _checked(medium(tmp_path, [*practice(), *_old(), *recent, planned]), _hurried())
    assert verdict.coverage["sample"]["full"]["recent"] >= 60


def test_dates_of_a_copy_say_nothing_of_what_is_recent(tmp_path: Path) -> None:
    nodes = [dated(one.path, LAST_DAY, one.data) for one in [*practice(), *_old()]]
    verdict = _checked(medium(tmp_path, nodes), _hurried())
    assert "recent" not in verdict.coverage["sample"]["full"]
    assert _counts(verdict)[1] > 300


def test_what_lies_in_an_archive_is_chosen_by_the_same_rule(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "nuit.zip", [*practice(), *_old()])
    verdict = _checked(archive, _hurried())
    assert str(verdict.rely) == "unknown"
    sample = verdict.coverage["sample"]
    [drawn] = sample["chosen"]
    assert (drawn["path"], drawn["files"]) == ("nuit.zip", 300)
    assert [point["worth"] for point in verdict.points] == ["sampled"]
    assert verdict.last_clean is None
    assert _of(verdict, "not_encrypted", "sampled_none")["path"] == "nuit.zip"


def test_a_large_image_is_opened_and_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    volume = ntfs.volume([*practice(), *_old()], size=8 * 1024 * 1024, label="DONNEES", serial=3)
    (tmp_path / "cabinet").mkdir()
    (tmp_path / "cabinet/cabinet.img").write_bytes(partition.mbr([(7, volume)], disk_id=1))
    monkeypatch.setattr(choice, "WHOLE_IMAGE", 1024)
    verdict = _checked(tmp_path / "cabinet", _hurried())
    sample = verdict.coverage["sample"]
    assert sample["images"] == 1
    assert [(one["path"], one["files"]) for one in sample["chosen"]][-1] == ("cabinet.img", 300)
    assert codes(verdict, "restorable")[:4] == ["sampled", "sampled_full", "sampled_images", "sampled_none"]
    assert answers(verdict)["recent"] == "yes"
    assert [point["worth"] for point in verdict.points] == ["sampled"]
    struck = [dated(f"Archives/{n}/a.docx", _OLD, keystream(str(n), 4000)) for n in range(600)]
    volume = ntfs.volume([*practice(), *struck], size=16 * 1024 * 1024, label="DONNEES", serial=3)
    (tmp_path / "cabinet/cabinet.img").write_bytes(partition.mbr([(7, volume)], disk_id=1))
    assert str(_checked(tmp_path / "cabinet", _hurried()).rely) == "encrypted"


def test_older_states_are_left_when_the_time_is_over(tmp_path: Path) -> None:
    for day in range(1, 4):
        zipped(tmp_path / f"nuit-2026-10-0{day}.zip", practice())
    verdict = _checked(tmp_path, _hurried())
    assert verdict.coverage["sample"]["states_unopened"] == 2
    assert sorted(str(point["worth"]) for point in verdict.points) == ["clean", "sampled", "sampled"]
    assert str(verdict.rely) == "unknown"
    assert "sampled_states" in codes(verdict, "clean")


def test_files_not_chosen_are_not_missing_from_a_baseline(tmp_path: Path) -> None:
    folder = medium(tmp_path / "medium", [*practice(), *_old()])
    source = backup.open_backup(folder)
    lines = "".join(backup.baseline_lines(source, signatures()))
    source.close()
    baseline = backup.load_baseline(lines.encode(), signed="valid", label="b", anchored=True)
    archives = folder / "Sauvegarde/Archives"
    (archives / "1/lettre1.txt").unlink()
    (archives / "2").rename(archives / "deux")
    verdict = _checked(folder, _hurried(), baseline=baseline)
    assert "baseline_missing" not in codes(verdict, "complete")
    assert _of(verdict, "complete", "baseline_deleted")["files"] == 1
    assert _of(verdict, "complete", "baseline_moved")["files"] == 35


def test_every_sentence_of_a_sample_can_be_said(tmp_path: Path) -> None:
    verdict = _checked(medium(tmp_path, [*practice(), *_old()]), _hurried())
    shape = backup.as_json(verdict)
    assert next(iter(shape)) == "sample"
    assert json.loads(json.dumps(shape)) == shape
    for speech in map(Speech, LANGUAGES):
        for reason in verdict.reasons:
            facts = {key: value for key, value in reason.items() if key != "code"}
            assert speech.say(f"backup.{reason['code']}", **facts)


def test_rounds_grow_and_end_with_the_time() -> None:
    clock = iter(_ticks())
    box = TimeBox(1, "a", lambda: next(clock))
    box.start()
    made = box.empty("", "")
    made.ranks.extend(range(100_000))
    drawn = [made.drawn for _ in box.rounds(made, int)]
    assert drawn[:3] == [300, 600, 1200]
    assert drawn == sorted(drawn)
    assert drawn[-1] < 100_000


def _ticks() -> Iterable[float]:
    """Yield a clock of five seconds between two looks at it."""
    at = 0.0
    while True:
        yield at
        at += 5.0


def test_a_seed_without_minutes_is_refused_and_a_sample_is_said_first(tmp_path: Path) -> None:
    place = medium(tmp_path, [*practice(), *_old()])
    assert run("backup", "check", place, "--seed", "a").returncode == 2
    told = run("backup", "check", place, "--minutes", "0", "--seed", "a")
    assert told.returncode == 1
    assert told.stdout.startswith("Sample: ")
    assert "--minutes 0 --seed a" in told.stdout


@given(st.lists(st.integers(0, 2**64 - 1), max_size=800), st.integers(1, 400))
def test_every_round_draws_the_lowest_ranks_and_nothing_twice(ranks: list[int], size: int) -> None:
    made = TimeBox(0, "a").empty("", "")
    made.ranks.extend(sorted(ranks))
    while not made.whole:
        before = made.drawn
        made.draw(size)
        assert made.drawn >= min(before + size, len(ranks))
        assert made.drawn == len(ranks) or made.ranks[made.drawn] > made.ranks[made.drawn - 1]


@given(st.integers(0, 300), st.integers(300, 100_000), st.data())
def test_a_bound_never_widens_as_more_is_read(found: int, of: int, data: st.DataObject) -> None:
    files = data.draw(st.integers(300, of))
    more = data.draw(st.integers(files, of))
    few, many = (_bounded(found, read, of) for read in (files, more))
    assert few["high"] >= many["high"]
    assert few["low"] <= few["high"]
    assert 0 <= few["high"] <= few["most"] <= 1


def _bounded(found: int, read: int, of: int) -> dict[str, float]:
    made = TimeBox(0, "a").empty("", "")
    made.ranks.extend(range(of))
    made.drawn, made.encrypted = read, found
    made.intact.update(range(read - found))
    return made.facts()


@given(st.binary(max_size=40), st.text(max_size=12))
def test_any_name_has_a_kind_and_a_rank(raw: bytes, seed: str) -> None:
    entry = Entry("1", raw.decode("utf-8", "surrogateescape"), EntryKind.FILE)
    assert isinstance(kind(entry), str)
    assert 0 <= TimeBox(0, seed).empty("", "").rank(entry.volume, entry.path) < 2**64
