"""A practice with one machine examined in every stage, and the words of a document."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from tests.scan.survey.test_context import ATTACK, healthy, line, struck
from tests.spaces import typed
from toolkit import procedure
from toolkit.custody.case import Case
from toolkit.paper.blocks import Document
from toolkit.records import (
    Answer,
    Artefact,
    Certainty,
    Check,
    Connect,
    Exhibit,
    Note,
    NoteVerdict,
    Outcome,
    Rely,
    Times,
    Verdict,
    Volume,
    plain,
)
from toolkit.report.practice import Practice, practice
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.timeline import Statement, Sure

CONTACTS = {
    "email": ("rescue@attack.example",),
    "onion": ("aaaabbbbccccdddd.onion",),
    "btc": ("1BitcoinEaterAddressDontSendf59kuE",),
    "amount": ("4 500 EUR",),
    "deadline": ("72 heures",),
    "threat": ("vos données seront publiées",),
}
NOTE = Note(NoteVerdict.NOTE, "akira", Certainty.PROBABLE, "fr", CONTACTS, ("payment",))
TEXT = "Vos fichiers sont chiffrés.\r\n\r\n\r\n\r\nÉcrivez à rescue@attack.example\r\n".encode()
ENDED = ATTACK + 600_000_000_000
EVIDENCE = (
    {"artefact": "event_logs", "log": "Security", "record": 41401, "event_id": 4624, "at_ns": ATTACK},
)
STORY = (
    Statement("began", ATTACK, None, Sure.ESTABLISHED, {"volume": "1", "path": "Docs/e0.docx"}, EVIDENCE),
    Statement(
        "ended", ENDED, None, Sure.ESTABLISHED, {"volume": "1", "path": "Docs/e9.docx", "lasted_s": 600}
    ),
    Statement("account_created", ATTACK, None, Sure.LIKELY, {"account": "support$"}, EVIDENCE),
    Statement("minutes", facts={"start_ns": ATTACK, "step_ns": 60_000_000_000, "files": [4, 0, 2]}),
)
INVENTORY = (
    Artefact("system", Outcome.FOUND, ({"computer": "POSTE-1", "product": "Windows 10", "release": "22H2"},)),
    Artefact(
        "users", Outcome.FOUND, ({"kind": "account", "name": "support$", "flags": ["hidden_at_logon"]},)
    ),
    Artefact("remote_access", Outcome.FOUND, ({"tool": "AnyDesk", "trace": "installed"},)),
    Artefact("defender", Outcome.FAILED, detail="hive_absent"),
    Artefact("bitlocker_state", Outcome.ABSENT),
    Artefact("wmi_subscriptions", Outcome.ABSENT),
)


def lines() -> Iterator[dict[str, Any]]:
    yield line("Docs/README.txt", note=plain(NOTE))
    yield line("Radios/README.txt", note=plain(NOTE))
    yield from struck(20)
    yield from struck(20, folder="Radios")
    yield from healthy(30)


def attacked(folder: Path, answers: Mapping[str, str | None] | None = None, **given: Any) -> Practice:
    """Return what the documents of a case with every stage are made from."""
    about: dict[str, Any] = {
        "source": {"label": "disque.img", "kind": "image", "size": 4096},
        "language": "fr",
    }
    about |= {"ref": "K7Q2-M9XD", "practice": "Cabinet Exemple", "pseudonym_key": b"p" * 32, **given}
    with Case.create(folder, **about) as case:
        list(case.record("triage", INVENTORY))
        list(case.record("scan", lines()))
        survey = Survey()
        for one in lines():
            survey.add(one)
        case.write_json("survey", survey.facts())
        facts = {**coverage_facts(survey, [Volume("1", "ntfs")], ()), "links": []}
        case.write_json("coverage", {**facts, "signatures": {"hash": "ab" * 32, "rules": 3, "families": 2}})
        case.write_json("data_roots", ["1:Docs"])
        list(case.record("timeline", STORY))
        list(case.record("capture", [kept(case)]))
        procedure.record_backup(case, "/mnt/sauvegarde", verdict())
        list(procedure.record_answers(case, (answers or {}).items()))
        return practice(case, procedure.pseudonyms(case))


def kept(case: Case) -> Exhibit:
    stored = case.keep("P0001", io.BytesIO(TEXT), ".txt")
    return Exhibit(
        "P0001", "note", "1", "Docs/README.txt", len(TEXT), Times(modified=ATTACK), None, stored.sha256,
        "exhibits/P0001.txt", 2, {"as_scanned": True, "note": plain(NOTE)},
    )  # fmt: skip


def verdict() -> Verdict:
    check = Check("recent", Answer.NO, ({"code": "flips_not_excluded"},))
    return Verdict(Connect.CLEAN, Rely.STALE, {"recent": check}, {"modified_ns": ATTACK}, {}, ())


def texts(piece: object) -> Iterator[str]:
    """Yield every text of a document, drawings apart."""
    if isinstance(piece, str):
        yield piece
    elif isinstance(piece, tuple | list):
        for part in piece:
            yield from texts(part)
    elif is_dataclass(piece) and not isinstance(piece, type):
        for each in fields(piece):
            if each.name not in {"svg", "language", "keywords"}:
                yield from texts(getattr(piece, each.name))


def whole(document: Document) -> str:
    return typed("\n".join(texts(document)))
