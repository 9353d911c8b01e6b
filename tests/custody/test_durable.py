"""Nothing acknowledged is lost, nothing is written twice: killed at many moments, and on a full medium."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest

from toolkit.custody import durable
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal

from .builder import acts

RECORDS = 4000
EXHIBIT_EVERY = 25
KILLS = 30

# Records numbers, notes and exhibits; says on its output what the case has acknowledged.
CHILD = """
import hashlib, io, os, sys, time
from pathlib import Path
from toolkit.custody.case import Case

folder, last = Path(sys.argv[1]), int(sys.argv[2])
if (folder / "case.json").exists():
    case = Case.resume(folder)
else:
    case = Case.create(folder, source={"label": "x", "kind": "folder", "size": 0}, language="fr")
start = sum(1 for _ in case.recorded("scan"))

def produce():
    for number in range(start, last):
        if number % 5 == 0:
            case.note("step", number=number)
            os.write(1, b"note %d\\n" % number)
        if number % 7 == 0:
            case.write_json("survey", {"number": number})
            os.write(1, b"json %d\\n" % number)
        time.sleep(0.0003)
        if number % 25 == 0:
            content = hashlib.sha512(b"%d" % number).digest() * 300
            case.keep("P%05d" % number, io.BytesIO(content))
            os.write(1, b"kept %d\\n" % number)
        yield {"number": number, "name": "\\udc80é" * 20}

for record in case.record("scan", produce()):
    os.write(1, b"seen %d\\n" % record["number"])
case.close()
"""


def content_of(number: int) -> bytes:
    return hashlib.sha512(b"%d" % number).digest() * 300


def run_and_kill(folder: Path, draw: random.Random) -> list[str]:
    """Start the child, kill it at a random moment, return the lines it said."""
    command = [sys.executable, "-c", CHILD, str(folder), str(RECORDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        heard = b""
        if draw.random() < 0.2:
            time.sleep(draw.uniform(0.05, 0.25))  # anywhere, the opening and the resuming included
        else:
            heard = os.read(child.stdout.fileno(), 1)
            time.sleep(draw.uniform(0, 0.05))
        child.send_signal(signal.SIGKILL)
        heard += child.stdout.read()
    assert child.returncode == -signal.SIGKILL
    return heard.decode().splitlines()


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a signal of Unix")
def test_killed_at_many_moments_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    draw = random.Random(time.time_ns())  # noqa: S311 - moments to try
    said: list[str] = []
    for _ in range(KILLS):
        said += run_and_kill(folder, draw)
    subprocess.run([sys.executable, "-c", CHILD, str(folder), str(RECORDS)], check=True, capture_output=True)

    case = Case.read(folder)
    numbers = [line["number"] for line in case.recorded("scan")]
    assert numbers == list(range(RECORDS))
    seen = [int(line.split()[1]) for line in said if line.startswith("seen")]
    assert len(seen) == len(set(seen))  # none handed on twice, so none written twice

    log = acts((folder / "custody.jsonl").read_bytes())
    noted = [act.facts["number"] for act in log if act.act == "step"]
    assert {int(line.split()[1]) for line in said if line.startswith("note")} <= set(noted)
    assert sum(act.act == "case.resumed" for act in log) >= KILLS // 3

    kept = {str(facts["number"]): facts["sha256"] for facts in case.kept()}
    assert {f"P{int(line.split()[1]):05d}" for line in said if line.startswith("kept")} <= set(kept)
    for number in range(0, RECORDS, EXHIBIT_EVERY):
        assert kept[f"P{number:05d}"] == hashlib.sha256(content_of(number)).hexdigest()
        assert (folder / "exhibits" / f"P{number:05d}.bin").read_bytes() == content_of(number)
    assert case.read_json("survey") == {"number": (RECORDS - 1) // 7 * 7}
    assert not list(folder.rglob("*.part"))


FULL = """
import os, resource, sys
exec(sys.argv[3].split("start =")[0].split("folder, last")[0])
from toolkit.errors import CaseRefusal
folder = Path(sys.argv[1])
case = Case.resume(folder)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))

def attempt(what):
    try:
        what()
    except CaseRefusal as refused:
        os.write(1, b"%s %d\\n" % (refused.code.encode(), refused.facts["free"] > 0))

def stage():
    for record in case.record("scan", ({"number": n, "text": "x" * 50} for n in range(10_000))):
        os.write(1, b"seen %d\\n" % record["number"])

attempt(stage)
attempt(lambda: case.keep("P0001", io.BytesIO(bytes(100_000))))
attempt(lambda: case.write_json("coverage", {"text": "x" * 100_000}))
attempt(lambda: case.write_report("rapport.html", "x" * 100_000))
attempt(lambda: [case.note("step", number=n) for n in range(10_000)])
from toolkit.custody.dossier.seal import seal
attempt(lambda: seal(case, {}))
case.close()
"""


@pytest.mark.skipif(os.name == "nt", reason="RLIMIT_FSIZE is of Unix")
@pytest.mark.parametrize("limit", [3000, 3001, 3017, 5555, 9000])
def test_a_full_medium_is_refused_and_loses_nothing(tmp_path: Path, limit: int) -> None:
    folder = tmp_path / "case"
    Case.create(folder, source={"label": "x", "kind": "folder", "size": 0}, language="fr").close()
    command = [sys.executable, "-c", FULL, str(folder), str(limit), CHILD]
    child = subprocess.run(command, capture_output=True, check=False)
    assert child.returncode == 0, child.stderr.decode()
    said = child.stdout.decode().splitlines()
    assert [line for line in said if not line.startswith("seen")] == ["case_no_room 1"] * 6
    assert not list(folder.rglob("*.part"))
    assert not list(folder.glob("*.zip"))

    # No line is torn even in the process that met the refusal: later ones were not glued to it.
    assert (folder / "custody.jsonl").read_bytes().endswith(b"\n")
    acts((folder / "custody.jsonl").read_bytes())
    seen = [int(line.split()[1]) for line in said if line.startswith("seen")]
    assert seen
    with Case.resume(folder) as case:
        recorded = [line["number"] for line in case.recorded("scan")]
        assert recorded[: len(seen)] == seen
        for _ in case.record("scan", ({"number": n} for n in range(len(recorded), 200))):
            pass
        case.keep("P0001", BytesIO(b"small"))
    lines = (folder / "records/scan.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["number"] for line in lines] == list(range(200))


def test_a_name_refused_for_a_moment_is_given_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals, replace = [PermissionError(), PermissionError()], Path.replace

    def held(part: Path, path: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(part, path)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(durable, "_WAITS", (0.0, 0.0))
    durable.put(tmp_path / "x", b"1")
    assert (tmp_path / "x").read_bytes() == b"1"
    refusals += [PermissionError()] * 3
    with pytest.raises(CaseRefusal, match="case_"):
        durable.put(tmp_path / "x", b"2")
    assert [each.name for each in tmp_path.iterdir()] == ["x"]
