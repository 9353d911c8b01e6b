"""What is large is matched with fewer rules, and loses no match by it."""

import dataclasses
from pathlib import Path

import pytest

from evaluation.rule_sets import RANSOM, texts
from signatures.manifest import SET, large_of, light_of
from tests.signatures.test_rule_samples import SAMPLES
from toolkit import own_files
from toolkit.scan.content import Content
from toolkit.scan.rules import joint, match
from toolkit.scan.rules.imported.preparing import prepared
from toolkit.scan.rules.parts import tokens_of
from toolkit.scan.rules.pinned import PART_COUNTS
from toolkit.scan.rules.signatures import (
    BY_SIZE,
    CONTROL,
    CONTROL_RULE,
    LIGHT,
    LIGHT_BY_SIZE,
    Signatures,
    load,
    sized,
)
from toolkit.scan.rules.size import MB, below, number_of

SIZES = (MB - 1, MB, MB + 1)
LARGEST = max(LIGHT_BY_SIZE)


@pytest.fixture(scope="module")
def ours() -> Signatures:
    return sized(load(own_files.signatures()))


def of_any_size(signatures: Signatures) -> Signatures:
    """Return a set that matches every file with all its rules."""
    return dataclasses.replace(signatures, light=None, light_by_size=(), by_size=())


def padded(data: bytes, size: int) -> Content:
    return Content.of((data + b"\n" * size)[:size])


PARTS = (LIGHT, *LIGHT_BY_SIZE.values(), *BY_SIZE.values())


def test_every_part_is_compiled_counted_and_holds_the_control() -> None:
    known = sized(load(own_files.signatures()))
    compiled = [known.light, *(rules for _, rules in (*known.light_by_size, *known.by_size))]
    assert [len(list(rules)) for rules in compiled] == [PART_COUNTS[path] for path in PARTS]
    assert [least for least, _ in known.light_by_size] == sorted(LIGHT_BY_SIZE, reverse=True)
    for rules in compiled:
        assert CONTROL_RULE in {hit.rule for hit in rules.match(data=CONTROL)}


def test_the_parts_are_those_of_the_rules_that_ship() -> None:
    made = {LIGHT: light_of(SET)}
    made |= {path: light_of(SET, least) for least, path in LIGHT_BY_SIZE.items()}
    made |= {path: large_of(SET, least) for least, path in BY_SIZE.items()}
    assert made == {path: (SET / path).read_bytes() for path in PARTS}, "run python -m signatures.manifest"


@pytest.mark.parametrize("size", SIZES)
def test_every_rule_hits_a_large_file_as_before(ours: Signatures, size: int) -> None:
    whole = of_any_size(ours)
    found = set()
    for rule, (hit, miss) in SAMPLES.items():
        for data in (hit, miss) if size == MB else (hit,):
            content = padded(data, size)
            told = match(content, ours)
            assert told == match(content, whole), rule
            found |= set(told.names)
    # Rules for files below 1 MB are heard just below it, and no more from there on.
    assert len(found) > (120 if size < MB else 90)


@pytest.mark.parametrize("size", [LARGEST - 1, LARGEST])
def test_rules_for_windows_hit_as_before(ours: Signatures, size: int) -> None:
    whole = of_any_size(ours)
    unlike = ("Program", "Family", "Tool", "Demo", "Driver")
    for rule in [name for name in SAMPLES if not any(f"_{word}_" in name for word in unlike)][::6]:
        content = padded(SAMPLES[rule][0], size)
        assert match(content, ours) == match(content, whole), rule


def test_beside_few_light_rules_ours_for_large_files_are_compiled_once_more(
    ours: Signatures, tmp_path: Path
) -> None:
    for path, text in texts(40, 2, RANSOM):
        target = tmp_path / "theirs" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    made = tmp_path / "theirs.rules"
    made.write_bytes(prepared([tmp_path / "theirs"]).data)
    beside = joint.load(load(own_files.signatures()), (made,))
    assert beside.joint
    assert [least for least, _ in beside.sets[0].light_by_size] == list(LIGHT_BY_SIZE)
    for rule in list(SAMPLES)[::5]:
        for size in SIZES[:2]:
            content = padded(SAMPLES[rule][0], size)
            assert match(content, beside) == match(content, ours), rule


def test_beside_many_they_are_not(ours: Signatures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yar").write_text('rule A { strings: $a = "some words" condition: $a }')
    made = tmp_path / "theirs.rules"
    made.write_bytes(prepared([tmp_path / "a.yar"]).data)
    assert joint.load(ours, (made,)).sets[0].light_by_size
    monkeypatch.setattr(joint, "_FEW", 0)
    beside = joint.load(ours, (made,))
    assert beside.joint
    assert not beside.sets[0].light_by_size
    content = padded(b"some words", MB)
    assert match(content, beside).names == ("a:A",)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("12", 12), ("0x10", 16), ("3KB", 3072), ("2MB", 2 * MB), ("1.5", None), ("1GB", None),
        ("0o17", None), ("", None), ("-1", None), ("KB", None), ("1_0", None), ("\u0663", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_rules_write_them(text: str, number: int | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "least"),
    [("filesize < 10", 10), ("filesize <= 10", 11), ("filesize == 10", 11), ("10 > filesize", 10)],
)
def test_a_bound_is_met_to_the_byte(text: str, least: int) -> None:
    assert below(tokens_of(text), least)
    assert not below(tokens_of(text), least - 1)


@pytest.mark.parametrize(
    "text",
    ["filesize > 10", "10 < filesize", "filesize", "filesize < x", "filesize != 1", "filesize < -1 + 5"],
)
def test_what_sets_no_bound_is_not_taken_for_one(text: str) -> None:
    assert not below(tokens_of(text), 1 << 40)
