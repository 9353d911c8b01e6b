"""A signature set is whole or refused."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit import own_files
from toolkit.errors import SignatureRefusal
from toolkit.scan.pinned import RULE_COUNT
from toolkit.scan.signatures import CONTROL_RULE, MANIFEST, Signatures, data_files, load

RULE = 'rule {name} {{ meta: kind = "tool" strings: $a = "{text}" condition: $a }}\n'


def seal(folder: Path) -> str:
    """Write the manifest of a set made by a test and return its pin."""
    lines = [f"{hashlib.sha256((folder / p).read_bytes()).hexdigest()}  {p}\n" for p in data_files(folder)]
    (folder / MANIFEST).write_text("".join(lines), encoding="utf-8", newline="\n")
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the shipped data files, without a manifest."""
    folder = tmp_path / "clé é"
    for path in data_files(own_files.signatures()):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(own_files.signatures() / path, folder / path)
    return folder


def refused(folder: Path, pin: str, rules: int = RULE_COUNT) -> tuple[str, str]:
    with pytest.raises(SignatureRefusal) as refusal:
        load(folder, pin, rules)
    assert refusal.value.code == "signatures_damaged"
    assert refusal.value.status == 5
    return refusal.value.facts["file"], refusal.value.facts["why"]


def test_the_shipped_set_is_whole() -> None:
    known = load(own_files.signatures())
    assert isinstance(known, Signatures)
    assert len(known.facts) == RULE_COUNT - 1
    assert CONTROL_RULE not in {fact["rule"] for fact in known.facts}
    assert known.summary()["rules"] == len(known.facts)
    assert known.summary()["hash"] == hashlib.sha256((known.folder / MANIFEST).read_bytes()).hexdigest()


def test_a_remote_tool_alone_is_no_attack() -> None:
    hostile = load(own_files.signatures()).hostile()
    assert {"Trousse_Program_Deletes_Shadow_Copies", "Trousse_Demo_Harmless_Program"} <= hostile
    assert not {name for name in hostile if name.startswith("Trousse_Tool_")} - {
        "Trousse_Tool_Password_Theft"
    }
    assert "Trousse_Program_Packed_Upx" not in hostile


def test_a_copied_set_is_whole(copied: Path) -> None:
    known = load(copied, seal(copied))
    assert known.summary()["files"] == len(data_files(copied))


def test_code_and_notices_are_no_part_of_the_set(copied: Path) -> None:
    pin = seal(copied)
    (copied / "other.py").write_text("")
    (copied / "NOTICE.md").write_text("")
    (copied / "__pycache__").mkdir()
    (copied / "__pycache__" / "other.pyc").write_text("")
    assert load(copied, pin).digest == pin


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (Path.unlink, "missing"),
        (change, "changed"),
        (shorten, "changed"),
        (lambda p: p.write_bytes(b""), "empty"),
    ],
)
def test_every_file_of_the_set_is_watched(copied: Path, damage: Callable[[Path], object], why: str) -> None:
    pin = seal(copied)
    for path in data_files(copied):
        kept = (copied / path).read_bytes()
        damage(copied / path)
        assert refused(copied, pin) == (path, why)
        (copied / path).write_bytes(kept)
    assert load(copied, pin).digest == pin


@pytest.mark.parametrize("path", ["rules/more.yar", "families.csv", "rules/.hidden", "deep/er/notes.toml"])
def test_an_extra_file_is_refused(copied: Path, path: str) -> None:
    pin = seal(copied)
    (copied / path).parent.mkdir(parents=True, exist_ok=True)
    (copied / path).write_text(RULE.format(name="More", text="more"))
    assert refused(copied, pin) == (path, "extra")


def test_a_folder_in_place_of_a_file_is_refused(copied: Path) -> None:
    pin = seal(copied)
    (copied / "rules" / "trousse.yar").unlink()
    (copied / "rules" / "trousse.yar").mkdir()
    assert refused(copied, pin) == ("rules/trousse.yar", "missing")


def test_a_linked_folder_is_refused(copied: Path, tmp_path: Path) -> None:
    pin = seal(copied)
    (copied / "more").symlink_to(tmp_path, target_is_directory=True)
    assert refused(copied, pin) == ("more", "extra")


def test_a_manifest_is_needed_and_pinned(copied: Path) -> None:
    assert refused(copied, "0" * 64) == (MANIFEST, "missing")
    (copied / MANIFEST).write_bytes(b"")
    assert refused(copied, "0" * 64) == (MANIFEST, "empty")
    seal(copied)
    assert refused(copied, "0" * 64) == (MANIFEST, "unpinned")


def test_a_set_and_a_manifest_changed_together_are_refused(copied: Path) -> None:
    pin = seal(copied)
    (copied / "rules" / "documents.yar").unlink()
    seal(copied)
    assert refused(copied, pin) == (MANIFEST, "unpinned")


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere", "0" * 64) == (MANIFEST, "missing")


def test_a_rule_less_than_promised_is_refused(copied: Path) -> None:
    assert refused(copied, seal(copied), RULE_COUNT + 1) == (MANIFEST, "half_loaded")
    assert refused(copied, seal(copied), RULE_COUNT - 1) == (MANIFEST, "half_loaded")


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yar").write_text(RULE.format(name="Same", text="one"))
    (tmp_path / "b.yar").write_text(RULE.format(name="Same", text="two"))
    assert refused(tmp_path, seal(tmp_path), 2) == (MANIFEST, "half_loaded")


@pytest.mark.parametrize(
    "text", ["rule Broken {", 'include "other.yar"', "rule R { condition: unknown }", "é".encode("cp850")]
)
def test_rules_that_do_not_compile_are_refused(tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / "a.yar").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert refused(tmp_path, seal(tmp_path), 1) == ("rules", "half_loaded")


def test_a_set_without_rules_is_refused(tmp_path: Path) -> None:
    (tmp_path / "families.jsonl").write_text("{}\n")
    assert refused(tmp_path, seal(tmp_path), 0) == (MANIFEST, "no_control")


@pytest.mark.parametrize("text", ["other", "trousse-control-plain-or-not"])
def test_a_control_that_does_not_answer_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yar").write_text(RULE.format(name=CONTROL_RULE, text=text))
    assert refused(tmp_path, seal(tmp_path), 1) == (MANIFEST, "no_control")


def test_families_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.yar").write_text(RULE.format(name=CONTROL_RULE, text="trousse-control-plain"))
    (tmp_path / "families.jsonl").write_text('{"a": 1}\n\n{"b": 2}\n')
    known = load(tmp_path, seal(tmp_path), 1)
    assert known.summary() == {"hash": known.digest, "files": 2, "rules": 0, "families": 2}
