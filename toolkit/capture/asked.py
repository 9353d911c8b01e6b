"""Which file a person may have copied beyond what is chosen unasked, and what no word allows.

Two sets of words are asked for, and noted with who said them:
  "document"   the file concerns no patient: an invoice of a supplier, an estimate without a name
  "encrypted"  the file is handed over encrypted, even though it may concern a patient
Neither allows a database, an X-ray or a DICOM file, a mailbox or a mail. A patient's record, an agenda, a
file of the carte Vitale, a backup are refused under "document"; under "encrypted" they are taken only if
the scan found them encrypted. What something is, is told by every ending of its name, by its content where
the scan recognised one, and by the folders it lies in. What is taken leaves in the confidential annex alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.capture.choice import SAMPLES, Chosen
from toolkit.capture.samples import SAMPLE_BYTES
from toolkit.custody.captures import ANNEX
from toolkit.errors import UsageRefusal

DOCUMENT, ENCRYPTED = "document", "encrypted"
REASONS = {DOCUMENT: "sample_document", ENCRYPTED: "sample_encrypted"}
_NEVER = ("database", "x_ray", "mail")

_ENDINGS: Mapping[str, frozenset[str]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "database": "4dd 4db 4di accdb accde cdx db db3 dbf dbt edb fdb fic fmp12 fp7 fpt frm gdb ib ibd "
        "ibdata1 kdbx ldf mdb mdbx mde mdf mdx mmo mv myd myi nd ndf ndx nsf odb ora sdf sql sqlite sqlite3 "
        "tps wdb",
        "x_ray": "cbct dc3 dcm dcm30 dic dicom ima rvg tcc nii hdr stl ply 3dx",
        "mail": "dbx eml emlx mbox mbx msg nst oft ost pab pst tbb toc wab",
        "agenda": "ics ical vcs vcf",
        "vitale": "b2 fse fsp lot noemie rsp arl dre",
        "backup": "7z arc bak bck bkc bkf bkp dmp gho gz mrimg ova pbd qic rar rdx spf tar tgz tib tibx v2i "
        "vbk vbm vdi vhd vhdx vib vmdk wbk wim xva zip",
    }.items()
}  # fmt: skip
_FOLDERS: Mapping[str, frozenset[str]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "database": "database bases base fmdata mysql mssql oracle pgdata hfsql",
        "x_ray": "radio radios radiographie radiographies xray x-ray xrays dicom clichés cliches pdata "
        "panoramique panoramiques cone-beam conebeam romexis_images sidexis imagerie imagerie_medicale",
        "mail": "mail mails mailbox thunderbird outlook messagerie courriels",
        "agenda": "agenda agendas rendez-vous rdv planning",
        "vitale": "fse vitale sesam-vitale sesamvitale noemie pyxvital santesocial",
        "backup": "backup backups sauvegarde sauvegardes archive archives",
        "patient": "patients patient patientdata dossiers dossier docpatient courriers ordonnances "
        "comptes-rendus photos consultations",
    }.items()
}
_TYPES = {
    "dicom": "x_ray", "pst": "mail", "mbox": "mail", "eml": "mail", "sqlite": "database",
    "access": "database", "mssql": "database", "firebird": "database", "dbf": "database",
    "database": "database", "vhd": "backup", "vhdx": "backup", "vmdk": "backup", "wim": "backup",
    "mtf": "backup", "zip": "backup", "7z": "backup", "rar": "backup", "tar": "backup", "gzip": "backup",
}  # fmt: skip
# The gravest first: what no word allows is told before what some word would.
_ORDER = ("database", "x_ray", "mail", "patient", "vitale", "agenda", "backup")


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed that a file be handed over, and which of the two sets of words was said."""

    by: str
    words: str  # DOCUMENT or ENCRYPTED
    at_ns: int


def asked(
    lines: Iterable[Mapping[str, Any]],
    paths: Iterable[str],
    consent: Consent,
    private: Callable[[Mapping[str, Any]], bool],
    before: int = 0,
) -> list[Chosen]:
    """Return the files asked for, in the order asked; `before` is how many were taken on earlier requests.

    A path is as the scan lists it, letter case aside, with either slash, with a drive or the volume's name
    and ":" in front or without. Raises UsageRefusal("asked_unknown", path), ("asked_several"),
    ("asked_large"), ("asked_many"), ("asked_database") and so on by kind, ("asked_private").
    """
    wanted = {_plain(path): path for path in paths}
    if before + len(wanted) > SAMPLES:
        raise UsageRefusal("asked_many", limit=SAMPLES)
    found = _found(lines, wanted)
    for plain, written in wanted.items():
        _refuse(found[plain], written, consent, private)
    told = {"consent": {"by": consent.by, "words": consent.words, "at_ns": consent.at_ns}}
    return [Chosen(found[plain][0], REASONS[consent.words], 1, ANNEX, told) for plain in wanted]


def kind(line: Mapping[str, Any]) -> str | None:
    """Return what a file is taken for that holds what people told in confidence, None for nothing known."""
    *folders, name = (part.casefold() for part in line["path"].split("/"))
    endings = set(name.split(".")[1:])
    kinds = {one for one, words in _ENDINGS.items() if endings & words}
    kinds |= {one for one, words in _FOLDERS.items() if not words.isdisjoint(folders)}
    if line["type"] in _TYPES and line["damage"]["verdict"] != "encrypted":
        kinds.add(_TYPES[line["type"]])
    return next((one for one in _ORDER if one in kinds), None)


def _found(
    lines: Iterable[Mapping[str, Any]], wanted: Mapping[str, str]
) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {plain: [] for plain in wanted}
    for line in lines:
        path = line["path"].casefold()
        for plain in (path, f"{line['volume'].casefold().rstrip(':')}:{path}"):
            if plain in found:
                found[plain].append(line)
    return found


def _plain(path: str) -> str:
    volume, colon, rest = path.replace("\\", "/").partition(":")
    if not colon or "/" in volume:
        volume, rest = "", path.replace("\\", "/")
    rest = "/".join(part for part in rest.casefold().split("/") if part not in {"", "."})
    return f"{volume.casefold()}:{rest}" if volume else rest


def _refuse(
    found: list[Mapping[str, Any]],
    path: str,
    consent: Consent,
    private: Callable[[Mapping[str, Any]], bool],
) -> None:
    if not found:
        raise UsageRefusal("asked_unknown", path=path)
    if len(found) > 1:
        raise UsageRefusal("asked_several", path=path)
    line = found[0]
    sort = kind(line)
    if sort in _NEVER:
        raise UsageRefusal(f"asked_{sort}", path=path)
    if line["kind"] != "file" or line["sha256"] is None:
        raise UsageRefusal("asked_unknown", path=path)
    if line["size"] > SAMPLE_BYTES:
        raise UsageRefusal("asked_large", path=path, limit=SAMPLE_BYTES)
    encrypted = line["damage"]["verdict"] == "encrypted"
    if consent.words == ENCRYPTED and not encrypted:
        raise UsageRefusal("asked_not_encrypted", path=path)
    if consent.words == DOCUMENT and (sort is not None or private(line)):
        raise UsageRefusal("asked_private", path=path)
