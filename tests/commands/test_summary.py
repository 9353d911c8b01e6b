"""How many rules were loaded, and their hash, is told before anything is read, and kept in the case."""

import json
import os
import subprocess
import sys
from pathlib import Path

from toolkit.scan.rules.pinned import MANIFEST_SHA256, RULE_COUNT

LOADED = f"Signatures loaded and checked: {RULE_COUNT - 1} rules. Hash of the set: {MANIFEST_SHA256}"


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)


def test_rules_and_hash_are_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.txt").write_text("bonjour")
    examined = run("examine", tmp_path / "source", "--case", tmp_path / "case", "--no-seal")
    assert examined.returncode == 0, examined.stderr
    assert LOADED in examined.stdout.splitlines()
    log = (tmp_path / "case" / "custody.jsonl").read_text(encoding="utf-8").splitlines()
    (loaded,) = [line["facts"] for line in map(json.loads, log) if line["act"] == "signatures.loaded"]
    assert loaded == {"sha256": MANIFEST_SHA256, "rules": RULE_COUNT - 1}
    (place,) = (tmp_path / "case").rglob("coverage.json")
    coverage = json.loads(place.read_text(encoding="utf-8"))
    assert coverage["signatures"]["hash"] == MANIFEST_SHA256
    assert coverage["signatures"]["rules"] == RULE_COUNT - 1


def test_the_machine_form_is_not_mixed_with_sentences(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("bonjour")
    scanned = run("scan", tmp_path, "--jsonl", "-")
    assert LOADED in scanned.stderr.splitlines()
    assert all(json.loads(line) for line in scanned.stdout.splitlines())
    checked = run("signatures", "check")
    assert f"{RULE_COUNT - 1} rules" in checked.stdout
    assert MANIFEST_SHA256 in checked.stdout
