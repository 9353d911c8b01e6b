"""Killed at any moment, an examination goes on: nothing recorded is lost, nothing is done twice."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.main_job.conftest import Run

KILLS = 12


def recorded(case: Path) -> dict[str, list[str]]:
    return {
        path.stem: path.read_bytes().decode().split("\n")[:-1]
        for path in sorted((case / "records").glob("*.jsonl"))
    }


def test_killed_again_and_again(trousse: Run, disk: Path, examined: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    dice = random.Random(20261011)  # noqa: S311 - moments to kill at, no secret
    kept: dict[str, list[str]] = {}
    for _ in range(KILLS):
        resume = ["--resume"] if (case / "case.json").exists() else []
        command = [sys.executable, "-m", "toolkit", "examine", str(disk), "--case", str(case), *resume]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
            time.sleep(dice.uniform(0.4, 2.5))
            running.send_signal(signal.SIGKILL)
        now = recorded(case) if case.exists() else {}
        for stage, lines in kept.items():
            assert now[stage][: len(lines)] == lines, f"{stage} lost what was recorded"
        kept = now
        if not (case / "case.json").exists() and case.exists():
            # Killed before the case was opened: nothing was recorded, the folder is started afresh.
            case = tmp_path / f"case{len(list(tmp_path.iterdir()))}"
    resume = ["--resume"] if (case / "case.json").exists() else []
    run = trousse("examine", disk, "--case", case, *resume)
    assert run.returncode == 0, run.stdout + run.stderr
    final, whole = recorded(case), recorded(examined)
    assert {key: len(lines) for key, lines in final.items()} == {
        key: len(lines) for key, lines in whole.items()
    }
    paths = Counter((line["volume"], line["path"]) for line in map(json.loads, final["scan"]))
    assert max(paths.values()) == 1
    assert sorted(final["scan"]) == sorted(whole["scan"])
    assert [json.loads(line).get("sha256") for line in final["capture"]] == [
        json.loads(line).get("sha256") for line in whole["capture"]
    ]
    # Killed between an archive and the line that vouches for it, a case seals once more; each holds.
    archives = list(case.glob("DOSSIER_*.zip"))
    assert archives
    assert [trousse("verify", archive).returncode for archive in archives] == [0] * len(archives)


def test_control_c_leaves_a_case_that_resumes(trousse: Run, disk: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    command = [sys.executable, "-m", "toolkit", "--lang", "en", "examine", str(disk), "--case", str(case)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as running:
        while running.poll() is None and not (case / "records" / "scan.jsonl").exists():
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode in {130, 0}, said
    if running.returncode == 130:
        assert "--resume" in said
        assert "Traceback" not in said
    run = trousse("examine", disk, "--case", case, "--resume")
    assert run.returncode == 0, run.stderr


def test_a_closed_case_tells_again_what_to_copy_on_paper(
    trousse: Run, examined: Path, disk: Path, tmp_path: Path
) -> None:
    case = Path(shutil.copytree(examined, tmp_path / "case"))
    archives = {path: path.read_bytes() for path in case.glob("DOSSIER_*.zip")}
    run = trousse("examine", disk, "--case", case, "--resume")
    assert run.returncode == 0
    for path in archives:
        digest, key = path.with_name(path.name + ".sha256").read_text().split()[0], "SHA256:"
        assert digest in run.stdout
        assert key in run.stdout
    assert {path: path.read_bytes() for path in case.glob("DOSSIER_*.zip")} == archives
