"""Practices made by hand: the facts a document may hold, in the shapes the records have."""

from typing import Any

from tests.spaces import typed
from toolkit.custody.opening import CaseFacts
from toolkit.paper import blocks
from toolkit.paper.blocks import Block, Document
from toolkit.report.answers import Answer
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice

NS = 1_000_000_000
T0 = "2026-10-24T18:00:00+02:00"  # the Saturday before the clocks go back
THREAT = "vos données seront publiées"
STATES = ("encrypted", "intact", "protected", "damaged", "undetermined", "not_read")


def case_facts(**given: Any) -> CaseFacts:
    facts: dict[str, Any] = {
        "format": 1,
        "ref": "K7Q2-M9XD",
        "opened": 1_791_700_000 * NS,
        "opened_local": "2026-10-11T08:26:40+02:00",
        "examiner": "A. Martin",
        "practice": "Cabinet dentaire des Tilleuls",
        "language": "fr",
        "clock": {"offset_seconds": None, "reference": None},
        "tool": "0.1.0",
        "signatures": "ab" * 32,
        "source": {"label": "poste 1", "kind": "image", "size": 4096},
        "fingerprint": "SHA256:QVFOFC1AGiPbGPzU2JMyKNR9CN4hQRZHruGJaTd1Zpw",
    }
    return CaseFacts(**{**facts, **given})


def kind_row(kind: str, hit: int, intact: int) -> dict[str, Any]:
    row: dict[str, Any] = {state: {"files": 0, "bytes": 0} for state in STATES}
    return row | {
        "kind": kind,
        "encrypted": {"files": hit, "bytes": hit},
        "intact": {"files": intact, "bytes": 1},
    }


def survey(**given: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "state": "attacked",
        "damage": {"encrypted": {"files": 1272, "bytes": 9}, "intact": {"files": 300, "bytes": 9}},
        "extensions": {".akira": {"files": 1249, "bytes": 9}, "": {"files": 23, "bytes": 9}},
        "extent": {
            "kinds": [kind_row("records", 900, 100), kind_row("machine", 7, 90), kind_row("agenda", 0, 2)]
        },
        "notes": [
            {"path": "P-0123456789/akira_readme.txt", "files": 40, "cues": ["leak_threat"]},
            {"path": "P-0123456789/P-abcdefabcd.txt", "files": 1, "cues": []},
        ],
        "note_files": 41,
        "note_texts": 2,
        "families": [{"family": "akira", "certainty": "probable", "files": 41}],
        "contacts": {"threat": [THREAT], "amount": ["4 500 EUR"], "deadline": ["72 heures"]},
        "burst": {"first": 1_791_677_647 * NS, "last": 1_791_678_165 * NS, "files": 1272, "outside": 0},
    }
    return facts | given


def triage() -> tuple[dict[str, Any], ...]:
    return (
        {"name": "system", "rows": [{"computer": "CABINET-PC1", "product": "Windows 10", "release": "22H2"}]},
        {"name": "remote_access", "rows": [{"tool": "AnyDesk"}, {"tool": "AnyDesk"}, {"tool": "RDP"}]},
        {"name": "defender", "rows": [{"what": "defender", "switched_off": ["x"]}, {"what": "exclusion"}]},
        {"name": "practice_software", "rows": [{"name": "LOGOSw"}, {"name": "LOGOSw", "version": "12.4"}]},
        {"name": "backup_jobs", "rows": [{"name": "Duplicati"}]},
    )


def machine(**given: Any) -> Opened:
    facts: dict[str, Any] = {
        "facts": case_facts(),
        "survey": survey(),
        "coverage": {"files_seen": 1600, "complete": True},
        "triage": triage(),
        "timeline": (),
        "capture": (
            {"number": "P0001", "reason": "note"},
            {"number": "P0002", "reason": "note", "failed": "x"},
        ),
        "backups": (
            {
                "source": "disque bleu",
                "connect": "clean",
                "rely": "stale",
                "newest_data": {"modified_ns": 5 * NS},
            },
        ),
        "live": (),
        "medium": {"source": {}},
    }
    return Opened(**{**facts, **given})


def bare() -> Opened:
    """Return a machine of which nothing was recorded yet."""
    return machine(survey=None, coverage=None, triage=(), capture=(), backups=())


def practice(*machines: Opened, answers: dict[str, str | None] | None = None, **facts: Any) -> Practice:
    given = {key: Answer(key, value, 0, None) for key, value in (answers or {}).items()}
    return Practice(case_facts(**facts), machines or (machine(),), given)


def words(value: Any) -> str:
    """Return the text of a value of a block."""
    if value is None or isinstance(value, str):
        return typed(value or "")
    if isinstance(value, tuple):
        return "".join(map(words, value))
    return typed(str(value.text))


def text(document: Document) -> str:
    """Return everything a document says."""
    said = (document.title, document.subtitle, document.footer, *map(_said, document.blocks))
    return typed("\n".join(said))


def _said(block: Block) -> str:  # noqa: PLR0911 - one answer per kind of block
    match block:
        case blocks.Facts(rows):
            return "\n".join(f"{label}: {words(value)}" for label, value in rows)
        case blocks.Listing(points):
            return "\n".join(map(words, points))
        case blocks.Table(titles, rows):
            return "\n".join(" | ".join(map(words, row)) for row in (titles, *rows))
        case blocks.Signatures(places):
            return "\n".join(f"{title} {lines}" for title, lines in places)
        case blocks.NewPage() | blocks.Picture():
            return ""
        case blocks.Heading() | blocks.Preformatted():
            return block.text
        case _:
            return words(block.words)


def lines(document: Document) -> dict[str, Any]:
    """Return every line of the forms of a document: its label and its value, None where it is empty."""
    return {
        label: value
        for block in document.blocks
        if isinstance(block, blocks.Facts)
        for label, value in block.rows
    }
