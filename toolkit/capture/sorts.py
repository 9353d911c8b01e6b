"""What a file is taken for that holds what people told in confidence: by its name, its folders, its content.

Names are compared folded (case, accents, invisible characters), split at whatever is no letter and where a
capital begins, and in the singular, in French and in English. A word may refuse a file that nobody minds;
that costs a second choice, the other mistake costs somebody's secret.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.capture.contents import content_sort

# The gravest first: what no word allows is told before what some word would.
ORDER = ("database", "x_ray", "mail", "patient", "vitale", "agenda", "backup")

_ENDINGS: Mapping[str, frozenset[str]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "database": "4dd 4db 4di accdb accde cdx db db3 dbf dbt edb fdb fic fmp12 fp7 fpt frm gdb hfsql ib "
        "ibd ibdata1 kdbx ldf mdb mdbx mde mdf mdx mmo mv myd myi nd ndf ndx nsf odb ora sdf sql sqlite "
        "sqlite3 tps wdb",
        "x_ray": "cbct dc3 dcm dcm30 dic dicom ima rvg tcc nii hdr stl ply 3dx",
        "mail": "dbx eml emlx mbox mbx msg nst oft ost pab pst tbb toc wab",
        "agenda": "ics ical vcs vcf",
        "vitale": "b2 fse fsp lot noemie rsp arl dre",
        "backup": "7z arc bak bck bkc bkf bkp dmp gho gz mrimg ova pbd qic rar rdx spf tar tgz tib tibx v2i "
        "vbk vbm vdi vhd vhdx vib vmdk wbk wim xva zip",
    }.items()
}  # fmt: skip
# In any folder and in the name of the file; two words stand one behind the other.
_ANYWHERE: Mapping[str, tuple[str, ...]] = {
    "database": (
        "base", "bases", "bdd", "database", "mysql", "mariadb", "mssql", "sql server", "postgresql", "pgdata",
        "oracle", "hfsql", "hyperfile", "sqlite", "firebird", "interbase", "filemaker", "fmdata", "accdb",
        "mdb", "fdb", "gdb",
    ),
    "x_ray": (
        "radio", "radiographie", "radiography", "radiograph", "radiologie", "radiology", "panoramique",
        "panoramic", "pano", "opg", "cliché", "x ray", "xray", "rx", "rvg", "cbct", "cone beam", "conebeam",
        "dicom", "dcm", "bitewing", "rétro alvéolaire", "rétroalvéolaire", "alvéolaire", "téléradio",
        "téléradiographie", "céphalo", "tomographie", "irm", "mri", "échographie", "mammographie",
        "scintigraphie", "imagerie", "imaging", "romexis", "sidexis", "pdata",
    ),
    "mail": (
        "mail", "email", "e mail", "courriel", "messagerie", "mailbox", "inbox", "outlook", "thunderbird",
        "mssanté", "apicrypt", "boîte de réception", "eml", "mbox", "pst", "ost",
    ),
    "patient": (
        "patient", "patientèle", "ordonnance", "prescription", "consultation", "compte rendu", "compterendu",
        "cr", "cro", "crh", "anamnèse", "antécédent", "certificat", "arrêt de travail", "courrier", "lettre",
        "letter", "dossier médical", "medical record", "scanner", "photo patient",
    ),
    "vitale": (
        "fse", "vitale", "cps", "cpe", "sésam", "sesamvitale", "noemie", "noémie", "dre", "pyxvital",
        "santesocial", "feuille de soin", "tiers payant",
    ),
    "agenda": (
        "agenda", "rdv", "rendez vous", "rendezvous", "planning", "calendrier", "calendar", "appointment",
        "schedule",
    ),
    "backup": ("sauvegarde", "sauv", "backup", "bkp", "bak", "archive", "veeam", "acronis", "cobian"),
}  # fmt: skip
_OF_FOLDERS: Mapping[str, tuple[str, ...]] = {"patient": ("dossier", "docpatient", "patientdata", "photo")}
# Long enough to mean nothing else, wherever they stand in a word: names are often written in one.
_STEMS: Mapping[str, tuple[str, ...]] = {
    "database": ("hfsql", "sqlite", "hyperfile"),
    "x_ray": ("radiograph", "panoram", "conebeam"),
    "mail": ("courriel", "mailbox", "thunderbird"),
    "patient": ("patient", "ordonnanc", "compterendu", "comptesrendu"),
    "vitale": ("sesamvitale", "cartevitale"),
    "agenda": ("rendezvous",),
    "backup": ("sauvegard", "backup"),
}
_TYPES = {
    "dicom": "x_ray", "pst": "mail", "mbox": "mail", "eml": "mail", "sqlite": "database",
    "access": "database", "mssql": "database", "firebird": "database", "dbf": "database",
    "database": "database", "vhd": "backup", "vhdx": "backup", "vmdk": "backup", "wim": "backup",
    "mtf": "backup", "zip": "backup", "7z": "backup", "rar": "backup", "tar": "backup", "gzip": "backup",
    "bzip2": "backup", "xz": "backup", "zstd": "backup",
}  # fmt: skip
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_RUNS = re.compile(r"[A-Za-z]+")
_JOINED = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Sort:
    """What a file is taken for, one of ORDER, and what told it.

    `by` is "word", "ending", "content" or "place"; `seen` is the word, the ending, or what the content is.
    """

    kind: str
    by: str
    seen: str


def sort(line: Mapping[str, Any], content: bytes = b"") -> Sort | None:
    """Return the gravest sort of a file of the scan, None for nothing known.

    `content` are its first bytes, for what the scan does not tell apart; those of a file it calls encrypted
    are looked at too: some are encrypted in parts only.
    """
    found = list(_told(line, content))
    return min(found, key=lambda one: ORDER.index(one.kind), default=None)


def _told(line: Mapping[str, Any], content: bytes) -> Iterator[Sort]:
    *folders, name = line["path"].split("/")
    yield from _by_ending(name)
    yield from _by_words(name, (_WORDS,))
    for folder in folders:
        yield from _by_words(folder, (_WORDS, _FOLDER_WORDS))
    if line["type"] in _TYPES and line["damage"]["verdict"] != "encrypted":
        yield Sort(_TYPES[line["type"]], "content", line["type"])
    if told := content_sort(content):
        yield Sort(told[0], "content", told[1])


def _by_ending(name: str) -> Iterator[Sort]:
    # ".mdb_id-1234" is what some add.
    endings = [part for whole in _folded(name).casefold().split(".")[1:] for part in (whole, *_first(whole))]
    for kind, known in _ENDINGS.items():
        if met := next((one for one in endings if one in known), None):
            yield Sort(kind, "ending", f".{met}")


def _first(ending: str) -> list[str]:
    return [part for part in _JOINED.split(ending) if part][:1]


def _by_words(name: str, lists: Iterable[Mapping[str, Mapping[str, str]]]) -> Iterator[Sort]:
    plain = _folded(name)
    runs = [run.casefold() for run in _RUNS.findall(plain)]
    texts = [_sequence(runs), _sequence(part.casefold() for part in _PARTS.findall(plain))]
    for words in lists:
        for kind, known in words.items():
            met = next((word for term, word in known.items() if any(term in text for text in texts)), None)
            if met is not None:
                yield Sort(kind, "word", met)
    for kind, stems in _STEMS.items():
        if met := next((run for run in runs if any(stem in run for stem in stems)), None):
            yield Sort(kind, "word", met)


def _folded(name: str) -> str:
    """Return a name without accents and without what nobody sees, its capitals kept."""
    return "".join(
        one
        for one in unicodedata.normalize("NFKD", name)
        if not unicodedata.combining(one) and unicodedata.category(one) != "Cf"
    )


def _sequence(words: Iterable[str]) -> str:
    return f" {' '.join(_singular(word) for word in words)} "


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _terms(words: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, str]]:
    """Return each kind with its words as names are compared, and as they are told."""
    return {
        kind: {_sequence(_folded(word).casefold().split()): word for word in listed}
        for kind, listed in words.items()
    }


_WORDS, _FOLDER_WORDS = _terms(_ANYWHERE), _terms(_OF_FOLDERS)
