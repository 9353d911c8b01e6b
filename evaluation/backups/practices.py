"""The practices whose data the media hold: other names, folders and sizes in each half."""

import io
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

import py7zr
import pypdf

from demo.builder.documents import dated, make, paper
from demo.builder.documents_image import stl
from demo.builder.documents_keystream import keystream
from demo.builder.documents_locked import aes_zip
from demo.builder.tree import Node

LAST = datetime(2026, 10, 10, 16, 40, tzinfo=UTC)  # the last entry before the attack
TAKEN = datetime(2026, 10, 10, 19, 0, tzinfo=UTC)  # the evening of that day: when every copy job ran
_SEEDS = {"dev": 11, "held": 7919}


class Layout(NamedTuple):
    """Where a practice's programs keep what they write."""

    database: str
    agenda: str
    folder: str  # of one patient, with {name} and {number}
    papers: str


LAYOUTS = {
    "dev": (
        Layout("Wlogos2/patients.db", "Bureau/agenda.ics", "Wlogos2/Patients/{name}", "Documents"),
        Layout("Julie/base.sqlite", "Partage/planning.ics", "Julie/Images/{number}", "Partage/Courriers"),
        Layout("Donnees/cabinet.db3", "Donnees/rdv.ics", "Donnees/Dossiers/{name}", "Compta"),
    ),
    "held": (
        Layout("Desmos/DATA/desmos.sqlite3", "Agenda/agenda.ics", "Desmos/Photos/{number}", "Secretariat"),
        Layout("medecin/base.db", "medecin/calendrier.ics", "medecin/pieces/{name}", "Mes documents"),
        Layout("SERVEUR/kine.sqlite", "SERVEUR/rdv cabinet.ics", "Scans/{name}", "SERVEUR/Lettres"),
    ),
}
_LAST = ("BERGER", "CARON", "DELMAS", "ESTEVE", "FABRE", "GUÉRIN", "HUET", "JOLY", "KLEIN", "LEROY", "MOREL")
_FIRST = ("Anne", "Luc", "Zoé", "Marc", "Inès", "Paul", "Noémie", "Hugo", "Léa", "Jean", "Rose", "Élie")


class Practice(NamedTuple):
    """One practice of a half; the number chooses its programs and patients."""

    half: str
    number: int

    @property
    def layout(self) -> Layout:
        return LAYOUTS[self.half][self.number % len(LAYOUTS[self.half])]

    @property
    def label(self) -> str:
        return f"{self.half}-{self.number}"


def chance(practice: Practice, what: str) -> random.Random:
    """Return the same draws for the same practice and purpose."""
    return random.Random(f"{_SEEDS[practice.half]} {practice.number} {what}")


@cache
def held(practice: Practice, last: datetime = LAST) -> tuple[Node, ...]:
    """Return a practice's database, agenda, pictures and documents, the newest of that moment."""
    where, draws = practice.layout, chance(practice, "files")
    nodes = [
        dated(where.database, last, database(practice, last)),
        paper(where.agenda, last - timedelta(hours=3)),
    ]
    for number in range(draws.randint(4, 6)):
        when = last - timedelta(days=draws.randint(1, 30) + 25 * number, minutes=draws.randint(0, 400))
        nodes += _patient(where, _name(draws), number, when)
    for number, name in enumerate(("facture.pdf", "recettes.xlsx", "note.txt", "modele.odt", "lettre.rtf")):
        nodes.append(paper(f"{where.papers}/{name}", last - timedelta(days=2 + number)))
    return tuple(nodes)


def _name(draws: random.Random) -> str:
    return f"{draws.choice(_LAST)} {draws.choice(_FIRST)} {draws.randint(10, 99)}"


def _patient(where: Layout, name: str, number: int, when: datetime) -> Iterator[Node]:
    folder = where.folder.format(name=name, number=f"P{number:05d}")
    for shot in (1, 2):
        yield paper(f"{folder}/cliche_{number}_{shot}.jpg", when)
    yield paper(f"{folder}/radio_{number}.dcm", when)
    yield paper(f"{folder}/courrier_{number}.docx", when)
    yield paper(f"{folder}/devis_{number}.pdf", when)
    if number == 0:
        yield dated(f"{folder}/empreinte.stl", when, stl(f"{folder}", 30))


@cache
def database(practice: Practice, last: datetime) -> bytes:
    """Return an SQLite base of visits, one row a visit, up to that moment."""
    draws = chance(practice, "base")
    with sqlite3.connect(":memory:") as base:
        base.execute("create table visites (numero integer primary key, jour text, patient text, acte text)")
        for number in range(600 + 40 * practice.number):
            day = f"{last - timedelta(hours=9 * number):%Y-%m-%d %H:%M:%S}"
            row = (day, _name(draws), f"consultation, ordonnance {draws.getrandbits(40):x}")
            base.execute("insert into visites (jour, patient, acte) values (?, ?, ?)", row)
        base.execute("create index jours on visites (jour)")
        base.commit()
        return bytes(base.serialize())


def odd(practice: Practice) -> list[Node]:
    """Return what looks wrong and is not: locked papers, a film, empty files, a long name, a 7z in a 7z."""
    folder, when = practice.layout.papers, LAST - timedelta(days=4)
    plain = make(f"{folder}/ordonnance.pdf", when)
    payslip = aes_zip("bulletin.pdf", plain)
    nodes = [
        dated(f"{folder}/bulletin de paie.pdf", when, locked_pdf(plain, practice)),
        dated(f"{folder}/paie.zip", when, payslip),
        dated(f"{folder}/archives 2024.7z", when, nested(plain)),
        dated(f"{folder}/film.mp4", when, film(practice)),
        paper(f"{folder}/message.eml", when),
        paper(f"{folder}/{'compte rendu très détaillé ' * 6}.docx", when),
        paper(f"{folder}/tarifs.csv", when),
    ]
    return nodes + [dated(f"{folder}/marques/{number:03d}.mark", when, b"") for number in range(40)]


def nested(plain: bytes) -> bytes:
    """Return a 7z in a 7z with a paper in it."""
    for name in ("devis.pdf", "annexe.7z"):
        out = io.BytesIO()
        with py7zr.SevenZipFile(out, "w") as archive:
            archive.writestr(plain, name)
        plain = out.getvalue()
    return plain


def locked_pdf(plain: bytes, practice: Practice) -> bytes:
    """Return a PDF that asks for a password, as payslips do."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain))
    writer.encrypt(f"secret {practice.label}", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def film(practice: Practice) -> bytes:
    """Return the boxes of an MP4 film whose frames are noise, as well packed frames are."""

    def box(kind: bytes, body: bytes) -> bytes:
        return (len(body) + 8).to_bytes(4, "big") + kind + body

    times = bytes(4) + bytes(8) + (1000).to_bytes(4, "big") + (9000).to_bytes(4, "big")
    head = box(b"mvhd", times + bytes.fromhex("00010000 0100") + bytes(70) + (2).to_bytes(4, "big"))
    return (
        box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
        + box(b"moov", head)
        + box(b"mdat", keystream(f"film {practice.label}", 90_000))
    )
