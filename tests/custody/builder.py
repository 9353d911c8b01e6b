"""A small case whose clock, reference and keys are given."""

import zipfile
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.custody.case import Case
from toolkit.custody.log import Act, follow
from toolkit.records import Damage, DamageVerdict, Seen

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOTE = "Vos fichiers sont chiffrés.\r\n".encode()
SAMPLE = bytes(range(256)) * 3


class SteppingClock:
    """A second after each call, so that a case takes the same time every time."""

    def __init__(self) -> None:
        self.now = datetime(2026, 9, 2, 14, 3, 22, 123456, tzinfo=timezone(timedelta(hours=2)))

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=10)
        return self.now


def open_case(folder: Path, **given: object) -> Case:
    facts: dict[str, object] = {
        "source": {"label": "disque du poste 1", "kind": "image", "size": 4096},
        "language": "fr",
        "examiner": "A. Martin",
        "practice": "Cabinet dentaire",
        "clock_offset": -12.5,
        "clock": SteppingClock(),
        "ref": "K7Q2-M9XD",
        "key": KEY,
        "pseudonym_key": bytes(range(100, 132)),
    }
    return Case.create(folder, **(facts | given))  # type: ignore[arg-type]  # a dict of keywords


def seen(number: int) -> Seen:
    damage = Damage(DamageVerdict.INTACT, ("type",), 1.0)
    return Seen("1", f"Users/é\udc80/{number}.txt", number, f"{number:064x}", "text", damage, None, (), ())


def fill(case: Case) -> None:
    for _ in case.record("triage", ({"name": name, "rows": []} for name in ("users", "tasks"))):
        pass
    for _ in case.record("scan", (seen(number) for number in range(300))):
        pass
    case.keep("P0001", BytesIO(NOTE), ".txt")
    case.keep("P0002", BytesIO(SAMPLE))
    case.write_json("coverage", {"files_seen": 300})
    case.write_report("rapport_fr.html", "<p>déjà</p>")


def listing(case: Case) -> bytes:
    rows = (f"{each['number']};exhibits;{each['size']};{each['sha256']}\r\n" for each in case.kept())
    return "".join(rows).encode()


def report(case: Case, text: str = "<p>rapport</p>") -> bytes:
    """Write a report in the case and return it, as it is sealed."""
    return case.write_report("rapport_fr.html", text).read_bytes()


def payload_of(path: Path) -> dict[str, bytes]:
    """Return the payload of an archive by name below data/."""
    with zipfile.ZipFile(path) as opened:
        names = ((name.split("/", 2), name) for name in opened.namelist())
        return {parts[2]: opened.read(name) for parts, name in names if parts[1] == "data"}


def acts(log: bytes) -> list[Act]:
    found = list(follow(log.splitlines()))
    assert all(isinstance(each, Act) for each in found), found
    return [each for each in found if isinstance(each, Act)]
