"""The attack does what its truth says and touches no file; the committed demonstration is what is built."""

import ast
import base64
import hashlib
import io
import itertools
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from demo import build
from demo.builder import attack, backups, notes
from demo.builder.documents import nanoseconds
from demo.builder.practice import belongs, healthy
from demo.builder.practice_machine import TWINS
from demo.builder.practice_odd import PROTECTED
from demo.builder.tree import Node

Tree = dict[str, Node]
Truth = dict[str, dict[str, Any]]
SOURCES = [Path(module.__file__ or "") for module in (attack, notes)]


@pytest.fixture(scope="module")
def before() -> Tree:
    return {node.path: node for node in healthy()}


@pytest.fixture(scope="module")
def struck(before: Tree) -> attack.Attack:
    return attack.strike(before.values())


@pytest.fixture(scope="module")
def after(struck: attack.Attack) -> Tree:
    return {node.path: node for node in struck.nodes}


@pytest.fixture(scope="module")
def encrypted(struck: attack.Attack) -> Truth:
    return struck.expected["encrypted"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_attack_can_open_nothing(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    modules = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    }
    modules |= {
        (node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    assert modules <= {"collections", "dataclasses", "datetime", "hashlib", "typing", "demo", "toolkit"}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    refused = {
        "open",
        "Path",
        "os",
        "io",
        "eval",
        "exec",
        "compile",
        "getattr",
        "globals",
        "write",
        "write_bytes",
    }
    assert not names & {*refused, "__import__", "write_text", "unlink", "rename", "system", "popen"}


def test_each_way_changes_what_it_claims_and_nothing_else(
    before: Tree, after: Tree, encrypted: Truth
) -> None:
    for path, fact in encrypted.items():
        old, new = before[fact["original"]].data, after[path].data
        assert len(old) == fact["original_size"]
        assert len(new) == fact["size"] == len(old) + fact["footer"]
        assert hashlib.sha256(new).hexdigest() == fact["sha256"]
        ranges = attack.WAYS[fact["way"]](len(old))
        claimed = {at for start, end in ranges for at in range(start, end)}
        assert len(claimed) == fact["encrypted_bytes"] > 0
        changed = {at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]}
        assert changed <= claimed
        # One byte in 256 meets a zero of the keystream and stays as it was.
        assert len(changed) > 0.97 * len(claimed)


def test_every_way_is_used_and_about_six_files_in_ten_are_struck(before: Tree, encrypted: Truth) -> None:
    assert {fact["way"] for fact in encrypted.values()} == set(attack.WAYS)
    practice = [path for path in before if belongs(path)]
    hit = [fact for fact in encrypted.values() if belongs(fact["original"])]
    assert 0.55 < len(hit) / len(practice) < 0.65
    assert {fact["original"] for fact in encrypted.values() if not belongs(fact["original"])} == set(
        attack.SAMPLES
    )


def test_names_change_as_the_truth_says(before: Tree, after: Tree, encrypted: Truth) -> None:
    endings = [fact["appended"] for fact in encrypted.values()]
    assert endings.count(attack.EXTENSION) > 0.85 * len(endings)
    assert 3 <= endings.count("") <= 20
    assert 3 <= endings.count(attack.OTHER_EXTENSION) <= 30
    for path, fact in encrypted.items():
        assert path == fact["original"] + fact["appended"]
        assert not fact["appended"] or fact["original"] not in after
    spared = set(before) - {fact["original"] for fact in encrypted.values()}
    assert all(before[path] == after[path] for path in spared if not before[path].directory)
    assert set(PROTECTED) <= spared


def test_dates_lie_in_the_nine_minutes_but_for_those_put_back(
    before: Tree, after: Tree, encrypted: Truth, struck: attack.Attack
) -> None:
    first, last = struck.expected["attack"]["first_ns"], struck.expected["attack"]["last_ns"]
    assert first == nanoseconds(attack.START)
    assert last < nanoseconds(attack.START + attack.LENGTH)
    for path, fact in encrypted.items():
        node, old = after[path], before[fact["original"]]
        assert first <= node.times.changed <= last
        assert node.times.created == old.times.created
        assert fact["date_put_back"] == (node.times.modified == old.times.modified)
        assert fact["date_put_back"] or first <= node.times.modified <= last
        if fact["appended"]:
            assert first <= node.name_times.modified <= last
        else:
            assert node.name_times == old.name_times
    moments = sorted(after[path].times.changed or 0 for path in encrypted)
    waits = sorted(later - before for before, later in itertools.pairwise(moments))
    assert waits[-1] > nanoseconds(attack.START + attack.PAUSE) - first > 20 * waits[-2]
    assert 1 <= sum(fact["date_put_back"] for fact in encrypted.values()) <= 6


def test_some_encrypted_vendor_files_have_an_intact_twin(before: Tree, after: Tree, encrypted: Truth) -> None:
    for path, twin in TWINS.items():
        assert encrypted[path + attack.EXTENSION]["original"] == path
        assert after[twin].data == before[path].data


def test_the_note_is_in_forty_folders_in_eight_writings(after: Tree, struck: attack.Attack) -> None:
    left = struck.expected["notes"]
    assert sum(path.endswith(notes.NAME) for path in left) >= 40
    assert len({after[path].data for path in left}) == struck.expected["notes_distinct"] == 8
    assert set(left.values()) == {variant.code for variant in notes.variants()}


@pytest.mark.parametrize(
    ("code", "encoding"),
    [
        ("utf8", "utf-8"), ("utf8_bom", "utf-8-sig"), ("cp1252", "cp1252"), ("cp850_nul", "cp850"),
        ("utf16le_bom", "utf-16"), ("utf16le", "utf-16-le"), ("utf16be", "utf-16-be"), ("html", "cp1252"),
    ],
)  # fmt: skip
def test_a_note_reads_in_its_encoding_and_names_the_victim(code: str, encoding: str) -> None:
    data = next(variant.data for variant in notes.variants() if variant.code == code)
    text = data.decode(encoding)
    assert notes.VICTIM in text
    assert notes.EMAIL in text or notes.SECOND_EMAIL in text
    assert ("\x00" in text) == (code == "cp850_nul")


def test_the_addresses_of_the_notes_lead_nowhere() -> None:
    name = notes.ONION.removesuffix(".onion")
    raw = base64.b32decode(name.upper())
    key, check, version = raw[:32], raw[32:34], raw[34:]
    assert (len(name), version) == (56, b"\x03")
    assert check != hashlib.sha3_256(b".onion checksum" + key + version).digest()[:2]
    tox = bytes.fromhex(notes.TOX)
    pairs = [tox[at : at + 2] for at in range(0, 36, 2)]
    folded = [0, 0]
    for pair in pairs:
        folded = [folded[0] ^ pair[0], folded[1] ^ pair[1]]
    assert len(tox) == 38
    assert bytes(folded) != tox[36:]
    assert notes.EMAIL.endswith(".example")
    assert notes.SECOND_EMAIL.endswith(".example")


def test_the_good_backup_has_neither_note_nor_encrypted_file(encrypted: Truth) -> None:
    with zipfile.ZipFile(io.BytesIO(backups.recent())) as archive:
        held = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    assert not any(name.endswith((notes.NAME, attack.EXTENSION, attack.OTHER_EXTENSION)) for name in held)
    assert not set(held.values()) & {fact["sha256"] for fact in encrypted.values()}


def test_two_attacks_are_equal(before: Tree, struck: attack.Attack) -> None:
    again = attack.strike(before.values())
    assert (again.nodes, again.expected) == (struck.nodes, struck.expected)


@pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="zlib-ng packs the same bytes otherwise")
def test_the_committed_demonstration_is_what_is_built(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--check"]) == 0, capsys.readouterr().out


def test_a_changed_demonstration_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = {"a.img.xz": b"disk", "b.zip": b"backup", "c.json": b"{}"}
    monkeypatch.setattr(build, "build", lambda: content)
    build.write(tmp_path)
    assert build.differences(tmp_path) == []
    (tmp_path / "a.img.xz").write_bytes(b"not xz")
    (tmp_path / "b.zip").write_bytes(b"backuq")
    (tmp_path / "c.json").unlink()
    assert build.differences(tmp_path) == ["a.img.xz", "b.zip", "c.json"]


def test_the_truth_is_small_and_names_every_kind_of_thing() -> None:
    raw = (build.FOLDER / build.TRUTH).read_bytes()
    truth = json.loads(raw)
    assert len(raw) < 200_000
    assert truth["encrypted_count"] == len(truth["encrypted"])
    assert truth["notes_count"] == len(truth["notes"])
    assert truth["rule"] == "Trousse_Demo_Harmless_Program"
    sizes = {name: (build.FOLDER / name).stat().st_size for name in (build.IMAGE, build.RECENT, build.STALE)}
    assert sizes[build.IMAGE] <= 3_500_000
    assert sizes[build.RECENT] + sizes[build.STALE] <= 2_600_000
