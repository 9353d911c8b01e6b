"""The sheet for the passphrase of the annex: numbered lines, filled by hand, for it is kept in no file."""

from collections.abc import Iterator

from toolkit.paper.blocks import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Listing,
    Notice,
    Paragraph,
    Tone,
)  # fmt: skip
from toolkit.texts import Speech, visible

_KEEP = ("apart", "channel", "photo", "patients")


def sheet(ref: str, speech: Speech, words: int, annex: str, dated_ns: int = 0) -> Document:
    """Return the sheet of one page for a passphrase of so many words; it never holds the passphrase itself.

    `annex` is the file name of the annex, `dated_ns` its time in nanoseconds since 1970 UTC.
    """
    return Document(
        title=speech.say("handover.sheet_title"),
        language=speech.language,
        blocks=tuple(_blocks(speech, words, visible(annex))),
        subtitle=speech.say("handover.sheet_subtitle", ref=ref),
        footer=speech.say("handover.sheet_footer", ref=ref),
        dated_ns=dated_ns,
    )


def _blocks(speech: Speech, words: int, annex: str) -> Iterator[Block]:
    say = speech.say
    yield Notice(say("handover.sheet_warning"), Tone.BAD)
    yield Facts(((say("handover.sheet_annex"), Code(annex)),))
    yield Paragraph(say("handover.sheet_words"))
    yield Facts(tuple((say("handover.sheet_word", number=number), None) for number in range(1, words + 1)))
    yield Paragraph(say("handover.sheet_join"))
    yield Heading(say("handover.sheet_open"))
    yield Listing(tuple(say(f"handover.sheet_open_{step}", annex=annex) for step in (1, 2, 3)), numbered=True)
    yield Heading(say("handover.sheet_keep"))
    yield Listing(tuple(say(f"handover.sheet_{one}") for one in _KEEP))
    yield Facts(((say("handover.sheet_holder"), None),))
