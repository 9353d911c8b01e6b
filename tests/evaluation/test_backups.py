"""The media made for the measure are spoiled as their names say, and the table counts what it should."""

import hashlib
from pathlib import Path

import pytest

from evaluation.backups import build, figures, truth
from evaluation.backups.asked import Told, ask
from evaluation.backups.contents import CONTENTS
from evaluation.backups.forms import FORMS
from evaluation.backups.practices import Practice, held
from toolkit.backup.classes import practice_class

PRACTICE = Practice("dev", 1)
GROUPS = {"no database": "database", "no images": "imaging", "no documents": "documents"}


def test_the_halves_share_no_file_and_no_path() -> None:
    ours = {
        (node.path, hashlib.sha256(node.data).digest()) for n in range(3) for node in held(Practice("dev", n))
    }
    theirs = {
        (node.path, hashlib.sha256(node.data).digest())
        for n in range(3)
        for node in held(Practice("held", n))
    }
    assert {path for path, _ in ours}.isdisjoint(path for path, _ in theirs)
    assert {digest for _, digest in ours}.isdisjoint(digest for _, digest in theirs)


def test_each_half_has_media_enough_and_each_has_its_truth() -> None:
    media = [(form, fault) for form in FORMS for fault in form.faults]
    assert len(media) == len(set(media)) >= 200
    for form, fault in media:
        assert all(truth.truth(form, fault).rely)


@pytest.mark.parametrize("fault", CONTENTS)
def test_contents_are_as_their_names_say(fault: str) -> None:
    sound = {node.path: node.data for node in held(PRACTICE)}
    made = {node.path: node.data for node in CONTENTS[fault](PRACTICE)}
    groups = {practice_class(path, None) for path in made}
    if fault in GROUPS:
        assert GROUPS[fault] not in groups
        assert len(groups) == 3
    elif fault == "empty":
        assert not made
    elif fault.startswith(("encrypted", "four")):
        kept = [path for path, data in sound.items() if made.get(path) == data]
        assert len(kept) == (len(sound) - 4 if fault == "four encrypted" else 0)
    elif fault == "renamed only":
        assert sorted(made.values()) == sorted(sound.values())
        assert set(made).isdisjoint(sound)
    elif not fault.startswith("stale"):
        assert sound.items() <= made.items()
        assert (len(made) > len(sound)) is (fault != "good")


def test_a_medium_is_built_once_struck_and_judged_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    media = {made.fault: made for made in build.build("dev", ["folder"])}
    assert {one.fault for one in build.build("dev", ["folder"])} == set(media)

    def content(fault: str) -> dict[str, bytes]:
        place = media[fault].place
        return {
            str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()
        }

    sound, flipped = content("good"), content("flipped 1")
    differ = [path for path in sound if sound[path] != flipped[path]]
    assert [path.rpartition(".")[2] for path in differ] == ["docx"]
    told = ask(media["good"])
    assert [(one.rely, one.right, one.changed) for one in told] == [
        ("correct", True, False), ("good", True, False), ("good", True, False)
    ]  # fmt: skip


def _told(rely: str, *, right: bool, false_good: bool = False) -> Told:
    return Told(
        "ZIP", "cut", "alone", "clean", rely, right, false_good, False, False, False, 1.0, ("no_sign",)
    )


def test_the_table_counts_what_is_right_and_what_does_harm() -> None:
    told = [_told("damaged", right=True), _told("good", right=False, false_good=True)]
    row = next(line for line in figures.lines(told, 2.0) if line.startswith("ZIP"))
    assert row.split()[2:] == ["50.0%", "-", "-", "1", "0"]
    assert [line.split(" ")[0] for line in figures.misses(told)] == ["FALSE"]


def test_only_completeness_unknown_is_the_best_to_be_had_alone() -> None:
    answers = {"clean": "yes", "complete": "unknown", "recent": "yes"}
    assert truth.said("unknown", answers) == "correct"
    assert truth.said("unknown", {**answers, "clean": "unknown"}) == "unknown"
    assert truth.said("stale", answers) == "stale"
