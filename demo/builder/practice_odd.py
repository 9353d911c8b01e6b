"""Files a reader must survive: hostile names, streams, links, locked and broken contents."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from demo.builder.documents import dated, make, paper
from demo.builder.documents_keystream import keystream
from demo.builder.documents_locked import aes_zip, age, openpgp
from demo.builder.documents_words import sentences
from demo.builder.tree import Node

_WHEN = datetime(2026, 9, 28, 12, 5, 0, tzinfo=UTC)
_DESK, _DOCTOR = "Users/Accueil/Downloads", "Users/claire.martin/Downloads"
HOSTILE = (
    "\x1b[2J\x1b[31mécran\x1b[0m.txt",  # clears a terminal that shows it raw
    "facture_\u202efdp.exe",  # right-to-left override: looks like facture_exe.pdf
    "ligne\ncoupée.txt",
    "ligne\u2028séparée.txt",
    "retour\rchariot.txt",
    "demi_\ud83d_code.txt",  # half of a surrogate pair
    "\udc41_moitié.csv",
    "=cmd|'calc'!A0.csv",
    "@SUM(1+1).csv",
    "<script>alert(1)<script>.html",
    "[bold red]balise[blink].txt",
    "point final.txt.",
    "espace final.txt ",
    "CON.txt",
    "nul",
    "aux.pdf",
    "\u00a0.txt",
    "zéro\u200blargeur.txt",
    "facture.pdf.exe",
    "résumé.txt",  # composed
    "re\u0301sume\u0301.txt",  # decomposed: the same to the eye, another name
    "é" * 251 + ".txt",  # 255 units, the longest a name can be
    "$(touch présent).txt",
    "%SystemRoot%.txt",
    "-rf",
)
# Encrypted by their owner, on purpose.
PROTECTED = (
    f"{_DOCTOR}/bulletins_paie_2026-09.zip",
    f"{_DOCTOR}/codes_serveur.txt.gpg",
    f"{_DOCTOR}/comptes_2026.age",
    f"{_DESK}/clichés_confrère.zip",
)
UNEXPLAINED = (f"{_DOCTOR}/coffre.hc",)  # no header and no pattern: nothing says what it is
BROKEN = (f"{_DESK}/notice_interrompue.pdf", f"{_DESK}/scan_vide.jpg")  # cut short; zeros from the middle on
PICTURE = f"{_DESK}/photo_cabine.jpg"
STREAMS = (f"{_DESK}/AnyDesk.exe:Zone.Identifier", f"{PICTURE}:aperçu")
LINKED = (f"{_DESK}/photo_lien.jpg", PICTURE)  # the second name, then the first


def odd() -> list[Node]:
    """Return the odd files; every one of them lies outside the practice's own folders."""
    return [*_hostile(), *_locked(), *_broken(), *_streams()]


def _hostile() -> Iterator[Node]:
    for number, name in enumerate(HOSTILE):
        kind = name.rsplit(".", 1)[-1]
        shown = f"téléchargement_{number:02d}.{kind if kind in ('html', 'csv', 'exe', 'pdf') else 'txt'}"
        when = _WHEN + timedelta(minutes=number)
        yield dated(f"{_DESK}/{name}", when, make(f"{_DESK}/{shown}", when))


def _locked() -> Iterator[Node]:
    text = "\r\n".join(sentences("locked", 60)).encode()
    payslips, codes, accounts, pictures = PROTECTED
    yield dated(payslips, _WHEN, aes_zip("bulletins_paie_2026-09.txt", text))
    yield dated(codes, _WHEN, openpgp("codes_serveur.txt", text))
    yield dated(accounts, _WHEN, age("comptes_2026", text))
    yield dated(pictures, _WHEN, aes_zip("cliché_1.jpg", make("cliché_1.jpg", _WHEN)))
    yield dated(UNEXPLAINED[0], _WHEN, keystream("coffre", 96 * 1024))


def _broken() -> Iterator[Node]:
    cut, empty = BROKEN
    whole = make(cut, _WHEN)
    yield dated(cut, _WHEN, whole[: len(whole) * 3 // 5])
    picture = make(empty, _WHEN)
    half = len(picture) // 2
    yield dated(empty, _WHEN, picture[:half] + bytes(len(picture) - half))


def _streams() -> Iterator[Node]:
    zone = b"[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://telechargement.example/AnyDesk.exe\r\n"
    tool = paper(f"{_DESK}/AnyDesk.exe", datetime(2024, 2, 2, 14, 3, tzinfo=UTC))
    yield replace(tool, streams={"Zone.Identifier": zone})
    picture = paper(PICTURE, _WHEN)
    yield replace(picture, streams={"aperçu": make(PICTURE + " aperçu.jpg", _WHEN)})
    yield Node(LINKED[0], times=picture.times, name_times=picture.name_times, hard_link_of=LINKED[1])
