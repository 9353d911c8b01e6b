"""What a technician learns from a name or a file: candidates, facts, dates and sources."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.spaces import typed


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "fr", "identify", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "300"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)


def lines(*arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*arguments, "--json").stdout.splitlines()]


def test_a_name_gives_candidates_with_their_sources() -> None:
    akira, nobody = lines("--name", ".akira", "--name", "nobodys name")
    assert [one["family"] for one in akira["families"]] == ["akira"]
    assert akira["families"][0]["decryptor"]["checked"]
    assert akira["families"][0]["sources"]
    assert akira["certainty"] == "unknown"
    assert nobody["families"] == []


def test_a_name_is_told_in_words() -> None:
    told = run("--name", "facture.pdf.akira", "--name", "facture.pdf").stdout
    assert "Akira" in told
    assert "nomoreransom.org depuis un poste sain" in told
    assert "aucune famille" in told


def test_a_file_gives_the_facts_of_the_families_concerned(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    text = "All your files are encrypted by Rhysida ransomware. Pay in bitcoin: a@b.example to decrypt."
    path.write_text(text, encoding="utf-8")
    (one,) = lines(path)
    assert one["family"] == "rhysida"
    assert one["families"][0]["decryptor"]["state"] == "available"
    assert "Gardez les fichiers chiffrés" in run(path).stdout


def test_nothing_asked_is_refused() -> None:
    refused = run()
    assert refused.returncode == 2
    assert refused.stderr


def test_a_hostile_file_and_a_pipe_do_not_stop_the_next(tmp_path: Path) -> None:
    hostile, pipe, note = tmp_path / "a.html", tmp_path / "b", tmp_path / "c.txt"
    hostile.write_text(f"<html><body>&#{'1' * 5000};</body></html>", encoding="utf-8")
    os.mkfifo(pipe)
    note.write_text("All your files are encrypted by us. Pay in bitcoin: a@onionmail.org to decrypt.")
    first, second, third = lines(hostile, pipe, note)
    assert first["verdict"] == "no"
    assert second["errors"] == ["source_denied"]
    assert third["verdict"] == "note"


def test_likenesses_are_told_as_such_and_five_of_them_at_most(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(
        "All your important files have been encrypted and stolen! Contact us to recover them.\n"
        "Do not rename or modify encrypted files. Tor Browser: http://abcdefghijklmnop.onion\n"
        "If you do not pay, the data will be published on our site. Your personal ID: 8F3A22C190BD\n"
    )
    (one,) = lines(path)
    told = typed(run(path).stdout)
    others = [name for name in one["candidates"] if name != one["family"]]
    assert len(others) > 5
    assert f"Familles possibles : {', '.join(others[:5])}…\n" in told
    assert "elles ne désignent personne" in told


def test_a_blank_name_is_refused() -> None:
    for name in ("", "  ", "."):
        refused = run("--name", name)
        assert (refused.returncode, refused.stdout) == (2, ""), name
        assert "est vide" in refused.stderr
