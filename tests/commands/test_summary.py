"""How many rules were loaded, and their hash, is told before anything is read, and kept in the case."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from tests.spaces import typed
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


NOTE = """ALL YOUR FILES ARE ENCRYPTED!
Your network has been penetrated. All documents and databases were encrypted with a military grade algorithm.
To decrypt your files you must buy our private key. Write to helpdesk@example.com, your personal ID: 7FA2-XK19
You have 3 days or your data will be published.
"""
SALTED = b"Salted__"  # how openssl begins what a password encrypts


def test_files_whose_names_were_replaced_stand_first_on_the_screen_and_the_page(tmp_path: Path) -> None:
    for number in range(12):
        place = tmp_path / "source" / f"d{number % 3}" / f"{number:08x}c0ffee42"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(random.Random(number).randbytes(6000))  # noqa: S311 - a test that repeats itself
    (tmp_path / "source" / "READ_ME.txt").write_text(NOTE)
    examined = run("examine", tmp_path / "source", "--case", tmp_path / "case", "--no-seal")
    shown = examined.stdout
    assert "random content, unexplained: 12 of 12 (72.0 KB)" in shown
    assert shown.index("unexplained: 12") < shown.index("Extent")
    (page,) = (tmp_path / "case").rglob("*.html")
    text = typed(page.read_text(encoding="utf-8"))
    assert '<div class="card">Files of random content, unexplained<b>12</b><span class="soft">100 %' in text


def test_locked_letters_under_a_note_are_encrypted_and_a_few_are_told(tmp_path: Path) -> None:
    (tmp_path / "READ_ME.txt").write_text(NOTE)
    for number, few in ((2, True), (12, False)):
        for one in range(number):
            cipher = random.Random(one).randbytes(4000)  # noqa: S311 - same
            (tmp_path / f"letter{one}.docx.enc").write_bytes(SALTED + cipher)
        shown = run("scan", tmp_path).stdout
        assert ("protected by a password or an encryption tool (2)" in shown) is few
        assert ("Encrypted files: 12 of 12 (" in shown) is not few


def test_a_rule_of_other_people_is_never_followed_by_no_sign(tmp_path: Path) -> None:
    (tmp_path / "set.yar").write_text(
        'rule MAL_Beacon { meta: score = 90 severity = "critical" strings: $a = "rsxt-beacon" condition: $a }'
    )
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.txt").write_text("nothing here but rsxt-beacon, once")
    made = run("signatures", "import", tmp_path / "set.yar", "--out", tmp_path / "set.rules")
    assert made.returncode == 0, made.stderr
    shown = run("scan", tmp_path / "source", "--rules", tmp_path / "set.rules").stdout
    assert "No sign" not in shown
    assert "an added rule pointed at one file at least" in shown


def test_the_screen_and_the_page_count_over_the_same_files_and_say_what_comes_next(tmp_path: Path) -> None:
    for one in range(12):
        cipher = random.Random(one).randbytes(4000)  # noqa: S311 - a test that repeats itself
        place = tmp_path / "source" / f"d{one % 3}" / f"letter{one}.docx.enc"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(SALTED + cipher)
        (place.parent / "READ_ME.txt").write_text(NOTE)
    (tmp_path / "source" / "plain.txt").write_text("nothing of note\n" * 50)
    case = tmp_path / "case"
    shown = run("examine", tmp_path / "source", "--case", case, "--no-seal").stdout
    assert "Encrypted files: 12 of 13 (" in shown
    assert "The ransom notes (3) are not counted in these 13" in shown
    assert "Files read to the end: 16" in shown
    (page,) = case.rglob("*.html")
    assert "92 % of 13 files, ransom notes not counted" in typed(page.read_text(encoding="utf-8"))
    order = [shown.index(f"trousse {one}") for one in ("backup check", "answers", "report", "seal")]
    assert order == sorted(order)
    assert "--key" not in shown
