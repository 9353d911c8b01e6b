"""Which file a person may have copied beyond what is chosen unasked, and what no word allows.

Two sets of words are asked for, and noted with who said them:
  "document"   the file concerns no patient: an invoice of a supplier, an estimate without a name
  "encrypted"  the file is handed over encrypted, even though it may concern a patient
Neither allows a database, an X-ray or a DICOM file, a mailbox or a mail. A patient's record, an agenda, a
file of the carte Vitale, a backup are refused under "document"; under "encrypted" they are taken only if
the scan found them encrypted. What something is, `sorts` tells. What is taken leaves in the confidential
annex alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.capture.choice import SAMPLES, Chosen
from toolkit.capture.samples import SAMPLE_BYTES
from toolkit.capture.sorts import Sort, sort
from toolkit.custody.captures import ANNEX
from toolkit.errors import UsageRefusal

DOCUMENT, ENCRYPTED = "document", "encrypted"
REASONS = {DOCUMENT: "sample_document", ENCRYPTED: "sample_encrypted"}
_NEVER = ("database", "x_ray", "mail")


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed that a file be handed over, and which of the two sets of words was said."""

    by: str
    words: str  # DOCUMENT or ENCRYPTED
    at_ns: int


def _nothing(_: Mapping[str, Any]) -> bytes:
    return b""


def asked(
    lines: Iterable[Mapping[str, Any]],
    paths: Iterable[str],
    consent: Consent,
    private: Callable[[Mapping[str, Any]], bool],
    before: int = 0,
    content: Callable[[Mapping[str, Any]], bytes] = _nothing,
) -> list[Chosen]:
    """Return the files asked for, in the order asked; `before` is how many were taken on earlier requests.

    `private` tells a line below a folder of patients' data, `content` gives the bytes of one.

    A path is as the scan lists it, letter case aside, with either slash, with a drive or the volume's name
    and ":" in front or without. Raises UsageRefusal("asked_unknown", path), ("asked_several"),
    ("asked_large"), ("asked_many"), ("asked_not_encrypted"), and with what told it
    ("asked_database"), ("asked_x_ray"), ("asked_mail"), ("asked_private").
    """
    wanted = {_plain(path): path for path in paths}
    if before + len(wanted) > SAMPLES:
        raise UsageRefusal("asked_many", limit=SAMPLES)
    found = _found(lines, wanted)
    for plain, written in wanted.items():
        _refuse(found[plain], written, consent, private, content)
    told = {"consent": {"by": consent.by, "words": consent.words, "at_ns": consent.at_ns}}
    return [Chosen(found[plain][0], REASONS[consent.words], 1, ANNEX, told) for plain in wanted]


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
    content: Callable[[Mapping[str, Any]], bytes],
) -> None:
    if not found:
        raise UsageRefusal("asked_unknown", path=path)
    if len(found) > 1:
        raise UsageRefusal("asked_several", path=path)
    line = found[0]
    if line["kind"] != "file" or line["sha256"] is None:
        raise UsageRefusal("asked_unknown", path=path)
    small = line["size"] <= SAMPLE_BYTES
    known = sort(line, content(line) if small else b"")
    if known is not None and known.kind in _NEVER:
        raise UsageRefusal(f"asked_{known.kind}", path=path, told_by=known.by, seen=known.seen)
    if not small:
        raise UsageRefusal("asked_large", path=path, limit=SAMPLE_BYTES)
    if consent.words == ENCRYPTED and line["damage"]["verdict"] != "encrypted":
        raise UsageRefusal("asked_not_encrypted", path=path)
    if consent.words == DOCUMENT and (known := known or _placed(line, private)) is not None:
        raise UsageRefusal("asked_private", path=path, told_by=known.by, seen=known.seen)


def _placed(line: Mapping[str, Any], private: Callable[[Mapping[str, Any]], bool]) -> Sort | None:
    return Sort("patient", "place", line["path"].partition("/")[0]) if private(line) else None
