"""One maker per kind of file, chosen by the name's extension; the path is the seed of what is inside."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from demo.builder import documents_image as image
from demo.builder import documents_office as office
from demo.builder import documents_page as page
from demo.builder import documents_table as table
from demo.builder.documents_program import program
from demo.builder.documents_words import ACTS, PLANTED, Patient, letterhead, sentences
from demo.builder.tree import Node
from toolkit.records import Times

_WRITING = timedelta(seconds=40)
_WINDOWS_WORDS = (
    "CSI  Transaction terminee",
    "CBS  Package installe",
    "DPX  Extraction",
    "CBS  Session fermee",
)


@dataclass(frozen=True)
class Wish:
    """What is asked of a maker: the path is also the seed."""

    path: str
    when: datetime  # aware, UTC
    patient: Patient | None = None

    @property
    def stem(self) -> str:
        return self.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]

    def lines(self, count: int) -> list[str]:
        """Return letterhead, date and sentences."""
        head = [*letterhead(self.patient), f"Fait le {self.when:%d/%m/%Y}", ""]
        return head + sentences(self.path, count)


def _jpg(wish: Wish) -> bytes:
    photo = "photo" in wish.stem.lower()
    width, height = (176, 128) if photo else (320, 160)
    return image.jpeg(wish.path, width, height, colour=photo)


def _png(wish: Wish) -> bytes:
    return image.png(wish.path, 320, 240) if "capture" in wish.stem else image.png(wish.path)


def _dcm(wish: Wish) -> bytes:
    sizes = ((192, 160), (192, 160), (256, 256), (192, 160), (384, 288))
    patient = wish.patient or PLANTED
    width, height = sizes[patient.number % 5]
    return image.dicom(wish.path, patient, f"{wish.when:%Y%m%d}", width=width, height=height)


def _pdf(wish: Wish) -> bytes:
    if "devis" in wish.stem:
        return page.pdf(wish.lines(14), picture=image.jpeg(wish.path, 160, 80), width=160, height=80)
    return page.pdf(
        [*wish.lines(10), *(f"Ligne {n} : {price},00 EUR" for n, price in enumerate(_prices(wish), 1))]
    )


def _prices(wish: Wish, count: int = 12) -> list[int]:
    rng = random.Random(f"prices {wish.path}")
    return [rng.randrange(20, 900) for _ in range(count)]


def _rows(wish: Wish) -> list[tuple[str | int, ...]]:
    rows: list[tuple[str | int, ...]] = [("Date", "Acte", "Libellé", "Montant")]
    words = sentences(wish.path, 40)
    for number, price in enumerate(_prices(wish, 40)):
        day = wish.when - timedelta(days=40 - number)
        rows.append((f"{day:%d/%m/%Y}", ACTS[price % len(ACTS)], words[number], price))
    return rows


def _eml(wish: Wish) -> bytes:
    attached = ("devis.pdf", page.pdf(wish.lines(6))) if len(wish.stem) % 2 else None
    sender = "Laboratoire du Test <labo@prothese.example>"
    return page.eml(
        wish.when, sender, f"Travail en cours {wish.when:%d/%m}", wish.lines(12), attached=attached
    )


def _ics(wish: Wish) -> bytes:
    words = sentences(wish.path, 120)
    meetings = [(wish.when - timedelta(hours=8 * n), word) for n, word in enumerate(reversed(words))]
    return page.ics(meetings[::-1])


def _log(wish: Wish) -> bytes:
    count = 4000 if wish.stem == "CBS" else 120
    return table.log(wish.path, wish.when - timedelta(minutes=4 * count), count, _WINDOWS_WORDS)


def _ini(wish: Wish) -> bytes:
    settings = [(f"Reglage{n:02d}", price) for n, price in enumerate(_prices(wish, 60))]
    return table.ini((("General", (("Version", "4.12"), ("Langue", "fr"))), (wish.stem, settings)))


def _xml(wish: Wish) -> bytes:
    words = "".join(f"  <ligne n='{n}'>{word}</ligne>\n" for n, word in enumerate(sentences(wish.path, 20)))
    return f"<?xml version='1.0' encoding='utf-8'?>\n<fiche>\n{words}</fiche>\n".encode()


def _program(wish: Wish) -> bytes:
    library = not wish.path.endswith(".exe")
    return program(
        (wish.stem, "Fichier de demonstration, sans effet", *sentences(wish.path, 60)), library=library
    )


MAKERS: Mapping[str, Callable[[Wish], bytes]] = {
    "jpg": _jpg,
    "png": _png,
    "dcm": _dcm,
    "stl": lambda wish: image.stl(wish.path, 46),
    "pdf": _pdf,
    "docx": lambda wish: office.docx(wish.lines(14)),
    "xlsx": lambda wish: office.xlsx(_rows(wish)),
    "odt": lambda wish: office.odt(wish.lines(24)),
    "doc": lambda wish: office.doc(wish.lines(60)),
    "xls": lambda wish: office.xls(_rows(wish)),
    "rtf": lambda wish: page.rtf(wish.lines(16)),
    "txt": lambda wish: ("\r\n".join(wish.lines(12)) + "\r\n").encode(),
    "csv": lambda wish: table.csv(_rows(wish)),
    "html": lambda wish: page.html(wish.stem, wish.lines(18)),
    "eml": _eml,
    "ics": _ics,
    "log": _log,
    "ini": _ini,
    "inf": _ini,
    "conf": _ini,
    "xml": _xml,
    "exe": _program,
    "dll": _program,
    "sys": _program,
}


def make(path: str, when: datetime, patient: Patient | None = None) -> bytes:
    """Return a valid file of the kind the path's extension names; KeyError when none makes it."""
    return MAKERS[path.rsplit(".", 1)[-1]](Wish(path, when, patient))


def nanoseconds(when: datetime) -> int:
    """Return whole microseconds of an aware time as nanoseconds since 1970 UTC."""
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1000


def dated(path: str, when: datetime, data: bytes) -> Node:
    """Return a file created and last written at that time."""
    made, written = nanoseconds(when - _WRITING), nanoseconds(when)
    return Node(
        path, data, times=Times(made, written, written, written), name_times=Times(made, made, made, made)
    )


def paper(path: str, when: datetime, patient: Patient | None = None) -> Node:
    """Return a file of that date whose content its extension chooses."""
    return dated(path, when, make(path, when, patient))
