"""What the screen says of rules that did not get into a set."""

import os
import subprocess
import sys
from pathlib import Path

from tests.spaces import typed


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "fr", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "300"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)


def test_a_rule_taken_out_is_named_and_the_counts_add_up(tmp_path: Path) -> None:
    folder = tmp_path / "regles"
    folder.mkdir()
    (folder / "fine.yar").write_text('rule Fine { strings: $a = "unusual words" condition: $a }')
    (folder / "noisy.yar").write_text("rule Noisy { condition: filesize > 0 }")
    (folder / "broken.yar").write_text("rule Broken { condition: not_known }")
    told = typed(run("signatures", "import", folder, "--out", tmp_path / "un.set").stdout)
    rows = [line.rsplit(maxsplit=1) for line in told.splitlines() if line.startswith("Fichiers ")]
    assert [int(count) for _, count in rows] == [3, 1, 1, 1]  # found, kept, of which nothing is left, aside
    assert "Noisy, du fichier regles/noisy.yar" in told
    assert 'regles/broken.yar. Raison : ne se compile pas. line 1: undefined identifier "not_known"' in told


def test_the_reason_stands_where_nothing_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "broken.yar").write_text("rule Broken { condition: not_known }")
    refused = run("signatures", "import", tmp_path, "--out", tmp_path / "un.set")
    assert refused.returncode == 2
    assert 'undefined identifier "not_known"' in refused.stderr
    assert "Aucune des règles trouvées ne peut servir" in refused.stderr
    assert not (tmp_path / "un.set").exists()


def test_a_scan_with_rules_that_nobody_prepared_says_how_to(tmp_path: Path) -> None:
    rules = tmp_path / "mes_regles.yar"
    rules.write_text("rule A { condition: false }")
    refused = run("scan", tmp_path, "--rules", rules)
    assert refused.returncode == 5
    assert f"trousse signatures import {rules}" in refused.stderr
