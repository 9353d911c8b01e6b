"""The invented dental practice as its disk stood before the attack: patients, images, accounts."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, takewhile

from demo.builder.documents import dated, paper
from demo.builder.documents_table import ini, sqlite
from demo.builder.documents_words import ACTS, FIRST, LAST, PLANTED, Patient, patients, sentences
from demo.builder.practice_machine import machine
from demo.builder.practice_odd import odd
from demo.builder.tree import Node

# Where the practice keeps what it cannot lose: what its backups hold.
ROOTS = (
    "Wlogos2",
    "PDATA",
    "romexis_images",
    "Pyxvital",
    "Users/claire.martin/Documents",
    "Users/claire.martin/Desktop",
    "Users/Accueil/Documents",
)
LAST_SAVE = datetime(2026, 10, 10, 10, 31, 0, tzinfo=UTC)  # Saturday, 12:31 in Paris
_FIRST_DAY, _LAST_DAY = datetime(2023, 1, 9, 8, tzinfo=UTC), datetime(2026, 10, 9, 8, tzinfo=UTC)
_DOCTOR, _DESK = "Users/claire.martin/Documents", "Users/Accueil/Documents"
_DEEP = "/".join(f"Dossier n° {n} repris de l'ancien poste de l'accueil" for n in range(1, 6))


def healthy() -> list[Node]:
    """Return every file of the machine on the evening of Saturday 2026-10-10."""
    return [*practice_data(LAST_SAVE), *machine(), *odd()]


def belongs(path: str) -> bool:
    """Say whether a path lies in what the practice keeps."""
    return any(path.startswith(root + "/") for root in ROOTS)


def practice_data(until: datetime) -> list[Node]:
    """Return the practice's own files as they stood at `until`, sorted by path; none is newer."""
    nodes = [node for patient in patients() for node in _patient_files(patient)]
    nodes += [*_imaging(), *_accounts(), *_papers(), *_desk(), *_settings()]
    limit = dated("", until, b"").times.modified or 0
    kept = [node for node in nodes if (node.times.modified or 0) <= limit]
    return sorted([*kept, *_databases(until)], key=lambda node: node.path)


def _workday(rng: random.Random, first: datetime, last: datetime) -> datetime:
    day = first + timedelta(days=rng.randrange((last - first).days + 1))
    day -= timedelta(days=max(0, day.weekday() - 4))
    return day.replace(hour=7, minute=0) + timedelta(
        minutes=5 * rng.randrange(120), seconds=rng.randrange(60)
    )


def _visits(patient: Patient) -> list[datetime]:
    rng = random.Random(f"visits {patient.number}")
    old = [_workday(rng, _FIRST_DAY, datetime(2025, 12, 18, tzinfo=UTC)) for _ in range(2)]
    new = _workday(rng, datetime(2026, 1, 6, tzinfo=UTC), datetime(2026, 10, 8, tzinfo=UTC))
    if patient == PLANTED:
        new = datetime(2026, 10, 9, 15, 40, 12, tzinfo=UTC)
    return [*sorted(old), new]


def _patient_files(patient: Patient) -> Iterator[Node]:
    folder = f"Wlogos2/Patients/{patient.folder}"
    first, second, third = _visits(patient)
    tooth = 11 + patient.number % 7
    wishes = (
        (f"Images/rétro_{first:%Y%m%d}_{tooth}.png", first),
        (f"compte_rendu_{first:%Y%m%d}.rtf", first),
        (f"Images/panoramique_{second:%Y%m%d}.jpg", second),
        (f"devis_{second:%Y%m%d}.pdf", second),
        (f"Images/photo_{third:%Y%m%d}.jpg", third),
        (f"courrier_{third:%Y%m%d}.docx", third),
        (f"note_{third:%Y%m%d}.txt", third),
    )
    for number, (name, when) in enumerate(wishes):
        yield paper(f"{folder}/{name}", when + timedelta(minutes=number), patient)


def _imaging() -> Iterator[Node]:
    for patient in patients()[::2]:
        when = _visits(patient)[patient.number % 3] + timedelta(minutes=20)
        yield paper(f"PDATA/P{patient.number:05d}/X{when:%Y%m%d%H%M}.dcm", when, patient)
    for patient in patients()[:22]:
        when = _visits(patient)[2] + timedelta(minutes=25)
        yield paper(f"romexis_images/Images/IMG{patient.number:05d}.jpg", when, patient)
        yield paper(f"romexis_images/egodat/PAT{patient.number:05d}.xml", when, patient)


