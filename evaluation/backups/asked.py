"""Ask the check about one medium, three ways, and see that not a byte of it changed."""

import hashlib
import json
import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from demo.builder.documents import dated, nanoseconds
from demo.builder.documents_keystream import keystream
from demo.builder.folder import lay
from demo.builder.tree import Node
from evaluation.backups.build import FOLDER, OWN, Made, files_of
from evaluation.backups.forms import FORMS
from evaluation.backups.practices import LAST
from evaluation.backups.programs import PASSWORD
from evaluation.backups.truth import ASKED, said, truth
from tests.backup.builder import ATTACK, NOW, signatures
from toolkit import backup
from toolkit.backup.inventory import Inventory
from toolkit.errors import SourceRefusal
from toolkit.media import open_source
from toolkit.records import Seen, plain
from toolkit.scan.survey import Survey
from toolkit.scan.walk import look

_BEFORE = "2026-10-01T09:00:00+00:00"  # when the baseline was made
_WORDS = {"wrong password": ("autre",), "no password": ()}


class Told(NamedTuple):
    """What was said of one medium, asked one way, beside what is true."""

    form: str
    fault: str
    asked: str
    connect: str
    rely: str
    right: bool
    false_good: bool
    alarm: bool
    untold: bool  # good where a limit should have been told
    changed: bool  # the medium's bytes
    seconds: float
    why: tuple[str, ...]


def ask(made: Made) -> list[Told]:
    """Verify one medium alone, with the machine and with a baseline."""
    before, told = _digest(made.place), []
    for asked in ASKED:
        start = time.perf_counter()
        verdict = _verdict(made, asked)
        told.append(_told(made, asked, verdict, time.perf_counter() - start))
    return [one._replace(changed=_digest(made.place) != before) for one in told]


def _verdict(made: Made, asked: str) -> dict[str, object]:
    # Any failure that is no refusal is a fault of the check, and is told as such in the table.
    try:
        return _verified(made, asked)
    except SourceRefusal as refusal:
        return backup.refused(refusal.code, {})
    except Exception as error:  # noqa: BLE001 - one bad medium must not end the measure
        return backup.refused(f"CRASH {error!r:.80}", {})


def _verified(made: Made, asked: str) -> dict[str, object]:
    words = _WORDS.get(made.fault, (PASSWORD,) if made.form.locked else ())
    source = backup.open_backup(made.opened)
    try:
        return backup.as_json(
            backup.verify(
                source,
                signatures(),
                inventory=machine(made.form.name, made.practice.half) if asked == "machine" else None,
                baseline=_baseline(made) if asked == "baseline" else None,
                now_ns=NOW,
                words=words,
            )
        )
    finally:
        source.close()


def _told(made: Made, asked: str, verdict: dict[str, object], seconds: float) -> Told:
    answers = {name: check["answer"] for name, check in verdict["answers"].items()}  # type: ignore[attr-defined]  # JSON
    codes = tuple(dict.fromkeys(str(one["code"]) for one in verdict["reasons"]))  # type: ignore[attr-defined]  # JSON
    rely, connect = said(str(verdict["rely"]), answers), str(verdict["connect"])
    true = truth(made.form, made.fault)
    right = connect in true.connect and rely in true.rely[ASKED.index(asked)]
    praised = rely in {"good", "correct"}
    untold = true.unseen and praised and "flips_not_excluded" not in codes
    false_good = (praised and rely not in true.rely[ASKED.index(asked)]) or (
        connect == "clean" and connect not in true.connect
    )
    bad = rely in {"damaged", "encrypted", "incomplete", "stale"} or connect == "infected"
    return Told(
        made.form.name, made.fault, asked, connect, rely, right, false_good, true.sound and bad, untold,
        False, seconds, codes,
    )  # fmt: skip


@cache
def machine(form: str, half: str) -> Inventory:
    """Return what a case holds of the practice's attacked machine: every file encrypted but its base."""
    nodes = files_of(next(one for one in FORMS if one.name == form), half)
    struck = [_struck(node, nodes[0].path) for node in nodes]
    survey, lines = Survey(metadata_times=False), []
    with tempfile.TemporaryDirectory() as held:
        lay([*struck, dated("Windows/win.ini", LAST, b"[fonts]\r\n")], Path(held))
        for one in look(open_source(held), signatures()):
            if isinstance(one, Seen):
                lines.append(plain(one))
                survey.add(lines[-1])
    return Inventory.of(iter(lines), survey.facts())


def _struck(node: Node, base: str) -> Node:
    if node.path == base:
        return node
    moment = nanoseconds(ATTACK)
    times = replace(node.times, modified=moment, changed=moment)
    return Node(f"{node.path}.akira", keystream(node.path, max(600, len(node.data))), times=times)


def _baseline(made: Made) -> backup.Baseline:
    fault = made.fault if made.fault in OWN else "good"
    where = made._replace(place=made.place.with_name(fault.replace(" ", "_"))).opened
    return _listed(str(where), (PASSWORD,) if made.form.locked else ())


@cache
def _listed(where: str, words: tuple[str, ...]) -> backup.Baseline:
    source = backup.open_backup(where)
    try:
        lines = backup.baseline_lines(source, signatures(), words=words)
        head, _, rest = "".join(lines).partition("\n")
    finally:
        source.close()
    text = json.dumps({**json.loads(head), "made": _BEFORE}) + "\n" + rest
    return backup.load_baseline(text.encode(), signed="valid", label=str(FOLDER), anchored=True)


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(f"{path.relative_to(folder)} {path.stat().st_mtime_ns}".encode())
        if path.is_file():
            with path.open("rb") as stream:
                total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()
