"""A small practice laid as real files, its machine after an attack, and media made from it."""

import struct
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from demo.builder.documents import dated, nanoseconds, paper
from demo.builder.documents_keystream import keystream
from demo.builder.documents_table import sqlite
from demo.builder.folder import lay
from demo.builder.tree import Node
from toolkit import backup, own_files
from toolkit.backup.inventory import Inventory
from toolkit.media import open_source
from toolkit.records import Seen, Verdict, plain
from toolkit.scan import known
from toolkit.scan.known import Known
from toolkit.scan.survey import Survey
from toolkit.scan.walk import look

ATTACK = datetime(2026, 10, 11, 0, 14, tzinfo=UTC)
LAST_DAY = datetime(2026, 10, 10, 10, 0, tzinfo=UTC)
NOW = nanoseconds(datetime(2026, 10, 12, 9, 0, tzinfo=UTC))
PATIENTS = ("DUPONT Anne", "MARTIN Luc", "PETIT Zoé")
NOTE = (
    "Your files have been encrypted! All your documents and databases are locked with a strong algorithm.\r\n"
    "We also downloaded your private data. To recover your files you must pay in bitcoin.\r\n"
    "Contact us: write to recover@example.org with your ID: 7F3A-99AB. Use Tor browser.\r\n"
    "Do not rename encrypted files. Do not use third party decryption software. You have 72 hours.\r\n"
)


@cache
def signatures() -> Known:
    return known.load(own_files.signatures())


@cache
def practice(last: datetime = LAST_DAY) -> tuple[Node, ...]:
    """Return databases, pictures, documents and agenda; the newest of them of that moment."""
    rows = [(number, f"patient {number}", "soin") for number in range(200)]
    base = sqlite([("actes", ("id", "nom", "acte"), rows)])
    nodes = [
        dated("Wlogos2/patients.db", last, base),
        paper("Users/claire/Documents/agenda.ics", last - timedelta(hours=2)),
        paper("Users/claire/Documents/Comptabilité/facture.pdf", last - timedelta(days=3)),
    ]
    for number, name in enumerate(PATIENTS):
        when = last - timedelta(days=30 * number + 1)
        folder = f"Wlogos2/Patients/{name}"
        nodes += [paper(f"{folder}/Images/{shot}.jpg", when) for shot in (1, 2)]
        nodes += [paper(f"{folder}/courrier.docx", when), paper(f"PDATA/P{number}/radio.dcm", when)]
    return tuple(nodes)


def machine(folder: Path, nodes: Iterable[Node] | None = None) -> Inventory:
    """Lay the practice as its attacked machine, scan it as a case would, and return its inventory."""
    struck = [_struck(node) for node in (practice() if nodes is None else nodes)]
    lay([*struck, dated("Windows/win.ini", LAST_DAY, b"[fonts]\r\n")], made(folder))
    survey, lines = Survey(metadata_times=False), []
    for one in look(open_source(folder), signatures()):
        assert isinstance(one, Seen)
        lines.append(plain(one))
        survey.add(lines[-1])
    return Inventory.of(iter(lines), survey.facts())


def _struck(node: Node) -> Node:
    """Encrypt what is not a database, as a first wave would; the name gets an extension behind it."""
    if node.path.endswith(".db"):
        return node
    moment = nanoseconds(ATTACK)
    times = replace(node.times, modified=moment, changed=moment)
    return Node(node.path + ".akira", keystream(node.path, max(600, len(node.data))), times=times)


def made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def medium(folder: Path, nodes: Iterable[Node], below: str = "Sauvegarde") -> Path:
    """Lay files as a copy job does, below a folder of its own."""
    lay([replace(node, path=f"{below}/{node.path}") for node in nodes], made(folder))
    return folder


def zipped(path: Path, nodes: Iterable[Node]) -> Path:
    """Write a ZIP with UTC dates, as serious programs make them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for node in nodes:
            seconds = (node.times.modified or 0) // 10**9
            member = zipfile.ZipInfo(node.path, datetime.fromtimestamp(seconds, UTC).timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.extra = struct.pack("<HHBi", 0x5455, 5, 1, seconds)
            archive.writestr(member, node.data)
    return path


def judged(
    where: Path,
    inventory: Inventory | None = None,
    baseline: backup.Baseline | None = None,
    change: Callable[[object], object] | None = None,
    now: int = NOW,
) -> Verdict:
    source = backup.open_backup(where)
    if change is not None:
        change(source)
    try:
        return backup.verify(source, signatures(), inventory=inventory, baseline=baseline, now_ns=now)
    finally:
        source.close()


def codes(verdict: Verdict, question: str) -> list[str]:
    return [reason["code"] for reason in verdict.answers[question].why]


def answers(verdict: Verdict) -> dict[str, str]:
    return {question: str(check.answer) for question, check in verdict.answers.items()}
