"""A signature set is whole or refused."""

import hashlib
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from signatures.packing import pack
from toolkit import own_files
from toolkit.errors import SignatureRefusal
from toolkit.scan import known as whole
from toolkit.scan.rules.packed import packed, unpacked
from toolkit.scan.rules.parts import parts
from toolkit.scan.rules.pinned import RULE_COUNT
from toolkit.scan.rules.signatures import (
    BY_SIZE,
    CONTROL_RULE,
    LIGHT,
    LIGHT_BY_SIZE,
    MANIFEST,
    Signatures,
    data_files,
    load,
    sized,
)

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
        sized(load(folder, pin, rules))
    assert refusal.value.code == "signatures_damaged"
    assert refusal.value.status == 5
    return refusal.value.facts["file"], refusal.value.facts["why"]


def test_the_shipped_set_is_whole() -> None:
    known = load(own_files.signatures())
    assert isinstance(known, Signatures)
    assert len(known.facts) == RULE_COUNT - 1
    assert CONTROL_RULE not in {fact["rule"] for fact in known.facts}
    assert known.summary()["rules"] == len(known.facts)
    assert known.summary()["hash"] == hashlib.sha256((known.place / MANIFEST).read_bytes()).hexdigest()


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


PARTS = (LIGHT, *LIGHT_BY_SIZE.values(), *BY_SIZE.values())


@pytest.mark.parametrize("path", PARTS)
def test_a_part_that_lost_a_rule_or_the_control_is_refused(copied: Path, path: str) -> None:
    kept = (copied / path).read_text(encoding="utf-8")
    rules = parts(kept).rules
    control = next(rule for rule in rules if rule.name == CONTROL_RULE)
    other = next(rule for rule in rules if not rule.marks and rule is not control)
    changes = {
        kept[: other.start] + kept[other.end :]: (path, "half_loaded"),
        kept.replace(other.name, "Another_Name"): (path, "half_loaded"),
        kept[: control.start] + "rule {" + kept[control.end :]: ("rules", "half_loaded"),
        kept.replace("#either == 2", "#either == 3"): (MANIFEST, "no_control"),
    }
    for text, why in changes.items():
        (copied / path).write_text(text, encoding="utf-8")
        assert refused(copied, seal(copied)) == why


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
    # Windows denies opening a folder as a file.
    assert refused(copied, pin) == ("rules/trousse.yar", "locked" if sys.platform == "win32" else "missing")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few people make links")
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


@pytest.fixture
def pack_file(tmp_path: Path) -> Path:
    """Give the pack of the shipped set."""
    path = tmp_path / own_files.PACK
    path.write_bytes(pack(own_files.signatures()))
    return path


def test_a_pack_is_the_set_it_was_made_of(pack_file: Path) -> None:
    clear, held = load(own_files.signatures()), load(pack_file)
    assert (held.files, held.digest, held.facts) == (clear.files, clear.digest, clear.facts)
    assert held.summary() == clear.summary()
    assert pack(own_files.signatures()) == pack_file.read_bytes()
    other = pack_file.with_name("other name")
    other.write_bytes(pack_file.read_bytes())
    assert load(other).digest == clear.digest


def test_every_file_of_a_pack_is_watched(pack_file: Path) -> None:
    files = unpacked(pack_file.read_bytes())
    pin = hashlib.sha256(files[MANIFEST]).hexdigest()
    for path in files:
        without = {name: data for name, data in files.items() if name != path}
        changes = {"missing": without, "empty": {**files, path: b""}, "changed": {**files, path: b"x"}}
        for why, changed in changes.items():
            pack_file.write_bytes(packed(changed))
            unpinned = path == MANIFEST and why == "changed"
            assert refused(pack_file, pin) == (path, "unpinned" if unpinned else why)


def test_a_pack_holds_nothing_else(pack_file: Path) -> None:
    files = unpacked(pack_file.read_bytes())
    pin = hashlib.sha256(files[MANIFEST]).hexdigest()
    for path in ("rules/more.yar", "NOTICE.md", "build.py"):
        pack_file.write_bytes(packed({**files, path: b"rule More { condition: true }"}))
        assert refused(pack_file, pin) == (path, "extra")


def test_a_pack_is_counted_and_tried_like_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yar").write_text(RULE.format(name=CONTROL_RULE, text="other"))
    pin = seal(tmp_path)
    path = tmp_path / own_files.PACK
    path.write_bytes(pack(tmp_path))
    assert refused(path, pin, 1) == (MANIFEST, "no_control")
    assert refused(path, pin, 2) == (MANIFEST, "half_loaded")
    assert refused(path, "0" * 64, 1) == (MANIFEST, "unpinned")


@pytest.mark.parametrize("why", ["empty", "changed", "missing"])
def test_a_damaged_pack_is_refused(pack_file: Path, why: str) -> None:
    whole_pack = pack_file.read_bytes()
    damaged = {"empty": [b""], "changed": [whole_pack[:-1], whole_pack + b"\0", b"x" * 99], "missing": []}
    for data in damaged[why]:
        pack_file.write_bytes(data)
        assert refused(pack_file, "0" * 64) == (own_files.PACK, why)
    if not damaged[why]:
        pack_file.unlink()
        assert refused(pack_file, "0" * 64) == (own_files.PACK, why)


def test_a_pack_that_is_a_folder_or_leads_nowhere_is_refused(tmp_path: Path) -> None:
    if sys.platform != "win32":
        (tmp_path / own_files.PACK).symlink_to(tmp_path / "quarantine")
        assert refused(tmp_path / own_files.PACK, "0" * 64) == (own_files.PACK, "missing")
        (tmp_path / own_files.PACK).unlink()
    (tmp_path / own_files.PACK).mkdir()
    assert refused(tmp_path / own_files.PACK, "0" * 64)[0] == own_files.PACK


def test_notes_are_those_of_the_bytes_that_were_hashed(pack_file: Path) -> None:
    clear, held = whole.load(own_files.signatures()), whole.load(pack_file)
    assert held.notes.families == clear.notes.families
    assert len(held.notes.families) > 500


def test_a_named_set_that_is_gone_is_not_blamed_on_an_antivirus(tmp_path: Path) -> None:
    with pytest.raises(SignatureRefusal) as refusal:
        whole.load(tmp_path / "nowhere")
    assert refusal.value.code == "signatures_damaged"
