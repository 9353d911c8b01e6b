"""Where a ransom note leaves: in the open archive, or in the annex alone where it quotes a person."""

from dataclasses import replace

from toolkit.capture import legible
from toolkit.capture.choice import Chosen
from toolkit.custody.captures import ANNEX
from toolkit.custody.case import Case
from toolkit.custody.quoted import cited, quotes
from toolkit.custody.tokens import tokens_of
from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.scan.notes.decoding import TEXT_LIMIT, text_of

_PACKED = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # what it holds beside its text is not seen
_WORDS = frozenset({"threat", "deadline", "amount", "victim_id"})  # contacts that are no address


def placed(case: Case, source: Source, one: Chosen) -> Chosen:
    """Return a note as it is to be copied; one that cannot be read through goes to the annex too.

    Its facts then hold `quotes`, and `cited`, the addresses in it that are not its author's.
    """
    entry = source.find(one.line["path"], one.line["volume"])
    if entry is None:
        return one
    try:
        with source.open(entry) as stream:
            content = stream.read(TEXT_LIMIT + 1)
    except Unreadable:
        return one
    text = None if len(content) > TEXT_LIMIT or content.startswith(_PACKED) else text_of(content)
    if text is None:
        return replace(one, prefix=ANNEX, facts={**one.facts, "quotes": True})
    # What markup, percent signs or a binary tail hide stands in the exhibit all the same.
    raw = content.replace(bytes(1), b"").decode("utf-8", "replace")
    whole = "\n\n".join(dict.fromkeys((text, raw, *legible.decoded(raw), *legible.readings(content))))
    pseudonyms = tokens_of(case)
    contacts = (one.line.get("note") or {}).get("contacts", {})
    given = {value.casefold() for kind, values in contacts.items() if kind not in _WORDS for value in values}
    others = cited(whole, given, pseudonyms.people)
    if not others and not quotes(whole, pseudonyms, given):
        return one
    return replace(one, prefix=ANNEX, facts={**one.facts, "quotes": True, "cited": sorted(others)})
