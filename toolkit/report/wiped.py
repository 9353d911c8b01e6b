"""The attestation that the working copies of a case were erased: who, when, what, and what that cannot do.

It leaves with the archive and may be shown to anybody: it names no file that the tool did not write.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from toolkit.paper.blocks import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Listing,
    Notice,
    Paragraph,
    Signatures,
    Tone,
    Words,
)  # fmt: skip
from toolkit.texts import Speech, visible
from toolkit.texts.forms import amount, moment

_SHOWN = 20  # files named; the others are counted
_LONGEST = 120  # characters of a name


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What was kept: its file name, its SHA-256, and whether it is on the medium that was erased."""

    name: str
    sha256: str
    beside: bool


@dataclass(frozen=True, slots=True)
class Wiped:
    """What was erased of a case; `left` are files of ours, by their name in it, with why they are left."""

    ref: str
    practice: str | None
    by: str | None
    at: int  # nanoseconds since 1970 UTC
    files: int
    size: int  # bytes
    kept: tuple[KeptFile, ...]
    left: tuple[tuple[str, str], ...] = ()
    linked: int = 0  # names removed of files that have another name elsewhere
    strangers: int = 0  # files that the tool did not write, left where they are
    open: bool = False  # something was recorded that no archive holds
    annex: bool = True  # an annex is among what is kept, or there never was one


def attestation(wiped: Wiped, speech: Speech) -> Document:
    """Return the attestation, one page to print and sign."""
    return Document(
        title=speech.say("handover.wiped_title"),
        language=speech.language,
        blocks=tuple(_blocks(wiped, speech)),
        subtitle=speech.say("handover.wiped_subtitle", ref=wiped.ref),
        footer=speech.say("handover.wiped_footer", ref=wiped.ref),
        dated_ns=wiped.at,
    )


def _blocks(wiped: Wiped, speech: Speech) -> Iterator[Block]:
    say = speech.say
    gone = not wiped.left and not wiped.linked
    yield Notice(
        say("handover.wiped_all" if gone else "handover.wiped_part"), Tone.PLAIN if gone else Tone.BAD
    )
    yield Facts(tuple(_rows(wiped, speech)))
    yield Heading(say("handover.wiped_kept_title"))
    yield Listing(tuple(_kept(one, speech) for one in wiped.kept) or (say("handover.wiped_kept_none"),))
    if wiped.open:
        yield Paragraph(say("handover.wiped_open"))
    if not wiped.annex:
        yield Paragraph(say("handover.wiped_no_annex"))
    yield from _remaining(wiped, speech)
    yield Heading(say("handover.wiped_limits"))
    # Where something is left, the log stays too: the next run checks what is kept against it.
    limits = ("flash", "elsewhere") if wiped.left else ("flash", "elsewhere", "last")
    yield Listing(tuple(say(f"handover.wiped_limit_{one}") for one in limits))
    lines = (say("handover.line_name"), say("handover.line_date"))
    by = (
        say("handover.wiped_by")
        if wiped.by is None
        else say("handover.by", side=say("handover.wiped_by"), name=wiped.by)
    )
    yield Signatures(((by, lines if wiped.by is None else lines[1:]), (say("handover.wiped_seen"), lines)))


def _rows(wiped: Wiped, speech: Speech) -> Iterator[tuple[str, Words | None]]:
    say = speech.say
    yield say("handover.case"), " · ".join(filter(None, (wiped.ref, _cut(wiped.practice or ""))))
    yield say("handover.wiped_by"), _cut(wiped.by) if wiped.by else None
    yield say("handover.at"), moment(speech, wiped.at)
    files, size = speech.number(wiped.files), amount(speech, wiped.size)
    yield say("handover.wiped_files"), say("handover.wiped_amount", files=files, size=size)


def _kept(one: KeptFile, speech: Speech) -> Words:
    told = "handover.wiped_kept_beside" if one.beside else "handover.wiped_kept"
    return (speech.say(told, name=_cut(one.name)), " ", Code(" ".join(wrap(one.sha256, 8))))


def _remaining(wiped: Wiped, speech: Speech) -> Iterator[Block]:
    say = speech.say
    points: list[Words] = [
        say("handover.wiped_left", name=_cut(name), why=why) for name, why in wiped.left[:_SHOWN]
    ]
    if len(wiped.left) > _SHOWN:
        points.append(say("handover.wipe_more", count=len(wiped.left) - _SHOWN))
    if wiped.linked:
        points.append(say("handover.wiped_linked", count=wiped.linked))
    if wiped.strangers:
        points.append(say("handover.wiped_strangers", count=wiped.strangers))
    if points:
        yield Heading(say("handover.wiped_left_title"))
        yield Listing(tuple(points))


def _cut(text: str) -> str:
    return visible(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
