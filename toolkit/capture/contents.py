"""What a content is that people told in confidence, whatever its name says: a mail, a record, a database."""

import io
import re
import zipfile

from toolkit.scan.filetype import recognise
from toolkit.scan.wording import encoding_of

_HEAD = 64 * 1024  # bytes of text that are looked at
_TYPES = {
    "dicom": ("x_ray", "DICOM"),
    "sqlite": ("database", "SQLite"),
    "access": ("database", "Access"),
    "mssql": ("database", "SQL Server"),
    "firebird": ("database", "Firebird"),
    "dbf": ("database", "dBase"),
    "pst": ("mail", "Outlook"),
}
# (offset, bytes, kind, what it is), of the formats' own descriptions.
_MAGIC = (
    (4, b"\xef\xcd\xab\x89", "database", "ESE"),
    (0, b"\x00\x01\x00\x00\x00\x02\x00\x01\x00\x05\x00\x02\x00\x02\xc0", "database", "FileMaker"),
    (0, b"\x00\x01\x00\x00MSISAM Database", "database", "Access"),
    (0, b"PGDMP", "database", "PostgreSQL"),
    (0, b"\x03\xd9\xa2\x9a", "database", "KeePass"),
    (0, b"\xcf\xad\x12\xfe", "mail", "Outlook Express"),
    (0, b"\x78\x9f\x3e\x22", "mail", "TNEF"),
    (0, b"\x1a\x00\x00\x04\x00\x00", "mail", "Lotus Notes"),
    (344, b"n+1\x00", "x_ray", "NIfTI"),
    (0, b"NRRD000", "x_ray", "NRRD"),
    # DICOM without its preamble: the first elements of group 0008, little endian (PS3.5, 7.1).
    (0, b"\x08\x00\x05\x00CS", "x_ray", "DICOM"),
    (0, b"\x08\x00\x05\x00\x0a\x00\x00\x00ISO_IR", "x_ray", "DICOM"),
    (0, b"\x02\x00\x00\x00UL\x04\x00", "x_ray", "DICOM"),
)
# Where the text of a document stands in its ZIP (ECMA-376, ISO 26300).
_WRITTEN = frozenset({"word/document.xml", "xl/sharedStrings.xml", "ppt/slides/slide1.xml", "content.xml"})
_ENTRIES = 2000
_UNPACKED = 1024 * 1024  # bytes of each
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # others may ask for any memory
_MARKUP = re.compile(r"<[^<>]{0,4000}>")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MESSAGE = "__substg1.0_".encode("utf-16-le")  # streams of a .msg (MS-OXMSG, 2.2.2)
# The fields of RFC 5322 and 5321, and how programs write them above a mail kept as text.
_FIELDS = re.compile(
    r"^(from|to|cc|received|message-id|return-path|delivered-to|subject|date|mime-version|reply-to|sent"
    r"|de|à|a|objet|envoyé|date d'envoi)\s?:[ \t]",
    re.IGNORECASE | re.MULTILINE,
)
_SENDERS = frozenset({"from", "received", "message-id", "return-path", "de"})
_TEXTS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.MULTILINE), kind, what)
    for pattern, kind, what in (
        (r"\AFrom \S{1,200}@\S{1,200} .{10,60}$", "mail", "mbox"),
        (r"^BEGIN:VCARD", "agenda", "vCard"),
        (r"^BEGIN:VCALENDAR", "agenda", "iCalendar"),
        # HL7 2, 2.5.4; HPRIM 2; both begin with the signs that set fields apart.
        (r"^\x0b?(?:MSH|FHS|BHS)\|[^\w\s]{3,5}\|", "patient", "HL7"),
        (r"^PID\|\d*\|", "patient", "HL7"),
        (r"\AH\|[^\w\s]{3,5}\|", "patient", "HPRIM"),
        (r"urn:hl7-org:v3|<ClinicalDocument|hl7\.org/fhir|\"resourceType\"\s*:", "patient", "HL7"),
        (r"^-- (?:MySQL|MariaDB|PostgreSQL database) dump", "database", "SQL"),
        (r"^[ \t]{0,40}(?:CREATE TABLE|INSERT INTO)\s{1,9}\S", "database", "SQL"),
        # What a text says of one person: a number of the social security, a date of birth.
        (
            (r"(?<!\d)[12][ ./-]?\d\d[ ./-]?(?:0[1-9]|1[0-2]|[2-9]\d)[ ./-]?(?:\d\d|2[AB])[ ./-]?\d{3}[ ./-]?"
            r"\d{3}(?:[ ./-]?\d\d)?(?!\d)"),
            "patient",
            "NIR",
        ),
        (r"\bn[ée]e?(?:\(e\))? le\s{1,3}\d|\bdate de naissance\b|\bdate of birth\b", "patient", "née le …"),
    )
)  # fmt: skip


def content_sort(content: bytes) -> tuple[str, str] | None:
    """Return the kind of a content, one of `sorts.ORDER`, and what it is; None for nothing known."""
    if not content:
        return None
    known = recognise("", content[:_HEAD], content[-_HEAD:])
    if known in _TYPES:
        return _TYPES[known]
    for offset, magic, kind, what in _MAGIC:
        if content.startswith(magic, offset):
            return kind, what
    if content.startswith(_COMPOUND) and _MESSAGE in content:
        return "mail", "Outlook"
    if content.startswith(b"PK\x03\x04"):
        return _of_document(content)
    return _of_text(content[:_HEAD])


def _of_document(content: bytes) -> tuple[str, str] | None:
    """Look at the text of an office document for what is said of one person."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as document:
            for member in document.infolist()[:_ENTRIES]:
                if member.filename in _WRITTEN and member.compress_type in _METHODS:
                    with document.open(member) as stream:
                        text = _MARKUP.sub("", stream.read(_UNPACKED).decode("utf-8", "replace"))
                    if found := _said(text):
                        return found
    except Exception:  # noqa: BLE001 - hostile bytes may fail a parser in any way; nothing can be said of them
        return None
    return None


def _of_text(head: bytes) -> tuple[str, str] | None:
    encoding = encoding_of(head)
    if encoding is None and not head.startswith(b"\x0b"):
        return None
    text = head.decode({"latin": "cp1252", None: "latin-1"}.get(encoding, encoding or ""), "replace")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    fields = {met[1].casefold() for met in _FIELDS.finditer(text[:16384])}
    if len(fields) > 1 and not fields.isdisjoint(_SENDERS):
        return "mail", "RFC 5322"
    return _said(text)


def _said(text: str) -> tuple[str, str] | None:
    return next(((kind, what) for pattern, kind, what in _TEXTS if pattern.search(text)), None)
