"""The handover receipt: one sheet in two copies that ties the archive to paper by its hash.

Whoever receives the archive copies the hash into the complaint: from then on the date of the evidence
rests on paper and on two people, not on a clock or a key of the machine that made it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Any

from toolkit.paper import printable, qr, widths
from toolkit.paper.blocks import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    NewPage,
    Paragraph,
    Picture,
    Preformatted,
    Signatures,
    Strong,
    Words,
)  # fmt: skip
from toolkit.report import kept
from toolkit.report.kept import Kept
from toolkit.report.practice import Practice
from toolkit.texts import Speech, visible
from toolkit.texts.forms import amount, moment

TAG_MANIFEST = "tagmanifest-sha256.txt"
COPIES = 2
_A_LINE = 8  # groups of four
# Width in ems of one value, of a file name, of all disks together: whatever they hold, a copy is one sheet.
_LONGEST, _NAME, _DISKS = 55.0, 24.0, 85.0
_READ = 1000  # characters looked at before they are cut
_QR_WIDTH = 0.17  # of the text's width: 2.9 cm on A4
_TELLING = 4  # characters of a serial number; a shorter one stands in any sentence
_SERIALS = 4  # disks and media named on the sheet; the complaint file names all


@dataclass(frozen=True, slots=True)
class Closed:
    """A sealed archive as it goes on paper; `manifest_sha256` is that of tagmanifest-sha256.txt, 64 hex."""

    name: str
    size: int  # bytes
    sha256: str  # of the archive file
    manifest_sha256: str
    fingerprint: str  # of the key that signed, "SHA256:…"
    exhibits: int
    sealed_at: int  # nanoseconds since 1970 UTC
    annex: tuple[str, str] | None = None  # file name, SHA-256


@dataclass(frozen=True, slots=True)
class Transfer:
    """Who gives what to whom; what is not known yet is written by hand."""

    given_by: str | None = None
    received_by: str | None = None
    organisation: str | None = None
    medium: str | None = None  # serial number or label of the medium handed over
    place: str | None = None
    at: int | None = None  # nanoseconds since 1970 UTC


_NOBODY = Transfer()


def receipt(
    practice: Practice, speech: Speech, closed: Closed, transfer: Transfer = _NOBODY, copies: int = COPIES
) -> Document:
    """Return the receipt, one A4 page for each copy: the first is handed over, the others are kept."""
    blocks: list[Block] = []
    for copy in range(1, copies + 1):
        if copy > 1:
            blocks.extend((NewPage(), Heading(speech.say("handover.title"))))
        blocks.extend(_sheet(practice, speech, closed, transfer, (copy, copies)))
    return Document(
        title=speech.say("handover.title"),
        language=speech.language,
        blocks=tuple(blocks),
        footer=speech.say("handover.footer", ref=practice.facts.ref),
        dated_ns=closed.sealed_at,
    )


def grouped(text: str) -> str:
    """Return a hash in groups of four characters, eight to a line, as it is read aloud and copied by hand."""
    groups = wrap(text, 4)
    return "\n".join("  ".join(groups[at : at + _A_LINE]) for at in range(0, len(groups), _A_LINE))


def _sheet(
    practice: Practice, speech: Speech, closed: Closed, transfer: Transfer, copy: tuple[int, int]
) -> Iterator[Block]:
    say = speech.say
    use = say("handover.copy_given" if copy[0] == 1 else "handover.copy_kept")
    yield Paragraph(say("handover.copy", number=copy[0], total=copy[1], use=use))
    yield Paragraph(Strong(say("handover.manifest", file=TAG_MANIFEST)))
    yield Preformatted(grouped(closed.manifest_sha256), large=True)
    yield Picture(qr.svg(closed.manifest_sha256), say("handover.qr_alt"), width=_QR_WIDTH)
    yield Paragraph(say("handover.copy_hash"))
    yield Facts(tuple(_archive(practice, speech, closed)))
    yield Facts(tuple(_handed(practice, speech, transfer)))
    command = Code(f"certutil -hashfile {TAG_MANIFEST} SHA256")
    yield Paragraph((say("handover.check", file=TAG_MANIFEST), " ", command), soft=True)
    yield Signatures(
        (
            _place(speech, "given_by", transfer.given_by, transfer.at),
            _place(speech, "received_by", transfer.received_by, transfer.at),
        )
    )


def _archive(practice: Practice, speech: Speech, closed: Closed) -> Iterator[tuple[str, Words | None]]:
    say = speech.say
    yield say("handover.case"), _cut(" · ".join(filter(None, (practice.facts.ref, practice.facts.practice))))
    size = say("handover.size", name=_cut(closed.name, _NAME), size=amount(speech, closed.size))
    yield say("handover.archive"), (size, " ", Code(" ".join(wrap(closed.sha256, 8))))
    yield say("handover.sealed"), moment(speech, closed.sealed_at)
    yield say("handover.exhibits"), kept.said(speech, _kept(practice, closed))
    yield say("handover.key"), Code(_fingerprint(closed.fingerprint))
    if closed.annex:
        name, sha256 = closed.annex
        yield (
            say("handover.annex"),
            (say("handover.annex_apart", name=_cut(name, _NAME)), " ", Code(" ".join(wrap(sha256, 8)))),
        )
    elif not practice.archives:
        yield say("handover.annex_later"), None


def _kept(practice: Practice, closed: Closed) -> Kept:
    """Return what was kept: of the archive what it was closed with, whatever was copied since."""
    told = kept.counted(practice)
    state = "made" if closed.annex and told.state == "not_made" else told.state
    if told.archives:
        return replace(told, archives=closed.exhibits, state=state)
    return replace(told, open=closed.exhibits, state=state)


def _handed(practice: Practice, speech: Speech, transfer: Transfer) -> Iterator[tuple[str, Words | None]]:
    yield speech.say("handover.disks"), serials(practice, speech)
    for name, value in (
        ("medium", transfer.medium),
        ("organisation", transfer.organisation),
        ("place", transfer.place),
    ):
        yield speech.say(f"handover.{name}"), _cut(value) if value else None
    if transfer.at is not None:
        yield speech.say("handover.at"), moment(speech, transfer.at)


def _place(speech: Speech, side: str, name: str | None, at: int | None) -> tuple[str, tuple[str, ...]]:
    """Return one place to sign: its title with the name where that is known, else lines to write on."""
    lines = [] if name else [speech.say("handover.line_name")]
    if at is None:
        lines.append(speech.say("handover.line_date"))
    title = speech.say(f"handover.{side}")
    return (speech.say("handover.by", side=title, name=_cut(name)) if name else title), tuple(lines)


def serials(practice: Practice, speech: Speech) -> str | None:
    """Return the disks by model and serial number, read by the tool or told; None where there is none."""
    read = list(_read(practice))
    numbers = [str(disk.get("serial") or "") for disk in _disks(practice)]
    # What was typed about a disk that was read is that disk, however it is worded.
    typed = [one for one in _answered(practice) if not any(_told_by(one, number) for number in numbers)]
    told = list(dict.fromkeys(filter(None, (*read, *typed))))
    if not told:
        return None
    more = speech.say("drafts.more", count=len(told) - _SERIALS) if len(told) > _SERIALS else ""
    return _cut(" ; ".join(told[:_SERIALS]), _DISKS) + more


def _read(practice: Practice) -> Iterator[str]:
    for disk in _disks(practice):
        yield " ".join(str(disk[key]) for key in ("model", "serial") if disk.get(key))


def _told_by(words: str, number: str) -> bool:
    return len(number) >= _TELLING and number.casefold() in words.casefold()


def _disks(practice: Practice) -> Iterator[dict[str, Any]]:
    for machine in practice.machines:
        disk = (machine.medium.get("source") or {}).get("disk")
        if isinstance(disk, dict):
            yield disk


def _answered(practice: Practice) -> Iterator[str]:
    for key in sorted(practice.answers):
        # "sys.disk.serial#2" is that of the second disk.
        if key.split("#")[0] == "sys.disk.serial":
            yield practice.answer(key) or ""


def _fingerprint(fingerprint: str) -> str:
    kind, found, digest = fingerprint.partition(":")
    return f"{kind}:{' '.join(wrap(digest, 4))}" if found else " ".join(wrap(kind, 4))


def _cut(text: str, widest: float = _LONGEST) -> str:
    shown = visible(text[:_READ])
    room = widest
    for at, char in enumerate(shown):
        room -= widths.ems(printable.shown(char))
        if room < 0:
            return f"{shown[:at]}…"
    return shown