def _accounts() -> Iterator[Node]:
    months = (datetime(2023 + n // 12, n % 12 + 1, 5, 16, 20, tzinfo=UTC) for n in count())
    for number, month in enumerate(takewhile(lambda month: month < LAST_SAVE, months)):
        folder = f"{_DOCTOR}/Comptabilité/{month:%Y}"
        yield paper(f"{folder}/facture_fournisseur_{month:%Y-%m}.pdf", month)
        if number % 4 == 3:
            yield paper(f"{folder}/recettes_{month:%Y-%m}.xlsx", month + timedelta(minutes=30))
        if number % 6 == 5:
            yield paper(f"{folder}/export_{month:%Y-%m}.csv", month + timedelta(minutes=42))


def _papers() -> Iterator[Node]:
    rng = random.Random("papers")
    kinds = (
        ("Courriers/confrère_{n:02d}.docx", 12),
        ("Formation/attestation_{n:02d}.odt", 6),
        ("Archives/ancien_logiciel/fiche_{n:02d}.doc", 4),
        ("Archives/ancien_logiciel/stock_{n:02d}.xls", 4),
        (f"Archives/{_DEEP}/inventaire_{{n:02d}}.rtf", 3),
        ("Empreintes/arcade_{n:02d}.stl", 4),
        ("Mails/message_{n:03d}.eml", 12),
        ("Photos du cabinet/photo_{n:02d}.jpg", 6),
    )
    for pattern, number in kinds:
        for n in range(1, number + 1):
            yield paper(f"{_DOCTOR}/{pattern.format(n=n)}", _workday(rng, _FIRST_DAY, _LAST_DAY))
    desktop = "Users/claire.martin/Desktop"
    for name in ("À faire.txt", "capture_écran.png", "Tarifs 2026.xlsx", "note_réunion.docx"):
        yield paper(f"{desktop}/{name}", _workday(rng, datetime(2026, 3, 2, tzinfo=UTC), _LAST_DAY))


def _desk() -> Iterator[Node]:
    rng = random.Random("desk")
    yield paper(f"{_DESK}/agenda.ics", LAST_SAVE - timedelta(minutes=9))
    yield paper(f"{_DESK}/Devis du samedi.pdf", datetime(2026, 10, 10, 8, 12, 0, tzinfo=UTC), PLANTED)
    for n in range(1, 9):
        yield paper(f"{_DESK}/Rappels/liste_rappels_{n:02d}.csv", _workday(rng, _FIRST_DAY, _LAST_DAY))
        yield paper(f"Pyxvital/FSE/lot_{n:03d}.txt", _workday(rng, _FIRST_DAY, _LAST_DAY))
    for name in ("consentement", "ordonnance", "certificat", "rappel_rendez_vous"):
        yield paper(f"{_DESK}/Modèles/{name}.docx", _workday(rng, _FIRST_DAY, _LAST_DAY))


def _settings() -> Iterator[Node]:
    when = datetime(2024, 2, 6, 8, 30, tzinfo=UTC)
    text = ini(
        (("Cabinet", (("Nom", "Cabinet dentaire du Test"), ("Poste", "CABINET-PC1"), ("Serveur", "oui"))),)
    )
    yield dated("Wlogos2/logosw.ini", when, text)
    for name in ("lettre_type", "devis_type", "relance_type"):
        yield paper(f"Wlogos2/Modeles/{name}.rtf", when)


def _databases(until: datetime) -> Iterator[Node]:
    acts = [row for row in _acts() if str(row[0]) <= f"{until:%Y-%m-%d}"]
    known = ("nom", "prenom", "naissance", "nir", "telephone", "courriel", "remarque")
    yield dated("Wlogos2/patients.db", until, sqlite((("patients", known, _people()),)))
    done = ("jour", "patient", "acte", "dent", "montant")
    yield dated("Wlogos2/actes.db", until - timedelta(minutes=2), sqlite((("actes", done, acts),)))
    meetings = [(f"{row[0]} {8 + n % 10:02d}:30", row[1], row[2]) for n, row in enumerate(acts[-400:])]
    agenda = sqlite((("rendez_vous", ("debut", "patient", "motif"), meetings),))
    yield dated("Wlogos2/agenda.db", until - timedelta(minutes=4), agenda)


def _people() -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for patient in patients():
        remark = sentences(f"remark {patient.number}", 1)[0]
        identity = (patient.last, patient.first, patient.born, patient.nir, patient.phone, patient.email)
        rows.append((*identity, remark))
    rng = random.Random("people")
    for n in range(len(rows) + 1, 620):
        last, first = LAST[rng.randrange(len(LAST))], FIRST[rng.randrange(len(FIRST))]
        born = f"{rng.randrange(1938, 2020)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 28):02d}"
        phone, mail = f"06 39 98 {n % 100:02d} {rng.randrange(100):02d}", f"patient{n:03d}@example.org"
        rows.append(
            (f"{last}-{n}", first, born, f"1 {born[2:4]} {born[5:7]} 99 000 {n:03d} 00", phone, mail, "")
        )
    return rows


def _acts() -> list[tuple[str, int, str, int, int]]:
    rng = random.Random("acts")
    rows = []
    for n in range(6000):
        day = _FIRST_DAY + (_LAST_DAY - _FIRST_DAY) * n / 5999
        act = ACTS[rng.randrange(len(ACTS))]
        rows.append(
            (f"{day:%Y-%m-%d}", rng.randrange(1, 620), act, rng.randrange(11, 48), rng.randrange(20, 900))
        )
    return rows
