"""All rules compiled as one say what each set says alone, and rules of strangers take none of ours away."""

import dataclasses
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yara

from evaluation.rule_sets import MIXED, texts
from toolkit import own_files
from toolkit.errors import SignatureRefusal
from toolkit.scan.content import Content
from toolkit.scan.rules import RuleHits, joint, match
from toolkit.scan.rules.imported import load as alone
from toolkit.scan.rules.imported.control import benign, program
from toolkit.scan.rules.imported.loading import ABOUT, MANIFEST, manifest_of
from toolkit.scan.rules.imported.preparing import prepared
from toolkit.scan.rules.packed import packed, unpacked
from toolkit.scan.rules.signatures import BY_SIZE, CONTROL, Signatures
from toolkit.scan.rules.signatures import load as load_ours

DEMO = "Trousse_Demo_Harmless_Program"
MARK = b"TROUSSE-DEMO-HARMLESS-PROGRAM"
WORDS = b"some unusual words"
RULE = 'rule {name} {{ strings: $a = "{text}" condition: {more}$a }}\n'
FIRST = {
    "closed": "global private rule Never { condition: filesize > 1GB }\n"
    + RULE.format(name="Closed", text=WORDS.decode(), more=""),
    "same": RULE.format(name="Same", text=WORDS.decode(), more=""),
    "ours": RULE.format(name=DEMO, text="named like one of ours", more=""),
    "programs": RULE.format(name="Prog", text="inner words", more="uint16(0) == 0x5A4D and "),
    "classes": RULE.format(name="Class", text="inner words", more="uint32be(0) == 0xCAFEBABE and "),
    "asks": 'rule Asks { condition: filename == "facture.pdf" }\n',
}
SECOND = {"same": RULE.format(name="Same", text="quite other words", more="")}
CLASS = b"\xca\xfe\xba\xbe\0\0\0\x34\0\x10"
CONTENTS = (
    b"", WORDS, b"quite other words", b"named like one of ours", program(b"inner words" + WORDS), CONTROL,
    CLASS + b"inner words", b"\xca\xfe\xba\xbe\0\0\0\2 inner words", program(MARK), program(MARK + WORDS),
    b"\x7fELF" + bytes(99) + WORDS, b"\xd0\xcf\x11\xe0" + bytes(99) + WORDS,
)  # fmt: skip


def made(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.yar").write_text(text, encoding="utf-8")
    target = folder.with_suffix(".rules")
    target.write_bytes(prepared([folder]).data)
    return target


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    place = tmp_path_factory.mktemp("sets")
    many = {path.replace("/", "_"): text for path, text in texts(80, 3, MIXED)}
    return made(place / "one", FIRST), made(place / "two", SECOND), made(place / "many", many)


@pytest.fixture(scope="module")
def ours() -> Signatures:
    return load_ours(own_files.signatures())


@pytest.fixture(scope="module")
def all_in_one(ours: Signatures, files: tuple[Path, ...]) -> Signatures:
    return joint.load(ours, files)


def test_one_pass_says_what_each_set_says_alone(
    ours: Signatures, files: tuple[Path, ...], all_in_one: Signatures
) -> None:
    apart = ours.beside(tuple(alone(path) for path in files))
    assert (all_in_one.joint, apart.joint) == (True, False)
    assert all_in_one.facts == apart.facts
    assert all_in_one.summary() == apart.summary()
    sent = pickle.loads(pickle.dumps(all_in_one.bare()))  # noqa: S301 - as a worker process gets it
    found = set()
    for data in (*CONTENTS, *benign()[::5]):
        for path in ("a", "x/facture.pdf"):
            told = match(Content.of(data), apart, path)
            assert match(Content.of(data), all_in_one, path) == told
            assert match(Content.of(data), sent, path) == told
            found |= set(told.names)
    assert found >= {"one:Same", "two:Same", f"one:{DEMO}", "one:Prog", "one:Class", "one:Asks", DEMO}
    assert "one:Closed" not in found


def test_without_a_set_ours_is_as_it_was_with_its_rules_for_large_programs(ours: Signatures) -> None:
    loaded = joint.load(ours, ())
    assert [least for least, _ in loaded.by_size] == list(BY_SIZE)
    assert dataclasses.replace(loaded, by_size=()) == ours


def test_ours_without_a_light_set_is_matched_whole(ours: Signatures, files: tuple[Path, ...]) -> None:
    loaded = joint.load(dataclasses.replace(ours, light=None), files[:1])
    assert loaded.joint
    assert match(Content.of(WORDS), loaded).names == ("one:Same",)
    assert match(Content.of(program(MARK)), loaded).names == (DEMO,)


class Refusing:
    """Rules that always fail in one way."""

    def __init__(self, error: type[Exception]) -> None:
        self.error = error

    def match(self, **_asked: Any) -> Any:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (yara.TimeoutError, "rules_timeout"),
        (yara.Error, "rules_failed"),
        (MemoryError, "rules_failed"),
    ],
)
def test_rules_of_others_that_break_take_nothing_from_ours(
    all_in_one: Signatures, error: type[Exception], code: str
) -> None:
    broken = dataclasses.replace(all_in_one.sets[0], whole=Refusing(error), light=Refusing(error))
    signatures = dataclasses.replace(all_in_one, sets=(broken,))
    assert match(Content.of(program(MARK)), signatures) == RuleHits((DEMO,), (code,))
    assert match(Content.of(WORDS), signatures) == RuleHits((), (code,))


def test_what_does_not_go_together_is_matched_set_by_set(
    ours: Signatures, files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_sources: object) -> None:
        raise yara.Error("too large")

    monkeypatch.setattr(joint, "compiled", full)
    loaded = joint.load(ours, files)
    assert not loaded.joint
    assert match(Content.of(WORDS + program(MARK)), loaded).names == ("one:Same",)
    assert match(Content.of(program(MARK + WORDS)), loaded).names == (DEMO, "one:Same")


def without_a_rule(held: dict[str, bytes]) -> None:
    held["whole/one/same.yar"] = b" "


def another_in_its_place(held: dict[str, bytes]) -> None:
    held["whole/one/same.yar"] = RULE.format(name="Other", text="x" * 9, more="").encode()


def closed_too_early(held: dict[str, bytes]) -> None:
    held["light/one/same.yar"] = b"rule Same { condition: "


def other_counts(held: dict[str, bytes]) -> None:
    held[ABOUT] = held[ABOUT].replace(b'"whole": ', b'"whole": 1')


@pytest.mark.parametrize("change", [without_a_rule, another_in_its_place, closed_too_early, other_counts])
def test_a_set_that_is_not_whole_is_refused_by_its_name(
    ours: Signatures, files: tuple[Path, ...], tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    held = {path: data for path, data in unpacked(files[0].read_bytes()).items() if path != MANIFEST}
    change(held)
    forged = tmp_path / "forged.rules"
    forged.write_bytes(packed({**held, MANIFEST: manifest_of(held)}))
    with pytest.raises(SignatureRefusal) as refusal:
        joint.load(ours, (files[1], forged))
    assert (refusal.value.code, refusal.value.facts) == (
        "rules_damaged",
        {"file": "forged.rules", "why": "half_loaded"},
    )
